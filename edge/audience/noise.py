"""Noise that is added to the totals of a reaction and to counts of comments. Other rules prevent an attacker from
computing one person's values exactly; noise also makes estimates of these values uncertain.

The caller passes the source of random draws: a kiosk uses the system's generator, a replay a seeded one.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from edge.events import MEASURES, NoiseDeviations

RANGES = {"smile": 1, "negative": 1, "surprise": 1, "valence": 2, "arousal": 2, "laughter": 1}
"""Range of one person's value for each measure, in the order of the message's fields."""
LAUGHTER = "laughter"
BODY_RANGES = {"arousal": 1, "hr_bpm": 40, "scr_per_min": 8}
"""Range of one person's value for each number from biosignals."""

SHARED, OWN_OF_TOTAL = 2.0, 2.0
"""Variances of two random draws: the draw that a total shares with the cells of its measure, and the total's own
draw.
"""
CHAIN, OWN_OF_CELL = 6.4, 1.6
"""Variances of two random draws: the chain that links the media seconds, and a cell's own draw."""
CHAIN_FACTOR = 0.7
"""Share of the chained noise that carries over from one media second to the next."""
LAUGHTER_SECONDS = 4.0
"""Variance of the random draw for the total seconds with laughter. This total shares no draw with the laughter
cells.
"""
BODY = 2.0
"""Variance of the random draw for a total over wearers."""


class RandomDraws(Protocol):
    """Draws from a random generator: the system's, or a seeded one."""

    def draw_normal(self, deviation: float) -> float:
        """A draw from the normal distribution with mean 0 and the given standard deviation."""

    def draw_laplace(self, scale: float) -> float:
        """A draw from the Laplace distribution with mean 0 and the given scale."""

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        """Draws `count` different numbers from 0 to `of` - 1. Every combination is equally likely."""


@dataclass(frozen=True, slots=True)
class NoiseSource:
    """Source of random draws, and the scale of the noise in people, for a value between 0 and 1."""

    scale: float
    draws: RandomDraws

    @property
    def deviations(self) -> NoiseDeviations:
        """Standard deviations of the noise in a total, for a value between 0 and 1."""
        return NoiseDeviations(
            total=self.scale * sqrt(SHARED + OWN_OF_TOTAL),
            cell=self.scale * sqrt(SHARED + CHAIN + OWN_OF_CELL),
            body=self.scale * sqrt(BODY),
        )


class _NoDraws:
    """Draws that are always 0. A choice of distinct numbers returns the smallest ones."""

    def draw_normal(self, deviation: float) -> float:
        return 0.0 * deviation

    def draw_laplace(self, scale: float) -> float:
        return 0.0 * scale

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        return range(of)[:count]


NO_NOISE = NoiseSource(0.0, _NoDraws())

COMMENT_SCALE = 2.0
"""Scale of the noise of each comment count. It is independent of the noise of reactions, because one writer can
count ten times.
"""


def comment_noise(source: NoiseSource) -> int:
    """Noise of one comment count: a rounded random draw. If noise is disabled, it is 0 and nothing is drawn."""
    return round(source.draws.draw_laplace(COMMENT_SCALE)) if source.scale > 0 else 0


class ReactionNoise:
    """Noise for the totals of one reaction. It is drawn in the order of the message: totals before cells, and seconds
    in order.

    Nothing is drawn for an expression measure that `measures` does not contain. A measure's total and its cells share
    one draw. Otherwise the mean over the cells would be nearly exact, and so would its difference from the mean of
    another creative. The total also has a draw of its own, so that the total minus its cells does not reveal one
    person. The draws of neighbouring cells depend on each other, so a mean over neighbours reduces the noise only a
    little.
    """

    def __init__(self, source: NoiseSource, measures: Sequence[str] = MEASURES) -> None:
        self._source = source
        self._told = (*measures, LAUGHTER)
        self._shared: dict[str, float] = {}

    def total_noise(self, measure: str) -> float:
        """Noise of a measure's total: the shared draw plus a separate draw."""
        self._shared[measure] = self._draw(SHARED, RANGES[measure])
        return self._shared[measure] + self._draw(OWN_OF_TOTAL, RANGES[measure])

    def laughter_seconds_noise(self) -> float:
        """Noise of the number of seconds with laughter, in seconds. It is drawn separately."""
        return self._draw(LAUGHTER_SECONDS, 1)

    def cell_noise(self, measure: str, told: Sequence[bool]) -> Iterator[float]:
        """Noise of each cell's total. A cell that is not in `told` gets noise too, but no separate draw.

        Empty for a measure that is not reported.
        """
        if measure not in self._told:
            return
        range_ = RANGES[measure]
        if measure not in self._shared:  # laughter: its total has other units
            self._shared[measure] = self._draw(SHARED, range_)
        chain = 0.0
        for second, is_told in enumerate(told):
            step = CHAIN * (1 - CHAIN_FACTOR**2) if second else CHAIN
            chain = CHAIN_FACTOR * chain + self._draw(step, range_)
            yield self._shared[measure] + chain + (self._draw(OWN_OF_CELL, range_) if is_told else 0.0)

    def body_noise(self, name: str) -> float:
        """Noise of a total over wearers. Each call makes a new draw."""
        return self._draw(BODY, BODY_RANGES[name])

    def _draw(self, variance: float, range_: float) -> float:
        return self._source.draws.draw_normal(sqrt(variance) * self._source.scale * range_)
