"""Pauses sensing while the updater is about to restart the kiosk, so that no update ends a batch early.

The updater asks by a file in its public folder, which only root can write. The pause is like one by command: it takes
effect on the clock, and outlasts the restart.
"""

import os
from pathlib import Path

from edge.kiosk.state.hold import Hold
from edge.kiosk.state.state import KioskStateTracker

SWITCHING = Path("/var/lib/vitrina-fleet/public/switching")
TRIAL = SWITCHING.with_name("trial")
LONGEST_S = 7_200.0
"""A file that is older was left by an updater that never came back, and must not keep a kiosk from sensing."""


class UpdateHold(Hold):
    """Pauses sensing while the updater's file is there."""

    def __init__(self, state: KioskStateTracker, path: Path = SWITCHING) -> None:
        super().__init__(state, "update", "update: the program is about to change")
        self._path = path

    def _is_asked(self, now_s: float) -> bool:
        try:
            return abs(now_s - os.stat(self._path).st_mtime) < LONGEST_S
        except OSError:
            return False


def is_on_trial(path: Path = TRIAL) -> bool:
    """True while an update is on trial. The outbox then keeps its tables, so that the former program can read them."""
    return path.exists()
