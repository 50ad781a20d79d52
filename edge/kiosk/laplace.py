"""Laplace draws for the noise of reactions."""

from collections.abc import Callable
from math import copysign, log1p
from random import Random

_BITS = 52  # with a half between two whole numbers, a float still holds each draw exactly


def laplace_draws(rng: Random) -> Callable[[float], float]:
    """A generator for draws of any scale, from random bits: those of the system, or of a seed."""

    def draw(scale: float) -> float:
        uniform = (rng.getrandbits(_BITS) + 0.5) / 2 ** (_BITS - 1) - 1  # within (-1, 1), never an end and never 0
        return copysign(scale * -log1p(-abs(uniform)), uniform)

    return draw
