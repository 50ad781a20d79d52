"""Difference of two arms by week, and whether it changed. New ads often draw more at first."""

import numpy as np

from central.reports.differences import Paired
from central.reports.experiment_values import Change, DifferenceWeek
from central.reports.selection import local_date
from central.statistics.differences import Pairs, mean_difference
from central.statistics.novelty import change_over_days

ALPHA = 0.05


def difference_weeks(paired: Paired, *, has_intervals: bool) -> list[DifferenceWeek]:
    """Difference of two arms for each week with a pair. If `has_intervals` is true, each week has its own interval over
    sites and days.
    """
    weeks = (paired.days + 3) // 7  # day 0 of the store was a Thursday
    found = []
    for week in np.unique(weeks).tolist():
        keep = weeks == week
        one = mean_difference(Pairs(paired.pairs.values[:, keep], paired.pairs.weights[:, keep]))
        if one.mean is not None:
            low, high = (one.low, one.high) if has_intervals else (None, None)
            monday = local_date(7 * week - 3)
            found.append(DifferenceWeek(week=monday, mean=one.mean, low=low, high=high, sites=one.sites))
    return found


def difference_change(paired: Paired, comparisons: int) -> Change | None:
    """Difference in the first and in the last third of the days.

    None unless the two differ by more than chance allows for the given number of comparisons.
    """
    found = change_over_days(paired.pairs)
    if found is None or found.p * comparisons >= ALPHA:
        return None
    return Change(first=found.first, last=found.last)
