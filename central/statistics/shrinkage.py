"""Values of sites, shrunk towards the mean of all sites, so that a ranking does not reflect only chance."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from central.statistics.random_effects import variance_between
from edge.statistics.columns import Floats, float_array


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Shrunk values of sites [G]. `spread`: standard deviation of the true values. `mean`: mean over all sites; nan
    without sites.
    """

    values: Floats
    spread: float
    mean: float


def shrink(values: ArrayLike, variances: ArrayLike, noise_variances: ArrayLike) -> Shrunk:
    """Empirical Bayes shrinkage of values [G], given their variances [G] from chance and from the noise of the
    messages.

    `variances`: variances due to the people and days that a site happened to have, without the noise.
    `noise_variances`: known variances, `noise_sd`²/n² of each total. If `variances` were measured on published values,
    they already include the noise; then pass zeros. τ², the square of the spread, is the estimate of DerSimonian and
    Laird (1986) without both variances. Each value y becomes m + τ²/(τ² + s²)·(y - m), where s² is its variance and m
    the mean with weights 1/(τ² + s²). A value or variance of nan is excluded, and the shrunk value is nan. A value
    without any variance (s² = 0) is exact and stays unchanged.
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
"""Lowest variance that is assumed. It keeps weights finite."""
