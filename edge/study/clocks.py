"""Mapping from a kit's own clock to the clock of the session."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

JUMP_S = 1.0
"""Largest change of the clock difference between two samples, in seconds. A larger one means a clock reset."""


@dataclass(frozen=True, slots=True)
class ClockMapping:
    """Linear mapping from a device's clock to the session's clock: `time_s = offset_s + (1 + drift) * device_s`.

    It applies to the samples from index `first` up to, but not including, `end`. If the device's clock was reset, there
    is one mapping before and one after.
    """

    first: int
    end: int
    offset_s: float
    drift: float  # seconds per second
    spread_s: float  # largest distance of a sample from the line


def clock_mappings(times_s: NDArray[np.float64], device_s: NDArray[np.float64]) -> tuple[ClockMapping, ...]:
    """Mappings for all samples that have a device time. Empty for a kit without a clock."""
    known = np.flatnonzero(np.isfinite(device_s) & np.isfinite(times_s))
    if not len(known):
        return ()
    difference_s = times_s[known] - device_s[known]
    cuts = np.flatnonzero(np.abs(np.diff(difference_s)) > JUMP_S) + 1
    return tuple(_mapping(part, times_s, device_s) for part in np.split(known, cuts) if len(part))


def _mapping(part: NDArray[np.intp], times_s: NDArray[np.float64], device_s: NDArray[np.float64]) -> ClockMapping:
    device, difference = device_s[part], times_s[part] - device_s[part]
    middle = device.mean()
    spread = float(((device - middle) ** 2).sum())
    drift = float(((device - middle) * (difference - difference.mean())).sum() / spread) if spread > 0 else 0.0
    offset_s = float(difference.mean() - drift * middle)
    residual = difference - (offset_s + drift * device)
    return ClockMapping(int(part[0]), int(part[-1]) + 1, offset_s, drift, float(np.abs(residual).max()))
