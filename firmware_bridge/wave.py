"""Finds the times of the systolic peaks in a pulse wave, sample by sample.

The wave is averaged over steps of 20 ms. A slow mean is subtracted, and a Hann window smooths the rest. A peak is a
maximum that rises high enough above the trough before it. The result does not depend on scale or offset of the wave, on
its rate between 25 and 500 Hz, or on how the samples are split into calls.
"""

from collections import deque
from collections.abc import Iterator
from math import exp, inf, pi

import numpy as np

STEP_S = 0.02
"""Length of a step. Mains hum (50 Hz) has the mean 0 over one step."""

WANDER_HZ = 0.1
"""Cut-off frequency of a first-order high-pass filter. It removes part of the drift from breath and pressure (0.2 to
0.4 Hz), and moves a peak by at most 5 ms. A higher cut-off finds more beats during a deep breath, and fewer after a
jolt.
"""

SMOOTH = 4
"""Number of steps to each side under the Hann window, which halves the amplitude at 10 Hz."""

AHEAD = 8
"""Number of steps after a peak in which the wave must not be higher."""

REFRACTORY_S = 0.3
"""Shortest time between two beats (200 beats per minute)."""

RISE = 0.3
KNOWN_RISES = 8
FIRST_RISES = 4
"""Share of a usual rise by which a maximum must rise to count; a dicrotic notch rises less. The usual rise is the lower
quartile of the last KNOWN_RISES rises, because motion causes high peaks. Before FIRST_RISES rises are known, it is the
highest rise.
"""

PATIENCE_S = 1.0
"""Time without a peak after which the required rise halves every second, because the finger's pressure may have
changed.
"""

GAP_S = 0.25
"""Time without a sample after which the next sample starts a new wave."""

LARGEST = 1e9
"""Largest valid value. No converter produces larger values, and its square is still finite."""

RISING_S = 20.0
UPSIDE_DOWN = 0.6
"""Share of the last RISING_S seconds in which a wave may rise. A pulse rises fast and falls slowly, so it rises in 30
to 50 % of the time. A wave that rises in a larger share is upside down.
"""

_KEPT = exp(-2 * pi * WANDER_HZ * STEP_S)
_HANN = np.hanning(2 * SMOOTH + 3)[1:-1]
_WEIGHTS: list[float] = (_HANN / _HANN.sum()).tolist()


class PulsePeakDetector:
    """Finds the peaks of a wave. After a gap, a new wave starts. `sign`: -1 if the wave is upside down."""

    def __init__(self) -> None:
        self.sign = 1
        self._begin(0.0, 0.0)
        self._has_samples = False

    def process(self, at_s: float, value: float) -> tuple[bool, list[float]]:
        """Add a sample, which must not be earlier than the previous sample. Return whether a new wave starts, and the
        times of the peaks found.

        Values that are not valid (NaN, or above LARGEST) are ignored, as if there were no sample.
        """
        if not abs(value) <= LARGEST:
            return False, []
        if not self._has_samples or at_s - self._first_s - self._last_s > GAP_S:
            self._begin(at_s, value)
            return True, []
        begins = False
        peaks: list[float] = []
        for mean in self._step_means(at_s - self._first_s, value):
            flipped, peak_s = self._step(mean)
            begins |= flipped
            peaks = ([] if flipped else peaks) + ([] if peak_s is None else [peak_s])
        return begins, peaks

    def _begin(self, at_s: float, value: float) -> None:
        self._has_samples = True
        self._first_s = at_s
        self._last_s, self._value = 0.0, value  # last sample, or the end of the last step, in s since the first sample
        self._sum = 0.0  # integral over the unfinished step
        self._steps = 0
        self._slow = value
        self._raw: deque[float] = deque(maxlen=len(_WEIGHTS))
        self._smooth: deque[float] = deque(maxlen=AHEAD + 2)  # the second is the candidate for a peak
        self._rising: deque[bool] = deque(maxlen=round(RISING_S / STEP_S))
        self._reset_peaks()

    def _reset_peaks(self) -> None:
        self._trough = inf
        self._peak_s = -inf
        self._rises: deque[float] = deque(maxlen=KNOWN_RISES)

    def _step_means(self, to_s: float, value: float) -> Iterator[float]:
        """Means of the steps that end no later than `to_s`, with linear interpolation from the previous sample."""
        while (end_s := (self._steps + 1) * STEP_S) <= to_s:
            end_value = self._value + (value - self._value) * (end_s - self._last_s) / max(to_s - self._last_s, 1e-9)
            mean = (self._sum + (self._value + end_value) / 2 * (end_s - self._last_s)) / STEP_S
            self._last_s, self._value, self._sum = end_s, end_value, 0.0
            self._steps += 1
            yield mean
        self._sum += (self._value + value) / 2 * (to_s - self._last_s)
        self._last_s, self._value = to_s, value

    def _step(self, mean: float) -> tuple[bool, float | None]:
        """Add the mean of a step. Return whether the sign was flipped, and the time of a peak if one was found."""
        self._slow = _KEPT * self._slow + (1 - _KEPT) * mean
        self._raw.append(mean - self._slow)
        if len(self._raw) < len(_WEIGHTS):
            return False, None
        smooth = self.sign * sum(weight * value for weight, value in zip(_WEIGHTS, self._raw, strict=True))
        if self._smooth:
            self._rising.append(smooth > self._smooth[-1])
        self._smooth.append(smooth)
        if len(self._rising) == self._rising.maxlen and sum(self._rising) > UPSIDE_DOWN * len(self._rising):
            self.sign = -self.sign
            self._smooth.clear()
            self._rising.clear()
            self._reset_peaks()
            return True, None
        return False, self._peak_time() if len(self._smooth) == self._smooth.maxlen else None

    def _peak_time(self) -> float | None:
        """Time of the peak, from a parabola through the candidate step and its neighbours. None if the candidate is not
        a peak.
        """
        before, top, after = self._smooth[0], self._smooth[1], self._smooth[2]
        self._trough = min(self._trough, before, top)
        if top <= before or any(self._smooth[index] > top for index in range(2, AHEAD + 2)):
            return None
        middle = self._steps - AHEAD - SMOOTH - 0.5  # middle of the candidate, in steps after the first sample
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
