"""Means with their intervals: over sites, over people, and over days in these shops.

All intervals have a level of 95 %. tests/central/calibration measured the coverage of each
(docs/evidence/calibration.md).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.common_days import CommonDays
from central.statistics.day_correlation import day_correlation, days_per_day, variance_factor
from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array
from edge.statistics.student import UPPER, t_quantile, two_sided_p

MIN_DAYS = 4
ROUNDING = 0.01
"""Step between two successive values in a message."""
ROUNDING_VARIANCE = ROUNDING**2 / 12
"""Variance that rounding alone gives a value. The variance between clusters is never assumed to be smaller."""
LEAST_EFFECTIVE = 2.0
"""Lowest effective number of clusters. The effective number is 1/Σ of the squared shares of the clusters: the number of
clusters of equal size that would be equivalent.
"""

LEAST_DF = 3.0
"""Lowest number of degrees of freedom that is assumed for correlated days. Otherwise the interval would be infinite if
the few days did not limit the correlation at all.
"""

WEEK = 7
LEAST_WEEKS = 3
"""Lowest number of days of each weekday from which the differences between weekdays are removed."""
OF_SITES = "mean of sites, t over sites"
OF_PEOPLE = "all people alike, jackknife over sites"
OVER_DAYS = "in these shops, jackknife over days"
FEW_DAYS = f"fewer than {MIN_DAYS} days"
ONE_SITE_DOMINATES = "nearly all people were at one site"
ONE_DAY_DOMINATES = "nearly all people came on one day"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval. `reason`: why there is no interval, or no mean."""

    mean: float | None
    low: float | None
    high: float | None
    clusters: int  # that told something: sites, or days
    method: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    """Numbers of the days [D] in order, and the number of the stratum of each, from 0. Days are compared with the mean
    of their stratum.
    """

    numbers: NDArray[np.int64]
    strata: NDArray[np.int64]


def divide_sums(weights: ArrayLike, sums: ArrayLike) -> Floats:
    """Elementwise sums/weights; nan where a weight is 0 or nan."""
    return divide_or_nan(float_array(sums), float_array(weights))


def mean_of_sites(
    weights: ArrayLike, sums: ArrayLike, *, rounding: float = ROUNDING, common: CommonDays | None = None
) -> Estimate:
    """Mean of the sites' ratios, from weights [G] (people) and sums [G] (people times value): the mean "in a shop of
    this kind".

    Each site counts equally. The interval is Student's t over sites with G - 1 degrees of freedom, for 4 or more sites.
    The variance is at least that of values rounded to `rounding`. The variance that the days share (`common`) is added,
    and the degrees of freedom are combined (Satterthwaite 1946). This method was chosen with the simulation in
    tests/central/calibration.
    """
    return mean_of_values(divide_sums(weights, sums), rounding=rounding, common=common)


def mean_of_values(values: ArrayLike, *, rounding: float = ROUNDING, common: CommonDays | None = None) -> Estimate:
    """Mean of one value per site [G], with its interval. nan means that the site has no value."""
    columns = column_statistics(float_array(values)[:, np.newaxis])
    sites, mean = int(columns.counts.item()), columns.means.item()
    if sites == 0:
        return _untold(OF_SITES)
    if sites < MIN_SITES:
        return Estimate(mean, None, None, sites, OF_SITES, FEW_SITES)
    variance, df = max(columns.variances.item(), rounding**2 / 12) / sites, sites - 1.0
    if common is not None:
        both = variance + common.variance
        df = both**2 / (variance**2 / df + common.variance**2 / (common.days - 1))
        variance = both
    return _around(mean, t_quantile(UPPER, df) * sqrt(variance), sites, OF_SITES)


def mean_of_people(weights: ArrayLike, sums: ArrayLike) -> Estimate:
    """Mean in which all people count equally, from weights [G] and sums [G] of sites: the mean "of all who watched".

    The mean is Σ sums / Σ weights. The interval is a jackknife over sites (Quenouille 1956, Tukey 1958), by t with
    G_eff - 1 degrees of freedom, where G_eff = (ΣW)²/ΣW² (Kish 1965). This method was chosen with the simulation in
    tests/central/calibration.
    """
    weights, sums = _told(weights, sums)
    reason = FEW_SITES if weights.size < MIN_SITES else None
    return _jackknife_estimate(weights, sums, OF_PEOPLE, reason, ONE_SITE_DOMINATES)


def mean_over_days(
    weights: ArrayLike, sums: ArrayLike, days: ArrayLike | None = None, *, by_weekday: bool = False
) -> Estimate:
    """Mean "in these shops", from weights [D] and sums [D] of days, each over all the shops. `days` [D]: numbers of the
    days, in order. `by_weekday`: differences between weekdays are not chance, because other weeks have the same
    weekdays. They are removed where each weekday has 3 days or more.

    The mean is Σ sums / Σ weights. The interval is a jackknife over days, by t with D_eff - 1 degrees of freedom, for 4
    or more days. If the numbers of the days are given, the correlation of the days widens the interval, and D_eff is
    divided by the number of days that are equivalent to one independent day. The interval is about other days in the
    same shops, never about other shops. A mean of the days' ratios would give a day with few people the same weight as
    a busy day. This method was chosen with the simulation in tests/central/calibration.
    """
    numbers = None if days is None else np.asarray(days, dtype=np.int64)[_is_told(weights, sums)]
    weights, sums = _told(weights, sums)
    of_days = None if numbers is None else _Days(numbers, _strata(weights, numbers, by_weekday=by_weekday))
    reason = FEW_DAYS if weights.size < MIN_DAYS else None
    return _jackknife_estimate(weights, sums, OVER_DAYS, reason, ONE_DAY_DOMINATES, of_days)


