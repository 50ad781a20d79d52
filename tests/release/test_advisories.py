"""`make advisories`: known weaknesses of the locked packages."""

import json
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from edge import __version__
from edge.exit_codes import BAD_USAGE, DONE, UNEXPECTED
from edge.papers.advisory_check import RECORD, advisory_values
from edge.toml_text import read_toml
from tests.packaging.advisories import locked_packages, main, pins_hash, read_exceptions
from tests.packaging.sources import ROOT
from tests.release.test_osv import advisory

HASH = f" \\\n    --hash=sha256:{'0' * 64}"
EXCEPTION = '[[exception]]\nid = "CVE-9"\npackage = "Thing"\nreason = "Nobody calls it."\ndate = 2026-12-01\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Two lock files that pin one package differently, and no exception."""
    (tmp_path / "security").mkdir()
    (tmp_path / "security/exceptions.toml").write_text("")
    (tmp_path / "requirements.lock").write_text(f'Thing==1.0; python_version < "3.11"{HASH}\nother==3.0{HASH}\n')
    (tmp_path / "requirements-dev.lock").write_text("thing==2.0\nother==3.0\n")
    return tmp_path


def check(checkout: Path, *entries: object) -> int:
    path = checkout / "osv.json"
    path.write_text(json.dumps(entries))
    return main([str(path)], checkout)


BAD_BELOW_2 = advisory({"introduced": "0"}, {"fixed": "2.0"}, aliases=["CVE-9"])


def test_an_affected_package_is_listed_with_its_files_and_fix(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(checkout, BAD_BELOW_2, advisory({"introduced": "0"}, package="elsewhere")) == UNEXPECTED
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"advisories: 3 locked packages, 2 advisories in {checkout / 'osv.json'}, the newest of 2026-11-01",
        "thing 1.0 (requirements.lock): GHSA-1, fixed in 2.0. Bad.",
    ]
    assert said.err.startswith("advisories: affected packages: 1. Update the pin (CONTRIBUTING.md, Packages), or add")


def test_a_weakness_without_a_fix_is_listed_for_each_version(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(checkout, advisory({"introduced": "0"})) == UNEXPECTED
    said = capsys.readouterr()
    assert "thing 2.0 (requirements-dev.lock): GHSA-1, not fixed in any version. Bad." in said.out
    assert "affected packages: 2." in said.err


def test_without_an_affected_package_all_is_well(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(checkout, advisory({"introduced": "4"})) == DONE
    assert capsys.readouterr().out.endswith("no locked package is affected without an exception\n")


def test_an_exception_by_an_alias_is_printed_with_its_reason(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "security/exceptions.toml").write_text(EXCEPTION)
    assert check(checkout, BAD_BELOW_2) == DONE
    line = "exception: thing 1.0 (requirements.lock): GHSA-1, fixed in 2.0. Nobody calls it. (2026-12-01)"
    assert line in capsys.readouterr().out.splitlines()


def test_an_exception_that_no_package_needs_is_named(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "security/exceptions.toml").write_text(EXCEPTION.replace("CVE-9", "CVE-10"))
    assert check(checkout, BAD_BELOW_2) == UNEXPECTED
    assert "exception of thing for CVE-10 affects no locked package: remove it" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["id", "package", "reason", "date"])
def test_an_exception_needs_a_reason_and_a_date(
    checkout: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line for line in EXCEPTION.splitlines() if not line.startswith(missing)]
    (checkout / "security/exceptions.toml").write_text("\n".join(lines))
    assert check(checkout, BAD_BELOW_2) == BAD_USAGE
    assert "without id, package, reason and date" in capsys.readouterr().err


def test_bad_json_is_a_sentence_with_the_file(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "osv.json").write_text("<html>")
    assert main([str(checkout / "osv.json")], checkout) == BAD_USAGE
    said = capsys.readouterr().err
    assert f"advisories: {checkout / 'osv.json'} is not JSON" in said
    assert "Download it again, or remove it." in said


def test_all_lock_files_of_the_project_are_read() -> None:
    files = {file for package in locked_packages() for file in package.files}
    assert files == {path.name for path in ROOT.glob("requirements*.lock")}
    assert read_exceptions() == []


def test_a_check_is_recorded_for_the_product_file(checkout: Path) -> None:
    (checkout / "security/exceptions.toml").write_text(EXCEPTION)
    record = checkout / "advisories.toml"
    (checkout / "osv.json").write_text(json.dumps([BAD_BELOW_2, advisory({"introduced": "0"}, package="other")]))
    assert main([str(checkout / "osv.json"), "--record", str(record)], checkout) == UNEXPECTED
    values = advisory_values(__version__, record)
    counts = [values[f"advisories_{key}"] for key in ("newest", "advisories", "affected", "excepted")]
    assert counts == ["2026-11-01", "2", "2", "1"]
    today = datetime.now(timezone.utc).date()
    assert date.fromisoformat(values["advisories_checked_on"]) in (today, today - timedelta(days=1))


def test_a_record_is_of_the_lock_files_that_are_there() -> None:
    """After a change of a pin, run `make advisories` again, or remove the record: papers then ask for the date."""
    assert not RECORD.is_file() or read_toml(RECORD.read_text("utf-8"))["locks"] == pins_hash(locked_packages())


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed: apt-get install make")
def test_make_needs_a_path_and_opens_no_connection(tmp_path: Path) -> None:
    """The program refuses every connection; `make` without a path says what to add."""
    without = subprocess.run(
        ["make", "--no-print-directory", "--old-file=setup", "advisories"], cwd=ROOT, capture_output=True, text=True
    )
    assert without.returncode == 2
    assert "make advisories ADVISORIES=PATH" in without.stderr
    (tmp_path / "osv.json").write_text(json.dumps(advisory({"introduced": "0"})))
    code = (
        "import socket, sys\n"
        "socket.socket.connect = None\n"
        "from tests.packaging.advisories import main\n"
        "raise SystemExit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (DONE, "")
