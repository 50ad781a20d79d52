"""Pauses sensing while the updater is about to restart the kiosk, so that no update ends a batch early.

The updater asks by a file in its public folder, which only root can write. The pause is like one by command: it takes
effect on the clock, and outlasts the restart.
"""

import os
import threading
from pathlib import Path

from edge.kiosk.state.state import KioskStateTracker

SWITCHING = Path("/var/lib/vitrina-fleet/public/switching")
TRIAL = SWITCHING.with_name("trial")
PART, REASON = "update", "update: the program is about to change"
CHECK_EVERY_S = 0.5
LONGEST_S = 7_200.0
"""A file that is older was left by an updater that never came back, and must not keep a kiosk from sensing."""


class UpdateHold:
    """Pauses sensing while the updater's file is there."""

    def __init__(self, state: KioskStateTracker, path: Path = SWITCHING) -> None:
        self._state, self._path = state, path
        self._lock = threading.Lock()
        self._due_s = float("-inf")
        self._is_held = False

    def update_pause(self, now_s: float) -> None:
        """Starts or ends the pause. May be called from any thread and at any rate."""
        if self._due_s - CHECK_EVERY_S <= now_s < self._due_s:
            return
        with self._lock:
            self._due_s = now_s + CHECK_EVERY_S
            is_held = self._is_asked(now_s)
            if is_held != self._is_held:
                self._is_held = is_held
                self._state.set_pause_reason(PART, REASON if is_held else None, now_s)

    def _is_asked(self, now_s: float) -> bool:
        try:
            return abs(now_s - os.stat(self._path).st_mtime) < LONGEST_S
        except OSError:
            return False


def is_on_trial(path: Path = TRIAL) -> bool:
    """True while an update is on trial. The outbox then keeps its tables, so that the former program can read them."""
    return path.exists()
