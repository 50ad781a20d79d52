"""Values of sites, shrunk towards their mean, so that a ranking does not reflect only chance."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from central.statistics.random_effects import variance_between
from edge.statistics.columns import Floats, float_array


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Shrunk values of sites [G]. `spread`: standard deviation of the true values. `mean`: over all sites, nan without
    any.
    """

    values: Floats
    spread: float
    mean: float


def shrink(values: ArrayLike, variances: ArrayLike, noise_variances: ArrayLike) -> Shrunk:
    """Empirical Bayes shrinkage of values [G], given their variances [G] from chance and from the noise of the
    messages.

    `variances`: from the people and days that a site happened to have, without the noise. `noise_variances`: known,
    `noise_sd`²/n² of each total. If `variances` were measured on published values, they include the noise: then pass
    zeros. The spread is that of DerSimonian and Laird (1986), minus both variances. Each value becomes m + τ²/(τ² +
    s²)·(y - m), where m is the mean with weights 1/(τ² + s²). A value or a variance of nan is excluded, and its shrunk
    value is nan. Without any variance (s² = 0) a value is exact and stays unchanged.
    """
    values = float_array(values)
    variance = float_array(variances) + float_array(noise_variances)
    told = ~np.isnan(values) & ~np.isnan(variance)
    shrunk = np.full_like(values, np.nan)
    if not told.any():
        return Shrunk(shrunk, 0.0, float("nan"))
    y, s2 = values[told], np.fmax(variance[told], SMALLEST)
    tau2 = variance_between(y, s2)
    weights = 1.0 / (tau2 + s2)
    mean = float((weights * y).sum() / weights.sum())
    shrunk[told] = mean + tau2 * weights * (y - mean)
    return Shrunk(shrunk, sqrt(tau2), mean)


SMALLEST = 1e-12
"""Least variance. It keeps weights finite."""
