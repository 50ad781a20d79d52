"""Levels of an ad in unlike worlds: few and many shops, skewed ones, rare smiles, weeks, and days that are alike."""

from collections.abc import Iterator
from math import exp, sqrt
from typing import NamedTuple

import numpy as np

from central.statistics.common_days import CommonDays, SiteSpreads, common_days
from central.statistics.intervals import mean_of_people, mean_of_sites, mean_over_days
from edge.statistics.columns import Floats
from tests.central.calibration.cells import COVERAGE, LIMIT, Cell, Tally, chunks, generator, row_runs
from tests.central.calibration.people import LEAST_TOLD, REMEMBERED, remembered_days

NOISE = 0.5
"""Scale of the Laplace noise of a message's sum."""
MANY = 100
WEEKEND = 1.6
"""Relative traffic of a day at the weekend, where weeks have a rhythm."""
NOVELTY_DAYS = 7.0


def shop_count(shops: int) -> str:
    return f"{shops} shop{'s' * (shops > 1)}"


class World(NamedTuple):
    """People, shops and days. Spreads are standard deviations of smiles, or of the logarithm of people."""

    sites: int
    days: int = 14
    base: float = 0.15
    people: float = 40.0
    people_sd: float = 0.6
    site_sd: float = 0.024
    day_sd: float = 0.02
    common_sd: float = 0.0  # of a day in all shops
    common_memory: float = 0.0
    memory: float = 0.0  # of a shop's days
    week: float = 0.0  # relative rise of smiles at the weekend
    shape: float = 0.5  # of the gamma of people's own rates: sd/mean = 1/√shape
    dominant: float = 1.0  # times the people of the first shop
    busier: float = 0.0  # rise of smiles with the logarithm of people
    skewed: bool = False  # shops are lognormal
    missing: float = 0.0  # share of the days of shops
    novelty: float = 0.0  # addition on the first day, which fades in a week
    weekday: int = 0  # of the first day

    @property
    def smiles(self) -> Floats:
        """Mean smiles of each day in shops of this kind [D]."""
        days = np.arange(self.days)
        return self.base * (1 + self.week * self.is_weekend) + self.novelty * np.exp(-days / NOVELTY_DAYS)

    @property
    def traffic(self) -> Floats:
        """Relative people of each day [D]."""
        return 1 + (WEEKEND - 1) * self.is_weekend * bool(self.week)

    @property
    def is_weekend(self) -> Floats:
        return ((np.arange(self.days) + self.weekday) % 7 >= 5).astype(float)

    @property
    def truth(self) -> float:
        """Mean smiles of all people in shops of this kind."""
        return float(np.average(self.smiles, weights=self.traffic))


class SiteDays(NamedTuple):
    """Told people and sums [R, G, D], and the mean smiles that these shops have by themselves [R]."""

    n: Floats
    sums: Floats
    here: Floats


RARE = World(20, base=0.004, people_sd=0.2, site_sd=0.0, day_sd=0.0, shape=0.05)
SELDOM = World(5, base=0.005, site_sd=0.0, day_sd=0.0, shape=0.05)
WORLDS = {
    **{f"{sites} sites": World(sites) for sites in (4, 5, 10, 40, 200)},
    **{f"{sites} sites, skewed": World(sites, skewed=True) for sites in (4, 5, 10, 40)},
    **{f"{sites} sites, rare smiles (0.5 %)": SELDOM._replace(sites=sites) for sites in (5, 40)},
    "5 sites, nobody smiles": SELDOM._replace(base=0.0),
    **{
        f"20 sites, 0.4 % smiles, {people:.0f} people a message": RARE._replace(people=people)
        for people in (30.0, 100.0, 400.0, 1500.0)
    },
    **{
        f"{sites} sites, {days} days alike in all by 1 point": World(sites, days, common_sd=0.01)
        for sites in (5, 40, 200)
        for days in (7, 28)
    },
    "200 sites, 7 days alike in all by 1 point, of memory 0.5": World(200, 7, common_sd=0.01, common_memory=0.5),
    **{f"{sites} sites, 17 days, weeks of 20 %": World(sites, 17, week=0.2) for sites in (5, 40)},
    "10 sites, 30 % of days missing": World(10, missing=0.3),
    "10 sites, 12 people a day": World(10, people=12.0),
    "40 sites, 15 people a day": World(40, people=15.0),
    "10 sites, 15 people a day, busy ones smile more": World(10, people=15.0, busier=0.015),
    "10 sites, new: 2 points that fade in a week": World(10, 28, novelty=0.02),
}
DOMINANT = World(5, dominant=20.0, busier=0.01)
DOMINATED = {f"{sites} sites, one of 20 times the people": DOMINANT._replace(sites=sites) for sites in (5, 10, 40)}
WEEKS = World(1, week=0.2)
HERE = {
    **{f"{shop_count(shops)}, {days} days": World(shops, days) for shops in (1, 2, 3) for days in (7, 14, 28)},
    **{
        f"{shop_count(shops)}, {days} days of memory {memory}": World(shops, days, memory=memory)
        for shops in (1, 3)
        for days, memory in ((14, 0.6), (28, 0.6), (14, 0.8))
    },
    **{
        f"{shop_count(shops)}, {days} days, weeks of 20 %": WEEKS._replace(sites=shops, days=days)
        for shops in (1, 3)
        for days in (5, 10, 14)
    },
}
HERE_PEOPLE = 120.0
LIMITS = ("skewed", "rare", "0.4 %", "nobody", "of memory 0.5", "memory 0.8", "days, weeks")
"""Worlds that go beyond what the formula promises."""


