"""Counts, means and variances of a table's columns. nan means that there is no value. Empty columns cause no
warning.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
"""Array of numbers; nan where nothing was reported."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnStatistics:
    """Statistics of each column [S], over the rows that have a value in that column."""

    counts: Floats
    means: Floats  # nan without a row
    variances: Floats  # ddof 1; nan with fewer than two rows


def float_array(values: ArrayLike) -> Floats:
    """The numbers as an array of float64."""
    return np.asarray(values, dtype=np.float64)


def divide_or_nan(over: Floats, under: Floats) -> Floats:
    """Elementwise quotient `over` / `under`; nan where `under` is not above 0."""
    result: Floats = np.full(np.broadcast_shapes(over.shape, under.shape), np.nan)
    return np.divide(over, under, out=result, where=under > 0)


def column_statistics(values: Floats) -> ColumnStatistics:
    """Count, mean and variance of each column of a table [G, S]."""
    told = ~np.isnan(values)
    counts = told.sum(axis=0).astype(np.float64)
    means = divide_or_nan(np.where(told, values, 0.0).sum(axis=0), counts)
    squares = (np.where(told, values - means, 0.0) ** 2).sum(axis=0)
    return ColumnStatistics(counts, means, divide_or_nan(squares, counts - 1.0))


def row_means(values: Floats) -> Floats:
    """Mean of each row's values [G]; nan for a row without values."""
    return column_statistics(values.T).means
