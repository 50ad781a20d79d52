"""Noise of kiosks that send version 2 of reactions: Laplace noise. A total and its cells share one random draw, and
each cell has its own second draw, which is twice as wide.
"""

from collections.abc import Iterator, Sequence

from edge.audience.noise import RANGES, NoiseSource, ReactionNoise

CELL = 2.0
"""Scale of a cell's own draw, as a multiple of the scale of a total's draw."""


class FormerNoise(ReactionNoise):
    """Noise for the sums in one reaction of version 2."""

    def __init__(self, source: NoiseSource) -> None:
        super().__init__(source)
        self._of_totals: dict[str, float] = {}

    def total_noise(self, measure: str) -> float:
        """Noise in the sum of a total. The cells of the total share this noise."""
        self._of_totals[measure] = self._laplace(RANGES[measure])
        return self._of_totals[measure]

    def laughter_seconds_noise(self) -> float:
        """Noise in the number of seconds with laughter, which is always 0 in version 2."""
        return 0.0

    def cell_noise(self, measure: str, told: Sequence[bool]) -> Iterator[float]:
        """Noise in the sum of each cell. Apart from the shared draw, it is independent of the neighbouring cells."""
        for is_told in told:
            own = self._laplace(CELL * RANGES[measure]) if is_told else 0.0
            yield self._of_totals[measure] + own

    def _laplace(self, scale: float) -> float:
        return self._source.draws.draw_laplace(scale * self._source.scale)
