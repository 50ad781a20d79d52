"""Confidence sequence of an experiment: an interval that may be looked at every day, and stopped on."""

from dataclasses import dataclass
from math import log, sqrt

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.differences import PAIR_VARIANCE, Pairs, weighed_mean
from edge.statistics.student import CONFIDENCE, t_quantile

MIN_DAYS = 7
TIGHTEST_DAY = 30
FEW_DAYS = f"fewer than {MIN_DAYS} days"
ERROR = 1.0 - CONFIDENCE
RHO_SQUARED = (-2.0 * log(ERROR) + log(-2.0 * log(ERROR)) + 1.0) / TIGHTEST_DAY
"""Square of the sequence's parameter ρ, for which it is tightest at that day."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Interval around `mean`, that of `difference`. `days`: with a pair. `reason`: why there is no interval."""

    low: float | None
    high: float | None
    days: int
    reason: str | None = None
    mean: float | None = None


def confidence_sequence(pairs: Pairs, *, days_alone: bool = False, comparisons: int = 1) -> Sequence:
    """Interval after all the days of the pairs.

    Asymptotic confidence sequence (Waudby-Smith and others 2021) over what each day adds to the mean of `difference`:
    from 7 days on, tightest at day 30. It speaks of these shops alone. So it is widened by the spread between sites:
    half-width √(sequence² + (t·se)²), with the se over sites, from 4 sites on. With `days_alone` it is not widened, and
    has no least number of sites. Of several `comparisons` each gets an equal share of the error (Bonferroni). Source of
    the widening: simulation of tests/central/calibration.
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
        half = sqrt(half**2 + t_quantile(1.0 - error / 2.0, found.df) ** 2 * found.of_sites)
    return Sequence(mean - half, mean + half, days, None, mean)


def _half_width(variance: float, days: int, error: float) -> float:
    """Half-width of the sequence itself, by the variance of a day's number."""
    boundary = days * RHO_SQUARED + 1.0
    return sqrt(variance * 2.0 * boundary / (days**2 * RHO_SQUARED) * log(sqrt(boundary) / error))
