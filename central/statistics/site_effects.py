"""Means of sites by period when different sites report in different periods. Each period is adjusted to the level of
all sites.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.intervals import OF_SITES, ROUNDING, Estimate
from edge.statistics.columns import Floats, divide_or_nan, float_array
from edge.statistics.student import UPPER, t_quantile


@dataclass(frozen=True, slots=True)
class PeriodMean:
    """Mean of one period. `chain`: number of the set of periods and sites that can be compared with each other; None:
    nothing was reported.
    """

    estimate: Estimate
    chain: int | None


def period_means(values: ArrayLike) -> list[PeriodMean]:
    """Mean of each period, from values of sites by period [G, W]. nan means that the site reported nothing in the
    period.

    The model is value = site + period, fitted by least squares (two-way analysis of variance). The mean of a period is
    the mean of all sites of its chain, whether or not they reported in it. Periods without a common site, directly or
    through other periods, belong to different chains. If each site reports in each period, the result is the mean of
    sites with Student's t, as for a single period. The variance is the sum of the squared contributions of the sites
    (cluster-robust), in which each error is scaled to the size of an error around its true mean. The degrees of freedom
    are the number of sites in the period minus one, for at least 4 sites. This method was chosen with the simulation in
    tests/central/calibration.
    """
    table = float_array(values)
    chains = _chain_numbers(~np.isnan(table))
    found = [PeriodMean(Estimate(None, None, None, 0, OF_SITES, NOTHING_TOLD), None)] * table.shape[1]
    for chain in np.unique(chains[chains >= 0]):
        periods = np.flatnonzero(chains == chain)
        of_chain = table[:, periods]
        means = _chain_means(of_chain[(~np.isnan(of_chain)).any(axis=1)])
        for period, estimate in zip(periods.tolist(), means, strict=True):
            found[period] = PeriodMean(estimate, int(chain))
    return found


def _chain_numbers(told: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Chain number of each period [W], starting at 0 and in chronological order; -1 where no site reported."""
    chains = np.full(told.shape[1], -1, dtype=np.int64)
    for first in np.flatnonzero(told.any(axis=0)):
        if chains[first] >= 0:
            continue
        reached, sites = 0, np.array(told[:, first])
        while sites.sum() > reached:
            reached = int(sites.sum())
            sites = np.array(told[:, told[sites].any(axis=0)].any(axis=1))
        chains[told[sites].any(axis=0)] = chains.max() + 1
    return chains


def _chain_means(values: Floats) -> list[Estimate]:
    """Estimates for the periods of one chain [G, W], from sites that all reported in at least one period."""
    told = ~np.isnan(values)
    sites, counts, of_site = len(values), told.sum(axis=0), told.sum(axis=1, keepdims=True)
    own = np.nanmean(values, axis=1, keepdims=True)
    shares = told / of_site
    inverse = np.linalg.pinv(np.diag(counts.astype(float)) - told.T @ shares, hermitian=True)
    periods = inverse @ np.where(told, values - own, 0.0).sum(axis=0)
    effects = own[:, 0] - shares @ periods
    means = effects.mean() + periods
    errors = np.where(told, values - effects[:, np.newaxis] - periods, 0.0)
    errors *= np.sqrt(divide_or_nan(counts, np.fmax(counts - 1.0, 1.0)))
    errors -= told * errors.sum(axis=1, keepdims=True) / of_site
    weights = (np.eye(len(periods)) - shares.mean(axis=0)) @ inverse  # of the periods' sums in each mean
    between = (effects - effects.mean()) / sites * sqrt(sites / max(sites - 1, 1))
    variances = ((between[:, np.newaxis] + errors @ weights.T) ** 2).sum(axis=0)
    least = ROUNDING**2 / 12 / np.fmax(counts, 1)
    return [
        _estimate(mean, sqrt(variance), count)
        for mean, variance, count in zip(
            means.tolist(), np.fmax(variances, least).tolist(), counts.tolist(), strict=True
        )
    ]


def _estimate(mean: float, se: float, sites: int) -> Estimate:
    if sites < MIN_SITES:
        return Estimate(mean, None, None, sites, OF_SITES, FEW_SITES)
    half = t_quantile(UPPER, sites - 1) * se
    return Estimate(mean, mean - half, mean + half, sites, OF_SITES)
