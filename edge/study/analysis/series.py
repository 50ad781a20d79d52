"""Series of samples on an even grid, and means over periods. nan means unknown."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, divide_or_nan, float_array

TOLERANCE = 1e-6
"""Tolerance in cells at a cell border.

A sample on a border belongs to the cell after it. Times since 1970 have a resolution of only 0.2 µs, so a small error
must not change this.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Values on a grid of equal cells. Cell i covers `start_s` + i / `hz` to `start_s` + (i + 1) / `hz`."""

    start_s: float
    hz: float
    values: Floats  # (cells,); nan where nothing is known


def mean_grid(times_s: ArrayLike, values: ArrayLike, start_s: float, end_s: float, hz: float) -> Grid:
    """Mean of the samples in each cell from `start_s` to `end_s`; nan for a cell without a known sample.

    `times_s` (n,) is in seconds, in any order; `values` (n,) is in any unit. Raises ValueError if their lengths differ,
    or if `end_s` is before `start_s`.
    """
    times, known_values = _checked(times_s, values)
    if not end_s >= start_s:
        raise ValueError(f"grid: the end, {end_s} s, is before the start, {start_s} s")
    cells = ceil((end_s - start_s) * hz - TOLERANCE)
    known = np.isfinite(times) & np.isfinite(known_values)
    index = np.floor((times[known] - start_s) * hz + TOLERANCE)
    within = (index >= 0) & (index < cells)
    index, used = index[within].astype(np.int64), known_values[known][within]
    counts = np.bincount(index, minlength=cells).astype(np.float64)
    return Grid(start_s, hz, divide_or_nan(float_array(np.bincount(index, used, minlength=cells)), counts))


def fill_gaps(values: Floats, most: int) -> Floats:
    """Fill each run of at most `most` unknown cells by linear interpolation between its neighbours. Values: (cells,).

    Longer runs, and runs at either end, stay nan.
    """
    known = np.isfinite(values)
    cells = np.arange(len(values))
    if not known.any():
        return values.copy()
    before = np.maximum.accumulate(np.where(known, cells, -1))
    after = np.minimum.accumulate(np.where(known, cells, len(values))[::-1])[::-1]
    filled = (before >= 0) & (after < len(values)) & (after - before - 1 <= most)
    return np.where(filled, np.interp(cells, cells[known], values[known]), np.nan)


def running_mean(values: Floats, cells: int) -> Floats:
    """Running mean of each row (..., n) over `cells` columns. Only known values count; nan where no value is known.

    With an odd number of `cells`, the result belongs to the middle column. The window is shorter at both ends.
    """
    known = np.isfinite(values)
    before, after = cells // 2, cells - cells // 2
    start = np.maximum(np.arange(values.shape[-1]) - before, 0)
    end = np.minimum(np.arange(values.shape[-1]) + after, values.shape[-1])
    sums, counts = _cumulated(np.where(known, values, 0.0)), _cumulated(known.astype(np.float64))
    return divide_or_nan(sums[..., end] - sums[..., start], counts[..., end] - counts[..., start])


def local_linear_fit(values: Floats, cells: int) -> Floats:
    """For each column of rows (..., n): value of the line fitted to the known values in the `cells` columns around it.

    In the middle of a row it equals `running_mean`. At the ends, where the window is one-sided, it still follows a
    drift. Without a known value the result is nan; with one, it is that value.
    """
    known = np.isfinite(values)
    columns = np.arange(values.shape[-1], dtype=np.float64)
    places = np.where(known, columns, np.nan)
    mean, place = running_mean(values, cells), running_mean(places, cells)
    together = running_mean(places * values, cells) - place * mean
    spread = running_mean(places**2, cells) - place**2
    slope = np.nan_to_num(divide_or_nan(together, np.where(spread > LEAST_SPREAD, spread, 0.0)))
    line: Floats = mean + slope * (columns - place)
    return line


LEAST_SPREAD = 0.1
"""Smallest sum of squared distances in cells for a fit. Two neighbours give 0.25; less is only rounding."""


def _cumulated(values: Floats) -> Floats:
    """Cumulative totals (..., n + 1): entry i is the total of the first i columns."""
    zeros = np.zeros((*values.shape[:-1], 1))
    return np.concatenate([zeros, np.cumsum(values, axis=-1)], axis=-1)


def _checked(times_s: ArrayLike, values: ArrayLike) -> tuple[Floats, Floats]:
    times, numbers = float_array(times_s), float_array(values)
    if times.ndim != 1 or times.shape != numbers.shape:
        raise ValueError(f"series: times {times.shape} and values {numbers.shape} differ in length")
    return times, numbers
