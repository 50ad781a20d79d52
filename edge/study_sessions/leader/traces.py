"""Last minute of a signal on an even grid, for a small line plot on the page."""

from collections.abc import Iterable
from math import floor, isfinite

from edge.study_sessions.values import Trace

LENGTH_S = 60.0
RATE_HZ = 2.0


class SignalTrace:
    """Newest value of each half second of the last minute. Older values are dropped."""

    def __init__(self) -> None:
        self._values: dict[int, float] = {}

    def add_samples(self, times_s: Iterable[float], values: Iterable[float]) -> None:
        """Add samples. Samples without a value are skipped."""
        for at_s, value in zip(times_s, values, strict=True):
            if isfinite(value):
                self._values[floor(at_s * RATE_HZ)] = value
        if self._values:
            self._forget(max(self._values))

    def last_minute(self, now_s: float) -> Trace:
        """Values of the last minute, oldest first."""
        last = floor(now_s * RATE_HZ)
        count = int(LENGTH_S * RATE_HZ)
        return tuple(self._values.get(last - back) for back in reversed(range(count)))

    def _forget(self, newest: int) -> None:
        oldest = newest - int(LENGTH_S * RATE_HZ)
        for place in [place for place in self._values if place <= oldest]:
            del self._values[place]
