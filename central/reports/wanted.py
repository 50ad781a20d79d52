"""Calculates the difference that data like an ad's can show, and the shops and days needed to show it.

Also calculates the days needed to measure these shops precisely.
"""

import numpy as np

from central.reports.columns import Columns, sum_by_site
from central.reports.spread import KnownSpread
from central.reports.values import WANTED, Measure, Wanted
from central.statistics.planning import (
    Spread,
    chance_of_sites,
    experiments_of,
    fewest_sites,
    needed_differences,
    smallest_found,
)


def wanted_difference(reactions: Columns, days: Columns, smile: Measure, known: KnownSpread | None) -> Wanted:
    """Values of `Wanted` for an ad. `reactions`: totals by site. `days`: totals by day. Both come from the used model.
    `known`: spread between two ads.
    """
    here = Wanted(difference=WANTED, days=_days(smile))
    told = reactions.select_rows(reactions["smile_n"] > 0)
    sites, count = np.unique(told["site_id"]), len(np.unique(days["day"][days["smile_n"] > 0]))
    if known is None or not len(sites):
        return here
    people, squares, of_days, noise = sum_by_site(
        told, sites, "smile_n", "people_squares", "smile_n_days", "noise_variance_sum"
    )

    def found(spread: Spread) -> float | None:
        chance = chance_of_sites(people, squares, of_days, noise, spread)
        return smallest_found(needed_differences(experiments_of(chance), count, spread))

    low, high = known.range
    return here.model_copy(
        update={
            "detectable": found(known.spread),
            "low": found(low),
            "high": found(high),
            "sites": fewest_sites(
                chance_of_sites(people, squares, of_days, noise, known.spread), count, known.spread, WANTED
            ),
            "taste": "stored" if known.experiments else "assumed",
        }
    )


def _days(smile: Measure) -> int | None:
    """Number of days until the interval in the shops of the report is as narrow as the wanted difference."""
    here = smile.here
    if here is None or here.low is None or here.high is None:
        return None
    half = (here.high - here.low) / 2
    return int(np.ceil(here.days * max(1.0, (half / WANTED) ** 2)))
