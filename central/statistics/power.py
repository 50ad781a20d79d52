"""Smallest difference that an experiment can detect, and the data that are missing to detect a smaller one."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.differences import Pairs, mean_difference, site_means
from edge.statistics.columns import divide_or_nan
from edge.statistics.student import UPPER, t_quantile

POWER = 0.8
MOST_SITES = 1_000_000
MOST_DAYS = 3_650
"""Numbers of sites and of days above which an experiment counts as impossible."""
NEVER_BY_DAYS = "more days are not enough: shops differ too much from each other"
FEW_DAYS = "no site has two days of data, so the effects of days and sites cannot be separated"


@dataclass(frozen=True, slots=True)
class Spread:
    """Variance of the site means in two parts: `between` sites, and `within` sites from day to day (for a mean of all
    days).
    """

    between: float
    within: float


@dataclass(frozen=True, slots=True)
class Missing:
    """Additional days at these sites, or alternatively additional sites for the days so far.

    Either is enough. `reason`: why the days or the sites are None.
    """

    days: int | None
    sites: int | None
    reason: str | None = None


def detectable_difference(sd: float, sites: int) -> float | None:
    """Difference that is detected in 80 % of cases at a two-sided level of 5 %; None with fewer than 4 sites.

    It is (t(0.975, G - 1) + t(0.8, G - 1))·sd/√G, where `sd` is the standard deviation of the site means and G the
    number of sites (Bloom 1995).
    """
    return _factor(sites) * sd if sites >= MIN_SITES else None


def sites_needed(sd: float, wanted: float) -> int | None:
    """Lowest number of sites, at least 4, with which a difference of size `wanted` can be detected; None above a
    million.
    """
    low, high = MIN_SITES, MOST_SITES
    if _factor(high) * sd > abs(wanted):
        return None
    while low < high:
        middle = (low + high) // 2
        if _factor(middle) * sd <= abs(wanted):
            high = middle
        else:
            low = middle + 1
    return low


def variance_between_sites(pairs: Pairs) -> Spread | None:
    """Spread of the site means. None with fewer than 4 sites, or if no site has two days.

    The variance of a site's mean is computed from its weighted days. The variance between sites is the rest of the
    variance of the site means (method of moments), at least 0.
    """
    found = mean_difference(pairs)
    days = (pairs.weights > 0).sum(axis=1)
    several = days > 1
    if found.sd is None or not several.any():
        return None
    shares = divide_or_nan(pairs.weights, pairs.weights.sum(axis=1, keepdims=True))
    errors = np.nan_to_num(shares * (pairs.values - site_means(pairs)[:, np.newaxis]))
    variances = (errors**2).sum(axis=1)[several] * days[several] / (days[several] - 1)
    within = min(float(variances.mean()), found.sd**2)
    return Spread(found.sd**2 - within, within)


def days_needed(pairs: Pairs, wanted: float) -> Missing:
    """Days or sites that are missing to detect a difference of size `wanted`; 0 if none are missing.

    More days reduce only the variance within sites. If the variance between sites is too large, only more sites help. A
    duration of more than ten years counts as impossible.
    """
    found, spread = mean_difference(pairs), variance_between_sites(pairs)
    if found.sd is None:
        return Missing(None, None, FEW_SITES if found.sites else NOTHING_TOLD)
    enough = sites_needed(found.sd, wanted)
    sites = None if enough is None else max(0, enough - found.sites)
    if spread is None:
        return Missing(None, sites, FEW_DAYS)
    left = (abs(wanted) / _factor(found.sites)) ** 2 - spread.between
    days = int((pairs.weights > 0).any(axis=0).sum())
    if days * spread.within >= MOST_DAYS * left:
        return Missing(None, sites, NEVER_BY_DAYS)
    return Missing(max(0, ceil(days * spread.within / left) - days), sites)


def _factor(sites: int) -> float:
    return (t_quantile(UPPER, sites - 1) + t_quantile(POWER, sites - 1)) / sqrt(sites)
