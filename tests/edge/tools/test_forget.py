"""The end of a lease: what was kept goes, what runs is not touched, and somebody is asked first."""

import subprocess
import sys
from pathlib import Path

import pytest

from edge.kiosk.status import KioskStatus
from edge.kiosk.status_socket import StatusServer
from edge.settings.settings import Settings
from edge.tools.forget import ForgetError, forget
from edge.uplink.outbox.outbox import Outbox

FILES = ("outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db.sock", "outbox.db.corrupt-20261124T100000Z")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"outbox": {"path": str(tmp_path / "outbox.db")}})


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_all_goes_but_the_numbers_and_what_is_not_ours(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*FILES, "outbox.db.seq", "vitrina.toml"):
        (tmp_path / name).write_text("x")
    assert forget(settings, is_sure=True) == 0
    assert names(tmp_path) == {"outbox.db.seq", "vitrina.toml"}
    assert "kept outbox.db.seq" in capsys.readouterr().out


def test_a_kiosk_that_is_started_afterwards_goes_on_numbering(tmp_path: Path, settings: Settings) -> None:
    Outbox(tmp_path / "outbox.db").close()
    (tmp_path / "outbox.db.seq").write_text("2000\n")
    forget(settings, is_sure=True)
    outbox = Outbox(tmp_path / "outbox.db")
    assert outbox.kept_range().last_seq == 2000
    outbox.close()


def test_a_running_kiosk_is_not_robbed(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "outbox.db").write_text("x")
    report = KioskStatus("0.1.0", "sensing", (), 0.0)
    with (
        StatusServer(tmp_path / "outbox.db", lambda: report),
        pytest.raises(ForgetError, match=r"a kiosk runs on .* Stop it first"),
    ):
        forget(settings, is_sure=True)
    assert (tmp_path / "outbox.db").exists()


def test_nobody_there_to_ask_means_no(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "outbox.db").write_text("x")
    with pytest.raises(ForgetError, match="Say --yes"):
        forget(settings, is_sure=False)
    assert (tmp_path / "outbox.db").exists()


def test_nothing_to_forget_is_no_fault(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert forget(settings, is_sure=False) == 0
    assert "nothing of a kiosk" in capsys.readouterr().out


def test_a_kiosk_that_has_no_socket_is_not_robbed_either(tmp_path: Path, settings: Settings) -> None:
    """It is found by its hold on the file."""
    works = "import sys; from pathlib import Path; from edge.uplink.outbox.outbox import Outbox"
    works += "; outbox = Outbox(Path(sys.argv[1])); print(flush=True); sys.stdin.read()"
    kiosk = subprocess.Popen(
        [sys.executable, "-c", works, str(tmp_path / "outbox.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with kiosk:
        assert kiosk.stdout is not None
        kiosk.stdout.readline()
        with pytest.raises(ForgetError, match="a kiosk runs on"):
            forget(settings, is_sure=True)
        assert (tmp_path / "outbox.db").exists()
