"""Pauses sensing while a study session records on this kiosk. The session holds a lock file beside the outbox.

The kernel releases the lock however the session ends.
"""

import fcntl
import os
from pathlib import Path

from edge.kiosk.state.hold import Hold
from edge.kiosk.state.state import KioskStateTracker
from edge.messages.wire import LOCAL


def study_lock_path(outbox: Path) -> Path:
    return outbox.with_name(outbox.name + ".study")


class StudyHold(Hold):
    """Pauses sensing while a session records. Messages give the same reason for it as for every other local pause."""

    def __init__(self, state: KioskStateTracker, outbox: Path) -> None:
        super().__init__(state, "study", LOCAL)
        self._path = study_lock_path(outbox)

    def _is_asked(self, _now_s: float) -> bool:
        return is_file_locked(self._path)


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
