"""Means of periods in which not the same sites report."""

import numpy as np
import pytest

from central.statistics.intervals import mean_of_values
from central.statistics.site_effects import period_means


def test_where_all_sites_report_it_is_the_mean_of_sites() -> None:
    """Of each period alone, with Student's interval."""
    values = np.random.default_rng(1).normal(0.15, 0.03, (7, 3))
    for found, own in zip(period_means(values), map(mean_of_values, values.T), strict=True):
        assert (found.estimate.mean, found.estimate.low, found.estimate.high) == pytest.approx(
            (own.mean, own.low, own.high)
        )
        assert found.chain == 0


def test_means_are_those_of_least_squares_with_sites_as_factors() -> None:
    """As an ordinary regression on dummy columns gives them, where a third of the values is missing."""
    rng = np.random.default_rng(2)
    values = rng.normal(0.15, 0.03, (9, 5))
    values[rng.random(values.shape) < 0.33] = np.nan
    site, period = np.nonzero(~np.isnan(values))
    dummies = np.hstack([np.eye(9)[site], np.eye(5)[period][:, 1:]])
    coefficients = np.linalg.lstsq(dummies, values[site, period], rcond=None)[0]
    expected = coefficients[:9].mean() + np.array([0.0, *coefficients[9:]])
    assert [found.estimate.mean for found in period_means(values)] == pytest.approx(expected.tolist())


def test_a_period_of_few_sites_has_no_interval() -> None:
    """And one of none has no mean."""
    values = np.array([[0.1, 0.1, np.nan]] * 3 + [[0.2, np.nan, np.nan]])
    first, second, third = period_means(values)
    assert first.estimate.low is not None
    assert second.estimate.mean == pytest.approx(0.125)
    assert (second.estimate.low, second.estimate.reason) == (None, "fewer than 4 sites")
    assert (third.estimate.mean, third.chain) == (None, None)


def test_periods_are_chained_over_others() -> None:
    """The first and the third share no site, and each shares one with the second."""
    values = np.array([[0.1, 0.2, np.nan, np.nan], [np.nan, 0.3, 0.4, np.nan], [np.nan, np.nan, np.nan, 0.9]])
    found = period_means(values)
    assert [each.chain for each in found] == [0, 0, 0, 1]
    assert [each.estimate.mean for each in found] == pytest.approx([0.15, 0.25, 0.35, 0.9])
