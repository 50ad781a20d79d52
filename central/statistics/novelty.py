"""Change of a difference from the first third of its days to the last."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from central.reasons import MIN_SITES
from central.statistics.differences import Pairs, WeighedMean, mean_difference, site_means, weighed_mean
from edge.statistics.columns import Floats, divide_or_nan
from edge.statistics.student import two_sided_p

LEAST_DAYS = 9
"""Lowest number of days: three in each third."""


@dataclass(frozen=True, slots=True)
class Change:
    """Differences in the first and in the last third of the days, and the two-sided p-value for no change."""

    first: float
    last: float
    p: float


def change_over_days(pairs: Pairs) -> Change | None:
    """Change of the difference, within sites that have results in both thirds. None with fewer than 4 such sites or
    fewer than 9 days.

    The test is t over sites of the change within each site. Effects of a day on all sites are included in the variances
    of both thirds, minus the variance over cells, as in the difference itself.
    """
    days = np.flatnonzero((pairs.weights > 0).any(axis=0))
    if len(days) < LEAST_DAYS:
        return None
    third = len(days) // 3
    first, last = _of_days(pairs, days[:third]), _of_days(pairs, days[-third:])
    both = np.array((first.weights > 0).any(axis=1) & (last.weights > 0).any(axis=1))
    first, last = _of_sites(first, both), _of_sites(last, both)
    means = weighed_mean(first), weighed_mean(last)
    if means[0] is None or means[1] is None or both.sum() < MIN_SITES:
        return None
    change = mean_difference(_changes(first, last))
    if change.mean is None or change.se is None or change.df is None:
        return None
    se = sqrt(change.se**2 + sum(_of_common_days(mean) for mean in means if mean is not None))
    return Change(means[0].mean, means[1].mean, two_sided_p(change.mean / se, min(change.df, third - 1)))


def _of_days(pairs: Pairs, days: NDArray[np.intp]) -> Pairs:
    return Pairs(pairs.values[:, days], pairs.weights[:, days])


def _of_sites(pairs: Pairs, sites: NDArray[np.bool_]) -> Pairs:
    return Pairs(pairs.values[sites], pairs.weights[sites])


def _changes(first: Pairs, last: Pairs) -> Pairs:
    """Change of each site as one pair. The weight of the pair is the weight of the difference of two means."""
    weights = [each.weights.sum(axis=1, keepdims=True) for each in (first, last)]
    joint: Floats = divide_or_nan(2.0 * weights[0] * weights[1], weights[0] + weights[1])
    return Pairs((site_means(last) - site_means(first))[:, np.newaxis], joint)


def _of_common_days(mean: WeighedMean) -> float:
    return max(0.0, mean.of_days - mean.of_cells)
