"""Weeks of a trend of which half the sites join half way: does each interval hold the level, which is constant?"""

from collections.abc import Iterator

import numpy as np

from central.statistics.site_effects import period_means
from tests.central.calibration.cells import Aim, Cell, Tally, generator

LEVEL, OF_SITES, OF_WEEKS = 0.15, 0.03, 0.01
"""Level, spread of the sites and of the weeks of a site."""
SITES, WEEKS = (12, 40), 8
CAREFUL: Aim = (0.93, 0.99)
"""A week of half of the sites has their degrees of freedom, and the level of all of them."""


def growing_chain(runs: int, seed: int) -> Iterator[Cell]:
    """The first and the last week of chains of which the second half of the sites reports from the middle on."""
    for number, sites in enumerate(SITES):
        rng, first, last = generator(seed, 31, number), Tally(), Tally()
        for _ in range(runs):
            values = LEVEL + rng.normal(0, OF_SITES, (sites, 1)) + rng.normal(0, OF_WEEKS, (sites, WEEKS))
            values[sites // 2 :, : WEEKS // 2] = np.nan
            means = [each.estimate for each in period_means(values)]
            first.add(means[0].low, means[0].high, LEVEL)
            last.add(means[-1].low, means[-1].high, LEVEL)
        setting = f"of {sites} sites half join after {WEEKS // 2} of {WEEKS} weeks"
        yield first.cell("first week of a trend", setting, CAREFUL)
        yield last.cell("last week of a trend", setting)
