"""Experiments whose model errs: it misses smiles, and takes other faces for smiles, unlike by person, shop and ad."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from central.statistics.differences import complete_pairs, mean_difference
from edge.statistics.columns import Floats
from tests.central.calibration.cells import LIMIT, Cell, Tally, generator, row_runs
from tests.central.calibration.levels import NOISE, rounded_values
from tests.central.calibration.people import LEAST_TOLD
from tests.central.calibration.trials import FALSE, LEVEL, SITE_SD, is_shown

SITES, DAYS, PEOPLE = 20, 7, 60.0
TASTE = 0.01
SENSITIVITY_SD, FALSE_SD = 0.15, 0.03
"""Spread over people of the share of a smile that is seen, and of what is seen without one."""
SHOP_SENSITIVITY_SD, SHOP_FALSE_SD = 0.05, 0.01


class Reading(NamedTuple):
    """Effect of arm b, and how its ad is read."""

    effect: float = 0.0
    sensitivity: float = 0.81
    more_sensitivity: float = 0.0  # for arm b
    more_false: float = 0.0  # for arm b

    @property
    def is_alike(self) -> bool:
        """True if both ads are read with the same errors."""
        return not self.more_sensitivity and not self.more_false


READINGS = {
    "equal arms, read alike": Reading(),
    "b smiles 3 points more": Reading(0.03),
    "b smiles 3 points more, few smiles are seen": Reading(0.03, 0.60),
    "equal arms, 1 point of false smiles in b": Reading(more_false=0.01),
    "equal arms, 2 points of false smiles in b": Reading(more_false=0.02),
    "equal arms, a tenth fewer smiles seen in b": Reading(more_sensitivity=-0.10),
    "b smiles 1.5 points more, 2 points fewer false smiles": Reading(0.015, more_false=-0.02),
}


def misreadings(runs: int, seed: int) -> Iterator[Cell]:
    """Differences that are shown, and intervals that hold the difference of what people did."""
    for number, (name, reading) in enumerate(READINGS.items()):
        rng, shown, tally = generator(seed, 50, number), 0, Tally()
        for _ in range(row_runs(runs)):
            *b, of_b = _arm(rng, reading, 1)
            *a, of_a = _arm(rng, reading, 0)
            found = mean_difference(complete_pairs(*b, *a))
            shown += is_shown(found)
            tally.add(found.low, found.high, of_b - of_a)
        is_false = reading.is_alike and not reading.effect
        yield Cell("difference shown, the model errs", name, shown, row_runs(runs), FALSE if is_false else LIMIT)
        yield tally.cell("interval holds what people did, the model errs", name, LIMIT)


def _arm(rng: np.random.Generator, reading: Reading, is_b: int) -> tuple[Floats, Floats, float]:
    """People and sums [G, D] of an arm, and the mean smiles of its people."""
    n = rng.poisson(PEOPLE, (SITES, DAYS))
    site = np.repeat(np.repeat(np.arange(SITES), DAYS), n.ravel())
    level = LEVEL + SITE_SD * rng.standard_normal(SITES) + is_b * (reading.effect + TASTE * rng.standard_normal(SITES))
    smiles = np.clip(rng.gamma(0.5, 2.0, site.size) * level[site], 0, 1)
    shop = np.array([SHOP_SENSITIVITY_SD, SHOP_FALSE_SD])[:, np.newaxis] * rng.standard_normal((2, SITES))
    sensitivity = _beta(rng, reading.sensitivity, SENSITIVITY_SD, site.size) + shop[0, site]
    false = _beta(rng, 0.02, FALSE_SD, site.size) + np.abs(shop[1, site])
    sensitivity, false = sensitivity + is_b * reading.more_sensitivity, false + is_b * reading.more_false
    seen = smiles * np.clip(sensitivity, 0, 1) + (1 - smiles) * np.clip(false, 0, 1)
    cell = np.repeat(np.arange(n.size), n.ravel())
    sums = np.bincount(cell, seen + 0.08 * rng.standard_normal(site.size), n.size).reshape(n.shape)
    values = rounded_values((sums + rng.laplace(0, NOISE, n.shape)) / np.fmax(n, 1), n.astype(float))
    told = n >= LEAST_TOLD
    return np.where(told, n, 0.0), np.where(told, n * values, 0.0), float(smiles.mean())


def _beta(rng: np.random.Generator, mean: float, sd: float, size: int) -> Floats:
    people = mean * (1 - mean) / sd**2 - 1
    return rng.beta(mean * people, (1 - mean) * people, size)
