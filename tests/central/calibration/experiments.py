"""A against B in the same shops and days: false winners, and power."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log, sqrt
from typing import NamedTuple

import numpy as np

from central.statistics.differences import Pairs, complete_pairs, mean_difference
from central.statistics.power import detectable_difference
from central.statistics.sequence import MIN_DAYS, confidence_sequence
from edge.statistics.columns import Floats
from tests.central.calibration.cells import Cell, chunks, generator, published
from tests.central.calibration.people import (
    DAY_SD,
    DAY_TRAFFIC,
    DAYS,
    LEAST_TOLD,
    MEAN,
    SITE_SD,
    SITE_TRAFFIC,
    WATCHERS,
    share_of,
)

LOOK_DAYS = 60
SHOP_SD = 0.015
"""Spread of the effect over shops, around 0."""
SITES = (5, 20, 50)
ARM_TRAFFIC = 0.1
"""Lognormal spread of the people of an arm around those of the site-day."""
AT_THE_END, EVERY_DAY = (0.0, 0.065), (0.0, 0.065)
POWER_SITES = (5, 20, 50, 200)
POWER = (0.77, 0.83)


class Design(NamedTuple):
    """Sites and days of an experiment, the mean effect, and its spread over shops."""

    sites: int
    days: int
    effect: float = 0.0
    shop_sd: float = 0.0
    common_sd: float = 0.0  # of the effect of a day, alike in all shops
    watchers: float = WATCHERS
    traffic_sd: float = SITE_TRAFFIC
    joins: bool = False  # shops join on days spread over the whole time


@dataclass
class Named:
    """Number of runs that named a winner."""

    end: int = 0
    widened: int = 0
    days_alone: int = 0


def false_winners(runs: int, seed: int) -> Iterator[Cell]:
    """Winners that are named though the mean effect over shops is 0."""
    for sites in SITES:
        for shop_sd in (0.0, SHOP_SD):
            named = _named(runs, generator(seed, 5, sites, int(shop_sd > 0)), Design(sites, LOOK_DAYS, 0.0, shop_sd))
            setting = f"{sites} sites, the effect {'differs by shop' if shop_sd else 'is 0 in all shops'}"
            yield Cell("false winners at the planned end", setting, named.end, runs, AT_THE_END)
            yield Cell("false winners, looked at every day, widened sequence", setting, named.widened, runs, EVERY_DAY)
            if not shop_sd:
                study = "false winners, looked at every day, sequence of days alone"
                yield Cell(study, setting, named.days_alone, runs, None)


def power(runs: int, seed: int) -> Iterator[Cell]:
    """Share of runs that find an effect of the size that `detectable` names."""
    for sites in POWER_SITES:
        rng, design = generator(seed, 6, sites), Design(sites, DAYS, 0.0, SHOP_SD)
        squares = sum((mean_difference(each).se or 0.0) ** 2 for each in drawn_experiments(rng, design, runs))
        effect = detectable_difference(sqrt(squares / runs * sites), sites)
        assert effect is not None
        real = drawn_experiments(rng, design._replace(effect=effect), runs)
        found = sum((mean_difference(each).low or 0.0) > 0 for each in real)
        yield Cell("power", f"{sites} sites, {DAYS} days, effect {effect:.4f}", found, runs, POWER)


def _named(runs: int, rng: np.random.Generator, design: Design) -> Named:
    named = Named()
    for experiment in drawn_experiments(rng, design, runs):
        end = mean_difference(experiment)
        named.end += _leaves_out_0(end.low, end.high)
        named.widened += is_ever_named(experiment, days_alone=False)
        if not design.shop_sd:
            named.days_alone += is_ever_named(experiment, days_alone=True)
    return named


def is_ever_named(experiment: Pairs, *, days_alone: bool) -> bool:
    """True if the sequence leaves out 0 after the evening of any day."""
    for days in range(MIN_DAYS, experiment.values.shape[1] + 1):
        until = replace(experiment, values=experiment.values[:, :days], weights=experiment.weights[:, :days])
        found = confidence_sequence(until, days_alone=days_alone)
        if _leaves_out_0(found.low, found.high):
            return True
    return False


def _leaves_out_0(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and (low > 0 or high < 0)


def drawn_experiments(rng: np.random.Generator, design: Design, runs: int) -> Iterator[Pairs]:
    """Pairs of each run."""
    for size in chunks(runs):
        n_a, s_a, n_b, s_b = _arms(rng, design, size)
        for run in range(size):
            yield complete_pairs(n_a[run], s_a[run], n_b[run], s_b[run])


def _arms(rng: np.random.Generator, design: Design, size: int) -> tuple[Floats, Floats, Floats, Floats]:
    """People and sums [R, G, D] of both arms. The effect of a shop lies half on one arm, half on the other."""
    shape = (size, design.sites, design.days)
    level = MEAN + SITE_SD * rng.standard_normal((*shape[:2], 1)) + DAY_SD * rng.standard_normal(shape)
    effect = design.effect + design.shop_sd * rng.standard_normal((*shape[:2], 1))
    traffic = log(design.watchers) + design.traffic_sd * rng.standard_normal((*shape[:2], 1))
    traffic = traffic + DAY_TRAFFIC * rng.standard_normal(shape)
    if design.common_sd:
        effect = effect + design.common_sd * rng.standard_normal((size, 1, design.days))
    if design.joins:
        first = np.linspace(0, design.days, design.sites, endpoint=False)
        traffic = np.where(np.arange(design.days) < first[:, np.newaxis], -np.inf, traffic)
    n_a, s_a = _arm(rng, level + effect / 2, traffic)
    n_b, s_b = _arm(rng, level - effect / 2, traffic)
    return n_a, s_a, n_b, s_b


def _arm(rng: np.random.Generator, level: Floats, traffic: Floats) -> tuple[Floats, Floats]:
    n = np.round(np.exp(traffic + ARM_TRAFFIC * rng.standard_normal(traffic.shape)))
    shares = published(share_of(np.clip(level, 0.02, 0.98), np.fmax(n, LEAST_TOLD), rng), n, rng)
    told = n >= LEAST_TOLD
    return np.where(told, n, 0.0), np.where(told, n * shares, 0.0)