def p_over_days(weights: ArrayLike, sums: ArrayLike, days: ArrayLike) -> float:
    """Two-sided p-value of the mean "in these shops" against 0; nan where `mean_over_days` has no interval. It is below
    0.05 exactly if that interval excludes 0.
    """
    numbers = np.asarray(days, dtype=np.int64)[_is_told(weights, sums)]
    weights, sums = _told(weights, sums)
    if weights.size < MIN_DAYS or _effective(weights) < LEAST_EFFECTIVE:
        return float("nan")
    se, df = _jackknife_spread(weights, sums, _Days(numbers, _strata(weights, numbers, by_weekday=False)))
    return two_sided_p(float(sums.sum() / weights.sum()) / se, df)


def means_over_days(
    weights: ArrayLike, sums: ArrayLike, days: ArrayLike, squares: ArrayLike, spread: ArrayLike
) -> tuple[Floats, Floats]:
    """`mean_over_days` for each of many shops [G], from totals of the shop's days. Returns the means, and the
    half-widths of their intervals; nan: no value, or no interval.

    `days`: number of days with people. `squares`: sum of the squared weights. `spread`: Σ (m - m̄)², where m is the
    mean without one of the days and m̄ is the mean of these values.
    """
    weights, sums, days, squares, spread = (float_array(each) for each in (weights, sums, days, squares, spread))
    effective = divide_or_nan(weights**2, squares)
    has_interval = (days >= MIN_DAYS) & (effective >= LEAST_EFFECTIVE)
    variances = np.fmax(
        divide_or_nan(days - 1.0, days) * spread, divide_or_nan(ROUNDING_VARIANCE + 0.0 * weights, effective)
    )
    df = np.where(has_interval, effective - 1.0, np.nan)
    return divide_sums(weights, sums), t_quantile(UPPER, df) * np.sqrt(variances)


def _told(weights: ArrayLike, sums: ArrayLike) -> tuple[Floats, Floats]:
    """Weights and totals of the clusters that have a value."""
    told = _is_told(weights, sums)
    return float_array(weights)[told], float_array(sums)[told]


def _is_told(weights: ArrayLike, sums: ArrayLike) -> NDArray[np.bool_]:
    told: NDArray[np.bool_] = (float_array(weights) > 0) & ~np.isnan(float_array(sums))
    return told


def _jackknife_estimate(
    weights: Floats,
    sums: Floats,
    method: str,
    too_few: str | None,
    dominated: str,
    days: _Days | None = None,
) -> Estimate:
    """Ratio over all clusters, with its interval. If `days` are given, the interval includes the correlation of the
    days.
    """
    clusters = weights.size
    if clusters == 0:
        return _untold(method)
    mean = float(sums.sum()) / float(weights.sum())
    reason = too_few or (dominated if _effective(weights) < LEAST_EFFECTIVE else None)
    if reason is not None:
        return Estimate(mean, None, None, clusters, method, reason)
    se, df = _jackknife_spread(weights, sums, days)
    return _around(mean, t_quantile(UPPER, df) * se, clusters, method)


def _effective(weights: Floats) -> float:
    """Effective number of clusters (Kish 1965)."""
    return float(weights.sum()) ** 2 / float((weights**2).sum())


def _jackknife_spread(weights: Floats, sums: Floats, days: _Days | None) -> tuple[float, float]:
    """Standard error of the ratio over all clusters, and its degrees of freedom."""
    clusters, weight, total = weights.size, float(weights.sum()), float(sums.sum())
    without = (total - sums) / (weight - weights)
    strata = np.zeros(clusters, dtype=np.int64) if days is None else days.strata
    counts = np.bincount(strata)
    errors = without - (np.bincount(strata, without) / counts)[strata]
    factors = (counts / (counts - 1))[strata] * ((clusters - 1) / clusters) ** 2
    effective = _effective(weights) - (len(counts) - 1)
    variance, df, least = float((factors * errors**2).sum()), effective - 1, ROUNDING_VARIANCE / effective
    correlation = 0.0 if days is None or variance <= least else day_correlation(errors, days.numbers)
    if correlation > 0:
        needed = days_per_day(correlation, clusters)
        variance *= variance_factor(needed, clusters)
        df = min(df, max(effective / needed - 1, LEAST_DF))
    return sqrt(max(variance, least)), df


def _strata(weights: Floats, days: NDArray[np.int64], *, by_weekday: bool) -> NDArray[np.int64]:
    """Number of the weekday of each day [D], from 0. All are 0 if weekdays are not removed, or have too few days."""
    if by_weekday and days.size:
        weekdays, strata, counts = np.unique(days % WEEK, return_inverse=True, return_counts=True)
        if counts.min() >= LEAST_WEEKS and _effective(weights) >= 2 * len(weekdays):
            return np.asarray(strata, dtype=np.int64)
    return np.zeros(days.size, dtype=np.int64)


def _around(mean: float, half: float, clusters: int, method: str) -> Estimate:
    return Estimate(mean, mean - half, mean + half, clusters, method)


def _untold(method: str) -> Estimate:
    return Estimate(None, None, None, 0, method, NOTHING_TOLD)
