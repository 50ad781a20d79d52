"""Random draws for the noise of reactions and comments, and for the choice between creatives."""

from collections.abc import Collection, Sequence
from math import copysign, log1p
from typing import Protocol

_BITS = 52  # with a half between two whole numbers, a float still holds each draw exactly


class Generator(Protocol):
    """The methods of `random.Random` that draws use: of the system's generator, or of one with a seed."""

    def normalvariate(self, mu: float, sigma: float) -> float: ...
    def getrandbits(self, k: int) -> int: ...
    def sample(self, population: Sequence[int], k: int) -> list[int]: ...


class Draws:
    """Draws from random bits: those of the system, or of a seeded generator."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng

    def draw_normal(self, deviation: float) -> float:
        """A normal draw with this standard deviation around 0."""
        return self._rng.normalvariate(0.0, deviation)

    def draw_laplace(self, scale: float) -> float:
        """A Laplace draw of this scale around 0."""
        uniform = (self._rng.getrandbits(_BITS) + 0.5) / 2 ** (_BITS - 1) - 1  # within (-1, 1), never an end, never 0
        return copysign(scale * -log1p(-abs(uniform)), uniform)

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        """`count` different numbers below `of`, each choice as likely as any other."""
        return self._rng.sample(range(of), count)
