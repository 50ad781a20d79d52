"""Change of a number from one week to the next, in the same sites: the ratio of two counts, or the difference of two
shares.

All visits count alike, so a number and its change describe the same people. The interval is a jackknife over sites:
each site is omitted with both of its weeks. It covers other sites that see the same two weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import expm1, log, sqrt

import numpy as np
from numpy.typing import ArrayLike

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.intervals import LEAST_EFFECTIVE, ONE_SITE_DOMINATES, ROUNDING_VARIANCE
from edge.statistics.columns import Floats, float_array
from edge.statistics.multiple import adjust_holm
from edge.statistics.student import t_quantile, two_sided_p

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Spread:
    """Estimate on the scale on which its interval is symmetric, with its standard error and degrees of freedom."""

    middle: float
    se: float
    df: float
    is_log: bool

    def interval_at(self, alpha: float) -> tuple[float, float]:
        """Interval of the change at the level 1 - `alpha`."""
        half = t_quantile(1.0 - alpha / 2.0, self.df) * self.se
        low, high = self.middle - half, self.middle + half
        return (expm1(low), expm1(high)) if self.is_log else (low, high)


@dataclass(frozen=True, slots=True)
class WeekChange:
    """A number in two weeks, and its change with the 95 % interval.

    `change`: for a count, the ratio minus 1; for a share, the difference. `shown`: the change is larger than chance,
    with Holm's correction for the changes that were judged together. `reason`: why there is no interval, or no change.
    """

    before: float | None
    after: float | None
    change: float | None
    sites: int
    low: float | None = None
    high: float | None = None
    shown: bool = False
    reason: str | None = None
    spread: Spread | None = None


def count_change(before: ArrayLike, after: ArrayLike) -> WeekChange:
    """Change of a count, from the counts [G] of each site in the two weeks. Sites without a count in the first week
    are excluded.

    The interval is computed on the logarithm of the ratio. Its variance is at least that of independent counts.
    """
    first, then = float_array(before), float_array(after)
    first, then = first[first > 0], then[first > 0]
    if not first.size:
        return _UNTOLD
    total, later = float(first.sum()), float(then.sum())
    found = WeekChange(total, later, later / total - 1.0, first.size)
    effective = min(_effective(first), _effective(then))
    if (reason := _reason(first.size, effective)) is not None:
        return replace(found, reason=reason)
    without = np.log((later - then) / (total - first))
    return _with_interval(found, log(later / total), without, (1.0 / total + 1.0 / later, effective), is_log=True)


def share_change(
    people_before: ArrayLike, sums_before: ArrayLike, people_after: ArrayLike, sums_after: ArrayLike
) -> WeekChange:
    """Change of a share, from the people [G] and totals [G] of each site in the two weeks. Sites without people in one
    of the weeks are excluded. The variance is at least that of rounded values.
    """
    given = [float_array(each) for each in (people_before, sums_before, people_after, sums_after)]
    told = (given[0] > 0) & (given[2] > 0)
    n0, s0, n1, s1 = (each[told] for each in given)
    if not n0.size:
        return _UNTOLD
    first, then = float(s0.sum() / n0.sum()), float(s1.sum() / n1.sum())
    found = WeekChange(first, then, then - first, n0.size)
    effective = min(_effective(n0), _effective(n1))
    if (reason := _reason(n0.size, effective)) is not None:
        return replace(found, reason=reason)
    without = (s1.sum() - s1) / (n1.sum() - n1) - (s0.sum() - s0) / (n0.sum() - n0)
    return _with_interval(found, then - first, without, (2.0 * ROUNDING_VARIANCE / effective, effective), is_log=False)


_UNTOLD = WeekChange(None, None, None, 0, reason=NOTHING_TOLD)


def _effective(weights: Floats) -> float:
    """Number of sites of equal size that are equivalent to the sites (Kish 1965); 0 without people."""
    total = float(weights.sum())
    return total**2 / float((weights**2).sum()) if total > 0 else 0.0


def _reason(sites: int, effective: float) -> str | None:
    if sites < MIN_SITES:
        return FEW_SITES
    return ONE_SITE_DOMINATES if effective < LEAST_EFFECTIVE else None


def _with_interval(
    found: WeekChange, middle: float, without: Floats, least: tuple[float, float], *, is_log: bool
) -> WeekChange:
    """The change with its interval, from the estimates [G] without each site. `least`: lowest variance, and effective
    number of sites.
    """
    sites, (variance, effective) = without.size, least
    jackknife = (sites - 1.0) / sites * float(((without - without.mean()) ** 2).sum())
    spread = Spread(middle, sqrt(max(jackknife, variance)), effective - 1.0, is_log)
    low, high = spread.interval_at(ALPHA)
    return replace(found, low=low, high=high, spread=spread)


def judge_changes(found: Sequence[WeekChange]) -> list[WeekChange]:
    """The changes with a verdict on each, by Holm's correction for their number.

    The interval of a change that is not shown contains 0. Otherwise it is widened to the level that several
    changes need together (Dunn 1961).
    """
    p = [np.nan if s is None else two_sided_p(s.middle / s.se, s.df) for s in (each.spread for each in found)]
    tested = max(sum(each.spread is not None for each in found), 1)
    return [_judged(each, tested, is_shown=bool(of < ALPHA)) for each, of in zip(found, adjust_holm(p), strict=True)]


def _judged(found: WeekChange, tested: int, *, is_shown: bool) -> WeekChange:
    if found.spread is None or found.low is None or found.high is None:
        return found
    if is_shown or found.low <= 0.0 <= found.high:
        return replace(found, shown=is_shown)
    low, high = found.spread.interval_at(ALPHA / tested)
    return replace(found, low=low, high=high)
