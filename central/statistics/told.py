"""Share of the visits that was published, and the visits that saw an ad. Withheld data are not missing at random."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from central.reasons import NOTHING_TOLD
from central.statistics.intervals import mean_of_people
from edge.statistics.columns import float_array

FEW_A_MINUTE = 2.0
"""Visits per minute, on average over the sites, below which many visits may be in windows that were never published."""


def reported_share(told_visits: float, visits: float) -> float | None:
    """Share (0 to 1) of the visits of all windows whose window lies in a published reaction; None without visits.

    `told_visits`: visits in windows that lie in the interval [from, to) of a published reaction. `visits`: visits in
    all windows. The numbers in the reactions cannot be used, because one visit is in the reactions of several
    creatives.
    """
    return told_visits / visits if visits > 0 else None


@dataclass(frozen=True, slots=True)
class SiteVisits:
    """Visits of the sites [G] on the days of an ad. `watchers`: in the ad's reactions. `visits`: in `windows` windows,
    `told_visits` of them within a reaction. `minutes`: minutes of sensing. `ends`: number of batches that ended, which
    are the days, or the parts of days, of each kiosk.
    """

    watchers: ArrayLike
    told_visits: ArrayLike
    visits: ArrayLike
    windows: ArrayLike
    minutes: ArrayLike
    ends: ArrayLike


@dataclass(frozen=True, slots=True)
class SeenVisits:
    """Estimated number of visits that looked at an ad. `low` and `high`: 95 % range; None without one, for `reason`.
    `at_least`: so few people come that more visits may never have been published.
    """

    visits: float | None
    low: float | None
    high: float | None
    at_least: bool
    reason: str | None = None


def seen_visits(sites: SiteVisits) -> SeenVisits:
    """Visits that looked at an ad for 1 s or more: Σ watchers / r. r = Σ reported visits / Σ visits.

    The published watchers are counted, so only r is uncertain. It is a ratio estimate (Cochran 1977, chapter 6): it
    assumes that the visits that are not reported looked at the ad as often as the reported ones. The interval of r is a
    jackknife over the sites (Quenouille 1956, Tukey 1958; Kish's effective number of sites), for 4 or more sites. The
    range is [Σ watchers / r_high, Σ watchers / r_low · (1 + lost / Σ visits)], and never below the counted watchers.
    `lost`: each batch that ends drops its last window if too few people are in it, so at most one mean window for each
    of the `ends`. `at_least`: fewer than FEW_A_MINUTE visits a minute.
    tests/central/planted_seen.py has the coverage.
    """
    watchers, told, visits, windows, minutes, ends = (
        float_array(each)
        for each in (sites.watchers, sites.told_visits, sites.visits, sites.windows, sites.minutes, sites.ends)
    )
    counted, share = float(watchers.sum()), mean_of_people(visits, told)
    if not counted or not share.mean:
        return SeenVisits(None, None, None, at_least=False, reason=NOTHING_TOLD)
    at_least = float(visits.sum()) < FEW_A_MINUTE * float(minutes.sum())
    if share.low is None or share.high is None:
        return SeenVisits(counted / share.mean, None, None, at_least, share.reason)
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = float(np.nansum(np.where(windows > 0, ends * visits / windows, 0.0)) / visits.sum())
    low = counted / min(share.high, 1.0)
    high = counted / share.low * (1.0 + lost) if share.low > 0 else None
    return SeenVisits(counted / share.mean, low, high, at_least)
