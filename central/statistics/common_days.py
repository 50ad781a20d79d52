"""Variance caused by days on which all sites move in the same way.

More sites do not reduce this part of the variance of a mean.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from edge.statistics.columns import Floats, float_array

MIN_DAYS = 4
"""Lowest number of days for which the variance that sites share on a day is computed."""
DAYS_TOGETHER = 1.5
"""Lowest ratio of the variance over days to the variance over single cells at which days are assumed to move all sites
alike.
"""


@dataclass(frozen=True, slots=True, eq=False)
class SiteSpreads:
    """Values of the sites [G]: people, sums, days with people, and `jackknife` = Σ (m - m̄)². m is the mean of a site
    without one of its days, and m̄ is the mean of these values.
    """

    people: Floats
    sums: Floats
    days: Floats
    spread: Floats


@dataclass(frozen=True, slots=True)
class CommonDays:
    """Variance that the days share, as a part of the variance of a mean over all days. `days`: number of days with
    people.
    """

    variance: float
    days: int


def common_days(people: ArrayLike, sums: ArrayLike, sites: SiteSpreads) -> CommonDays | None:
    """Variance over days minus the variance over their cells (Cameron, Gelbach and Miller 2011). None if the days do
    not move sites alike.

    `people` [D] and `sums` [D]: totals of the days over all sites. Both variances are jackknifed over days. A site with
    only one day has no spread of its own: it differs from the overall mean by as much as its day may.
    """
    people, sums = float_array(people), float_array(sums)
    is_told = people > 0
    people, sums = people[is_told], sums[is_told]
    if people.size < MIN_DAYS:
        return None
    total = people.sum()
    without = (sums.sum() - sums) / (total - people)
    of_days = (1.0 - 1.0 / people.size) * float(((without - without.mean()) ** 2).sum())
    errors = (sites.sums - sums.sum() / total * sites.people) / total
    of_site = (sites.people / total) ** 2 * (1.0 - 1.0 / np.fmax(sites.days, 1.0)) * sites.spread
    of_cells = float(np.where(sites.days > 1, of_site, errors**2).sum())
    if of_days <= DAYS_TOGETHER * of_cells:
        return None
    return CommonDays(of_days - of_cells, people.size)