def levels_of_sites(runs: int, seed: int) -> Iterator[Cell]:
    """Coverage of the mean of sites; where one site has most people, that of all people too."""
    for number, (name, world) in enumerate((WORLDS | DOMINATED).items()):
        of_sites, of_people = Tally(), Tally()
        for drawn in drawn_worlds(generator(seed, 30, number), world, row_runs(runs)):
            for days, of_days in zip(drawn.n, drawn.sums, strict=True):
                n, sums = days.sum(axis=1), of_days.sum(axis=1)
                estimate = mean_of_sites(n, sums, common=_common(days, of_days))
                of_sites.add(estimate.low, estimate.high, world.truth)
                estimate = mean_of_people(n, sums)
                of_people.add(estimate.low, estimate.high, world.truth)
        aim = LIMIT if any(each in name for each in LIMITS) else COVERAGE
        yield of_sites.cell("mean of sites", name, LIMIT if name in DOMINATED else aim)
        if name in DOMINATED and of_people.runs:
            yield of_people.cell("mean of people", name, LIMIT)


def _common(n: Floats, sums: Floats) -> CommonDays | None:
    """What the days have in common, of people and sums [G, D]."""
    is_told = n > 0
    rest = np.fmax(n.sum(axis=1, keepdims=True) - n, 1.0)
    without = np.where(is_told, (sums.sum(axis=1, keepdims=True) - sums) / rest, 0.0)
    days = is_told.sum(axis=1)
    means = without.sum(axis=1) / np.fmax(days, 1)
    spread = (np.where(is_told, without - means[:, np.newaxis], 0.0) ** 2).sum(axis=1)
    spreads = SiteSpreads(n.sum(axis=1), sums.sum(axis=1), days.astype(float), np.where(days > 1, spread, 0.0))
    return common_days(n.sum(axis=0), sums.sum(axis=0), spreads)


def levels_here(runs: int, seed: int) -> Iterator[Cell]:
    """Coverage of the mean over days, of what these shops have by themselves."""
    for number, (name, world) in enumerate(HERE.items()):
        tally, busy = Tally(), world._replace(people=HERE_PEOPLE * exp(world.people_sd**2 / 2))
        rng = generator(seed, 31, number)
        for drawn in drawn_worlds(rng, busy, row_runs(runs), any_weekday=True):
            for n, sums, truth in zip(drawn.n.sum(axis=1), drawn.sums.sum(axis=1), drawn.here, strict=True):
                estimate = mean_over_days(n, sums, np.arange(world.days))
                tally.add(estimate.low, estimate.high, truth)
        aim = LIMIT if any(each in name for each in LIMITS) else REMEMBERED if world.memory else COVERAGE
        yield tally.cell("mean over days", name, aim)


def drawn_worlds(rng: np.random.Generator, world: World, runs: int, *, any_weekday: bool = False) -> Iterator[SiteDays]:
    """Messages of some runs at a time, and what the shops are like in whole weeks."""
    for size in chunks(runs):
        world = world._replace(weekday=int(rng.integers(7))) if any_weekday else world
        shape = (size, world.sites, world.days)
        people = world.people * np.exp(world.people_sd * rng.standard_normal(shape[:2]) - world.people_sd**2 / 2)
        people[:, 0] *= world.dominant
        level = _levels(rng, world, people)
        of_day = world.day_sd * remembered_days(rng.standard_normal(shape), world.memory)
        common = world.common_sd * remembered_days(rng.standard_normal((size, 1, world.days)), world.common_memory)
        smiles = world.smiles + level[..., np.newaxis] + of_day + common
        if world.skewed or world.base < 0.05:
            smiles = np.fmax(smiles, 0.0)
        n, sums = told_messages(rng, world, people, smiles)
        yield SiteDays(n, sums, world._replace(days=7).truth + (people * level).sum(axis=1) / people.sum(axis=1))


def _levels(rng: np.random.Generator, world: World, people: Floats) -> Floats:
    """What each shop is apart from the mean of all [R, G]."""
    draws = rng.standard_normal(people.shape)
    if world.skewed:
        draws = (np.exp(draws) - exp(0.5)) / sqrt((exp(1) - 1) * exp(1))
    return world.site_sd * draws + world.busier * (np.log(people / world.people) + world.people_sd**2 / 2)


def told_messages(rng: np.random.Generator, world: World, people: Floats, smiles: Floats) -> tuple[Floats, Floats]:
    """People and sums [R, G, D] of one message a day, 0 where withheld: people have rates of their own."""
    daily = people[..., np.newaxis] * world.traffic * np.exp(0.3 * rng.standard_normal(smiles.shape) - 0.045)
    n = rng.poisson(daily).astype(float)
    sums = smiles * rng.gamma(np.fmax(n * world.shape, 1e-9), 1 / world.shape) + rng.laplace(0, NOISE, n.shape)
    values = rounded_values(sums / np.fmax(n, 1.0), n)
    told = (n >= LEAST_TOLD) & (rng.random(n.shape) >= world.missing)
    return np.where(told, n, 0.0), np.where(told, n * values, 0.0)


def rounded_values(values: Floats, n: Floats) -> Floats:
    """Values of messages of n people: with four decimals from 100 people on."""
    rounded: Floats = np.where(n < MANY, np.round(values, 2), np.round(values, 4))
    return rounded
