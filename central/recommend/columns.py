"""Estimates the effects of the columns of a table, separated from the effects of its rows, by weighted least
squares.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from edge.statistics.columns import Floats, divide_or_nan

Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Result of a fit. The effects of the columns [C] have mean 0, and are nan for a column that cannot be compared.

    `variances`: variances of the effects, for values with variance 1/weight. `residuals`: residuals [R, C]. `squares`:
    weighted sum of squared residuals. `freedom`: degrees of freedom of that sum.
    """

    effects: Floats
    variances: Floats
    residuals: Floats
    squares: float
    freedom: int


def fit_columns(values: Floats, weights: Floats) -> Fit:
    """Fit value = row effect + column effect to a table [R, C], in which nan means no value.

    Two columns can be compared only if they are connected: by a row with values in both, or through a third column that
    shares rows with both. Only the largest connected group is used.
    """
    told = ~np.isnan(values) & (weights > 0)
    group = largest_connected_group(told)
    told = told & group & (group.sum() > 1)
    weights, known = np.where(told, weights, 0.0), np.where(told, values, 0.0)
    shares = np.nan_to_num(divide_or_nan(weights, weights.sum(axis=1, keepdims=True)))
    centred = known - (shares * known).sum(axis=1, keepdims=True)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=0)) - weights.T @ shares, hermitian=True)
    effects = inverse @ (weights * centred).sum(axis=0)
    residuals = centred - (effects - shares @ effects[:, np.newaxis])
    has_effect = told.any(axis=0)
    rows = int(told.any(axis=1).sum())
    return Fit(
        np.where(has_effect, effects, np.nan),
        np.where(has_effect, np.diag(inverse), np.nan),
        np.where(told, residuals, np.nan),
        float((weights * residuals**2).sum()),
        max(int(told.sum()) - rows - int(has_effect.sum()) + 1, 0) if rows else 0,
    )


def largest_connected_group(told: Flags) -> Flags:
    """Columns [C] of the largest connected group of a table [R, C]. A row with values in two columns connects these
    columns.
    """
    reach = (told.T.astype(int) @ told.astype(int)) > 0
    for _ in range(len(reach).bit_length()):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    sizes = reach.sum(axis=1)
    if not sizes.any():
        return np.zeros(told.shape[1], dtype=bool)
    group: Flags = reach[int(sizes.argmax())]
    return group
