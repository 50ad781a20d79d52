"""Values of sites, shrunk towards their mean, so that a ranking is not one of chance."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from central.statistics.random_effects import variance_between
from edge.statistics.columns import Floats, float_array


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Shrunk values of sites [G]. `spread`: standard deviation of the true values; `mean`: of all, nan without any."""

    values: Floats
    spread: float
    mean: float


def shrink(values: ArrayLike, variances: ArrayLike, noise_variances: ArrayLike) -> Shrunk:
    """Empirical Bayes of values [G] with their variances [G] by chance and by the noise of the messages.

    `variances`: of the people and days that a site happened to have, without the noise. `noise_variances`: known,
    `noise_sd`²/n² of each total. Where `variances` were measured on told values, noise is in them: then give zeros.
    The spread is that of DerSimonian and Laird (1986), with both variances taken off; each value becomes
    m + τ²/(τ² + s²)·(y - m), where m is the mean by weights 1/(τ² + s²). A value or a variance of nan stays out, its
    shrunk value is nan; without any variance (s² = 0) a value is exact and stays.
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
"""Least variance: keeps weights finite."""
