"""A kiosk's clock that a test sets ahead, so that it need not wait out a pause."""

import time

from edge.clock import Clock, machine_time_s


class AheadClock(Clock):
    """The machine's time, and what was skipped. Skip while nothing is sensed: sources have clocks of their own."""

    def __init__(self) -> None:
        self._skipped_s = 0.0
        super().__init__(lambda: machine_time_s() + self._skipped_s, lambda: time.monotonic() + self._skipped_s)

    def skip_to(self, at_s: float) -> None:
        """Sets the clock ahead to this time; a time that has passed changes nothing."""
        self._skipped_s += max(0.0, at_s - self.now())
