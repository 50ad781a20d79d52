"""Difference of two arms of an experiment, within the same sites and days."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.intervals import ROUNDING_VARIANCE, divide_sums
from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array
from edge.statistics.student import UPPER, t_quantile, two_sided_p

PAIR_VARIANCE = 2.0 * ROUNDING_VARIANCE
"""Least variance of a difference of two rounded values."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Differences a - b of site-days [G, D], nan where an arm tells nothing, and their weights, there 0."""

    values: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean difference of sites with its 95 % interval. `sd`: of the site means, `se`: of the mean.

    `p` is two-sided. `reason`: why there is no interval, or no mean.
    """

    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    se: float | None
    p: float | None
    sites: int
    site_days: int
    reason: str | None = None


def complete_pairs(n_a: ArrayLike, s_a: ArrayLike, n_b: ArrayLike, s_b: ArrayLike) -> Pairs:
    """Pairs of complete blocks, of people [G, D] and sums [G, D] of each arm.

    Weight of a site-day: 2·n_a·n_b/(n_a + n_b), the inverse of the variance of its difference.
    """
    n_a, n_b = float_array(n_a), float_array(n_b)
    values = divide_sums(n_a, s_a) - divide_sums(n_b, s_b)
    weights = divide_or_nan(2.0 * n_a * n_b, n_a + n_b)
    return Pairs(values, np.where(np.isnan(values), 0.0, weights))


def site_means(pairs: Pairs) -> Floats:
    """Weighted mean difference of each site [G]; nan for a site without a pair."""
    return divide_or_nan((pairs.weights * np.nan_to_num(pairs.values)).sum(axis=1), pairs.weights.sum(axis=1))


def mean_difference(pairs: Pairs) -> Difference:
    """Mean of the sites' weighted means, with Student's t over sites, from 4 sites on.

    With site-days as the unit chance would be taken for a winner as soon as an advert works differently in different
    shops. The variance of the site means is at least that of rounding, over the mean number of days.
    Source: simulation of tests/central/calibration.
    """
    columns = column_statistics(site_means(pairs)[:, np.newaxis])
    sites, mean = int(columns.counts.item()), columns.means.item()
    site_days = int((~np.isnan(pairs.values)).sum())
    if sites == 0:
        return Difference(None, None, None, None, None, None, 0, 0, NOTHING_TOLD)
    if sites < MIN_SITES:
        return Difference(mean, None, None, None, None, None, sites, site_days, FEW_SITES)
    sd = sqrt(max(columns.variances.item(), PAIR_VARIANCE * sites / site_days))
    se = sd / sqrt(sites)
    half = t_quantile(UPPER, sites - 1) * se
    p = two_sided_p(mean / se, sites - 1)
    return Difference(mean, mean - half, mean + half, sd, se, p, sites, site_days)
