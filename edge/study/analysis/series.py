"""Series of samples on an even grid, and means over periods. nan: not known."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, divide_or_nan, float_array

TOLERANCE = 1e-6
"""Tolerance in cells.

A sample on a border belongs to the cell after it, although times since 1970 have a resolution of only 0.2 µs.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Values of cells of equal length. Cell i covers `start_s` + i / `hz` to `start_s` + (i + 1) / `hz`."""

    start_s: float
    hz: float
    values: Floats  # (cells,); nan where nothing is known


def mean_grid(times_s: ArrayLike, values: ArrayLike, start_s: float, end_s: float, hz: float) -> Grid:
    """Means of the samples in each cell from `start_s` to `end_s`; nan for a cell without a known sample.

    `times_s` (n,) in seconds, in any order; `values` (n,) in any unit. ValueError if their lengths differ, or if
    `end_s` is before `start_s`.
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
    """Fill runs of at most `most` unknown cells by straight lines between their neighbours; (cells,) to (cells,).

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
    """Mean of the known values among the `cells` around each column, for rows (..., n); nan where none is known.

    For an odd number of `cells`, the result belongs to the middle column; at the ends the span is shorter.
    """
    known = np.isfinite(values)
    before, after = cells // 2, cells - cells // 2
    start = np.maximum(np.arange(values.shape[-1]) - before, 0)
    end = np.minimum(np.arange(values.shape[-1]) + after, values.shape[-1])
    sums, counts = _cumulated(np.where(known, values, 0.0)), _cumulated(known.astype(np.float64))
    return divide_or_nan(sums[..., end] - sums[..., start], counts[..., end] - counts[..., start])


def local_linear_fit(values: Floats, cells: int) -> Floats:
    """Straight line through the known values among the `cells` around each column, at that column; rows (..., n).

    In the middle of a row it equals `running_mean`. At the ends, where the span is one-sided, it follows a drift. nan
    where nothing is known; where one value is known, that value.
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
"""Smallest sum of squares, in cells. Two neighbours give 0.25; less is the rounding of a single cell."""


def _cumulated(values: Floats) -> Floats:
    """Sums (..., n + 1) of the first i columns."""
    zeros = np.zeros((*values.shape[:-1], 1))
    return np.concatenate([zeros, np.cumsum(values, axis=-1)], axis=-1)


def _checked(times_s: ArrayLike, values: ArrayLike) -> tuple[Floats, Floats]:
    times, numbers = float_array(times_s), float_array(values)
    if times.ndim != 1 or times.shape != numbers.shape:
        raise ValueError(f"series: times {times.shape} and values {numbers.shape} differ in length")
    return times, numbers
