"""The lock of an outbox: one kiosk at a time, whatever becomes of its socket, and none left behind by a kill."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.kiosk.process.lock import KioskAlreadyRunningError, hold_existing_lock, hold_kiosk_lock, lock_path
from edge.uplink.outbox.outbox import OutboxError

# Holds the lock, and has a child as a kiosk has capture processes; prints the child's id.
_HOLDS = """
import subprocess, sys
from pathlib import Path
from edge.kiosk.process.lock import hold_kiosk_lock
with hold_kiosk_lock(Path(sys.argv[1])):
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    print(child.pid, flush=True)
    sys.stdin.read()
    child.stdin.close()
    child.wait()
"""


@contextmanager
def another_kiosk(outbox: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(outbox)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline().strip().isdecimal()
        try:
            yield process
        finally:
            process.stdin.close()


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


def test_a_second_kiosk_is_refused_until_the_first_has_ended(outbox: Path) -> None:
    with (
        another_kiosk(outbox),
        pytest.raises(KioskAlreadyRunningError, match=r"a kiosk is already running on .*outbox\.db\. Stop that kiosk"),
        hold_kiosk_lock(outbox),
    ):
        raise AssertionError("two kiosks hold the lock")
    with hold_kiosk_lock(outbox):
        assert lock_path(outbox).stat().st_mode & 0o777 == 0o600


def test_a_kiosk_that_was_killed_holds_no_lock(outbox: Path) -> None:
    """SIGKILL leaves the lock file behind, and children for a moment: neither keeps the next start away."""
    with another_kiosk(outbox) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with hold_kiosk_lock(outbox):
            assert lock_path(outbox).exists()


def test_two_outboxes_in_one_folder_are_independent(tmp_path: Path) -> None:
    with another_kiosk(tmp_path / "a.db"), hold_kiosk_lock(tmp_path / "b.db"):
        pass


def test_who_only_deletes_makes_no_lock_file(outbox: Path) -> None:
    """`sudo vitrina forget` would make one that the kiosk's user may not open."""
    with hold_existing_lock(outbox):
        assert not lock_path(outbox).exists()
    with another_kiosk(outbox), pytest.raises(KioskAlreadyRunningError), hold_existing_lock(outbox):
        raise AssertionError("held twice")


def test_a_missing_folder_is_reported_by_the_outbox(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with hold_kiosk_lock(tmp_path / "nowhere" / "outbox.db"):
        assert caplog.text == ""


def test_a_lock_file_that_cannot_be_made_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The name is too long here; the disk may be full in a shop. The kiosk runs."""
    with hold_kiosk_lock(tmp_path / ("o" * 252)):
        assert "so a second kiosk could start with the same outbox" in caplog.text


def test_a_lock_file_of_another_user_is_an_error(outbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock_path(outbox).touch()

    def refuses(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("edge.kiosk.process.lock.os.open", refuses)  # root, who may run the tests, is never refused
    with (
        pytest.raises(OutboxError, match=r"outbox\.db\.lock cannot be opened \(Permission denied\)"),
        hold_kiosk_lock(outbox),
    ):
        raise AssertionError("it was not opened")
