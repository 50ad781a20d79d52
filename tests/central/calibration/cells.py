"""Cells of the table: what was simulated, the share of runs that was found, and the share that was aimed at."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from edge.statistics.columns import Floats

CHUNK = 50
"""Runs that are drawn at once."""
COVERAGE = (0.93, 0.97)
Aim = tuple[float, float] | None
"""None: a method that is not used."""


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


def rounded(values: Floats) -> Floats:
    """Values as a message has them."""
    return np.round(values, 2)
