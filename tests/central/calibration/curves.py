"""Curves of 30 s, correlated over seconds, with cells that are withheld at random sizes; their moments and peaks."""

from collections.abc import Iterator
from math import log

import numpy as np

from central.statistics.curve import estimate_curve
from central.statistics.intervals import Estimate
from central.statistics.moments import find_moments
from central.statistics.scores import estimate_scores
from edge.statistics.columns import Floats
from tests.central.calibration.cells import COVERAGE, Cell, Tally, chunks, generator, published_cells, row_runs
from tests.central.calibration.people import LEAST_TOLD, MEAN, OWN_VARIANCE, SITE_SD

SECONDS = 30
PEAK_S, PEAK_WIDTH_S, PEAK_HEIGHT = 18.0, 3.0, 0.05
TASTE_SD, TASTE_S = 0.012, 3.0
"""Spread of the sites' curves around that of the advert, and the time over which it is alike."""
WATCHERS, TRAFFIC, STAY_S = 60.0, 1.0, 40.0
"""Median of the people of a cell in the first second, its lognormal spread over sites, how long people stay."""
CELL_TRAFFIC = 0.15
SITES = (20, 50, 200)
PEAK_SITES = (5, 20, 50, 200)
FALSE_ALARMS = (0.0, 0.06)
PEAK_COVERAGE = (0.93, 1.0)
"""The interval of the peak is meant to be wider where chance hides the peak."""
FLAT = np.full(SECONDS, MEAN)
RISE = np.exp(-(((np.arange(SECONDS) - PEAK_S) / PEAK_WIDTH_S) ** 2))
STAYERS = FLAT + 0.05 * (1 - np.exp(-np.arange(SECONDS) / STAY_S))
"""What is left of a flat curve where those who leave smile less than those who stay."""
PEAKED, LOW = MEAN + PEAK_HEIGHT * RISE, MEAN + PEAK_HEIGHT / 3 * RISE


def bands(runs: int, seed: int) -> Iterator[Cell]:
    """Runs in which the whole true curve lies in its band."""
    for sites in SITES:
        hits, width = 0, 0.0
        for values, _ in drawn_sites(generator(seed, 7, sites), PEAKED, sites, runs):
            found = estimate_curve(values)
            banded = ~np.isnan(found.band_low)
            inside = (found.band_low <= PEAKED) & (found.band_high >= PEAKED)
            hits += bool(banded.any() and inside[banded].all())
            width += float(np.nanmean(found.band_high - found.band_low))
        yield Cell("whole curve in its band", f"{sites} sites", hits, runs, COVERAGE, width / runs)


def false_moments(runs: int, seed: int) -> Iterator[Cell]:
    """Runs that name a moment of a curve which has none."""
    for sites in SITES:
        for number, (name, truth) in enumerate({"": FLAT, ", who stays smiles more": STAYERS}.items()):
            rng = generator(seed, 8, sites, *[1] * number)
            drawn = drawn_sites(rng, truth, sites, row_runs(runs))
            named = sum(bool(find_moments(values, watchers.sum(axis=0))) for values, watchers in drawn)
            yield Cell("any moment of a flat curve", f"{sites} sites{name}", named, row_runs(runs), FALSE_ALARMS)


def found_moments(runs: int, seed: int) -> Iterator[Cell]:
    """Runs that name the planted rise, and those that name another second."""
    for sites in SITES:
        right = wrong = 0
        for values, watchers in drawn_sites(generator(seed, 16, sites), PEAKED, sites, row_runs(runs)):
            named = find_moments(values, watchers.sum(axis=0))
            right += any(each.size > 0 and each.from_second <= PEAK_S < each.to_second for each in named)
            wrong += any(each.size < 0 for each in named)
        setting = f"{sites} sites, rise of {100 * PEAK_HEIGHT:.0f} points"
        yield Cell("moment of the planted rise", setting, right, row_runs(runs), None)
        yield Cell("any fall beside the planted rise", setting, wrong, row_runs(runs), FALSE_ALARMS)


def peaks(runs: int, seed: int) -> Iterator[Cell]:
    """Coverage of the peak: of a clear one, of a low one that noise may hide, and of a flat curve."""
    for number, (name, truth) in enumerate({"clear": PEAKED, "low": LOW, "none, flat curve": FLAT}.items()):
        highest = float(np.convolve(truth, np.ones(3) / 3, "valid").max())
        for sites in PEAK_SITES:
            tally = Tally()
            for values, watchers in drawn_sites(generator(seed, 9, sites, number), truth, sites, runs):
                found = _peak(values, watchers)
                tally.add(found.low, found.high, highest)
            yield tally.cell("peak", f"{sites} sites, {name}", PEAK_COVERAGE)


def _peak(values: Floats, watchers: Floats) -> Estimate:
    return next(score.estimate for score in estimate_scores(values, watchers) if score.name == "peak")


def drawn_sites(rng: np.random.Generator, truth: Floats, sites: int, runs: int) -> Iterator[tuple[Floats, Floats]]:
    """Values and watchers [G, S] of each run."""
    apart_s = np.subtract.outer(np.arange(SECONDS), np.arange(SECONDS))
    root = np.linalg.cholesky(np.exp(-0.5 * (apart_s / TASTE_S) ** 2) + 1e-9 * np.eye(SECONDS))
    for size in chunks(runs):
        shape = (size, sites, SECONDS)
        level = SITE_SD * rng.standard_normal((size, sites, 1))
        taste = TASTE_SD * rng.standard_normal(shape) @ root.T
        traffic = log(WATCHERS) + TRAFFIC * rng.standard_normal((size, sites, 1)) - np.arange(SECONDS) / STAY_S
        watchers = np.round(np.exp(traffic + CELL_TRAFFIC * rng.standard_normal(shape)))
        chance = np.sqrt(OWN_VARIANCE / np.fmax(watchers, 1)) * rng.standard_normal(shape)
        noisy = published_cells(truth + level + taste + chance, watchers, rng)
        values = np.where(watchers >= LEAST_TOLD, noisy, np.nan)
        yield from zip(values, watchers, strict=True)
