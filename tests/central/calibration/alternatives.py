"""Results of other methods, which the reports do not use."""

from collections.abc import Iterator
from math import sqrt

import numpy as np

from central.statistics.curve import estimate_curve
from central.statistics.intervals import divide_sums, mean_of_values
from edge.statistics.columns import Floats
from tests.central.calibration.cells import Cell, Tally, chunks, generator
from tests.central.calibration.curves import FLAT, PEAKED, drawn_sites
from tests.central.calibration.experiments import LOOK_DAYS, SHOP_SD, Design, drawn_experiments, is_ever_named
from tests.central.calibration.people import DAYS, MEAN, closed_shops, site_days

SITES = 20


def alternatives(runs: int, seed: int) -> Iterator[Cell]:
    """A cell of each method that is not used."""
    yield _site_days_as_clusters(runs, generator(seed, 11))
    yield _ratios_of_days(runs, generator(seed, 4, 0))
    yield _pointwise(runs, generator(seed, 12))
    yield _highest_of_all(runs, generator(seed, 13))
    yield _differences_of_days(runs, generator(seed, 14))
    yield _days_alone(runs, generator(seed, 15))


def _site_days_as_clusters(runs: int, rng: np.random.Generator) -> Cell:
    tally = Tally()
    for size in chunks(runs):
        drawn = site_days(rng, (size, SITES, DAYS))
        for n, sums in zip(drawn.n, drawn.sums, strict=True):
            found = mean_of_values(divide_sums(n, sums).ravel())
            tally.add(found.low, found.high, MEAN)
    return tally.cell("days of sites as clusters", f"{SITES} sites", None)


def _ratios_of_days(runs: int, rng: np.random.Generator) -> Cell:
    tally = Tally()
    for n, sums, truth in closed_shops(rng, runs):
        found = mean_of_values(divide_sums(n, sums))
        tally.add(found.low, found.high, truth)
    return tally.cell("mean of the ratios of days", "3 shops, 28 days, the busiest closed on 2 of 7", None)


def _pointwise(runs: int, rng: np.random.Generator) -> Cell:
    hits = 0
    for values, _ in drawn_sites(rng, PEAKED, SITES, runs):
        found = estimate_curve(values)
        hits += bool(((found.low <= PEAKED) & (found.high >= PEAKED)).all())
    return Cell("whole curve in its pointwise intervals", f"{SITES} sites", hits, runs, None)


def _highest_of_all(runs: int, rng: np.random.Generator) -> Cell:
    tally = Tally()
    for values, _ in drawn_sites(rng, FLAT, SITES, runs):
        means: Floats = np.lib.stride_tricks.sliding_window_view(values, 3, axis=1).mean(axis=2)
        found = mean_of_values(means[:, int(np.nanargmax(estimate_curve(means).mean))])
        tally.add(found.low, found.high, MEAN)
    return tally.cell("highest 3 s of all sites as the peak", f"{SITES} sites, none, flat curve", None)


def _differences_of_days(runs: int, rng: np.random.Generator) -> Cell:
    """Differences of site-days, each a cluster."""
    named = 0
    for experiment in drawn_experiments(rng, Design(SITES, DAYS, 0.0, SHOP_SD), runs):
        found = mean_of_values(experiment.values.ravel(), rounding=0.01 * sqrt(2))
        named += found.low is not None and found.high is not None and (found.low > 0 or found.high < 0)
    return Cell("false winners, differences of days as clusters", _differs(DAYS), named, runs, None)


def _days_alone(runs: int, rng: np.random.Generator) -> Cell:
    experiments = drawn_experiments(rng, Design(SITES, LOOK_DAYS, 0.0, SHOP_SD), runs)
    named = sum(is_ever_named(experiment, days_alone=True) for experiment in experiments)
    study = "false winners, looked at every day, sequence of days alone"
    return Cell(study, _differs(LOOK_DAYS), named, runs, None)


def _differs(days: int) -> str:
    return f"{SITES} sites, {days} days, the effect differs by shop"
