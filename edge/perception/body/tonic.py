"""Tonic level of the skin conductance, and the share of a minute in which it is above the wearer's own baseline."""

from math import nan

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TONIC_S = 8
"""The tonic level is the median over this many seconds. Skin responses are shorter, so they do not change it."""

BASELINE_S = 180
KNOWN_S = 60
"""The baseline is the median of the tonic level over the last BASELINE_S seconds. There is no baseline if fewer than
KNOWN_S of these seconds are known.
"""

COUNTED_S = 60
ABOVE_US = 0.05
"""Least height of the tonic level above the baseline, in uS, at which a second counts as above the baseline. It is the
height of the smallest skin response that counts.
"""


class TonicLevel:
    """Tonic level of one wearer. It gets one value per second: NaN while the kit is not worn or the value is
    unknown.
    """

    def __init__(self) -> None:
        self._seconds: Floats = np.full(TONIC_S, nan)
        self._tonic_us: Floats = np.full(BASELINE_S, nan)

    def add_second(self, eda_us: float) -> tuple[float, float]:
        """Adds one second. Returns the tonic level in uS and the share of time above the baseline, 0 to 1. Unknown
        values are NaN.
        """
        self._seconds = np.append(self._seconds[1:], eda_us)
        seconds = self._seconds[np.isfinite(self._seconds)]
        tonic_us = float(np.median(seconds)) if len(seconds) >= TONIC_S / 2 else nan
        self._tonic_us = np.append(self._tonic_us[1:], tonic_us)
        known = self._tonic_us[np.isfinite(self._tonic_us)]
        recent = self._tonic_us[-COUNTED_S:]
        recent = recent[np.isfinite(recent)]
        if len(known) < KNOWN_S or not len(recent):
            return tonic_us, nan
        return tonic_us, float((recent > np.median(known) + ABOVE_US).mean())
