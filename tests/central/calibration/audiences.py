"""Curves of people who come and leave: flat ones, planted rises, and late seconds of those who smile more."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from central.statistics.curve import estimate_curve
from central.statistics.moments import find_moments
from edge.statistics.columns import Floats
from tests.central.calibration.cells import COVERAGE, LIMIT, Aim, Cell, generator, row_runs
from tests.central.calibration.levels import NOISE
from tests.central.calibration.people import LEAST_TOLD
from tests.central.calibration.trials import LEVEL, SITE_SD

SECONDS, START, END = 20, 8, 11
"""Length of the ad, and the seconds of the planted rise."""
PEOPLE, MESSAGES = 150.0, 14
FALSE_ALARMS: Aim = (0.0, 0.05)


class Audience(NamedTuple):
    """Shops, the planted rise, and how much longer those stay who smile more."""

    sites: int
    rise: float = 0.0
    stayers: float = 0.0


AUDIENCES = {
    **{f"{sites} sites, flat": Audience(sites) for sites in (10, 12, 20, 40)},
    **{f"{sites} sites, flat, who smiles stays": Audience(sites, stayers=1.0) for sites in (20, 40)},
    **{f"{sites} sites, rise of 3 points": Audience(sites, 0.03) for sites in (12, 20, 40)},
    "12 sites, rise of 6 points": Audience(12, 0.06),
    "40 sites, rise of 10 points": Audience(40, 0.10),
    "40 sites, rise of 3 points, who smiles stays": Audience(40, 0.03, 1.0),
}


def audiences(runs: int, seed: int) -> Iterator[Cell]:
    """Named moments, and flat curves in their band."""
    for number, (name, audience) in enumerate(AUDIENCES.items()):
        rng, named, found, falls, banded = generator(seed, 60, number), 0, 0, 0, 0
        for _ in range(row_runs(runs)):
            values, watchers = _sites(rng, audience)
            moments = find_moments(values, watchers)
            named, falls = named + bool(moments), falls + any(each.size < 0 for each in moments)
            found += any(each.size > 0 and each.from_second < END and each.to_second > START for each in moments)
            if not audience.rise and not audience.stayers:
                curve = estimate_curve(values)
                inside = (curve.band_low <= LEVEL) & (curve.band_high >= LEVEL)
                banded += bool((inside | np.isnan(curve.band_low)).all())
        if audience.rise:
            yield Cell("moment of the planted rise, people who leave", name, found, row_runs(runs), LIMIT)
            yield Cell("any fall beside the planted rise, people who leave", name, falls, row_runs(runs), FALSE_ALARMS)
        else:
            yield Cell("any moment of a flat curve, people who leave", name, named, row_runs(runs), FALSE_ALARMS)
        if not audience.rise and not audience.stayers:
            yield Cell("whole curve in its band, people who leave", name, banded, row_runs(runs), COVERAGE)


def _sites(rng: np.random.Generator, audience: Audience) -> tuple[Floats, Floats]:
    """Values [G, S] of sites, and watchers [S] of all of them."""
    values, watchers = np.empty((audience.sites, SECONDS)), np.zeros(SECONDS)
    for site in range(audience.sites):
        people = max(30, int(PEOPLE * np.exp(0.6 * rng.standard_normal() - 0.18)))
        own = rng.gamma(0.5, 2.0, people)
        end = rng.geometric(0.04 / np.where(own > 1, 1 + 3 * audience.stayers, 1.0), people) + 3
        is_there = np.arange(SECONDS) < end[:, np.newaxis]
        level = np.full(SECONDS, LEVEL + SITE_SD * rng.standard_normal())
        level[START:END] += audience.rise
        smiles = own[:, np.newaxis] * level + 0.15 * rng.standard_normal((people, SECONDS))
        count = is_there.sum(axis=0)
        shared = rng.laplace(0, NOISE, MESSAGES).sum()
        noise = shared + rng.laplace(0, 2 * NOISE, (MESSAGES, SECONDS)).sum(axis=0)
        cells = np.round(((smiles * is_there).sum(axis=0) + noise) / np.fmax(count, 1), 2)
        values[site] = np.where(count >= LEAST_TOLD, cells, np.nan)
        watchers += count
    return values, watchers
