"""Noise on the sums behind the numbers of a reaction, and on counts of comments. Other rules prevent exact subtraction;
noise also blurs guesses.

The caller passes the source of draws: a kiosk uses the system's, a replay a seeded one.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from edge.events import MEASURES, NoiseDeviations

RANGES = {"smile": 1, "negative": 1, "surprise": 1, "valence": 2, "arousal": 2, "laughter": 1}
"""Range of one person's value for each measure, in the order of a message."""
LAUGHTER = "laughter"
BODY_RANGES = {"arousal": 1, "hr_bpm": 40, "scr_per_min": 8}
"""The same for the numbers from biosignals."""

SHARED, OWN_OF_TOTAL = 2.0, 2.0
"""Variance of the draw that a total shares with the cells of its measure, and of its own draw."""
CHAIN, OWN_OF_CELL = 6.4, 1.6
"""Variance of the chain over the media seconds, and of a cell's own draw."""
CHAIN_FACTOR = 0.7
"""Share of the chain that carries over from one media second to the next."""
LAUGHTER_SECONDS = 4.0
"""Variance of the draw on the sum of the seconds with laughter. It shares none with the laughter cells."""
BODY = 2.0
"""Variance of the draw on a sum over wearers."""


class RandomDraws(Protocol):
    """Draws of a generator: the system's, or one with a seed."""

    def draw_normal(self, deviation: float) -> float:
        """A normal draw with this standard deviation around 0."""

    def draw_laplace(self, scale: float) -> float:
        """A Laplace draw of this scale around 0."""

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        """`count` different numbers below `of`, each choice as likely as any other."""


@dataclass(frozen=True, slots=True)
class NoiseSource:
    """Scale of the noise, in people whose value ranges over 1, and the source of draws."""

    scale: float
    draws: RandomDraws

    @property
    def deviations(self) -> NoiseDeviations:
        """Standard deviations of the noise in a sum, for a value that ranges over 1."""
        return NoiseDeviations(
            total=self.scale * sqrt(SHARED + OWN_OF_TOTAL),
            cell=self.scale * sqrt(SHARED + CHAIN + OWN_OF_CELL),
            body=self.scale * sqrt(BODY),
        )


class _NoDraws:
    """Draws that are all 0. The random choice takes the first ones."""

    def draw_normal(self, deviation: float) -> float:
        return 0.0 * deviation

    def draw_laplace(self, scale: float) -> float:
        return 0.0 * scale

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        return range(of)[:count]


NO_NOISE = NoiseSource(0.0, _NoDraws())

COMMENT_SCALE = 2.0
"""Scale of the noise of each comment count. It does not follow that of reactions: one writer counts ten times."""


def comment_noise(source: NoiseSource) -> int:
    """Noise of one comment count: a rounded draw. 0 from a source without noise, which takes no draw."""
    return round(source.draws.draw_laplace(COMMENT_SCALE)) if source.scale > 0 else 0


class ReactionNoise:
    """Draws for the sums of one reaction, in the order of its message: totals before cells, seconds in order.

    No draw is taken for an expression number that is not reported (one that is not in `measures`). A total and the
    cells of its measure share one draw. Otherwise the mean over the cells would be nearly exact, and so would be its
    difference from that of another creative. The total also has its own draw, so that the total minus its cells is not
    about one person. The cells have a chain of draws, which the mean over neighbours narrows only a little.
    """

    def __init__(self, source: NoiseSource, measures: Sequence[str] = MEASURES) -> None:
        self._source = source
        self._told = (*measures, LAUGHTER)
        self._shared: dict[str, float] = {}

    def total_noise(self, measure: str) -> float:
        """Noise of the sum of a total: the shared draw and its own."""
        self._shared[measure] = self._draw(SHARED, RANGES[measure])
        return self._shared[measure] + self._draw(OWN_OF_TOTAL, RANGES[measure])

    def laughter_seconds_noise(self) -> float:
        """Noise of the sum of the seconds with laughter: its own draw, in seconds."""
        return self._draw(LAUGHTER_SECONDS, 1)

    def cell_noise(self, measure: str, told: Sequence[bool]) -> Iterator[float]:
        """Noise of the sum of each cell, including cells that are not `told`, which take no draw of their own.

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
        """Noise of the sum of a number over wearers: a new draw."""
        return self._draw(BODY, BODY_RANGES[name])

    def _draw(self, variance: float, range_: float) -> float:
        return self._source.draws.draw_normal(sqrt(variance) * self._source.scale * range_)
