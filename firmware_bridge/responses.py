"""Skin conductance responses, as they come: by their height in microsiemens, and only while there is contact.

Means of 0.25 s, the mean of the last four of them, and of what remains every rise of at least LEAST_US in which no
quarter of a second is slower than SLOWEST_US_S: drift is slower, and a response that begins while another falls counts
for itself. A response is told when its rise ends.
"""

from collections import deque
from dataclasses import dataclass
from math import floor, isfinite

STEP_S = 0.25
SMOOTH = 4
"""Steps that a running mean goes over: noise of converters, and what is faster than skin, vanishes in it."""

LEAST_US = 0.05
"""The smallest response that counts (Kleckner et al. 2018; Boucsein et al. 2012 have 0.01 to 0.05)."""

SLOWEST_US_S = 0.01
SHORTEST_S, LONGEST_S = 0.5, 10.0
"""A response rises in 0.5 to 5 s; two that lie on each other, in up to twice that."""

VALUES = 3
"""So many different values are in a response: one count of a coarse converter, 0.06 uS in a Grove GSR at 4 uS, is as
high as a response, and comes and goes."""

SETTLED = 0.4
"""Of quality: 2 s after contact was lost or an edge was seen, contacts have settled."""

GAP_S = 1.0
"""Without a value for so long nothing is known of slopes."""


BACK_S = 10.0
"""Time that goes back by less is a sample that came late and is left out; by more, a clock that was set."""


@dataclass(frozen=True, slots=True)
class SkinResponse:
    """One response."""

    onset_s: float  # on the clock of the samples
    peak_s: float
    height_us: float  # from onset to peak


class SkinResponseDetector:
    """One wearer. Times rise; what does not is left out."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything, as when the kit goes to somebody else, or contact was lost."""
        self._step: int | None = None  # that is not whole
        self._sum = 0.0
        self._count = 0
        self._values: set[float] = set()  # some of the values of that step
        self._steps: deque[tuple[float, set[float]]] = deque(maxlen=SMOOTH)  # means, and values
        self._before: float | None = None  # smooth
        self._onset: tuple[float, float] | None = None  # time, value: while it rises
        self._risen: set[float] = set()  # values since then

    def process(self, at_s: float, eda_us: float, quality: float) -> SkinResponse | None:
        """One sample with its quality (quality.py); the response that ends with it."""
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
            for index in range(self._step, step):  # steps in which nothing came are as the one before
                ended = self._take_step(index, mean) or ended
            self._sum, self._count, self._values = 0.0, 0, set()
        if self._step is None or step >= self._step:
            self._step = step
            self._sum += eda_us
            self._count += 1
            if len(self._values) < VALUES:
                self._values.add(eda_us)
        return ended

    def _take_step(self, index: int, mean: float) -> SkinResponse | None:
        self._steps.append((mean, self._values))
        if len(self._steps) < SMOOTH:
            return None
        smooth = sum(mean for mean, _ in self._steps) / SMOOTH
        before, self._before = self._before, smooth
        if before is None:
            return None
        middle_s = (index + 1 - SMOOTH / 2) * STEP_S  # of the steps in the mean
        if smooth - before >= SLOWEST_US_S * STEP_S:
            self._rise((middle_s - STEP_S, before))
            return None
        onset, risen = self._onset, self._risen
        self._onset, self._risen = None, set()
        if onset is None or len(risen) < VALUES:
            return None
        response = SkinResponse(onset[0], middle_s - STEP_S, before - onset[1])
        rise_s = response.peak_s - response.onset_s
        return response if response.height_us >= LEAST_US and SHORTEST_S <= rise_s <= LONGEST_S else None

    def _rise(self, from_: tuple[float, float]) -> None:
        if self._onset is None:
            self._onset = from_
            self._risen = set().union(*(values for _, values in self._steps))
        elif len(self._risen) < VALUES:
            self._risen |= self._values
