"""Laplace draws: their distribution, their ends, and their source."""

from math import exp, log
from random import Random

import numpy as np
import pytest

from edge.kiosk.laplace import laplace_draws

MANY = 100_000


class FixedBits(Random):
    """Generator whose bits are all those of one number."""

    def __init__(self, bits: int) -> None:
        super().__init__(0)
        self._bits = bits

    def getrandbits(self, k: int) -> int:
        assert 0 <= self._bits < 2**k
        return self._bits


@pytest.mark.parametrize("scale", [0.25, 0.5, 20.0])
def test_draws_have_the_distribution_of_laplace(scale: float) -> None:
    """Half of them on each side of 0, a mean size of the scale, and a share of e^-x beyond x scales."""
    draw = laplace_draws(Random(7))
    draws = np.array([draw(scale) for _ in range(MANY)])
    assert np.mean(draws > 0) == pytest.approx(0.5, abs=0.006)
    assert np.mean(np.abs(draws)) == pytest.approx(scale, rel=0.012)
    assert np.var(draws) == pytest.approx(2 * scale**2, rel=0.03)
    for sizes in (0.5, 1.0, 2.0, 4.0):
        assert np.mean(np.abs(draws) > sizes * scale) == pytest.approx(exp(-sizes), abs=0.005)


@pytest.mark.parametrize("bits", [0, 2**51 - 1, 2**51, 2**52 - 1])
def test_no_bits_give_an_endless_draw_or_none(bits: int) -> None:
    """The ends and the middle of the uniform numbers are finite, never 0, and symmetric."""
    draw, opposite = laplace_draws(FixedBits(bits))(1.0), laplace_draws(FixedBits(2**52 - 1 - bits))(1.0)
    assert 0 < abs(draw) <= 52 * log(2)
    assert draw == -opposite
    assert (draw > 0) == (bits >= 2**51)


def test_a_scale_of_0_is_no_noise() -> None:
    assert laplace_draws(Random(1))(0.0) == 0.0


def test_a_seed_gives_the_same_draws() -> None:
    """Those of another seed are others."""
    first, same, other = (laplace_draws(Random(seed)) for seed in (1, 1, 2))
    draws = [first(0.5) for _ in range(20)]
    assert draws == [same(0.5) for _ in range(20)]
    assert draws != [other(0.5) for _ in range(20)]
