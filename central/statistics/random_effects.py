"""Random-effects mean: clusters with different true values, each weighted by how precisely it is known."""

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, divide_or_nan, float_array

STEPS = 60
"""Number of bisections of a range: more than a float has digits."""


def variance_between(values: ArrayLike, variances: ArrayLike) -> float:
    """Variance of the true values between clusters, from values [G] with sampling variances [G] above 0.

    Method of moments of DerSimonian and Laird (1986), 0 or more; 0 with one cluster.
    """
    y, s2 = float_array(values), float_array(variances)
    weights = 1.0 / s2
    mean = (weights * y).sum() / weights.sum()
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    excess = float((weights * (y - mean) ** 2).sum()) - (y.size - 1)
    return max(0.0, excess / scale) if y.size > 1 else 0.0


def variance_by_own_weights(values: ArrayLike, variances: ArrayLike) -> float:
    """The variance of the true values by Paule and Mandel (1982): τ² with Σ (y - m)²/(τ² + s²) = G - 1, 0 or more.

    It varies less than the method of moments. With the weights 1/s² of that method a few precise clusters decide,
    however far apart the true values are.
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
    """Σ (y - m)²/s², where m is the mean with weights 1/s²."""
    weights = 1.0 / variances
    mean = (weights * values).sum() / weights.sum()
    return float((weights * (values - mean) ** 2).sum())


def variance_of_mean(weights: Floats, residuals: Floats) -> Floats:
    """Variance of the weighted mean of each column, from weights [G, S] and residuals around the mean [G, S].

    Σ w·r² / ((G - 1)·Σ w) over the clusters with a weight above 0 (Hartung and Knapp 2001). It uses how far apart the
    clusters are, whether the weights are right or not. nan with fewer than two.
    """
    counts, total = (weights > 0).sum(axis=0), weights.sum(axis=0)
    return divide_or_nan((weights * np.nan_to_num(residuals) ** 2).sum(axis=0), (counts - 1.0) * total)
