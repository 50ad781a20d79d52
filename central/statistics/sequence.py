"""Confidence sequence of an experiment: an interval that may be looked at every day, and stopped on."""

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from central.reasons import FEW_SITES, NOTHING_TOLD
from central.statistics.differences import PAIR_VARIANCE, Pairs, mean_difference
from edge.statistics.columns import column_statistics
from edge.statistics.student import CONFIDENCE, t_quantile

MIN_DAYS = 7
TIGHTEST_DAY = 30
FEW_DAYS = f"fewer than {MIN_DAYS} days"
ERROR = 1.0 - CONFIDENCE
RHO_SQUARED = (-2.0 * log(ERROR) + log(-2.0 * log(ERROR)) + 1.0) / TIGHTEST_DAY
"""Square of the sequence's parameter ρ, for which it is tightest at that day."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Interval around `mean`, the mean of the days. `days`: with a pair. `reason`: why there is no interval."""

    low: float | None
    high: float | None
    days: int
    reason: str | None = None
    mean: float | None = None


def confidence_sequence(pairs: Pairs, *, days_alone: bool = False, comparisons: int = 1) -> Sequence:
    """Interval after all the days of the pairs.

    Asymptotic confidence sequence (Waudby-Smith and others 2021) over one number a day, the mean of the sites'
    differences: from 7 days on, tightest at day 30. It speaks of these shops alone. So it is widened by the spread
    between sites: half-width √(sequence² + (t·se)²), with the se of `difference`, from 4 sites on. With `days_alone` it
    is not widened, and has no least number of sites. Of several `comparisons` each gets an equal share of the error
    (Bonferroni). Source of the widening: simulation of tests/central/calibration.
    """
    columns = column_statistics(pairs.values)
    told = columns.counts > 0
    days = int(told.sum())
    if days == 0:
        return Sequence(None, None, 0, NOTHING_TOLD)
    of_days = column_statistics(columns.means[told][:, np.newaxis])
    mean = of_days.means.item()
    if days < MIN_DAYS:
        return Sequence(None, None, days, FEW_DAYS, mean)
    sites, error = float(columns.counts.max()), ERROR / comparisons
    half = _half_width(max(of_days.variances.item(), PAIR_VARIANCE / sites), days, error)
    if not days_alone:
        found = mean_difference(pairs)
        if found.se is None:
            return Sequence(None, None, days, FEW_SITES, mean)
        half = sqrt(half**2 + (t_quantile(1.0 - error / 2.0, found.sites - 1) * found.se) ** 2)
    return Sequence(mean - half, mean + half, days, None, mean)


def _half_width(variance: float, days: int, error: float) -> float:
    """Half-width of the sequence itself, by the variance of a day's number."""
    boundary = days * RHO_SQUARED + 1.0
    return sqrt(variance * 2.0 * boundary / (days**2 * RHO_SQUARED) * log(sqrt(boundary) / error))
