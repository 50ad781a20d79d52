"""Series on an even grid, as BIDS physio files need it: each cell takes the nearest sample."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REACH = 0.75
"""Largest distance between a cell and its sample, in cells. Jitter leaves no hole; a missing sample stays missing."""
GAP = 1.5
"""Shortest gap, as a multiple of the usual time between two samples."""
DIGITS = 3


@dataclass(frozen=True, slots=True, eq=False)
class EvenGrid:
    """Even grid of a series: cell i is at `start_s` + i / `hz`. `rows` (cells,): index of its sample; -1 for none."""

    start_s: float
    hz: float
    rows: NDArray[np.int64]


def even_grid(times_s: NDArray[np.float64]) -> EvenGrid:
    """Grid at a series' usual rate, rounded to three digits, from first to last sample; `times_s` must increase."""
    if not len(times_s):
        return EvenGrid(0.0, 1.0, np.empty(0, np.int64))
    hz = _usual_hz(times_s)
    start_s = float(times_s[0])
    cells_s = start_s + np.arange(round((times_s[-1] - start_s) * hz) + 1) / hz
    after = np.clip(np.searchsorted(times_s, cells_s), 1, max(1, len(times_s) - 1))
    before = after - 1
    after = np.minimum(after, len(times_s) - 1)
    is_after = np.abs(times_s[after] - cells_s) < np.abs(times_s[before] - cells_s)
    nearest = np.where(is_after, after, before)
    is_near = np.abs(times_s[nearest] - cells_s) <= REACH / hz
    return EvenGrid(start_s, hz, np.where(is_near, nearest, -1).astype(np.int64))


def _usual_hz(times_s: NDArray[np.float64]) -> float:
    """Samples per second, not counting gaps. The median step would be wrong if jitter follows a pattern."""
    steps_s = np.diff(times_s)
    near_s = steps_s[steps_s <= GAP * np.median(steps_s)] if len(steps_s) else steps_s
    step_s = float(near_s.mean()) if near_s.any() else float(steps_s.mean()) if len(steps_s) else 0.0
    return float(f"{1 / step_s:.{DIGITS}g}") if step_s > 0 else 1.0
