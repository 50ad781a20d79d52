"""Ads of a list that differ from the others of the list, and the change of an ad against the days before.

Both compare within shops, because the level of a shop also depends on its camera, its light and its visitors.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from central.reasons import MIN_SITES
from central.statistics.intervals import ROUNDING, Estimate, divide_sums, mean_of_values, p_over_days
from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array
from edge.statistics.multiple import benjamini_hochberg
from edge.statistics.student import UPPER, t_quantile, two_sided_p

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Totals:
    """Number of people and total of a measure by row and ad: [rows, ads]. The rows are sites or days."""

    people: Floats
    sums: Floats


@dataclass(frozen=True, slots=True)
class Standout:
    """Difference between an ad and the other ads in the same shops. `adjusted_p`: of the difference within
    sites and within days, after the correction for the number of ads. `differs`: the ad differs by more than chance.
    """

    estimate: Estimate
    adjusted_p: float | None
    differs: bool


def site_change(now: Totals, before: Totals) -> Estimate:
    """Change of a measure between two periods, from totals [G, 1] of the sites: mean over the sites that have a value
    in both.

    Student's t over the sites' changes, for 4 or more sites (Student 1908). It is about the shops and these two
    periods: what changed all shops on these days alike is part of the change.
    """
    values = divide_sums(now.people, now.sums) - divide_sums(before.people, before.sums)
    return mean_of_values(values[:, 0], rounding=ROUNDING * sqrt(2))


def judge_changes(means: ArrayLike, lows: ArrayLike, sites: ArrayLike) -> list[bool]:
    """Changes in a list that are larger than chance, after the correction for their number (Benjamini and
    Hochberg 1995). `means`, `lows`, `sites`: of the estimates of `site_change`; nan: without an interval.
    """
    mean, low, count = float_array(means), float_array(lows), float_array(sites)
    p = [
        two_sided_p(of * t_quantile(UPPER, n - 1.0) / (of - least), n - 1.0) if of > least else float("nan")
        for of, least, n in zip(mean.tolist(), low.tolist(), count.tolist(), strict=True)
    ]
    return [bool(adjusted < ALPHA) for adjusted in benjamini_hochberg(p)]


def list_standouts(sites: Totals, days: Totals, numbers: ArrayLike) -> list[Standout]:
    """Difference of each ad [A] from the mean of the other ads of the list. `numbers`: numbers of the days.

    In each site, the ad's mean is compared with the mean of the other ads' means; each site counts equally (Student's t
    over the sites' differences). Ads that play on different days differ by the days too. So the same difference within
    days, over all sites, must exclude 0 on the same side too (`mean_over_days`). The p-value of an ad is the larger one
    of the two, because both must hold (intersection-union test, Berger 1982), and is adjusted for the number of ads
    (Benjamini and Hochberg 1995). So the share of false discoveries stays at most 5 %, even if only the days make all
    sites agree.
    """
    of_sites, of_days = _from_others(sites), _from_others(days)
    ads, numbers = range(of_sites.shape[1]), np.asarray(numbers, dtype=np.int64)
    within = [_within_days(of_days[:, ad], days.people[:, ad], numbers) for ad in ads]
    p = [np.maximum(_p_of_sites(of_sites[:, ad]), within[ad].p) for ad in ads]
    found = []
    for ad, adjusted in enumerate(benjamini_hochberg(p).tolist()):
        estimate = mean_of_values(of_sites[:, ad], rounding=ROUNDING * sqrt(2))
        differs = adjusted < ALPHA and (estimate.mean or 0.0) * within[ad].mean > 0
        found.append(Standout(estimate, None if np.isnan(adjusted) else adjusted, differs))
    return found


@dataclass(frozen=True, slots=True)
class _WithinDays:
    """Difference within days, and its p-value; nan without one."""

    mean: float
    p: float


def _within_days(values: Floats, people: Floats, numbers: NDArray[np.int64]) -> _WithinDays:
    told = ~np.isnan(values)
    weights, sums = people[told], people[told] * values[told]
    return _WithinDays(float(divide_or_nan(sums.sum(), weights.sum())), p_over_days(weights, sums, numbers[told]))


def _from_others(totals: Totals) -> Floats:
    """Value of each ad minus the mean of the other ads' values, by row [rows, ads]; nan without a value or others."""
    values = divide_sums(totals.people, totals.sums)
    told = ~np.isnan(values)
    others = told.sum(axis=1, keepdims=True) - 1
    rest = np.where(told, values, 0.0).sum(axis=1, keepdims=True) - values
    with np.errstate(divide="ignore", invalid="ignore"):
        difference: Floats = values - np.where(others > 0, rest / others, np.nan)
    return difference


def _p_of_sites(values: Floats) -> float:
    """Two-sided p-value of the mean of the sites' differences; nan with fewer than 4 sites."""
    columns = column_statistics(float_array(values)[:, np.newaxis])
    sites = int(columns.counts.item())
    if sites < MIN_SITES:
        return float("nan")
    variance = max(columns.variances.item(), ROUNDING**2 / 6) / sites
    return two_sided_p(columns.means.item() / sqrt(variance), sites - 1.0)
