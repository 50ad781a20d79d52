"""Draws of true effects, and the probability to be the best."""

import numpy as np
import pytest

from central.recommend.effects import Effects
from central.recommend.posterior import best_chances, posterior_draws
from tests.central.recommend.test_advice import effects


def test_draws_have_the_moments_of_the_posterior() -> None:
    """Mean at the shrunk value, variance τ²·v/(τ² + v) times that of Student's t."""
    found = effects(0.02, -0.02, sd=0.01, sites=12)
    drawn = posterior_draws(found, 40_000)
    left = 0.01**2 * 0.01**2 / (0.01**2 + 0.01**2) * 11 / 9
    assert drawn.mean(axis=0) == pytest.approx([0.02, -0.02], abs=2e-4)
    assert drawn.var(axis=0) == pytest.approx([left, left], rel=0.05)
    assert np.array_equal(drawn, posterior_draws(found, 40_000))


def test_the_chance_to_be_best_is_that_of_the_draws() -> None:
    """Equal ones have equal chances, one far ahead nearly all; among some only these count."""
    assert best_chances(effects(0.01, 0.01, 0.01, sd=0.01), [0, 1, 2]) == pytest.approx([1 / 3] * 3, abs=0.04)
    ahead = best_chances(effects(0.05, 0.0, 0.0, sd=0.002), [0, 1, 2])
    assert ahead[0] > 0.98
    assert best_chances(effects(0.05, 0.0, 0.0, sd=0.002), [1, 2]) == pytest.approx([0.5, 0.5], abs=0.04)


def test_adverts_that_do_not_differ_have_equal_chances() -> None:
    """However far apart their noisy means are; and one without an effect has a chance too."""
    known = effects(0.05, 0.0)
    alike = Effects(known.raw, known.shrunk, known.variances, known.sites, known.by_site, 0.0)
    assert best_chances(alike, [0, 1]) == [0.5, 0.5]
    assert 0.05 < best_chances(effects(0.005, float("nan"), sd=0.002), [0, 1])[1] < 0.95
    assert np.isnan(posterior_draws(effects(float("nan")), 5)).all()
