"""The commands of the central server: help, exit codes, errors as lines."""

import gzip
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from central.cli import main as program
from central.cli.commands import GROUPS
from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE, NO_DATABASE, NO_SOURCE
from central.store.database import open_store
from central.store.location import Location
from central.store.revisions import newest_revision
from central.store.shops import LONGEST
from central.transfer.lines import make_line
from central.web.api.endpoints import ENDPOINTS
from central.web.api.openapi import openapi_document
from tests.central import fleet
from tests.central.rows import rows
from tests.doubles.broker import free_port
from tests.doubles.central_server import ROOT

LINES = b"".join(make_line(fleet.topic("play"), fleet.payload(fleet.play(seq))) for seq in range(1, 5))
PLACES: tuple[str, ...] = ("serve", "import", "export messages", "site add", "site set", "site list", "quarantine list")
PLACES += ("quarantine show", "quarantine retry")
PLACES += ("creative add", "creative list", "export parquet")
PLACES += (
    "kiosk list",
    "kiosk enrol",
    "kiosk revoke",
    "user add",
    "user passwd",
    "user remove",
    "user list",
    "token add",
    "token revoke",
    "token list",
)
PLACES += ("migrate", "backup", "restore", "forget", "doctor")


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    """Options of a new store."""
    return ["--data", str(tmp_path / "data")]


def imported(tmp_path: Path, data: list[str], lines: bytes = LINES) -> int:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(lines)
    return main(["import", str(file), *data])


