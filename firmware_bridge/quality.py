"""How far skin conductance can be trusted, sample by sample, from the past alone.

The rules of Kleckner et al. 2018 (IEEE Trans. Biomed. Eng. 65(7)) without skin temperature: a range, a slope, and a
neighbourhood of 5 s, of which the later half is left, as the earlier one would be a look ahead. Their slope of 10 uS/s
never came in recordings of wristbands; 2 uS/s, and a jump by a factor 2 within a quarter of a second, tell contacts
that change from responses, which take one to three seconds.
"""

from collections import deque
from dataclasses import dataclass
from math import inf, isfinite, nan

LEAST_US = 0.05
MOST_US = 60.0
"""Outside is no skin: below, the circuit is open (units rest at 0.000 to 0.026 uS, dry skin lives from 0.05 up)."""

SPAN_S = 0.25
"""Slopes and jumps are between means of so long, so that a converter's last digit is none."""

PART_S = 0.05
NEARLY_S = 1e-3
"""Values are kept in sums over PART_S; times since 1970 have a grain, and a value on a border belongs after it."""

SLOPE_US = 2.0  # a second
JUMP = 2.0
LEAST_JUMP_US = 0.05
"""Smaller ones are one digit of a coarse converter (0.05 uS in the Grove GSR)."""

NEIGHBOURHOOD_S = 5.0
"""So long after a fault quality is 1 again; it climbs there in a straight line."""

HOLD_S = 2.0
"""How long a value stands where the kit gives none: a kit of 1 Hz beside a faster pulse wave."""

GAP_S = 2.5
"""After a longer silence nothing is known of slopes."""

BACK_S = 10.0
"""Time that goes back by less is a sample that came late and says nothing; by more, a clock that was set."""


@dataclass(frozen=True, slots=True)
class SkinQuality:
    """One sample."""

    quality: float  # 0 to 1, where 1 is what Kleckner's rules call valid; NaN as long as the kit gave no conductance
    contact: bool  # whether something closes the circuit of the electrodes


class SkinQualityEstimator:
    """One kit. `most_us` is what its converter ends at, where that is below 60 uS: there it is saturated."""

    def __init__(self, most_us: float = MOST_US) -> None:
        self._most_us = min(most_us, MOST_US)
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._last_s = -inf  # of the samples
        self._value_s = -inf  # of the last with a value
        self._fault_s = -inf
        self._contact = False
        self._seen = False
        self._parts: deque[_PartialSums] = deque()  # of the last two spans

    def process(self, at_s: float, eda_us: float) -> SkinQuality:
        """Judge one sample. NaN is a value that is missing: the last one stands for HOLD_S."""
        if not isfinite(at_s) or self._last_s - BACK_S <= at_s < self._last_s:
            return SkinQuality(0.0 if self._seen else nan, False)
        if at_s < self._last_s:
            self.reset()
        self._last_s = at_s
        if isfinite(eda_us):
            self._seen = True
            self._judge(at_s, eda_us)
        if at_s - self._value_s > HOLD_S:
            self._contact = False
            self._fault_s = at_s
        if not self._seen:
            return SkinQuality(nan, False)
        return SkinQuality(min(1.0, (at_s - self._fault_s) / NEIGHBOURHOOD_S), self._contact)

    def _judge(self, at_s: float, eda_us: float) -> None:
        self._contact = eda_us >= LEAST_US
        if at_s - self._value_s > GAP_S:
            self._parts.clear()
        self._value_s = at_s
        if not self._contact or eda_us >= self._most_us:
            self._fault_s = at_s
        if self._has_jumped(at_s, max(-MOST_US, min(eda_us, 2 * MOST_US))):
            self._fault_s = at_s

    def _has_jumped(self, at_s: float, eda_us: float) -> bool:
        """Take the value in; whether the mean of the last span is too far from that of the span before it."""
        parts = self._parts
        if not parts or at_s - parts[-1].from_s >= PART_S - NEARLY_S:
            parts.append(_PartialSums(at_s))
        parts[-1].add(at_s, eda_us)
        while len(parts) > 2 and parts[1].from_s <= at_s - 2 * SPAN_S + NEARLY_S:
            parts.popleft()
        late, early = _PartialSums(at_s), _PartialSums(at_s)
        for part in parts:
            (late if part.from_s > at_s - SPAN_S + NEARLY_S else early).add_all(part)
        if not early.count or not late.count:  # none is late where times have a grain that is coarser than a span
            return False
        apart_us = abs(late.mean - early.mean)
        apart_s = late.mean_s - early.mean_s
        low, high = sorted((late.mean, early.mean))
        jumped = apart_s <= 2 * SPAN_S and apart_us >= LEAST_JUMP_US and high > JUMP * low
        return jumped or apart_us > SLOPE_US * apart_s


@dataclass(slots=True)
class _PartialSums:
    """Sums over some of the values."""

    from_s: float
    count: int = 0
    sum_s: float = 0.0  # of times after from_s
    sum_us: float = 0.0

    def add(self, at_s: float, eda_us: float) -> None:
        self.count += 1
        self.sum_s += at_s - self.from_s
        self.sum_us += eda_us

    def add_all(self, other: "_PartialSums") -> None:
        self.count += other.count
        self.sum_s += other.sum_s + other.count * (other.from_s - self.from_s)
        self.sum_us += other.sum_us

    @property
    def mean(self) -> float:
        return self.sum_us / self.count

    @property
    def mean_s(self) -> float:
        return self.from_s + self.sum_s / self.count
