"""A against B in big chains, quiet and unequal shops, roll-outs, and with parts of the day that hold other people."""

from collections.abc import Iterator
from math import log, sqrt
from typing import NamedTuple

import numpy as np

from central.statistics.differences import PAIR_VARIANCE, Pairs, complete_pairs, mean_difference, site_means
from central.statistics.intervals import mean_of_values
from edge.statistics.columns import Floats
from tests.central.calibration.cells import COVERAGE, Aim, Cell, Tally, chunks, generator, published, row_runs
from tests.central.calibration.experiments import AT_THE_END, Design, drawn_experiments, is_ever_named
from tests.central.calibration.people import DAYS, LEAST_TOLD, MEAN, SITE_SD, SITE_TRAFFIC, share_of

FALSE: Aim = (0.0, 0.08)
"""Of false winners where whole days move all shops: known from so few days that 5 % are not reached."""
HELD: Aim = (0.92, 0.98)
CHAIN, CHAIN_DAY_SD = 200, 0.01
DESIGNS = {
    "200 sites, days move all alike by 1 point": Design(CHAIN, DAYS, 0.0, 0.01, CHAIN_DAY_SD, 25.0),
    "40 sites, 7 days, days move all alike by 1 point": Design(40, 7, 0.0, 0.0, CHAIN_DAY_SD),
    "20 quiet sites": Design(20, DAYS, 0.0, 0.015, watchers=15.0),
    "10 unequal sites": Design(10, 28, 0.0, 0.015, traffic_sd=1.6),
    "20 sites of a roll-out": Design(20, 28, 0.0, 0.015, joins=True),
    "4 sites, 7 days": Design(4, 7, 0.0, 0.015),
}
GAIN = {
    "20 sites": Design(20, DAYS, 0.02, 0.01, watchers=25.0),
    "10 sites, 28 days": Design(10, 28, 0.02, 0.015, watchers=25.0),
    "50 sites, days move all alike by 0.5 points": Design(50, DAYS, 0.015, 0.01, 0.005, 15.0),
}
PARTS = np.array([0.5, 1.0, 1.5])
"""People of three parts of the day, beside those of the mean part."""
RISE = 0.2
"""Relative rise of smiles for twice the people."""


class Shares(NamedTuple):
    """People of a part of the day, the arms' shares of them, and the relative rise of smiles for twice the people."""

    people: float
    arms: tuple[float, float]
    rise: float = RISE


ALIKE = ", all smile alike"
SHARES = {
    f"arms of {100 * arms[0]:.0f} and {100 * arms[1]:.0f} %, {people:.0f} people a part{ALIKE * (not rise)}": Shares(
        people, arms, rise
    )
    for people, arms, rise in (
        *((60.0, (0.8, 0.2), RISE), (200.0, (0.9, 0.1), RISE), (60.0, (0.5, 0.5), RISE), (20.0, (0.5, 0.5), RISE)),
        *((20.0, (0.25, 0.25), RISE), (20.0, (0.8, 0.2), RISE), (60.0, (0.3, 0.1), RISE)),
        *((60.0, (0.8, 0.2), 0.0), (200.0, (0.9, 0.1), 0.0), (60.0, (0.5, 0.5), 0.0), (20.0, (0.5, 0.5), 0.0)),
        *((20.0, (0.25, 0.25), 0.0), (20.0, (0.8, 0.2), 0.0), (60.0, (0.3, 0.1), 0.0)),
    )
}


def one_estimate(runs: int, seed: int) -> Iterator[Cell]:
    """Winners of equal arms, at the planned end and at any look, and how often the interval holds the truth."""
    for number, (name, design) in enumerate(DESIGNS.items()):
        tally, ends, looks = Tally(), 0, 0
        for each in drawn_experiments(generator(seed, 20, number), design, runs):
            found = mean_difference(each)
            tally.add(found.low, found.high, 0.0)
            ends += found.p is not None and found.p < 0.05
            looks += is_ever_named(each, days_alone=False)
        held, false = (HELD, FALSE) if design.common_sd else (COVERAGE, AT_THE_END)
        yield tally.cell("interval of the difference at the planned end", name, held)
        yield Cell("false winners at the planned end", name, ends, runs, false)
        yield Cell("false winners, looked at every day, widened sequence", name, looks, runs, false)


def gains(runs: int, seed: int) -> Iterator[Cell]:
    """Experiments that find a planted difference, by the mean in which each shop counts alike, and by the one used."""
    for number, (name, design) in enumerate(GAIN.items()):
        found, alike = 0, 0
        for each in drawn_experiments(generator(seed, 21, number), design, runs):
            found += (mean_difference(each).low or 0.0) > 0
            alike += _low_of_equal_sites(each) > 0
        setting = f"{name}, effect {design.effect}"
        yield Cell("power, each site counts alike", setting, alike, runs, None)
        yield Cell("power, sites weighed", setting, found, runs, (alike / runs, 1.0))


def _low_of_equal_sites(each: Pairs) -> float:
    """Lower end of the interval of the sites' means, each of the same weight."""
    return mean_of_values(site_means(each), rounding=sqrt(12 * PAIR_VARIANCE)).low or 0.0


def parts_of_the_day(runs: int, seed: int) -> Iterator[Cell]:
    """Winners of equal arms of unequal shares, where busy parts of the day smile more."""
    for number, (name, shares) in enumerate(SHARES.items()):
        rng, within, across, ends = generator(seed, 22, number), 0, 0, 0
        for size in chunks(row_runs(runs)):
            for n_a, s_a, n_b, s_b in zip(*_arms_in_parts(rng, size, shares), strict=True):
                pairs = complete_pairs(n_a, s_a, n_b, s_b)
                ends += mean_difference(pairs).p is not None
                within += _is_named(pairs)
                across += _is_named(complete_pairs(*(array.sum(axis=2) for array in (n_a, s_a, n_b, s_b))))
        yield Cell("false winners, arms compared within days", name, across, row_runs(runs), None)
        if ends:
            yield Cell("false winners, arms compared within parts of the day", name, within, ends, AT_THE_END)


def _is_named(each: Pairs) -> bool:
    p = mean_difference(each).p
    return p is not None and p < 0.05


def _arms_in_parts(rng: np.random.Generator, size: int, shares: Shares) -> list[Floats]:
    """People and sums [R, G, D, P] of both arms in turn."""
    shape = (size, 20, DAYS, len(PARTS))
    traffic = log(shares.people) + SITE_TRAFFIC * rng.standard_normal((*shape[:2], 1, 1)) + np.log(PARTS)
    there = np.exp(traffic + 0.4 * rng.standard_normal(shape))
    rise = 1 + shares.rise * np.log2(there / shares.people)
    level = (MEAN + SITE_SD * rng.standard_normal((*shape[:2], 1, 1))) * rise
    arms: list[Floats] = []
    for share in shares.arms:
        n = rng.poisson(there * share).astype(float)
        smiles = share_of(np.clip(level, 0.02, 0.98), np.fmax(n, LEAST_TOLD), rng)
        told = n >= LEAST_TOLD
        arms += [np.where(told, n, 0.0), np.where(told, n * published(smiles, n, rng), 0.0)]
    return arms
