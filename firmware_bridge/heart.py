"""Finds heart beats in a pulse wave or in intervals that a kit reports, and the heart rate of the last seconds.

A beat in a wave is reported at most 0.35 s after its peak. An interval is reported as soon as it arrives.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite, nan
from statistics import median

from firmware_bridge.wave import PulsePeakDetector

BACK_S = 10.0
"""Limit for late samples, in seconds. A sample whose time goes back by less than this is late, and is dropped. If the
time goes back by more, the clock was set.
"""

SHORTEST_MS, LONGEST_MS = 300.0, 2000.0
APART = 0.2
NEIGHBOURS = 5
"""Limits for intervals between beats. An interval is plausible if it is between 300 and 2000 ms. It is accepted if it
is within 20 % of the median of the last five plausible intervals, including itself, and within 20 % of the previous
plausible interval (after Xu and Schuckers 2001). At the start, three intervals are enough. The five intervals need not
be accepted, so that the filter can follow a lasting change of the heart rate.
"""

RATE_S = 10.0
LEAST = 5
COVERED_S = 30.0
COVERED = 0.5
STALE_S = 5.0
"""Limits for the heart rate, which is the mean of the accepted intervals that ended in the last RATE_S seconds. There
must be at least LEAST such intervals, and the last one must have ended within STALE_S. Accepted intervals must also
cover at least half of the last COVERED_S seconds. From a band off the wrist they cover 20 to 35 %, and from quiet skin
70 to 90 %.
"""


@dataclass(frozen=True, slots=True)
class HeartBeat:
    """One beat: the time of its systolic peak, and the interval since the previous beat."""

    at_s: float  # on the clock of the samples
    interval_ms: float = nan  # NaN for the first beat and after a gap
    accepted: bool = False  # the interval counts as one between two neighbouring beats


class HeartRateEstimator:
    """Finds the beats and the heart rate of one wearer.

    `dropped`: number of samples without a time, or with a time before that of the last sample.
    """

    def __init__(self) -> None:
        self.dropped = 0
        self.reset()

    def reset(self) -> None:
        """Clear all state, for example when another wearer puts on the kit."""
        self._wave = PulsePeakDetector()
        self._last_s = -inf  # time of the last sample
        self._beat_s = nan  # time of the last beat
        self._plausible: deque[float] = deque(maxlen=NEIGHBOURS)
        self._accepted: deque[tuple[float, float]] = deque()  # end in seconds, interval in ms

    def process(self, times_s: Iterable[float], pulse: Iterable[float]) -> list[HeartBeat]:
        """Return the beats that these samples complete. Times and wave have the shape (n,). The wave may have any unit,
        and is NaN for a missing sample.
        """
        return [beat for at_s, value in zip(times_s, pulse, strict=True) for beat in self.process_sample(at_s, value)]

    def process_sample(self, at_s: float, value: float) -> list[HeartBeat]:
        """Return the beats that one sample completes."""
        if not self._is_next(at_s):
            return []
        begins, peaks = self._wave.process(float(at_s), float(value))
        if begins:
            self._beat_s = nan
        return [self._beat(peak_s) for peak_s in peaks]

    def process_interval(self, at_s: float, interval_ms: float) -> list[HeartBeat]:
        """Add a beat that the kit itself found. It consists of the time of the kit's report, and the reported
        interval.
        """
        if not self._is_next(at_s) or not isfinite(interval_ms):
            return []
        return [self._check_interval(float(at_s), float(interval_ms))]

    def hr_bpm(self, at_s: float) -> float | None:
        """Heart rate at a time, which must not be before the last sample. None if there are too few intervals (see
        LEAST).
        """
        recent = [interval for end_s, interval in self._accepted if at_s - RATE_S < end_s <= at_s]
        if len(recent) < LEAST or self.covered_share(at_s) < COVERED or at_s - self._accepted[-1][0] > STALE_S:
            return None
        return 60_000 * len(recent) / sum(recent)

    def covered_share(self, at_s: float) -> float:
        """Share of the last COVERED_S seconds that accepted intervals cover, from 0 to 1."""
        covered = sum(interval for end_s, interval in self._accepted if at_s - COVERED_S < end_s <= at_s)
        return min(1.0, covered / 1000 / COVERED_S)

    def _is_next(self, at_s: float) -> bool:
        if isfinite(at_s) and at_s < self._last_s - BACK_S:
            self.reset()
        if not isfinite(at_s) or at_s < self._last_s:
            self.dropped += 1
            return False
        self._last_s = at_s
        return True

    def _beat(self, at_s: float) -> HeartBeat:
        interval_ms = (at_s - self._beat_s) * 1000
        self._beat_s = at_s
        return self._check_interval(at_s, interval_ms)

    def _check_interval(self, at_s: float, interval_ms: float) -> HeartBeat:
        if not SHORTEST_MS <= interval_ms <= LONGEST_MS:
            return HeartBeat(at_s, interval_ms)
        before_ms = self._plausible[-1] if self._plausible else nan
        self._plausible.append(interval_ms)
        usual_ms = median(self._plausible)
        accepted = (
            len(self._plausible) >= 3
            and abs(interval_ms - usual_ms) <= APART * usual_ms
            and abs(interval_ms - before_ms) <= APART * before_ms
        )
        if accepted:
            self._accepted.append((at_s, interval_ms))
            while self._accepted[0][0] <= at_s - COVERED_S:
                self._accepted.popleft()
        return HeartBeat(at_s, interval_ms, accepted)
