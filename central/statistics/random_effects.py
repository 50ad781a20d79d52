"""Random-effects mean: clusters have different true values, and each cluster is weighted by its precision."""

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, divide_or_nan, float_array

STEPS = 60
"""Number of bisections of a range. It is larger than the number of binary digits of a float."""


def variance_between(values: ArrayLike, variances: ArrayLike) -> float:
    """Variance of the true values between clusters, from values [G] with sampling variances [G] above 0.

    It is the method of moments of DerSimonian and Laird (1986), at least 0. With one cluster it is 0.
    """
    y, s2 = float_array(values), float_array(variances)
    weights = 1.0 / s2
    mean = (weights * y).sum() / weights.sum()
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    excess = float((weights * (y - mean) ** 2).sum()) - (y.size - 1)
    return max(0.0, excess / scale) if y.size > 1 else 0.0


def variance_by_own_weights(values: ArrayLike, variances: ArrayLike) -> float:
    """Variance of the true values by Paule and Mandel (1982): the τ² for which Σ (y - m)²/(τ² + s²) = G - 1, at least
    0.

    It varies less than the estimate by the method of moments. That method has the weights 1/s², so a few precise
    clusters decide its result, however far apart the true values are.
    """
    y, s2 = float_array(values), float_array(variances)
    low, high = 0.0, float(((y - y.mean()) ** 2).sum())
    if y.size < 2 or _scaled_squares(y, s2) <= y.size - 1:
        return 0.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _scaled_squares(y, s2 + middle) > y.size - 1 else (low, middle)
    return high


def _scaled_squares(values: Floats, variances: Floats) -> float:
    """Sum of squared deviations, each divided by its variance: Σ (y - m)²/s², where m is the mean of y with the weights
    1/s².
    """
    weights = 1.0 / variances
    mean = (weights * values).sum() / weights.sum()
    return float((weights * (values - mean) ** 2).sum())


def variance_of_mean(weights: Floats, residuals: Floats) -> Floats:
    """Variance of the weighted mean of each column, from weights [G, S] and residuals around the mean [G, S].

    It is Σ w·r² / ((G - 1)·Σ w) over the clusters with a weight above 0 (Hartung and Knapp 2001). It is based on the
    observed spread of the clusters, so it does not depend on correct weights. nan with fewer than two clusters.
    """
    counts, total = (weights > 0).sum(axis=0), weights.sum(axis=0)
    return divide_or_nan((weights * np.nan_to_num(residuals) ** 2).sum(axis=0), (counts - 1.0) * total)
