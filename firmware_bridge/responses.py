"""Detects skin conductance responses live, by their height in microsiemens, while the electrodes have contact.

Conductance is averaged over steps of 0.25 s, and smoothed by the mean of the last four steps. A response is a rise of
at least LEAST_RISE_US in which no step is slower than SLOWEST_US_S. Drift is slower. A response that starts while
another one falls counts separately. A response is reported when its rise ends.
"""

from collections import deque
from dataclasses import dataclass
from math import floor, isfinite

STEP_S = 0.25
SMOOTH = 4
"""Number of steps in the running mean, which removes converter noise and changes that are faster than skin."""

LEAST_RISE_US = 0.05
"""Height of the smallest response that counts (Kleckner et al. 2018; Boucsein et al. 2012 use 0.01 to 0.05)."""

SLOWEST_US_S = 0.01
SHORTEST_S, LONGEST_S = 0.5, 10.0
"""Limits for the duration of a rise. A response rises in 0.5 to 5 s, and two responses that overlap in up to twice that
time.
"""

VALUES = 3
"""Lowest number of different values in a response. One count of a coarse converter (0.06 uS in a Grove GSR at 4 uS) is
as high as a response, and flips up and down.
"""

SETTLED = 0.4
"""Lowest quality at which responses are detected. It is reached 2 s after contact was lost or conductance jumped, when
contacts have settled.
"""

GAP_S = 1.0
"""Time without a value after which slopes are unknown."""


BACK_S = 10.0
"""Limit for late samples. A sample whose time goes back by less than this is late, and is skipped. If the time goes
back by more, the clock was set.
"""


@dataclass(frozen=True, slots=True)
class SkinResponse:
    """One skin conductance response."""

    onset_s: float  # on the clock of the samples
    peak_s: float
    height_us: float  # from onset to peak


class SkinResponseDetector:
    """Detects the responses of one wearer. Times must increase; samples whose time does not increase are skipped."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Clear all state, for example when another wearer puts on the kit, or when contact was lost."""
        self._step: int | None = None  # index of the unfinished step
        self._sum = 0.0
        self._count = 0
        self._values: set[float] = set()  # up to VALUES different values of that step
        self._steps: deque[tuple[float, set[float]]] = deque(maxlen=SMOOTH)  # mean and values of each step
        self._before: float | None = None  # previous smoothed value
        self._onset: tuple[float, float] | None = None  # time and value, during a rise
        self._rise_values: set[float] = set()  # different values since the onset

    def process(self, at_s: float, eda_us: float, quality: float) -> SkinResponse | None:
        """Add a sample with its quality (quality.py). Return the response that ends with it, if any."""
        if not isfinite(at_s / STEP_S) or not isfinite(eda_us):
            return None
        if not quality >= SETTLED:
            self.reset()
            return None
        step = floor(at_s / STEP_S)
        if self._step is not None and not -BACK_S <= (step - self._step) * STEP_S <= GAP_S:
            self.reset()
        ended = None
        if self._step is not None and step > self._step:
            mean = self._sum / self._count
            for index in range(self._step, step):  # steps without a sample repeat the step before
                ended = self._add_step_mean(index, mean) or ended
            self._sum, self._count, self._values = 0.0, 0, set()
        if self._step is None or step >= self._step:
            self._step = step
            self._sum += eda_us
            self._count += 1
            if len(self._values) < VALUES:
                self._values.add(eda_us)
        return ended

    def _add_step_mean(self, index: int, mean: float) -> SkinResponse | None:
        self._steps.append((mean, self._values))
        if len(self._steps) < SMOOTH:
            return None
        smooth = sum(mean for mean, _ in self._steps) / SMOOTH
        before, self._before = self._before, smooth
        if before is None:
            return None
        middle_s = (index + 1 - SMOOTH / 2) * STEP_S  # middle of the steps in the running mean
        if smooth - before >= SLOWEST_US_S * STEP_S:
            self._rise((middle_s - STEP_S, before))
            return None
        onset, values = self._onset, self._rise_values
        self._onset, self._rise_values = None, set()
        if onset is None or len(values) < VALUES:
            return None
        response = SkinResponse(onset[0], middle_s - STEP_S, before - onset[1])
        rise_s = response.peak_s - response.onset_s
        return response if response.height_us >= LEAST_RISE_US and SHORTEST_S <= rise_s <= LONGEST_S else None

    def _rise(self, start: tuple[float, float]) -> None:
        if self._onset is None:
            self._onset = start
            self._rise_values = set().union(*(values for _, values in self._steps))
        elif len(self._rise_values) < VALUES:
            self._rise_values |= self._values
