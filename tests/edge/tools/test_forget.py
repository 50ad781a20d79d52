"""`vitrina forget`: deletes the data of a kiosk after a question, but not while a kiosk runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from edge.kiosk.process.lock import hold_kiosk_lock
from edge.settings.settings import Settings
from edge.tools.forget import ForgetError, forget_kiosk_data
from edge.uplink.outbox.outbox import Outbox, OutboxError

FILES = (
    "outbox.db",
    "outbox.db-wal",
    "outbox.db-shm",
    "outbox.db.sock",
    "outbox.db.pause",
    "outbox.db.place",
    "outbox.db.fleet",
    "outbox.db.client-id",
    "outbox.db.player-token",
    "outbox.db.play-token",
    "outbox.db.console-token",
    "outbox.db.console.sock",
    "outbox.db.corrupt-20261124T100000Z",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"outbox": {"path": str(tmp_path / "outbox.db")}})


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_all_files_are_deleted_except_the_last_number_and_foreign_files(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*FILES, "outbox.db.seq", "vitrina.toml"):
        (tmp_path / name).write_text("x")
    assert forget_kiosk_data(settings, is_sure=True) == 0
    assert names(tmp_path) == {"outbox.db.seq", "vitrina.toml"}
    assert "kept outbox.db.seq" in capsys.readouterr().out


def test_what_the_broker_keeps_for_home_assistant_is_named(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is retained there, and no kiosk of this machine knows of it afterwards."""
    topic = "homeassistant/device/vitrina_acme_berlin-7_door/config"
    (tmp_path / "outbox.db.home-assistant").write_text(f"{topic}\n")
    assert forget_kiosk_data(settings, is_sure=True) == 0
    assert names(tmp_path) == set()
    assert f"empty retained message to {topic}" in capsys.readouterr().out


def test_a_kiosk_that_starts_afterwards_continues_the_numbers(tmp_path: Path, settings: Settings) -> None:
    Outbox(tmp_path / "outbox.db").close()
    (tmp_path / "outbox.db.seq").write_text("2000\n")
    forget_kiosk_data(settings, is_sure=True)
    outbox = Outbox(tmp_path / "outbox.db")
    assert outbox.kept_range().last_seq == 2000
    outbox.close()


def test_a_running_kiosk_is_an_error(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "outbox.db").write_text("x")
    with (
        hold_kiosk_lock(tmp_path / "outbox.db"),
        pytest.raises(ForgetError, match=r"a kiosk is using .* Stop it first"),
    ):
        forget_kiosk_data(settings, is_sure=True)
    assert (tmp_path / "outbox.db").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_of_another_user_is_an_error(tmp_path: Path, settings: Settings) -> None:
    """As for who forgets `sudo`."""
    (tmp_path / "outbox.db").write_text("x")
    tmp_path.chmod(0o700)
    os.seteuid(65_534)
    try:
        with pytest.raises((ForgetError, OutboxError), match=r"outbox\.db (cannot be read )?\(Permission denied\)"):
            forget_kiosk_data(settings, is_sure=True)
    finally:
        os.seteuid(0)
    assert (tmp_path / "outbox.db").exists()


def test_without_a_terminal_nothing_is_deleted(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "outbox.db").write_text("x")
    with pytest.raises(ForgetError, match="Add --yes"):
        forget_kiosk_data(settings, is_sure=False)
    assert (tmp_path / "outbox.db").exists()


def test_nothing_to_forget_is_no_error(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert forget_kiosk_data(settings, is_sure=False) == 0
    assert "there is no kiosk data at" in capsys.readouterr().out


def test_a_running_kiosk_without_a_lock_file_is_an_error(tmp_path: Path, settings: Settings) -> None:
    """Nor has it a lock file: the kiosk is found by SQLite's lock on the outbox."""
    program = "import sys; from pathlib import Path; from edge.uplink.outbox.outbox import Outbox"
    program += "; outbox = Outbox(Path(sys.argv[1])); print(flush=True); sys.stdin.read()"
    kiosk = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "outbox.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with kiosk:
        assert kiosk.stdout is not None
        kiosk.stdout.readline()
        with pytest.raises(ForgetError, match="a kiosk is using"):
            forget_kiosk_data(settings, is_sure=True)
        assert (tmp_path / "outbox.db").exists()
