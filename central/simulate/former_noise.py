"""Noise of kiosks with version 2 of reactions: Laplace noise, with one draw that a total and its cells share, and one
for each cell, twice as wide.
"""

from collections.abc import Iterator, Sequence

from edge.audience.noise import RANGES, NoiseSource, ReactionNoise

CELL = 2.0
"""Factor to the scale of a total: the scale of a cell's own draw."""


class FormerNoise(ReactionNoise):
    """Noise for the sums of one reaction of version 2."""

    def __init__(self, source: NoiseSource) -> None:
        super().__init__(source)
        self._of_totals: dict[str, float] = {}

    def total_noise(self, measure: str) -> float:
        """Noise of the sum of a total, which its cells share."""
        self._of_totals[measure] = self._laplace(RANGES[measure])
        return self._of_totals[measure]

    def laughter_seconds_noise(self) -> float:
        """Always 0: the seconds with laughter had no noise."""
        return 0.0

    def cell_noise(self, measure: str, told: Sequence[bool]) -> Iterator[float]:
        """Noise of the sum of each cell, independent of its neighbours except for the shared draw."""
        for is_told in told:
            own = self._laplace(CELL * RANGES[measure]) if is_told else 0.0
            yield self._of_totals[measure] + own

    def _laplace(self, scale: float) -> float:
        return self._source.draws.draw_laplace(scale * self._source.scale)
