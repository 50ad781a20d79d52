"""A pulse wave, sample by sample, to the times of its systolic peaks.

Means of 20 ms less their own slow mean, a Hann window over them, and of what remains every top that rises by enough
over the trough before it.
Nothing depends on scale or offset of the wave, nor on its rate between 25 and 500 Hz, nor on how it is cut into pieces.
"""

from collections import deque
from collections.abc import Iterator
from math import exp, inf, pi

import numpy as np

STEP_S = 0.02
"""The wave is looked at in means of so long; a period of mains hum (50 Hz) vanishes in one."""

WANDER_HZ = 0.1
"""A high-pass of first order that takes out some of what breath and pressure add (0.2 to 0.4 Hz), and moves a peak by
5 ms at most. A higher one finds more beats under a deep breath, and fewer after a jolt."""

SMOOTH = 4
"""Steps to each side that a Hann window goes over: half the amplitude at 10 Hz."""

AHEAD = 8
"""Steps after a top in which nothing is higher."""

REFRACTORY_S = 0.3
"""No heart beats again sooner (200 a minute)."""

RISE = 0.3
KNOWN_RISES = 8
FIRST_RISES = 4
"""A top counts that rises by RISE of the lower quartile of the last rises, a notch does not; the quartile, as motion
makes tall tops. Before FIRST_RISES are known, of the tallest."""

PATIENCE_S = 1.0
"""After so long without a peak the rise that is asked for halves every second: a finger may be pressed otherwise."""

GAP_S = 0.25
"""Without a sample for so long nothing is known of the wave: what comes next is a new one."""

LARGEST = 1e9
"""No converter gives more, and its square is still a number."""

RISING_S = 20.0
UPSIDE_DOWN = 0.6
"""A pulse rises fast and falls slowly: it rises in 30 to 50 % of the time. One that rises in more than this share of
the last RISING_S seconds is upside down."""

_KEPT = exp(-2 * pi * WANDER_HZ * STEP_S)
_HANN = np.hanning(2 * SMOOTH + 3)[1:-1]
_WEIGHTS: list[float] = (_HANN / _HANN.sum()).tolist()


class PulsePeakDetector:
    """One wave; after a gap it begins anew. `sign` is -1 where it was found to be upside down."""

    def __init__(self) -> None:
        self.sign = 1
        self._begin(0.0, 0.0)
        self._known = False

    def process(self, at_s: float, value: float) -> tuple[bool, list[float]]:
        """One sample, not before the last: whether the wave begins anew with it, and the peaks that it completes.

        A value that cannot be is as if there were no sample.
        """
        if not abs(value) <= LARGEST:
            return False, []
        if not self._known or at_s - self._first_s - self._last_s > GAP_S:
            self._begin(at_s, value)
            return True, []
        begins = False
        peaks: list[float] = []
        for mean in self._means(at_s - self._first_s, value):
            turned, peak_s = self._step(mean)
            begins |= turned
            peaks = ([] if turned else peaks) + ([] if peak_s is None else [peak_s])
        return begins, peaks

    def _begin(self, at_s: float, value: float) -> None:
        self._known = True
        self._first_s = at_s
        self._last_s, self._value = 0.0, value  # of the last sample, after the first; or of a step's end after it
        self._sum = 0.0  # integral over the step that is not whole
        self._steps = 0
        self._slow = value
        self._raw: deque[float] = deque(maxlen=len(_WEIGHTS))
        self._smooth: deque[float] = deque(maxlen=AHEAD + 2)  # the second is the one that is looked at
        self._rising: deque[bool] = deque(maxlen=round(RISING_S / STEP_S))
        self._forget()

    def _forget(self) -> None:
        self._trough = inf
        self._peak_s = -inf
        self._rises: deque[float] = deque(maxlen=KNOWN_RISES)

    def _means(self, to_s: float, value: float) -> Iterator[float]:
        """The means of the steps that end by `to_s`, over the straight line from the sample before."""
        while (end_s := (self._steps + 1) * STEP_S) <= to_s:
            there = self._value + (value - self._value) * (end_s - self._last_s) / max(to_s - self._last_s, 1e-9)
            mean = (self._sum + (self._value + there) / 2 * (end_s - self._last_s)) / STEP_S
            self._last_s, self._value, self._sum = end_s, there, 0.0
            self._steps += 1
            yield mean
        self._sum += (self._value + value) / 2 * (to_s - self._last_s)
        self._last_s, self._value = to_s, value

    def _step(self, mean: float) -> tuple[bool, float | None]:
        """Whether the wave was turned over, and the peak that is now known."""
        self._slow = _KEPT * self._slow + (1 - _KEPT) * mean
        self._raw.append(mean - self._slow)
        if len(self._raw) < len(_WEIGHTS):
            return False, None
        smooth = self.sign * sum(weight * one for weight, one in zip(_WEIGHTS, self._raw, strict=True))
        if self._smooth:
            self._rising.append(smooth > self._smooth[-1])
        self._smooth.append(smooth)
        if len(self._rising) == self._rising.maxlen and sum(self._rising) > UPSIDE_DOWN * len(self._rising):
            self.sign = -self.sign
            self._smooth.clear()
            self._rising.clear()
            self._forget()
            return True, None
        return False, self._peak() if len(self._smooth) == self._smooth.maxlen else None

    def _peak(self) -> float | None:
        """When the looked-at step is the top of a beat, its time, by a parabola through it and its neighbours."""
        before, top, after = self._smooth[0], self._smooth[1], self._smooth[2]
        self._trough = min(self._trough, before, top)
        if top <= before or any(self._smooth[index] > top for index in range(2, AHEAD + 2)):
            return None
        middle = self._steps - AHEAD - SMOOTH - 0.5  # of the step, in steps after the first sample
        flat = next((index - 2 for index in range(2, AHEAD + 2) if self._smooth[index] < top), AHEAD)
        curve = before - 2 * top + after
        middle += flat / 2 if flat else (before - after) / (2 * curve)
        at_s, rise = middle * STEP_S, top - self._trough
        since_s = at_s - self._peak_s
        if since_s < REFRACTORY_S or rise < self._least_rise(since_s):
            return None
        self._peak_s, self._trough = at_s, top
        self._rises.append(rise)
        return self._first_s + at_s

    def _least_rise(self, since_s: float) -> float:
        if len(self._rises) < FIRST_RISES:
            return RISE * max(self._rises, default=0.0)
        usual = sorted(self._rises)[len(self._rises) // 4]
        return RISE * usual * float(0.5 ** max(0.0, since_s - PATIENCE_S))
