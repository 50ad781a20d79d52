"""Tests of the random-effects mean."""

import numpy as np
import pytest
from scipy.optimize import brentq

from central.statistics.random_effects import (
    variance_between,
    variance_by_own_weights,
    variance_of_mean,
)

Y, S2 = np.array([0.1, 0.2, 0.4, 0.7]), np.array([0.001, 0.01, 0.002, 0.02])


def test_the_variance_between_is_that_of_dersimonian_and_laird() -> None:
    w = 1 / S2
    q = (w * (Y - np.average(Y, weights=w)) ** 2).sum()
    assert variance_between(Y, S2) == pytest.approx((q - 3) / (w.sum() - (w**2).sum() / w.sum()))


def test_it_is_0_where_chance_explains_all_and_of_one_cluster() -> None:
    assert variance_between([0.10, 0.11], [0.01, 0.01]) == 0.0
    assert variance_between([0.10], [0.01]) == 0.0
    assert variance_by_own_weights([0.10, 0.11], [0.01, 0.01]) == 0.0
    assert variance_by_own_weights([0.10], [0.01]) == 0.0


def test_the_variance_by_own_weights_is_that_of_paule_and_mandel() -> None:
    def misfit(tau2: float) -> float:
        w = 1 / (S2 + tau2)
        return float((w * (Y - np.average(Y, weights=w)) ** 2).sum()) - 3

    assert variance_by_own_weights(Y, S2) == pytest.approx(brentq(misfit, 0, 1))
    assert variance_by_own_weights(Y, np.full(4, 1e-3)) == pytest.approx(Y.var(ddof=1) - 1e-3)


def test_with_equal_weights_the_variance_of_the_mean_is_that_of_students_t() -> None:
    columns = np.column_stack([Y, 2 * Y])
    found = variance_of_mean(np.ones((4, 2)), columns - columns.mean(axis=0))
    assert found == pytest.approx(columns.var(axis=0, ddof=1) / 4)


def test_a_cluster_without_weight_does_not_count() -> None:
    weights, errors = np.array([[1.0], [3.0], [0.0]]), np.array([[0.3], [-0.1], [np.nan]])
    assert variance_of_mean(weights, errors) == pytest.approx([(0.09 + 3 * 0.01) / (1 * 4)])
    assert np.isnan(variance_of_mean(weights[1:], errors[1:])).all()


def test_statsmodels_agrees() -> None:
    """With clusters that differ by more than chance, with others that do not, and with two."""
    meta = pytest.importorskip("statsmodels.stats.meta_analysis", reason="pip install statsmodels")
    for y, s2 in ((Y, S2), (Y / 100, S2), (Y[:2], S2[:2])):
        with np.errstate(invalid="ignore"):  # it leaves a variance below 0 as it is
            found, tau2 = meta.combine_effects(y, s2, method_re="chi2"), variance_between(y, s2)
        assert tau2 == pytest.approx(max(0.0, found.tau2))
        weights = 1 / (tau2 + s2)
        errors = y - np.average(y, weights=weights)
        of_mean = variance_of_mean(weights[:, np.newaxis], errors[:, np.newaxis]).item()
        assert of_mean == pytest.approx(found.var_hksj_re if tau2 else found.var_hksj_fe)
