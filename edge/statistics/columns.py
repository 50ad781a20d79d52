"""Counts, means and variances of the columns of a table; nan: no value. Empty columns give no warning."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
"""Numbers; nan: nothing reported."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnStatistics:
    """Numbers of each column [S], over the rows that have a value in it."""

    counts: Floats
    means: Floats  # nan without a row
    variances: Floats  # ddof 1; nan with fewer than two rows


def float_array(values: ArrayLike) -> Floats:
    """The same numbers as float64."""
    return np.asarray(values, dtype=np.float64)


def divide_or_nan(over: Floats, under: Floats) -> Floats:
    """Elementwise over/under; nan where `under` is not above 0."""
    result: Floats = np.full(np.broadcast_shapes(over.shape, under.shape), np.nan)
    return np.divide(over, under, out=result, where=under > 0)


def column_statistics(values: Floats) -> ColumnStatistics:
    """Counts, means and variances of the columns of a table [G, S]."""
    told = ~np.isnan(values)
    counts = told.sum(axis=0).astype(np.float64)
    means = divide_or_nan(np.where(told, values, 0.0).sum(axis=0), counts)
    squares = (np.where(told, values - means, 0.0) ** 2).sum(axis=0)
    return ColumnStatistics(counts, means, divide_or_nan(squares, counts - 1.0))


def row_means(values: Floats) -> Floats:
    """Mean of the values of each row [G]; nan for a row without a value."""
    return column_statistics(values.T).means