@pytest.mark.parametrize("command", PLACES)
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([*command.split(), "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert f"example:\n  vitrina-central {command}" in shown or "| vitrina-central import" in shown
    assert "--data DIR" in shown


def test_every_command_is_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    for command in PLACES:
        assert f"\n  {command.split()[0]} " in shown
    names = [name for group in GROUPS.values() for name in group]
    assert re.findall(r"^  ([a-z]+) +[a-z]", shown, re.MULTILINE) == names


def test_the_description_of_the_api_is_printed_without_a_store(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == DONE
    assert json.loads(capsys.readouterr().out) == openapi_document(ENDPOINTS)


def test_an_import_is_exported_to_the_byte(
    tmp_path: Path, data: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for expected in (b"stored 4 messages; 0 were", b"stored 0 messages; 4 were"):
        assert imported(tmp_path, data) == DONE
        assert expected in capfdbinary.readouterr().err
    assert main(["export", "messages", *data]) == DONE
    assert capfdbinary.readouterr().out == LINES
    assert main(["export", "messages", "--kind", "window", *data]) == DONE
    with open_store(Location(tmp_path / "data")) as store:
        logged = rows(store, "SELECT who, what, detail FROM audit ORDER BY id")
    assert logged == [("command line", "export.messages", "all"), ("command line", "export.messages", "kind: window")]


def test_bad_lines_are_named(tmp_path: Path, data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The first ones; all are counted."""
    lines = b"".join(b"junk %d\n" % number for number in range(30)) + LINES
    assert imported(tmp_path, data, lines) == BAD_USAGE
    shown = capsys.readouterr().err.splitlines()
    assert shown[0] == "import: line 1: not a message line: the line is not JSON in UTF-8"
    assert len(shown) == 21
    assert "30 bad lines are in the quarantine" in shown[-1]


def test_standard_input_is_read(tmp_path: Path, data: list[str]) -> None:
    """Gzipped as well."""
    for lines in (LINES, gzip.compress(LINES)):
        run = subprocess.run(
            [sys.executable, "-m", "central", "import", "-", *data],
            input=lines,
            capture_output=True,
            cwd=ROOT,
            check=True,
        )
        assert run.stdout == b""
    assert b"4 were stored before" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["import", "none.jsonl"], NO_SOURCE, "import: none.jsonl cannot be read (No such file or directory)"),
        (["import", "."], NO_SOURCE, "import: . cannot be read (Is a directory)"),
        (["restore", "none.gz"], NO_SOURCE, "restore: none.gz cannot be read"),
        (["backup", "none/b.gz"], NO_SOURCE, "backup: none/b.gz cannot be written"),
        (["site", "set", "acme/none", "--tz", "Europe/Berlin"], BAD_USAGE, "there is no site acme/none"),
        (["site", "add", "acme", "--tz", "Europe/Berlin"], BAD_USAGE, "is not of the form acme/berlin-7"),
        (["site", "add", "acme/a", "--tz", "Nowhere"], BAD_USAGE, "is not a time zone"),
        (["site", "add", "acme/a", "--country", "UK"], BAD_USAGE, "must be GB for the United Kingdom"),
        (["site", "set", "acme/none", "--country", "DE-BE"], BAD_USAGE, "there is no site acme/none"),
        (["export", "messages", "--site", "x"], BAD_USAGE, "is not of the form acme/berlin-7"),
        (["quarantine", "show", "7"], BAD_USAGE, "there is no message 7"),
    ],
)
def test_foreseen_faults_are_a_line(
    arguments: list[str], code: int, text: str, data: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", *data]) == DONE
    capsys.readouterr()
    assert main([*arguments, *data]) == code
    shown = capsys.readouterr().err
    assert text in shown
    assert len(shown.splitlines()) == 1


def test_a_database_that_cannot_be_reached_has_a_code_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "central.toml"
    config.write_text(f'[central]\ndatabase = "postgresql://vitrina@127.0.0.1:{free_port()}/none"\n')
    for command in (["export", "messages"], ["migrate"], ["forget"], ["site", "list"], ["quarantine", "list"]):
        assert main([*command, "--config", str(config)]) == NO_DATABASE
        said = capsys.readouterr().err
        assert said.startswith("database: ")
        assert said.endswith(" that its disk has space. `vitrina-central doctor` checks each part.\n")


def test_an_old_python_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(program, "OLDEST_PYTHON", (99, 0))
    assert main(["migrate"]) == BAD_USAGE
    assert "is too old. vitrina-central needs Python 3.11 or newer." in capsys.readouterr().err


def test_missing_packages_are_told(tmp_path: Path) -> None:
    """A kiosk has the command, and not its packages."""
    (tmp_path / "sqlalchemy.py").write_text("raise ModuleNotFoundError(name='sqlalchemy')\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    code += "from central.cli.main import main; sys.exit(main(['migrate']))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == BAD_USAGE
    assert run.stderr == (
        "vitrina-central: the package sqlalchemy is missing. In the checkout of Vitrina, run:"
        f" {sys.prefix}/bin/pip install --require-hashes --no-deps -r requirements-central.lock\n"
    )


def test_sites_are_added_set_and_listed(data: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(tmp_path, data)
    assert main(["site", "list", *data]) == DONE
    assert "UTC (not set)" in capsys.readouterr().out
    assert main(["site", "set", "acme/berlin-7", "--tz", "Europe/Berlin", "--parts", "10:00,14:00", *data]) == DONE
    assert main(["site", "set", "acme/berlin-7", "--country", "DE-BE", *data]) == DONE
    assert "computed the totals of 1 days again" in capsys.readouterr().err
    assert main(["site", "add", "acme/oslo-1", *data]) == DONE
    capsys.readouterr()
    assert main(["site", "list", "--json", *data]) == DONE
    unnamed = dict.fromkeys(LONGEST)
    assert json.loads(capsys.readouterr().out) == [
        {"site": "acme/berlin-7", "tz": "Europe/Berlin", "country": "DE-BE", "parts": "10:00,14:00"}
        | {"devices": 1, "tags": []}
        | unnamed,
        {"site": "acme/oslo-1", "tz": None, "country": None, "parts": None, "devices": 0, "tags": []} | unnamed,
    ]


def test_the_quarantine_is_shown(data: list[str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Bytes of a stranger are printed as it is only when it is asked for."""
    imported(tmp_path, data, b"\x1b[31mjunk\n")
    capfdbinary.readouterr()
    assert main(["quarantine", "list", *data]) == DONE
    shown = capfdbinary.readouterr().out
    assert b"not JSON" in shown
    assert b"\x1b" not in shown
    assert main(["quarantine", "show", "1", *data]) == DONE
    assert capfdbinary.readouterr().out == b"\x1b[31mjunk\n"
    assert main(["quarantine", "list", "--json", *data]) == DONE
    assert json.loads(capfdbinary.readouterr().out)[0]["reason"] == "junk"
    assert main(["quarantine", "retry", *data]) == DONE
    assert b"stored 0 messages; 1 remain" in capfdbinary.readouterr().err


def test_a_backup_is_restored(data: list[str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    imported(tmp_path, data)
    file, other = str(tmp_path / "b.gz"), ["--data", str(tmp_path / "other")]
    assert main(["backup", file, *data]) == main(["restore", file, *other]) == DONE
    capfdbinary.readouterr()
    assert main(["export", "messages", *other]) == DONE
    assert capfdbinary.readouterr().out == LINES
    assert main(["restore", file, *other]) == BAD_USAGE


def test_migrate_and_forget_say_what_they_did(data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    newest = newest_revision()
    for expected in (f"was empty, is {newest}", f"is {newest}"):
        assert main(["migrate", *data]) == DONE
        assert f"migrate: the schema version {expected}." in capsys.readouterr().err
    assert main(["forget", *data]) == DONE
    assert "deleted 0 plays, 0 quarantined messages and 0 entries of the audit log" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "24.11.2026"])
def test_a_time_must_be_one(text: str, data: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["export", "messages", "--from", text, *data])
    assert left.value.code == BAD_USAGE
    assert "is not a time such as 2026-11-24" in capsys.readouterr().err


def test_a_reader_that_stops_reading_is_no_fault(data: list[str], tmp_path: Path) -> None:
    """As `| head -1` does."""
    many = io.BytesIO()
    many.writelines(make_line(fleet.topic("play"), fleet.payload(fleet.play(seq))) for seq in range(1, 3000))
    imported(tmp_path, data, many.getvalue())
    export = [sys.executable, "-m", "central", "export", "messages", *data]
    with subprocess.Popen(export, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == LINES.splitlines(keepends=True)[0]
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == DONE
