"""Simulated sales of a fleet's shops, with an experiment by day and its planted lifts: one ad draws more smiles and
sells the same, and another one sells more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from central.sales.arm_file import draw_plan
from central.store.sales import SalesDay
from edge.playlist.arm_days import OFF

EXPERIMENT, SEED = "coffee", "sim-coffee"
SELLING, SMILING, OTHER = 2, 5, 3
"""Numbers of the fleet's ads: the one that sells more, the one that draws more smiles, and the one that plays instead
of them on days of another arm.
"""
PAST_DAYS, DAYS = 35, 42
"""Days of sales before the first day of an arm, and days of the experiment: two blocks of three arms."""
PRODUCT, PLACEBO = "coffee", "bread"
LIFT = 0.12
"""Planted lift of the product on the days of the ad that sells more."""
UNITS, SHOP_SD, DAY_SD, SPREAD = 70.0, 0.4, 0.15, 0.18
"""Units on a usual day; log standard deviations between shops, between the days of all shops, and of a single day."""
WEEKDAYS = (-0.1, -0.1, -0.05, 0.0, 0.1, 0.2, -0.05)
"""Added to log(units) by day of the week. The first day is always the first of these, so that the answer does not
depend on the day on which a demo starts.
"""
PRICE = 2.5

Plan = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class PlannedDays:
    """The arm of each shop on each day. `ads`: names of the fleet's ads by number. Two of them are arms."""

    by_site: Plan
    first_day: int
    ads: Sequence[str]

    @property
    def swaps(self) -> dict[str, dict[int, dict[int, int]]]:
        """Ad that plays instead of another one, by site and day: the ads of other arms do not play."""
        return {site: {day: self._hidden(arm) for day, arm in days.items()} for site, days in self.by_site.items()}

    def _hidden(self, arm: str) -> dict[int, int]:
        return {number: OTHER for number in (SELLING, SMILING) if self.ads[number] != arm}


def plan_days(sites: Sequence[str], ads: Sequence[str], last_day: int) -> PlannedDays:
    """Draw the plan of an experiment that ends on a day."""
    first = last_day - DAYS + 1
    arms = sorted([OFF, ads[SELLING], ads[SMILING]])
    return PlannedDays(draw_plan((SEED, EXPERIMENT), sites, arms, first, DAYS, 1), first, ads)


def draw_sales(planned: PlannedDays, numbers: Mapping[str, int], seed: int) -> list[SalesDay]:
    """Daily totals of each shop, before and during the experiment. `numbers`: number of each site in the store."""
    rng = np.random.default_rng(seed)
    days = range(planned.first_day - PAST_DAYS, planned.first_day + DAYS)
    of_day = rng.normal(0, DAY_SD, len(days)) + [WEEKDAYS[place % 7] for place in range(len(days))]
    found = []
    for site, number in numbers.items():
        level = np.log(UNITS) + rng.normal(0, SHOP_SD)
        for product in (PRODUCT, PLACEBO):
            usual = level + of_day + rng.normal(0, SPREAD, len(days))
            for day, expected in zip(days, usual, strict=True):
                sells = product == PRODUCT and planned.by_site[site].get(day) == planned.ads[SELLING]
                units = int(rng.poisson(np.exp(expected) * (1 + LIFT * sells)))
                receipts = max(round(units * 0.8), min(units, 1))
                found.append(SalesDay(number, product, day, receipts, float(units), round(units * PRICE, 2)))
    return found
