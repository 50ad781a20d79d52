"""Interpolates a recording, to give a simulated kit the wearer's signals at any time and at the kit's own rate."""

from bisect import bisect_right
from collections import deque
from math import isfinite, nan

import numpy as np

from firmware_bridge.heart import HeartRateEstimator
from firmware_bridge.recording import Floats, WearerRecording
from firmware_bridge.simulator.device import WearerReading

APART_S = 2.0
"""Distance between two values from which there is a gap without a signal between them. The slowest kits send once per
second.
"""

MEAN_OF = 10
"""Number of intervals in the mean for the kit's own heart rate, as in the manufacturer's library for the
PulseSensor.
"""


class RecordedWearer:
    """The wearer in a recording. Readings must be requested at increasing times.

    Values of a column are interpolated linearly. If the recording has a pulse wave but no intervals, beats are found in
    the wave as a kit finds them, a third of a second late.
    """

    def __init__(self, recording: WearerRecording) -> None:
        self._times_s: list[float] = recording.times_s.tolist()
        self._eda_us = _Interpolator(recording.times_s, recording.eda_us)
        self._wave = _Interpolator(recording.times_s, recording.pulse)
        self._pulse: list[float] = recording.pulse.tolist()
        self._hr_bpm: list[float] = recording.hr_bpm.tolist()
        self._ibi_ms: list[float] = recording.ibi_ms.tolist()
        self._finds_beats = not any(map(isfinite, self._ibi_ms))
        self.restart()

    def restart(self) -> None:
        """Start again at the beginning of the recording."""
        self._heart = HeartRateEstimator()
        self._next = 0  # row
        self._recorded_bpm = nan
        self._last_ms: deque[float] = deque(maxlen=MEAN_OF)

    def read_at(self, at_s: float) -> WearerReading:
        """Return the signals at a time in seconds after the first row. The time must not be before that of the previous
        call.
        """
        intervals: list[float] = []
        while self._next < len(self._times_s) and self._times_s[self._next] <= at_s:
            intervals += self._intervals(self._next)
            if isfinite(self._hr_bpm[self._next]):
                self._recorded_bpm = self._hr_bpm[self._next]
            self._next += 1
        self._last_ms += intervals
        hr_bpm = self._recorded_bpm
        if not isfinite(hr_bpm) and self._last_ms:
            hr_bpm = 60_000 * len(self._last_ms) / sum(self._last_ms)
        return WearerReading(at_s, self._eda_us.value_at(at_s), self._wave.value_at(at_s), hr_bpm, tuple(intervals))

    def _intervals(self, row: int) -> list[float]:
        if not self._finds_beats:
            return [self._ibi_ms[row]] if isfinite(self._ibi_ms[row]) else []
        beats = self._heart.process_sample(self._times_s[row], self._pulse[row]) if isfinite(self._pulse[row]) else []
        return [beat.interval_ms for beat in beats if beat.accepted]


class _Interpolator:
    """Linear interpolation of one column."""

    def __init__(self, times_s: Floats, values: Floats) -> None:
        is_finite = np.isfinite(values)
        self._times_s: list[float] = times_s[is_finite].tolist()
        self._values: list[float] = values[is_finite].tolist()

    def value_at(self, at_s: float) -> float:
        """Return the value at a time; NaN in a gap, before the first value and after the last value."""
        after = bisect_right(self._times_s, at_s)
        if not after:
            return nan
        from_s, value = self._times_s[after - 1], self._values[after - 1]
        if at_s == from_s:
            return value
        if after == len(self._times_s) or self._times_s[after] - from_s > APART_S:
            return nan
        share = (at_s - from_s) / (self._times_s[after] - from_s)
        return value + (self._values[after] - value) * share
