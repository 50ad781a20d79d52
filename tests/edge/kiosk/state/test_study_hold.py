"""The pause of a kiosk while a study session records, and the lock of the camera between the two."""

import fcntl
import os
import threading
from pathlib import Path

import pytest

from edge.clock import Clock
from edge.kiosk.stages.camera_lock import CameraLock, camera_lock_path
from edge.kiosk.state.hold import CHECK_EVERY_S
from edge.kiosk.state.state import KioskStateTracker
from edge.kiosk.state.study_hold import StudyHold, is_file_locked, study_lock_path
from edge.study.errors import StudyError
from edge.study_sessions.machine_hold import hold_kiosk_pause, wait_for_camera


def tracker() -> KioskStateTracker:
    state = KioskStateTracker(Clock())
    state.end_startup()
    return state


def test_a_session_pauses_the_kiosk_for_as_long_as_it_lasts(tmp_path: Path) -> None:
    """The reason is that of every other pause on the machine: messages do not tell that a study runs."""
    outbox, state = tmp_path / "outbox.db", tracker()
    hold = StudyHold(state, outbox)
    hold.update_pause(0.0)
    assert not state.is_paused
    with hold_kiosk_pause(outbox):
        hold.update_pause(CHECK_EVERY_S / 2)
        assert not state.is_paused
        hold.update_pause(CHECK_EVERY_S)
        assert state.is_paused
        assert state.local_snapshot.reasons == ("local",)
        hold.update_pause(2 * CHECK_EVERY_S)
        assert state.is_paused
    hold.update_pause(3 * CHECK_EVERY_S)
    assert not state.is_paused
    assert study_lock_path(outbox).exists()


def test_a_clock_that_goes_back_does_not_keep_the_hold_from_looking(tmp_path: Path) -> None:
    outbox, state = tmp_path / "outbox.db", tracker()
    hold = StudyHold(state, outbox)
    hold.update_pause(1e9)
    with hold_kiosk_pause(outbox):
        hold.update_pause(5.0)
        assert state.is_paused


def test_a_look_of_the_kiosk_at_the_lock_is_no_other_session(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox.db"
    look = os.open(study_lock_path(outbox), os.O_RDONLY | os.O_CREAT, 0o600)
    fcntl.flock(look, fcntl.LOCK_SH)  # as the kiosk does, for some microseconds, twice a second
    ends = threading.Timer(0.05, os.close, [look])
    ends.start()
    with hold_kiosk_pause(outbox):
        assert is_file_locked(study_lock_path(outbox))
    ends.join()


def test_there_is_one_session_on_a_machine(tmp_path: Path) -> None:
    with hold_kiosk_pause(tmp_path / "outbox.db"), pytest.raises(StudyError, match="another session is recording"):
        hold_kiosk_pause(tmp_path / "outbox.db").__enter__()
    with hold_kiosk_pause(tmp_path / "outbox.db"):
        pass


def test_a_folder_of_somebody_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="sudo -u vitrina"):
        hold_kiosk_pause(tmp_path / "missing" / "outbox.db").__enter__()


def test_one_of_the_two_has_the_camera(tmp_path: Path) -> None:
    kiosk, session = CameraLock(tmp_path / "outbox.db"), CameraLock(tmp_path / "outbox.db")
    assert kiosk.take()
    assert not session.take()
    kiosk.release()
    assert session.take()
    assert not kiosk.take()
    session.release()
    session.release()


def test_without_a_place_for_the_lock_the_camera_is_opened(tmp_path: Path) -> None:
    """A full disk or a missing folder is no reason to be blind."""
    assert CameraLock(tmp_path / "missing" / "outbox.db").take()


def test_a_session_waits_for_the_camera_and_says_who_has_it(tmp_path: Path) -> None:
    outbox = tmp_path / "outbox.db"
    file = os.open(camera_lock_path(outbox), os.O_RDONLY | os.O_CREAT, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    times = iter([0.0, 0.5, 2.0])
    with pytest.raises(StudyError, match="has not released its camera within 1 s"):
        wait_for_camera(CameraLock(outbox), lambda: next(times), 1.0)
    os.close(file)
    wait_for_camera(CameraLock(outbox), lambda: 0.0, 1.0)
    assert CameraLock(outbox).take()
