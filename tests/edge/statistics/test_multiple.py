"""Tests of adjusted p-values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from edge.statistics.multiple import adjust_holm, benjamini_hochberg

NAN = float("nan")
p_values = st.lists(st.one_of(st.just(NAN), st.floats(0, 1)), max_size=8)
METHODS = [adjust_holm, benjamini_hochberg]


def test_holm_by_hand() -> None:
    """0.01·4, 0.02·3, then no smaller than the one before, and 1 at most."""
    assert adjust_holm([0.02, 0.9, 0.01, 0.025]) == pytest.approx([0.06, 0.9, 0.04, 0.06])
    assert adjust_holm([0.6, 0.7]) == pytest.approx([1.0, 1.0])


def test_benjamini_hochberg_by_hand() -> None:
    """0.01·4/1, 0.02·4/2, 0.03·4/3, each no larger than the one behind."""
    assert benjamini_hochberg([0.03, 0.9, 0.01, 0.02]) == pytest.approx([0.04, 0.9, 0.04, 0.04])


def test_scipy_agrees_on_benjamini_hochberg() -> None:
    p = np.random.default_rng(3).uniform(0, 0.2, 12)
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p))


@pytest.mark.parametrize("method", METHODS)
def test_what_was_not_tested_does_not_count(method: object) -> None:
    assert callable(method)
    assert method([0.01, NAN, 0.03]) == pytest.approx([0.02, NAN, 0.03], nan_ok=True)
    assert method([]).shape == (0,)
    assert np.isnan(method([NAN, NAN])).all()


@pytest.mark.parametrize("method", METHODS)
@given(p=p_values)
def test_adjusted_values_are_no_smaller_and_in_the_same_order(method: object, p: list[float]) -> None:
    assert callable(method)
    adjusted, values = method(p), np.array(p)
    told = ~np.isnan(values)
    assert (np.isnan(adjusted) == ~told).all()
    assert (adjusted[told] >= values[told] - 1e-12).all()
    assert (adjusted[told] <= 1).all()
    assert (np.diff(adjusted[told][np.argsort(values[told])]) >= -1e-12).all()


@given(p_values)
def test_holm_is_the_stricter_one(p: list[float]) -> None:
    told = ~np.isnan(p)
    assert (adjust_holm(p)[told] >= benjamini_hochberg(p)[told] - 1e-12).all()
