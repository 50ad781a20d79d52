"""Draws: their distributions, their ends, and their source."""

from collections import Counter
from math import exp, log
from random import Random
from statistics import NormalDist

import numpy as np
import pytest

from edge.audience.draws import Draws

MANY = 100_000


class FixedBits(Random):
    """Generator whose bits are all those of one number."""

    def __init__(self, bits: int) -> None:
        super().__init__(0)
        self._bits = bits

    def getrandbits(self, k: int) -> int:
        assert 0 <= self._bits < 2**k
        return self._bits


@pytest.mark.parametrize("deviation", [0.25, 1.0, 20.0])
def test_normal_draws_have_their_distribution(deviation: float) -> None:
    """A mean of 0, the standard deviation, and the shares beyond one, two and three of them."""
    source = Draws(Random(7))
    draws = np.array([source.draw_normal(deviation) for _ in range(MANY)])
    assert np.mean(draws) == pytest.approx(0.0, abs=0.012 * deviation)
    assert np.std(draws) == pytest.approx(deviation, rel=0.008)
    for sizes in (0.5, 1.0, 2.0, 3.0):
        assert np.mean(draws > sizes * deviation) == pytest.approx(1 - NormalDist().cdf(sizes), abs=0.005)


@pytest.mark.parametrize("scale", [0.25, 0.5, 20.0])
def test_laplace_draws_have_their_distribution(scale: float) -> None:
    """Half of them on each side of 0, a mean size of the scale, and a share of e^-x beyond x scales."""
    source = Draws(Random(7))
    draws = np.array([source.draw_laplace(scale) for _ in range(MANY)])
    assert np.mean(draws > 0) == pytest.approx(0.5, abs=0.006)
    assert np.mean(np.abs(draws)) == pytest.approx(scale, rel=0.012)
    assert np.var(draws) == pytest.approx(2 * scale**2, rel=0.03)
    for sizes in (0.5, 1.0, 2.0, 4.0):
        assert np.mean(np.abs(draws) > sizes * scale) == pytest.approx(exp(-sizes), abs=0.005)


@pytest.mark.parametrize("bits", [0, 2**51 - 1, 2**51, 2**52 - 1])
def test_no_bits_give_an_endless_laplace_draw_or_none(bits: int) -> None:
    """The ends and the middle of the uniform numbers are finite, never 0, and symmetric."""
    draw, opposite = (Draws(FixedBits(number)).draw_laplace(1.0) for number in (bits, 2**52 - 1 - bits))
    assert 0 < abs(draw) <= 52 * log(2)
    assert draw == -opposite
    assert (draw > 0) == (bits >= 2**51)


def test_a_scale_of_0_is_no_noise() -> None:
    assert (Draws(Random(1)).draw_normal(0.0), Draws(Random(1)).draw_laplace(0.0)) == (0.0, 0.0)


def test_each_choice_of_the_lot_is_as_likely_as_any_other() -> None:
    """Four of six: fifteen choices, each without the same number twice."""
    source = Draws(Random(7))
    chosen = Counter(frozenset(source.draw_distinct_numbers(4, 6)) for _ in range(15_000))
    assert len(chosen) == 15
    assert all(len(choice) == 4 and max(choice) < 6 for choice in chosen)
    assert min(chosen.values()) > 850
    assert max(chosen.values()) < 1150


def test_a_seed_gives_the_same_draws() -> None:
    """Those of another seed are others."""
    first, same, other = (
        [
            draw
            for _ in range(20)
            for draw in (source.draw_normal(0.5), source.draw_laplace(0.5), *source.draw_distinct_numbers(2, 9))
        ]
        for source in (Draws(Random(seed)) for seed in (1, 1, 2))
    )
    assert first == same != other
