"""Session lock of this kiosk. While a session has the lock, the kiosk pauses and releases its camera."""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from edge.kiosk.stages.camera_lock import CameraLock
from edge.kiosk.state.study_hold import study_lock_path
from edge.study.errors import StudyError

CAMERA_S = 15.0
"""Longest wait for the kiosk's camera, in seconds. The kiosk notices a session within one second."""

_RETRY_S = 0.2
_ATTEMPTS = 3


@contextmanager
def hold_kiosk_pause(outbox: Path) -> Iterator[None]:
    """Pause the kiosk while the context lasts.

    Raises StudyError if another session has paused it, or if this user lacks permission.
    """
    path = study_lock_path(outbox)
    try:
        file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StudyError(
            f"study: cannot open {path} ({error.strerror}). A session needs this file to pause the kiosk. Run the "
            f"session as "
            "the kiosk's user: sudo -u vitrina …"
        ) from None
    try:
        if not _take_lock(file):
            raise StudyError("study: another session is recording on this computer. Stop it first.")
        yield
    finally:
        os.close(file)


def _take_lock(file: int) -> bool:
    """Take the lock, trying several times.

    The kiosk tests the lock twice per second, and holds it for some microseconds each time.
    """
    for _ in range(_ATTEMPTS):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            threading.Event().wait(_RETRY_S)
        else:
            return True
    return False


def wait_for_camera(lock: CameraLock, now: Callable[[], float], within_s: float = CAMERA_S) -> None:
    """Wait until the kiosk has released its camera. Raises StudyError."""
    until_s = now() + within_s
    while not lock.take():
        if now() >= until_s:
            raise StudyError(
                f"study: the kiosk has not released its camera within {within_s:.0f} s. Stop the kiosk: systemctl "
                "stop vitrina"
            )
        threading.Event().wait(_RETRY_S)
    lock.release()
