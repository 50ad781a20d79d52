"""Intervals of one advert: people whose smile share is 0.13 ± 0.14, alike within a site and a day, over 14 days."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy.special import ndtr

from central.statistics.intervals import mean_of_people, mean_of_sites, mean_over_days
from edge.statistics.columns import Floats
from tests.central.calibration.cells import COVERAGE, Cell, Tally, chunks, generator, published

MEAN, PERSON_SD = 0.13, 0.14
SITE_CORRELATION, DAY_CORRELATION = 0.03, 0.02
SITE_SD, DAY_SD = PERSON_SD * sqrt(SITE_CORRELATION), PERSON_SD * sqrt(DAY_CORRELATION)
OWN_VARIANCE = PERSON_SD**2 * (1 - SITE_CORRELATION - DAY_CORRELATION)
WATCHERS, SITE_TRAFFIC, DAY_TRAFFIC = 40.0, 0.8, 0.4
"""Median of watchers of a site's day, and its lognormal spread over sites and over days."""
LEAST_TOLD = 10
DAYS = 14
SITES = (5, 20, 50, 200)
HERE = ((1, 7, 0.0), (1, 14, 0.0), (3, 7, 0.0), (3, 14, 0.0), (3, 28, 0.0), (1, 14, 0.6), (1, 28, 0.6), (3, 28, 0.6))
"""Shops, days, correlation of a day with the one before."""
REMEMBERED = (0.92, 0.97)
"""Aim for days with a memory, which so few days show only in part."""


@dataclass(frozen=True)
class SiteDays:
    """Told watchers [R, G, D], 0 where withheld, their sums, and what each site is like [R, G]."""

    n: Floats
    sums: Floats
    level: Floats
    traffic: Floats  # logarithm of the median


def share_of(level: Floats, n: Floats, rng: np.random.Generator) -> Floats:
    """Mean smile share of n people of this level: beta, with the variance of one person over n."""
    size = level * (1 - level) * n / OWN_VARIANCE - 1
    return rng.beta(level * size, (1 - level) * size)


def site_days(
    rng: np.random.Generator,
    shape: tuple[int, int, int],
    *,
    watchers: float = WATCHERS,
    busier: float = 0.0,
    memory: float = 0.0,
) -> SiteDays:
    """Days of sites. `busier`: rise of the level of a site for each standard deviation of its traffic. `memory`:
    correlation of a day's level with that of the day before."""
    z = rng.standard_normal(shape[:2])
    traffic = log(watchers) + SITE_TRAFFIC * z
    level = MEAN + busier * z + SITE_SD * rng.standard_normal(shape[:2])
    n = np.round(np.exp(traffic[..., None] + DAY_TRAFFIC * rng.standard_normal(shape)))
    of_day = np.clip(level[..., None] + DAY_SD * remembered_days(rng.standard_normal(shape), memory), 0.02, 0.98)
    told = n >= LEAST_TOLD
    sums = np.where(told, n * published(share_of(of_day, np.fmax(n, LEAST_TOLD), rng), n, rng), 0.0)
    return SiteDays(np.where(told, n, 0.0), sums, level, traffic)


def remembered_days(draws: Floats, memory: float) -> Floats:
    """The draws as days of variance 1, each of this correlation with the one before."""
    for day in range(1, draws.shape[-1]):
        draws[..., day] = memory * draws[..., day - 1] + sqrt(1 - memory**2) * draws[..., day]
    return draws


def told_traffic(traffic: Floats) -> Floats:
    """Expected told watchers of a day of a site whose median has this logarithm."""
    above = (traffic + DAY_TRAFFIC**2 - log(LEAST_TOLD - 0.5)) / DAY_TRAFFIC
    expected: Floats = np.exp(traffic + DAY_TRAFFIC**2 / 2) * ndtr(above)
    return expected


def headline(runs: int, seed: int) -> Iterator[Cell]:
    """Coverage of the mean of sites and of the mean of people."""
    for sites in SITES:
        yield from _advert(runs, generator(seed, 1, sites), sites, f"{sites} sites")
    yield from _advert(runs, generator(seed, 2), 20, "20 quiet sites", watchers=15.0)
    for cell in _advert(runs, generator(seed, 3), 20, "20 sites, busy ones smile more", busier=0.02):
        if cell.study == "mean of sites":  # the mean of people has another truth there
            yield cell


def _advert(
    runs: int, rng: np.random.Generator, sites: int, setting: str, *, watchers: float = WATCHERS, busier: float = 0.0
) -> Iterator[Cell]:
    of_sites, of_people = Tally(), Tally()
    for size in chunks(runs):
        drawn = site_days(rng, (size, sites, DAYS), watchers=watchers, busier=busier)
        for n, sums in zip(drawn.n.sum(axis=2), drawn.sums.sum(axis=2), strict=True):
            estimate = mean_of_sites(n, sums)
            of_sites.add(estimate.low, estimate.high, MEAN)
            estimate = mean_of_people(n, sums)
            of_people.add(estimate.low, estimate.high, MEAN)
    yield of_sites.cell("mean of sites", setting)
    yield of_people.cell("mean of people", setting)


def in_these_shops(runs: int, seed: int) -> Iterator[Cell]:
    """Coverage of the mean over days, for the shops that were drawn."""
    for shops, days, memory in HERE:
        rng, tally = generator(seed, 4, shops, days, *[6] * bool(memory)), Tally()
        for size in chunks(runs):
            drawn = site_days(rng, (size, shops, days), memory=memory)
            weights = told_traffic(drawn.traffic)
            truths = (weights * drawn.level).sum(axis=1) / weights.sum(axis=1)
            for n, sums, truth in zip(drawn.n.sum(axis=1), drawn.sums.sum(axis=1), truths, strict=True):
                estimate = mean_over_days(n, sums, np.arange(days))
                tally.add(estimate.low, estimate.high, truth)
        setting = f"{shops} {'shops' if shops > 1 else 'shop'}, {days} days{f' of memory {memory}' * bool(memory)}"
        yield tally.cell("mean over days", setting, REMEMBERED if memory else COVERAGE)
    tally = Tally()
    for n, sums, truth in closed_shops(generator(seed, 4, 0), runs):
        estimate = mean_over_days(n, sums, np.arange(len(n)))
        tally.add(estimate.low, estimate.high, truth)
    yield tally.cell("mean over days", "3 shops, 28 days, the busiest closed on 2 of 7")


def closed_shops(rng: np.random.Generator, runs: int) -> Iterator[tuple[Floats, Floats, float]]:
    """People and sums [D] of three shops, and the truth; the busiest one is closed on two days of seven."""
    for size in chunks(runs):
        drawn = site_days(rng, (size, 3, 28), busier=0.02)
        is_busiest = drawn.traffic == drawn.traffic.max(axis=1, keepdims=True)
        is_open = ~is_busiest[..., np.newaxis] | (np.arange(28) % 7 < 5)
        weights = told_traffic(drawn.traffic) * is_open.mean(axis=2)
        truths = (weights * drawn.level).sum(axis=1) / weights.sum(axis=1)
        yield from zip((drawn.n * is_open).sum(axis=1), (drawn.sums * is_open).sum(axis=1), truths, strict=True)
