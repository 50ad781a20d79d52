"""Differences of two arms or two creatives within the same site and day, and within parts of the day if parts are
set.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from central.measures import TERMS
from central.reports.columns import Array, Columns, sum_by_site_day_part
from central.statistics.differences import Pairs, complete_pairs

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Paired:
    """Differences a − b of the sites and days with results for both. `days`: day numbers of the columns of `pairs`."""

    of: Key
    pairs: Pairs
    days: Array

    def limit_to_day(self, day: int | None) -> "Paired":
        """The differences on the days up to and including `day`."""
        if day is None:
            return self
        keep = self.days <= day
        return Paired(self.of, Pairs(self.pairs.values[:, keep], self.pairs.weights[:, keep]), self.days[keep])


def pair_groups(measure: str, groups: dict[str, Columns]) -> list[Paired]:
    """Differences of every pair of groups, in the order of the group names. `groups`: reactions of each group."""
    people, sums = TERMS[measure]
    told = {name: columns.select_rows(columns[people] > 0) for name, columns in groups.items()}
    sites, days, parts = (
        np.unique(np.concatenate([columns[key] for columns in told.values()])) for key in ("site_id", "day", "part")
    )
    if not len(parts):
        parts = np.array([-1])
    terms = {name: sum_by_site_day_part(columns, sites, days, parts, people, sums) for name, columns in told.items()}
    return [Paired((a, b), complete_pairs(*terms[a], *terms[b]), days) for a, b in combinations(groups, 2)]
