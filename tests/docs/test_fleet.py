"""The page about the repository of a fleet: every command that it prints is run, in its order; its table is true."""

import io
import json
import re
import shlex
import shutil
import subprocess
from datetime import datetime, timezone
from importlib.util import find_spec
from pathlib import Path

import pytest

if not all(map(find_spec, ("tuf", "cryptography", "sqlalchemy"))):
    pytest.skip("packages of central are missing: make setup", allow_module_level=True)

from central.cli.main import main
from central.fleet import keys
from central.fleet.keys import KeyRing
from edge.fleet.fetcher import FolderSource
from edge.fleet.repository import Repository, install_root
from edge.fleet.roles import FLEET_ROLES
from tests.edge.fleet.worlds import PASSPHRASE, plan_bytes
from tests.packaging.sign import NAME, PUBLIC, make_key, open_key, sign_release
from tests.release.test_sign import NOW, TAR, write_program

PAGE = Path(__file__).parents[2] / "docs" / "central" / "fleet.md"
STICKS = ("red", "blue", "white", "green", "yellow")


def commands() -> list[str]:
    """All lines of the shell blocks of the page."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the page takes for granted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(keys, "SCRYPT_COST", 2**4)
    for stick in STICKS:
        (tmp_path / "media" / stick).mkdir(parents=True)
    for name in ("central", "new-central"):
        (tmp_path / f"{name}.toml").write_text(f'[central]\ndata = "{tmp_path}/{name}"\n')
    write_program(tmp_path / TAR)
    ring = KeyRing([tmp_path / "safe"], lambda _: PASSPHRASE)
    make_key(tmp_path / "safe", ring)
    sign_release(tmp_path, open_key(tmp_path / "safe" / f"{NAME}.key", ring), NOW)
    shutil.copy(tmp_path / "safe" / PUBLIC, tmp_path)
    (tmp_path / "berlin.toml").write_text("[faces]\nrate_hz = 5\n")
    (tmp_path / "broker.toml").write_text('[broker]\nhost = "broker.example.org"\n')
    (tmp_path / "plan.json").write_bytes(plan_bytes())
    return tmp_path


def run_line(line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n" * 8))
    line = line.replace("/media/", f"{folder}/media/").replace("/etc/vitrina/", f"{folder}/")
    line = line.removeprefix("sudo -u vitrina-central ")
    if not line.startswith("vitrina-central "):
        return subprocess.run(["sh", "-c", line], check=False, stdout=subprocess.DEVNULL).returncode
    return main(shlex.split(line)[1:])


def test_every_command_of_the_page_works_in_its_order(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = commands()
    assert len([line for line in lines if " fleet " in line]) > 15
    for line in lines:
        code = run_line(line, desk, monkeypatch)
        printed = capsys.readouterr()
        assert code == 0, f"{line}\n{printed.err}"
        assert "wrong" not in printed.err
        if "status" in line:
            assert "maker" in printed.out
    published = desk / "new-central" / "media" / "fleet" / "acme"
    roots = sorted(path.name for path in (published / "metadata").glob("*.root.json"))
    assert roots == ["1.root.json", "2.root.json", "3.root.json", "4.root.json"]
    for folder in (published, desk / "fleet"):  # the work folder is whole too: on a stick it serves `update --from`
        assert what_a_kiosk_sees(desk / f"kiosk-{folder.name}", folder) == ["0.2.0", "settings", "address", 1]


def what_a_kiosk_sees(state: Path, folder: Path) -> list[str | int]:
    """A kiosk that trusts the first root, and was away while all keys were replaced."""
    state.mkdir()
    install_root(state / "tuf", (folder / "metadata" / "1.root.json").read_bytes(), None)
    kiosk = Repository(state / "tuf", state, FolderSource(folder), False)
    kiosk.refresh(datetime.now(timezone.utc))
    plan = kiosk.plan()
    assert plan is not None
    settings = kiosk.settings("acme", "berlin-7", "door")
    return [*(each.version for each in kiosk.software()), *(each.kind for each in settings), plan.counter]


def test_the_fingerprint_is_the_same_everywhere(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    init, status, check = commands()[:3]
    run_line(init, desk, monkeypatch)
    printed = capsys.readouterr().out.strip()
    assert re.fullmatch("[0-9a-f]{16}", printed)
    run_line(status, desk, monkeypatch)
    assert f"acme: root {printed}" in capsys.readouterr().out
    assert subprocess.run(["sh", "-c", check], capture_output=True, text=True, check=True).stdout == printed
    for stick in STICKS[:3]:
        assert printed in (desk / "media" / stick / "README.txt").read_text()
    run_line(f"{status} --json", desk, monkeypatch)
    assert json.loads(capsys.readouterr().out)[0]["fingerprint"] == printed


def test_the_table_of_roles_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \|[^|]*\| (\d) of (\d) \| (\d+) days \|", PAGE.read_text(), re.MULTILINE)
    wanted = [(role.name, str(role.threshold), str(role.keys), str(role.days)) for role in FLEET_ROLES.values()]
    assert sorted(rows) == sorted(wanted)
