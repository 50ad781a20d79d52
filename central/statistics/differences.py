"""Difference of two arms of an experiment, within the same sites and days. The same estimate is used on every day."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.intervals import ROUNDING_VARIANCE, divide_sums
from central.statistics.random_effects import variance_between, variance_of_mean
from edge.statistics.columns import Floats, divide_or_nan, float_array
from edge.statistics.student import UPPER, t_quantile, two_sided_p

PAIR_VARIANCE = 2.0 * ROUNDING_VARIANCE
"""Lowest variance of a difference of two rounded values."""
DAYS_TOGETHER = 1.5
"""Ratio of two variances, over days and over single site-days, from which days count as moving all sites alike."""
FIRST_DAYS = 3
"""Number of days at the start of an experiment.

Sites with a pair on one of these days were there from the start; the other sites joined later.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Differences a - b by site and day [G, D], with nan where an arm has no value, and their weights, with 0 there."""

    values: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class WeighedMean:
    """Mean difference over sites, in which each site is weighted by its precision, and the variances of that mean.

    `of_sites`: variance from the spread of the sites; nan with one site. `of_days`: variance from sums over whole days.
    `of_cells`: variance from single site-days, as if no day were common to all sites. `person`: variance of a pair of
    weight 1 from the people whom it happened to have. `df`: degrees of freedom of the total variance.
    `effective_sites`: number of equally weighted sites with the same information (Kish 1965). `first_share`: share of
    the weight that belongs to sites that were there from the start.
    """

    mean: float
    of_sites: float
    of_days: float
    of_cells: float
    person: float
    df: int
    sites: int
    days: int
    site_days: int
    effective_sites: float
    first_share: float

    @property
    def variance(self) -> float:
        """Variance over sites and days: the sum of both, minus the variance over cells, which both contain (Cameron,
        Gelbach and Miller 2011).
        """
        return self.of_sites + max(0.0, self.of_days - self.of_cells)


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean difference over sites with its 95 % interval.

    `sd`: standard deviation of one site of mean weight. `se`: standard error of the mean. `p`: two-sided p-value, by t
    with `df` degrees of freedom. `reason`: why there is no interval, or no mean.
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
    df: int | None = None


def complete_pairs(n_a: ArrayLike, s_a: ArrayLike, n_b: ArrayLike, s_b: ArrayLike) -> Pairs:
    """Pairs of complete blocks, from the people [G, D] and sums [G, D] of each arm, or from arrays by parts of the days
    [G, D, P].

    The weight of a pair is 2·n_a·n_b/(n_a + n_b), the inverse of the variance of its difference. Arms are compared
    within a part of the day. The value of a site-day is the weighted mean of the parts that have values for both arms.
    """
    n_a, n_b = float_array(n_a), float_array(n_b)
    values = divide_sums(n_a, s_a) - divide_sums(n_b, s_b)
    weights = np.where(np.isnan(values), 0.0, divide_or_nan(2.0 * n_a * n_b, n_a + n_b))
    if values.ndim == 3:
        of_parts, weights = weights * np.nan_to_num(values), weights.sum(axis=2)
        values = divide_or_nan(of_parts.sum(axis=2), weights)
    return Pairs(values, weights)


def site_means(pairs: Pairs) -> Floats:
    """Weighted mean difference of each site [G]; nan for a site without a pair."""
    return divide_or_nan((pairs.weights * np.nan_to_num(pairs.values)).sum(axis=1), pairs.weights.sum(axis=1))


def weighed_mean(pairs: Pairs) -> WeighedMean | None:
    """Random-effects mean over sites; None without a pair.

    The variance s² of a site is the variance of one person, pooled over all sites, divided by the site's weight, and at
    least the variance of rounding. The weight of the site in the mean is 1/(τ² + s²), where τ² is the variance between
    sites. This method was chosen with the simulation in tests/central/calibration.
    """
    told = pairs.weights > 0
    is_site = told.any(axis=1)
    if not is_site.any():
        return None
    told, weights, values = told[is_site], pairs.weights[is_site], np.nan_to_num(pairs.values[is_site])
    days, means = told.sum(axis=1), site_means(pairs)[is_site]
    errors = np.where(told, values - means[:, np.newaxis], 0.0)
    person, chance = _chance(weights, errors, days)
    site_weights = 1.0 / (variance_between(means, chance) + chance)
    shares = site_weights / site_weights.sum()
    mean = float(shares @ means)
    of_sites = variance_of_mean(site_weights[:, np.newaxis], (means - mean)[:, np.newaxis]).item()
    cells = (shares / weights.sum(axis=1))[:, np.newaxis] * weights * _unbiased(errors, values - mean, days)
    of_days, of_cells = float((cells.sum(axis=0) ** 2).sum()), float((cells**2).sum())
    sites, number = len(means), int(told.any(axis=0).sum())
    clusters = min(sites, number) if of_days > DAYS_TOGETHER * of_cells else sites
    of_sites = max(of_sites, PAIR_VARIANCE / float(days.sum()))
    effective, first = 1.0 / float((shares**2).sum()), float(shares[_is_first(told)].sum())
    return WeighedMean(
        mean, of_sites, of_days, of_cells, person, clusters - 1, sites, number, int(days.sum()), effective, first
    )


def _is_first(told: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """True for each site with a pair on one of the first days that have any pair, from pairs [G, D]."""
    days = np.flatnonzero(told.any(axis=0))[:FIRST_DAYS]
    return np.asarray(told[:, days].any(axis=1))


def _chance(weights: Floats, errors: Floats, days: NDArray[np.int64]) -> tuple[float, Floats]:
    """Variance of a pair of weight 1, and of each site's mean [G], due to the people whom it happened to have. If no
    site has two days, only the variance of rounding is known.
    """
    free = int((days - 1).sum())
    person = float((weights * errors**2).sum()) / free if free else 0.0
    chance: Floats = np.fmax(person / weights.sum(axis=1), PAIR_VARIANCE / days)
    return person, chance


def _unbiased(errors: Floats, about_mean: Floats, days: NDArray[np.int64]) -> Floats:
    """Errors [G, D] around the mean of each site, scaled to the size of errors around its true mean. A site with only
    one day has no such errors, so its errors are around the overall mean.
    """
    several = (days > 1)[:, np.newaxis]
    factor = np.sqrt(days / np.fmax(days - 1, 1))[:, np.newaxis]
    return np.where(several, factor * errors, about_mean)


def mean_difference(pairs: Pairs) -> Difference:
    """Weighted mean over the sites with its interval by Student's t, for 4 or more sites.

    If site-days were the unit, chance would look like a winner as soon as an ad works differently in different shops.
    If only sites were the unit, chance would look like a winner as soon as a day moves all shops in the same way.
    """
    found = weighed_mean(pairs)
    if found is None:
        return Difference(None, None, None, None, None, None, 0, 0, NOTHING_TOLD)
    mean, sites, site_days = found.mean, found.sites, found.site_days
    if sites < MIN_SITES:
        return Difference(mean, None, None, None, None, None, sites, site_days, FEW_SITES)
    se = sqrt(found.variance)
    half = t_quantile(UPPER, found.df) * se
    p = two_sided_p(mean / se, found.df)
    sd = sqrt(found.of_sites * sites)
    return Difference(mean, mean - half, mean + half, sd, se, p, sites, site_days, df=found.df)
