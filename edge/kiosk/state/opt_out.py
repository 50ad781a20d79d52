"""Opt-out on the player's page, and pause on the console: sensing stops for a while. In messages, both look like any
other pause on this kiosk.
"""

import threading

from edge.kiosk.state.state import KioskStateTracker
from edge.messages.wire import LOCAL

PART = "opt-out"


class OptOut:
    """Pauses sensing for `duration_s` seconds when somebody at the kiosk requests a pause. No MQTT command ends this
    pause.
    """

    def __init__(self, state: KioskStateTracker, duration_s: float) -> None:
        self._state, self._duration_s = state, duration_s
        self._lock = threading.Lock()
        self.until_s: float | None = None  # end of the pause

    def begin_pause(self, now_s: float) -> None:
        """Starts the pause. If the pause is already active, extends it to `duration_s` seconds after `now_s`. May be
        called from any thread.
        """
        self._hold(now_s, now_s + self._duration_s)

    def restore_pause(self, until_s: float | None, now_s: float) -> None:
        """Restores a pause that a restart interrupted. If the clock was set back, the pause lasts no longer than a
        new one.
        """
        if until_s is not None and until_s > now_s:
            self._hold(now_s, min(until_s, now_s + self._duration_s))

    def end_pause(self, now_s: float) -> None:
        """Ends the pause early. Only a person at the kiosk may request the end."""
        with self._lock:
            if self.until_s is not None:
                self.until_s = None
                self._state.set_pause_reason(PART, None, now_s)

    def end_expired_pause(self, now_s: float) -> None:
        """Ends the pause if its time is over. May be called from any thread."""
        until_s = self.until_s
        if until_s is not None and now_s >= until_s:
            self.end_pause(now_s)

    def _hold(self, now_s: float, until_s: float) -> None:
        with self._lock:
            self.until_s = until_s
            self._state.set_pause_reason(PART, LOCAL, now_s)
