"""Tests of shrunk values of sites."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.statistics.shrinkage import SMALLEST, shrink

NAN = float("nan")
sites = st.lists(st.tuples(st.floats(0, 1), st.floats(1e-5, 0.1), st.floats(0, 0.1)), min_size=1, max_size=8)
Drawn = list[tuple[float, float, float]]


def test_shrinking_by_hand() -> None:
    """Equal variances of 0.01: Q = Σ(y - m)²/s² = 14, τ² = (Q - 2)/(W - ΣW²/W) = 0.06, factor 6/7."""
    found = shrink([0.1, 0.3, 0.8], [0.01, 0.008, 0.01], [0.0, 0.002, 0.0])
    y, m = np.array([0.1, 0.3, 0.8]), 0.4
    q = ((y - m) ** 2).sum() / 0.01
    tau2 = (q - 2) / (300 - 100)
    assert found.spread == pytest.approx(sqrt(tau2))
    assert found.mean == pytest.approx(m)
    assert found.values == pytest.approx(m + tau2 / (tau2 + 0.01) * (y - m))


def test_shrinking_with_unequal_variances() -> None:
    """The formulas of DerSimonian and Laird, written out: a noisy site is drawn in more."""
    y, s2 = np.array([0.1, 0.2, 0.4, 0.7]), np.array([0.001, 0.01, 0.002, 0.02])
    w = 1 / s2
    q = (w * (y - np.average(y, weights=w)) ** 2).sum()
    tau2 = (q - 3) / (w.sum() - (w**2).sum() / w.sum())
    m = np.average(y, weights=1 / (tau2 + s2))
    found = shrink(y, s2, np.zeros(4))
    assert (found.mean, found.spread) == pytest.approx((m, sqrt(tau2)))
    assert found.values == pytest.approx(m + tau2 / (tau2 + s2) * (y - m))


def test_sites_that_differ_by_chance_alone_are_all_alike() -> None:
    found = shrink([0.10, 0.14, 0.12], [0.01] * 3, [0.0] * 3)
    assert found.spread == 0.0
    assert found.values == pytest.approx([0.12] * 3)


def test_the_known_noise_is_no_difference_between_sites() -> None:
    """The same values with the noise that explains them have no spread."""
    values, chance = [0.1, 0.2, 0.3], [0.001] * 3
    assert shrink(values, chance, [0.0] * 3).spread > 0.05
    assert shrink(values, chance, [0.02] * 3).spread == 0.0


def test_shrunk_values_are_nearer_to_the_truth() -> None:
    """600 shops with a spread of 0.02, measured ± 0.028."""
    rng = np.random.default_rng(1)
    truth = 0.13 + 0.02 * rng.standard_normal(600)
    raw = truth + 0.028 * rng.standard_normal(600)
    found = shrink(raw, np.full(600, 0.02**2), np.full(600, 0.028**2 - 0.02**2))
    assert found.spread == pytest.approx(0.02, abs=0.004)
    assert np.std(found.values - truth) < 0.65 * np.std(raw - truth)


def test_what_is_not_told_stays_out() -> None:
    found = shrink([0.1, NAN, 0.9, 0.5], [0.01, 0.01, NAN, 0.01], [0.0] * 4)
    assert found.values == pytest.approx(
        [*shrink([0.1, 0.5], [0.01] * 2, [0.0] * 2).values[:1], NAN, NAN, 0.3 + (0.3 - found.values[0])], nan_ok=True
    )
    for values in ([], [NAN, NAN]):
        nothing = shrink(values, [0.01] * len(values), [0.0] * len(values))
        assert np.isnan(nothing.values).all()
        assert np.isnan(nothing.mean)
        assert nothing.spread == 0.0


def test_one_site_is_what_it_is() -> None:
    found = shrink([0.2], [0.01], [0.01])
    assert found.values == pytest.approx([0.2])
    assert found.spread == 0.0
    assert found.mean == pytest.approx(0.2)


def test_two_sites_can_differ() -> None:
    """Q = 0.08/0.01 = 8, τ² = (8 - 1)/(200 - 100), factor 7/8."""
    found = shrink([0.1, 0.5], [0.01, 0.01], [0.0, 0.0])
    assert found.spread == pytest.approx(sqrt(0.07))
    assert found.values == pytest.approx([0.3 - 0.175, 0.3 + 0.175])


def test_exact_values_stay() -> None:
    found = shrink([0.1, 0.2, 0.4], [0.0] * 3, [0.0] * 3)
    assert found.values == pytest.approx([0.1, 0.2, 0.4])
    assert found.spread == pytest.approx(np.std([0.1, 0.2, 0.4], ddof=1))
    assert pytest.approx(1e-12, rel=1e-6, abs=0) == SMALLEST


@given(sites)
def test_shrunk_values_lie_between_value_and_mean(drawn: Drawn) -> None:
    values, variances, noise = map(list, zip(*drawn, strict=True))
    found = shrink(values, variances, noise)
    assert found.spread >= 0
    for value, shrunk in zip(values, found.values, strict=True):
        assert min(value, found.mean) - 1e-9 <= shrunk <= max(value, found.mean) + 1e-9


@given(sites, st.floats(-1, 1), st.randoms(use_true_random=False))
def test_a_constant_moves_them_and_their_order_does_not(drawn: Drawn, shift: float, order: object) -> None:
    shuffled = list(drawn)
    assert hasattr(order, "shuffle")
    order.shuffle(shuffled)
    one, other = (shrink(*map(list, zip(*rows, strict=True))) for rows in (drawn, shuffled))
    assert sorted(one.values) == pytest.approx(sorted(other.values), abs=1e-6)
    values, variances, noise = map(list, zip(*drawn, strict=True))
    moved = shrink([value + shift for value in values], variances, noise)
    assert moved.values == pytest.approx(one.values + shift, abs=1e-6)
    assert moved.spread == pytest.approx(one.spread, abs=1e-6)
