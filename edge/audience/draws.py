"""Random draws for the noise of reactions and comments, and for the choice of the reactions that get a visit's
verdicts.
"""

from collections.abc import Collection, Sequence
from math import copysign, log1p
from typing import Protocol

_BITS = 52  # with a half between two whole numbers, a float still holds each draw exactly


class Generator(Protocol):
    """The methods of `random.Random` that this module calls. The system's generator and seeded generators implement
    them.
    """

    def normalvariate(self, mu: float, sigma: float) -> float: ...
    def getrandbits(self, k: int) -> int: ...
    def sample(self, population: Sequence[int], k: int) -> list[int]: ...


class Draws:
    """Draws from random bits, which come from the system or from a seeded generator."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng

    def draw_normal(self, deviation: float) -> float:
        """A draw from the normal distribution with mean 0 and the given standard deviation."""
        return self._rng.normalvariate(0.0, deviation)

    def draw_laplace(self, scale: float) -> float:
        """A draw from the Laplace distribution with mean 0 and the given scale."""
        uniform = (self._rng.getrandbits(_BITS) + 0.5) / 2 ** (_BITS - 1) - 1  # within (-1, 1), never an end, never 0
        return copysign(scale * -log1p(-abs(uniform)), uniform)

    def draw_distinct_numbers(self, count: int, of: int) -> Collection[int]:
        """Draws `count` different numbers from 0 to `of` - 1. Every combination is equally likely."""
        return self._rng.sample(range(of), count)
