"""Pauses sensing while another program of this machine requests it with a file."""

import threading
from abc import ABC, abstractmethod

from edge.kiosk.state.state import KioskStateTracker

CHECK_EVERY_S = 0.5


class Hold(ABC):
    """Reads the file from time to time, and pauses sensing while it requests that. `part`: name of the program in the
    state; `reason`: reason of the pause in messages.
    """

    def __init__(self, state: KioskStateTracker, part: str, reason: str) -> None:
        self._state, self._part, self._reason = state, part, reason
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
                self._state.set_pause_reason(self._part, self._reason if is_held else None, now_s)

    @abstractmethod
    def _is_asked(self, now_s: float) -> bool:
        """True while the file requests a pause."""
