"""Coverage with what the real rules withhold: kiosk-days of the pool of the simulated fleet, with planted truth."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from central.simulate.pool import ShopClass, load_pool
from central.simulate.shop import SLOTS
from central.simulate.truth import SITE_SD
from central.statistics.intervals import mean_of_sites
from edge.events import ReleasedReaction
from edge.statistics.columns import Floats
from tests.central.calibration.cells import Cell, Tally, chunks, generator, published
from tests.central.calibration.people import DAY_SD, DAYS, MEAN, SITES


@dataclass(frozen=True)
class Slots:
    """Reactions [B, R] to the advert of each slot of each kiosk-day of a class: their people, and their chance."""

    n: Floats  # 0: no reaction
    chance: Floats  # mean smile share less that of all people of the class


def from_the_pool(runs: int, seed: int) -> Iterator[Cell]:
    """Coverage of the mean of sites of all sizes, with and without parts of the day."""
    classes = [_slots(shops) for shops in load_pool().values()]
    for sites in SITES:
        rng, tally = generator(seed, 10, sites), Tally()
        for size in chunks(runs):
            parts = [_drawn(rng, of_class, size, number, sites) for number, of_class in enumerate(classes)]
            counts, sums = (np.concatenate(arrays, axis=1) for arrays in zip(*parts, strict=True))
            for n, s in zip(counts, sums, strict=True):
                estimate = mean_of_sites(n, s)
                tally.add(estimate.low, estimate.high, MEAN)
        yield tally.cell("mean of sites, kiosk-days by the real rules", f"{sites} sites")


def _drawn(rng: np.random.Generator, slots: Slots, size: int, number: int, sites: int) -> tuple[Floats, Floats]:
    """People and sums [R, G] of the sites of a class: every sixth site, from its number on."""
    shape = (size, len(range(number, sites, len(load_pool()))), DAYS)
    level = MEAN + SITE_SD * rng.standard_normal(shape[:2])
    of_day = level[..., np.newaxis] + DAY_SD * rng.standard_normal(shape)
    block = rng.integers(len(slots.n), size=shape)
    n, chance = slots.n[block], slots.chance[block]
    sums = n * published(of_day[..., np.newaxis] + chance, n, rng)
    return n.sum(axis=(2, 3)), sums.sum(axis=(2, 3))


def _slots(shops: ShopClass) -> Slots:
    """All slots of all kiosk-days of a class."""
    told = [
        [_told(reaction, shops) for reaction in day.reactions if reaction.creative == f"slot_{slot}"]
        for day in shops.days
        for slot in range(SLOTS)
    ]
    most = max(map(len, told))
    table = np.array([reactions + [(0.0, 0.0)] * (most - len(reactions)) for reactions in told])
    return Slots(table[..., 0], table[..., 1])


def _told(reaction: ReleasedReaction, shops: ShopClass) -> tuple[float, float]:
    assert reaction.smile is not None
    return float(reaction.n), reaction.smile - shops.means["smile"]
