"""The slow part of skin conductance: its tonic level, and how much of a minute is above the wearer's own baseline."""

from math import nan

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TONIC_S = 8
"""The tonic level is the median of the last so many seconds, which responses, that are shorter, leave as it is."""

BASELINE_S = 180
KNOWN_S = 60
"""The baseline is the median of the tonic level in the last BASELINE_S; with less than KNOWN_S of it, there is none."""

COUNTED_S = 60
ABOVE_US = 0.05
"""A second is above the baseline from here: the height of the smallest response that counts."""


class TonicLevel:
    """One wearer. A value a second goes in, NaN off the body or where it is not known."""

    def __init__(self) -> None:
        self._seconds: Floats = np.full(TONIC_S, nan)
        self._tonic_us: Floats = np.full(BASELINE_S, nan)

    def update(self, eda_us: float) -> tuple[float, float]:
        """Tonic level in uS and the share above the baseline, 0 to 1, after one more second; NaN where not known."""
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
