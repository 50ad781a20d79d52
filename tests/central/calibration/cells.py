"""Cells of the table: what was simulated, the share of runs that was found, and the share that was aimed at."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from random import Random

import numpy as np

from central.simulate.planting import NOISE_SCALE, build_noise_source
from edge.audience.noise import CHAIN, CHAIN_FACTOR, OWN_OF_CELL, SHARED
from edge.statistics.columns import Floats

CHUNK = 50
"""Runs that are drawn at once."""
COVERAGE = (0.93, 0.97)
NOISE = build_noise_source(Random(0)).deviations
MANY = 100
"""From so many people on, a message has four decimals."""
Aim = tuple[float, float] | None
"""None: a method that is not used."""
LIMIT: Aim = (0.0, 1.0)
"""Nothing is promised: the row shows how far the formula goes."""
WORLD_RUNS = 1_000
"""Most runs of a row of which there are many."""


@dataclass(frozen=True)
class Cell:
    """Share of the runs in which something happened."""

    study: str
    setting: str
    hits: int
    runs: int
    aim: Aim = COVERAGE
    width: float | None = None  # mean width of the intervals

    @property
    def share(self) -> float:
        return self.hits / self.runs

    @property
    def is_reached(self) -> bool:
        return self.aim is None or self.aim[0] <= self.share <= self.aim[1]


class Tally:
    """Counts how many intervals hold the truth, and how wide they are."""

    def __init__(self) -> None:
        self.hits, self.runs, self._width = 0, 0, 0.0

    def add(self, low: float | None, high: float | None, truth: float) -> None:
        """Counts an interval, if there is one."""
        if low is not None and high is not None:
            self.runs += 1
            self.hits += low <= truth <= high
            self._width += high - low

    def cell(self, study: str, setting: str, aim: Aim = COVERAGE) -> Cell:
        return Cell(study, setting, self.hits, self.runs, aim, self._width / self.runs)


def generator(seed: int, *cell: int) -> np.random.Generator:
    """Generator of one cell: it does not depend on the other cells."""
    return np.random.default_rng([seed, *cell])


def chunks(runs: int) -> Iterator[int]:
    """Sizes of the pieces in which runs are drawn."""
    for done in range(0, runs, CHUNK):
        yield min(CHUNK, runs - done)


def row_runs(runs: int) -> int:
    """Runs of a row of which there are many."""
    return min(runs, WORLD_RUNS)


def published(values: Floats, n: Floats, rng: np.random.Generator) -> Floats:
    """Totals over n people as a message has them: with the noise of a kiosk, and rounded."""
    noisy = values + NOISE.total * rng.standard_normal(np.shape(values)) / np.fmax(n, 1.0)
    shown: Floats = np.where(n < MANY, np.round(noisy, 2), np.round(noisy, 4))
    return shown


def published_cells(values: Floats, n: Floats, rng: np.random.Generator) -> Floats:
    """The same for the cells of curves [..., S]: their noise goes on from second to second."""
    noise = NOISE_SCALE * sqrt(SHARED) * rng.standard_normal((*values.shape[:-1], 1))
    noise = noise + NOISE_SCALE * sqrt(OWN_OF_CELL) * rng.standard_normal(values.shape)
    chain = sqrt(CHAIN) * rng.standard_normal(values.shape[:-1])
    for second in range(values.shape[-1]):
        if second:
            step = sqrt(CHAIN * (1 - CHAIN_FACTOR**2)) * rng.standard_normal(chain.shape)
            chain = CHAIN_FACTOR * chain + step
        noise[..., second] += NOISE_SCALE * chain
    shown: Floats = np.round(values + noise / np.fmax(n, 1.0), 2)
    return shown
