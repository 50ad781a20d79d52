"""Signal quality of skin conductance, sample by sample, from past samples only.

Uses the rules of Kleckner et al. 2018 (IEEE Trans. Biomed. Eng. 65(7)) without skin temperature: a range, a slope, and
a neighbourhood of 5 s around a fault. Only the part after the fault is used, because the part before it would require
future samples. Their slope of 10 uS/s never occurred in recordings of wristbands. Limits of 2 uS/s, and of a factor 2
within a quarter of a second, separate changes of contact from responses, which take one to three seconds.
"""

from collections import deque
from dataclasses import dataclass
from math import inf, isfinite, nan

LEAST_SKIN_US = 0.05
MOST_US = 60.0
"""Valid range of skin conductance, in uS. Below it the circuit is open: kits then show 0.000 to 0.026 uS, and dry skin
starts at 0.05 uS.
"""

SPAN_S = 0.25
"""Duration over which means are taken to measure slopes and jumps, so that the last digit of a converter does not
matter.
"""

PART_S = 0.05
NEARLY_S = 1e-3
"""Duration of a part. Values are kept as sums over PART_S. NEARLY_S allows for rounding of times since 1970. A value on
the border of two parts belongs to the later part.
"""

SLOPE_US = 2.0  # uS per second
JUMP = 2.0
LEAST_JUMP_US = 0.05
"""Jump below which a change is ignored, because it may be one digit of a coarse converter (0.05 uS in the Grove
GSR).
"""

NEIGHBOURHOOD_S = 5.0
"""Time after a fault until the quality is 1 again. The quality rises linearly."""

HOLD_S = 2.0
"""Time for which the last value is used if no new value arrives, for example conductance at 1 Hz beside a faster pulse
wave.
"""

GAP_S = 2.5
"""Silence after which slopes are unknown."""

BACK_S = 10.0
"""Limit for late samples. A sample whose time goes back by less than this is late, and is ignored. If the time goes
back by more, the clock was set.
"""


@dataclass(frozen=True, slots=True)
class SkinQuality:
    """Quality and contact at one sample."""

    quality: float  # 0 to 1; 1 is "valid" by Kleckner's rules; NaN until the kit has given a conductance
    contact: bool  # something closes the circuit of the electrodes


class SkinQualityEstimator:
    """Rates the conductance signal of one kit.

    `most_us`: upper end of the kit's converter if it is below 60 uS. At this conductance, the converter is saturated.
    """

    def __init__(self, most_us: float = MOST_US) -> None:
        self._most_us = min(most_us, MOST_US)
        self.reset()

    def reset(self) -> None:
        """Clear all state."""
        self._last_s = -inf  # time of the last sample
        self._value_s = -inf  # time of the last sample with a value
        self._fault_s = -inf
        self._contact = False
        self._has_value = False
        self._parts: deque[_SkinPartSums] = deque()  # of the last two spans

    def process(self, at_s: float, eda_us: float) -> SkinQuality:
        """Rate one sample. NaN is a missing value; the last value is then used for up to HOLD_S."""
        if not isfinite(at_s) or self._last_s - BACK_S <= at_s < self._last_s:
            return SkinQuality(0.0 if self._has_value else nan, False)
        if at_s < self._last_s:
            self.reset()
        self._last_s = at_s
        if isfinite(eda_us):
            self._has_value = True
            self._update_state(at_s, eda_us)
        if at_s - self._value_s > HOLD_S:
            self._contact = False
            self._fault_s = at_s
        if not self._has_value:
            return SkinQuality(nan, False)
        return SkinQuality(min(1.0, (at_s - self._fault_s) / NEIGHBOURHOOD_S), self._contact)

    def _update_state(self, at_s: float, eda_us: float) -> None:
        self._contact = eda_us >= LEAST_SKIN_US
        if at_s - self._value_s > GAP_S:
            self._parts.clear()
        self._value_s = at_s
        if not self._contact or eda_us >= self._most_us:
            self._fault_s = at_s
        if self._add_value_and_detect_jump(at_s, max(-MOST_US, min(eda_us, 2 * MOST_US))):
            self._fault_s = at_s

    def _add_value_and_detect_jump(self, at_s: float, eda_us: float) -> bool:
        """Add a value. Return True if the mean over the last span is too far from the mean over the span before it."""
        parts = self._parts
        if not parts or at_s - parts[-1].from_s >= PART_S - NEARLY_S:
            parts.append(_SkinPartSums(at_s))
        parts[-1].add(at_s, eda_us)
        while len(parts) > 2 and parts[1].from_s <= at_s - 2 * SPAN_S + NEARLY_S:
            parts.popleft()
        late, early = _SkinPartSums(at_s), _SkinPartSums(at_s)
        for part in parts:
            (late if part.from_s > at_s - SPAN_S + NEARLY_S else early).add_all(part)
        if not early.count or not late.count:  # `late` is empty if times are rounded more coarsely than a span
            return False
        apart_us = abs(late.mean - early.mean)
        apart_s = late.mean_s - early.mean_s
        low, high = sorted((late.mean, early.mean))
        jumped = apart_s <= 2 * SPAN_S and apart_us >= LEAST_JUMP_US and high > JUMP * low
        return jumped or apart_us > SLOPE_US * apart_s


@dataclass(slots=True)
class _SkinPartSums:
    """Sums over the values in one part."""

    from_s: float
    count: int = 0
    sum_s: float = 0.0  # of times after from_s
    sum_us: float = 0.0

    def add(self, at_s: float, eda_us: float) -> None:
        self.count += 1
        self.sum_s += at_s - self.from_s
        self.sum_us += eda_us

    def add_all(self, other: "_SkinPartSums") -> None:
        self.count += other.count
        self.sum_s += other.sum_s + other.count * (other.from_s - self.from_s)
        self.sum_us += other.sum_us

    @property
    def mean(self) -> float:
        return self.sum_us / self.count

    @property
    def mean_s(self) -> float:
        return self.from_s + self.sum_s / self.count
