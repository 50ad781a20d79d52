"""Numbers that move with the people in view, told only as a spread over whole told windows, and null before one."""

from collections import deque

SAMPLES = 8192  # of one gauge between two windows; then the oldest go

Quantiles = tuple[float, float]  # p50, p95


class Gauge:
    """Samples of one number since the last told window, and the spread over the window told before."""

    def __init__(self) -> None:
        self._samples: deque[float] = deque(maxlen=SAMPLES)
        self.spread: Quantiles | None = None

    def add(self, value: float) -> None:
        self._samples.append(value)

    def window_told(self) -> None:
        """What was gathered until now belongs to a told window: from now on it is the spread that may be told."""
        self.spread = _spread(sorted(self._samples))
        self._samples.clear()


def _spread(ordered: list[float]) -> Quantiles | None:
    if not ordered:
        return None
    last = len(ordered) - 1
    return ordered[round(0.5 * last)], ordered[round(0.95 * last)]
