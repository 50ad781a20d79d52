"""Noise on the sums behind the numbers of a reaction, and on counts of comments. Exact subtraction is ruled out
elsewhere; noise blurs guesses.

The generator is handed in: a kiosk draws from the system, a replay from a seed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.events import MEASURES

RANGES = {"positive": 1, "negative": 1, "surprise": 1, "valence": 2, "arousal": 2, "laughter": 1}
"""Measure to the range of the value of one person, in the order of a message."""
LAUGHTER = "laughter"
BODY_RANGES = {"arousal": 1, "hr_bpm": 40, "scr_per_min": 8}
"""The same for the numbers of a body."""
CELL_FACTOR = 2
"""The own draw of a cell is so many times as wide as the shared one: the mean over cells narrows it."""


@dataclass(frozen=True, slots=True)
class NoiseSource:
    """Scale for a person whose value ranges over 1, and a generator: `draw(scale)` gives a Laplace draw of a scale."""

    scale: float
    draw: Callable[[float], float]


NO_NOISE = NoiseSource(0.0, lambda _: 0.0)

COMMENT_SCALE = 2.0
"""Scale of the noise of each count of comments. It does not follow that of reactions: one writer counts ten times."""


def comment_noise(source: NoiseSource) -> int:
    """Noise of one count of comments: a rounded draw. 0 from a source without noise, which takes no draw."""
    return round(source.draw(COMMENT_SCALE)) if source.scale > 0 else 0


class ReactionNoise:
    """Draws for the sums of one reaction, in the order of its message: totals before cells.

    No draw is taken for an expression number that the reader does not tell (one that is not in `measures`).
    A measure has one shared draw, in the total and in every cell: else the mean over the cells would be nearly exact,
    and so would be its difference from that of another creative. A cell has one of its own as well.
    """

    def __init__(self, source: NoiseSource, measures: Sequence[str] = MEASURES) -> None:
        self._source = source
        told = (*measures, LAUGHTER)
        self._shared = {measure: self._draw(width) for measure, width in RANGES.items() if measure in told}

    def of_total(self, measure: str) -> float:
        """Noise of the sum of a total: the shared draw."""
        return self._shared[measure]

    def of_cell(self, measure: str) -> float:
        """Noise of the sum of one cell: the shared draw and a new one."""
        return self._shared[measure] + self._draw(CELL_FACTOR * RANGES[measure])

    def of_body(self, name: str) -> float:
        """Noise of the sum of a number over wearers: a new draw."""
        return self._draw(BODY_RANGES[name])

    def _draw(self, width: float) -> float:
        return self._source.draw(self._source.scale * width)
