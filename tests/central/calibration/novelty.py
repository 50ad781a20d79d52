"""Differences that stay, and that wear off: how often is a change said from the first third of the days to the last?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from central.statistics.differences import Pairs
from central.statistics.novelty import change_over_days
from tests.central.calibration.cells import Aim, Cell, generator

ALPHA = 0.05
NO_CHANGE: Aim = (0.0, 0.07)
FOUND: Aim = (0.8, 1.0)


@dataclass(frozen=True)
class Wearing:
    """Difference of so many sites over days. `fresh`: addition on the first day, which falls by exp(-day/7)."""

    sites: int
    days: int
    fresh: float
    of_days: float = 0.0  # spread of what moves all sites on a day
    taste: float = 0.015  # spread of the difference over sites


SETTINGS = {
    "8 sites, 14 days, constant": (Wearing(8, 14, 0.0), NO_CHANGE),
    "30 sites, 28 days, constant": (Wearing(30, 28, 0.0), NO_CHANGE),
    "30 sites, 28 days, constant, days move all alike by 1 point": (Wearing(30, 28, 0.0, 0.01), NO_CHANGE),
    "8 sites, 28 days, 5 points wear off": (Wearing(8, 28, 0.05), FOUND),
}


def changes(runs: int, seed: int) -> Iterator[Cell]:
    """Runs in which a change is said."""
    for number, (name, design) in enumerate(SETTINGS.items()):
        rng, said = generator(seed, 32, number), 0
        for _ in range(runs):
            found = change_over_days(_drawn(rng, design[0]))
            said += found is not None and found.p < ALPHA
        yield Cell("a change of the difference is said", name, said, runs, design[1])


def _drawn(rng: np.random.Generator, of: Wearing) -> Pairs:
    shape = (of.sites, of.days)
    people = np.round(np.exp(np.log(40) + 0.6 * rng.standard_normal((of.sites, 1)) + 0.3 * rng.standard_normal(shape)))
    people = np.fmax(people, 1.0)
    means = of.taste * rng.standard_normal((of.sites, 1)) + of.fresh * np.exp(-np.arange(of.days) / 7)
    common = of.of_days * rng.standard_normal(of.days)
    return Pairs(means + common + 0.2 * rng.standard_normal(shape) / np.sqrt(people), people)
