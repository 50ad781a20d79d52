"""Gauges for numbers that change with the people in view. A gauge reports its spread over a released window, or
null.
"""

SAMPLES = 4096  # of one gauge between two windows; beyond that every second sample is dropped

Quantiles = tuple[float, float]  # p50, p95


class QuantileGauge:
    """Samples of one number since the last released window, and the spread over that window.

    The samples are spaced evenly over a window, however long it stays open. A spread over only its last minutes would
    be about fewer people than the window.
    """

    def __init__(self) -> None:
        self._samples: list[tuple[float, float]] = []  # time, value
        self._every = 1
        self._given = 0
        self.spread: Quantiles | None = None

    def add_sample(self, at_s: float, value: float) -> None:
        self._given += 1
        if self._given % self._every:
            return
        self._samples.append((at_s, value))
        if len(self._samples) == SAMPLES:
            del self._samples[::2]
            self._every *= 2

    def set_window_spread(self, from_s: float, to_s: float) -> None:
        """Sets `spread` to the spread over this window, which may now be published.

        Drops samples from before the window, because no released window contains the people they are about. Keeps
        samples from after it for the next window.
        """
        self.spread = _spread(sorted(value for at_s, value in self._samples if from_s <= at_s < to_s))
        self._samples = [sample for sample in self._samples if sample[0] >= to_s]
        self._every = 1


def _spread(ordered: list[float]) -> Quantiles | None:
    if not ordered:
        return None
    last = len(ordered) - 1
    return ordered[round(0.5 * last)], ordered[round(0.95 * last)]


class PerSecondRate:
    """Rate of events in each second that has events, if the seconds before and after it have events too. So the rate
    does not depend on when a longer series of events starts and ends.
    """

    def __init__(self) -> None:
        self._last: float | None = None  # rate of the last second, if it has events and some before it
        self._has_before = False

    def add_second(self, count: int, seconds: float) -> float | None:
        """Adds the events of about one second. Returns the rate in the previous second, if that second meets the
        condition.
        """
        inner = self._last if count else None
        self._last = count / seconds if count and self._has_before else None
        self._has_before = count > 0
        return inner
