"""Confidence sequence of an experiment.

It is an interval that stays valid if you look at it every day and stop on any day.
"""

from dataclasses import dataclass
from math import log, sqrt

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.differences import PAIR_VARIANCE, Pairs, WeighedMean, weighed_mean
from central.statistics.intervals import LEAST_EFFECTIVE, ONE_SITE_DOMINATES
from edge.statistics.student import CONFIDENCE, t_quantile

MIN_DAYS = 7
TIGHTEST_DAY = 30
FEW_DAYS = f"fewer than {MIN_DAYS} days"
ERROR = 1.0 - CONFIDENCE
RHO_SQUARED = (-2.0 * log(ERROR) + log(-2.0 * log(ERROR)) + 1.0) / TIGHTEST_DAY
"""Square of the sequence's parameter ρ. With this value, the sequence is tightest on TIGHTEST_DAY."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Interval around `mean`, the mean of `difference`. `days`: number of days with a pair. `reason`: why there is no
    interval.
    """

    low: float | None
    high: float | None
    days: int
    reason: str | None = None
    mean: float | None = None


def confidence_sequence(pairs: Pairs, *, days_alone: bool = False, comparisons: int = 1) -> Sequence:
    """Interval after all days of the pairs.

    It is an asymptotic confidence sequence (Waudby-Smith and others 2021) of the amount that each day adds to the mean
    of `difference`. It needs at least 7 days, and is tightest at day 30. The sequence alone covers only these shops. It
    is therefore widened by the possible difference of other shops: its half-width becomes √(sequence² + `_of_sites`²),
    for at least 4 sites. With `days_alone`, it is not widened and needs no minimum number of sites. Several
    `comparisons` share the error probability equally (Bonferroni). The widening was chosen with the simulation in
    tests/central/calibration.
    """
    found = weighed_mean(pairs)
    if found is None:
        return Sequence(None, None, 0, NOTHING_TOLD)
    mean, days, error = found.mean, found.days, ERROR / comparisons
    if days < MIN_DAYS:
        return Sequence(None, None, days, FEW_DAYS, mean)
    half = _half_width(days * max(found.of_days, PAIR_VARIANCE / found.site_days), days, error)
    if not days_alone:
        if found.sites < MIN_SITES:
            return Sequence(None, None, days, FEW_SITES, mean)
        if found.effective_sites < LEAST_EFFECTIVE:
            return Sequence(None, None, days, ONE_SITE_DOMINATES, mean)
        half = sqrt(half**2 + _of_sites(found, error))
    return Sequence(mean - half, mean + half, days, None, mean)


def _of_sites(found: WeighedMean, error: float) -> float:
    """Square of the half-width that comes from the spread between sites: (t² + ln(1/share of the first sites))·se².

    Each shop that joins means another look at the shops. The logarithm is the growth of a boundary for many looks as
    information increases (Robbins 1970). It is 0 if no shop joins. t has the degrees of freedom of the effective number
    of sites, because on the first days the weights of the sites seem more unequal than they are.
    """
    df = min(found.df, found.effective_sites - 1.0)
    return (t_quantile(1.0 - error / 2.0, df) ** 2 - log(found.first_share)) * found.of_sites


def _half_width(variance: float, days: int, error: float) -> float:
    """Half-width of the confidence sequence without widening, from the variance of the value of a day."""
    boundary = days * RHO_SQUARED + 1.0
    return sqrt(variance * 2.0 * boundary / (days**2 * RHO_SQUARED) * log(sqrt(boundary) / error))
