"""A folder of the store, or a settings file, that is named and not there: every command but a few says so."""

import os
from pathlib import Path

import pytest

from central import VERSION
from central.cli.commands import build_parser
from central.cli.main import main
from central.exit_codes import BAD_USAGE, DONE
from central.serve import checks
from tests.command_lines import command_lines
from tests.doubles.broker import free_port
from tests.doubles.ready_store import ready

VALUES = {"TENANT/SITE": "acme/berlin-7", "TENANT/SITE/DEVICE": "acme/berlin-7/door", "SITE": "acme/berlin-7"}
VALUES |= {"NAME": "x", "NUMBER": "1", "FILE.toml": "list.toml", "FILE": "file", "[TENANT/]ID": "acme/spring"}
VALUES |= {"DAY": "2026-11-20", "A,B": "a,b", "N": "14"}
LINES = sorted(set(command_lines(build_parser(VERSION), "--data", VALUES)))
MAKES_A_STORE = {
    ("import", "file"),
    ("restore", "file"),
    ("migrate",),
    ("user", "add", "x"),
    ("token", "add", "x"),
    ("site", "add", "acme/berlin-7"),
    ("kiosk", "enrol", "--site", "acme/berlin-7", "--device", "x"),
    ("creative", "add", "acme/spring"),
    ("comments", "import", "file", "--tag", "x"),
    ("serve",),
}
"""Commands with which a store begins."""
OTHER_FOLDER = {("fleet", "publish")}
"""Command that reads a work folder of signed files first, and publishes into a folder of media."""
WITH_A_STORE = [line for line in LINES if line not in MAKES_A_STORE | OTHER_FOLDER]
MORE: dict[tuple[str, ...], tuple[str, ...]] = {
    ("creative", "add"): ("--name", "Spring"),
    ("site", "set"): ("--tz", "UTC"),
    ("alerts", "snooze"): ("acme/berlin-7",),
}


def test_the_list_has_every_command_with_a_store() -> None:
    assert len(LINES) > 35
    assert set(LINES) > MAKES_A_STORE


@pytest.mark.parametrize("line", WITH_A_STORE, ids=" ".join)
def test_a_wrong_name_of_the_store_is_an_error_and_makes_none(
    line: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.toml").write_text('[[creative]]\nid = "spring"\n')
    Path("file").write_text("text,date\ngood,2026-11-20\n")
    code, said = run((*line, *MORE.get(line[:2], ()), "--data", "tpyo"), capsys)
    assert code != DONE
    assert "there is no store in tpyo" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "list.toml"]


@pytest.mark.parametrize("line", WITH_A_STORE, ids=" ".join)
def test_a_wrong_folder_in_the_settings_is_an_error_and_makes_none(
    line: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`doctor` goes on to the other parts, here a broker that is not there."""
    monkeypatch.chdir(tmp_path)
    Path("list.toml").write_text('[[creative]]\nid = "spring"\n')
    Path("file").write_text("text,date\ngood,2026-11-20\n")
    monkeypatch.setattr(checks, "CONNECT_S", 0.1)
    Path("central.toml").write_text(f'[central]\ndata = "{tmp_path}/tpyo"\n[broker]\nport = {free_port()}\n')
    code, said = run((*line, *MORE.get(line[:2], ()), "--config", "central.toml"), capsys)
    assert code != DONE
    assert f"there is no store in {tmp_path}/tpyo" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["central.toml", "file", "list.toml"]


def test_the_doctor_leaves_a_new_store_to_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As between `install.sh --central` and the first start: the folder is there and empty."""
    monkeypatch.setattr(checks, "CONNECT_S", 0.1)
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "central.toml").write_text(f'[central]\ndata = "{folder}"\n[broker]\nport = {free_port()}\n')
    _, said = run(("doctor", "--config", f"{tmp_path}/central.toml"), capsys)
    serve = f"vitrina-central serve --config {tmp_path}/central.toml"
    assert f"✓ database: no store in {folder} yet. `{serve}` creates it" in said
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_store_of_another_user_is_an_error_that_names_the_user(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As for who forgets `sudo` beside the service."""
    folder = ready(tmp_path / "data").data
    assert folder is not None
    folder.chmod(0o700)
    os.seteuid(65_534)
    try:
        code, said = run(("site", "list", "--data", str(folder)), capsys)
    finally:
        os.seteuid(0)
    assert code == BAD_USAGE
    assert f"data: this user may not read {folder}. " in said
    assert "sudo -u vitrina-central vitrina-central" in said


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_a_wrong_name_of_the_settings_is_an_error(
    line: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("list.toml", "file"):
        Path(name).write_text("")
    code, said = run((*line, *MORE.get(line[:2], ()), "--config", "tpyo.toml"), capsys)
    assert code != DONE
    assert "tpyo.toml" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "list.toml"]


def run(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    try:
        code = main(arguments)
    except SystemExit as left:
        code = int(left.code or 0)
    said = capsys.readouterr()
    return code, said.out + said.err
