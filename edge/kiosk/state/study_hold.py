"""Pauses sensing while a study session records on this kiosk. The session holds a lock file beside the outbox.

The kernel releases the lock however the session ends.
"""

import fcntl
import os
import threading
from pathlib import Path

from edge.kiosk.state.state import KioskStateTracker
from edge.messages.wire import LOCAL

PART = "study"
CHECK_EVERY_S = 0.5


def study_lock_path(outbox: Path) -> Path:
    return outbox.with_name(outbox.name + ".study")


class StudyHold:
    """Pauses sensing while a session records. Messages give the same reason for it as for every other local pause."""

    def __init__(self, state: KioskStateTracker, outbox: Path) -> None:
        self._state, self._path = state, study_lock_path(outbox)
        self._lock = threading.Lock()
        self._due_s = float("-inf")
        self._is_held = False

    def update_pause(self, now_s: float) -> None:
        """Starts or ends the pause. May be called from any thread and at any rate."""
        if self._due_s - CHECK_EVERY_S <= now_s < self._due_s:
            return
        with self._lock:
            self._due_s = now_s + CHECK_EVERY_S
            is_held = is_file_locked(self._path)
            if is_held != self._is_held:
                self._is_held = is_held
                self._state.set_pause_reason(PART, LOCAL if is_held else None, now_s)


def is_file_locked(path: Path) -> bool:
    """True if another process holds the lock of this file."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:  # no session has ever recorded
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return False
    finally:
        os.close(file)
    return False
