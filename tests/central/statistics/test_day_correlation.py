"""Tests of the correlation of days."""

import numpy as np
import pytest
from scipy.signal import lfilter

from central.statistics.day_correlation import LEAST_SHARE, MOST, day_correlation, days_per_day, variance_factor


def test_the_correlation_of_long_memory_is_found() -> None:
    rng = np.random.default_rng(1)
    errors = lfilter([1.0], [1.0, -0.6], rng.standard_normal(4_000))
    assert day_correlation(errors - errors.mean(), np.arange(4_000)) == pytest.approx(0.6, abs=0.04)


def test_few_days_show_too_little_of_it_and_are_corrected() -> None:
    """Eight errors by hand: r = (Σ of seven products/7)/(Σ of squares/7); to it comes (1 + 3r)/8. Seven show none."""
    errors = np.array([0.3, 0.1, 0.1, -0.1, -0.3, -0.1, 0.1, -0.1])
    raw = (0.03 + 0.01 - 0.01 + 0.03 + 0.03 - 0.01 - 0.01) / 0.24
    assert day_correlation(errors, np.arange(8)) == pytest.approx(raw + (1 + 3 * raw) / 8)
    assert day_correlation(errors[:7], np.arange(7)) == 0.0


def test_statsmodels_agrees_on_what_is_corrected() -> None:
    tools = pytest.importorskip("statsmodels.tsa.stattools", reason="pip install statsmodels")
    errors = lfilter([1.0], [1.0, -0.4], np.random.default_rng(2).standard_normal(30))
    errors -= errors.mean()
    raw = tools.acf(errors, nlags=1, adjusted=False)[1]
    assert day_correlation(errors, np.arange(30)) == pytest.approx(raw + (1 + 3 * raw) / 30)


def test_the_correction_is_as_large_as_the_error() -> None:
    """Mean of 1,500 draws of 60 days with a memory of 0.4, which look like 0.36."""
    draws = lfilter([1.0], [1.0, -0.4], np.random.default_rng(3).standard_normal((1_500, 100)))[:, 40:]
    found = [day_correlation(row - row.mean(), np.arange(60)) for row in draws]
    assert np.mean(found) == pytest.approx(0.4, abs=0.01)


def test_it_is_neither_below_0_nor_above_what_few_days_can_show() -> None:
    assert day_correlation(np.array([1.0, -1.0] * 4), np.arange(8)) == 0.0
    assert day_correlation(np.array([1.0] * 8 + [-1.0] * 8), np.arange(16)) == MOST
    assert day_correlation(np.zeros(8), np.arange(8)) == 0.0


def test_days_apart_are_no_pair() -> None:
    errors = np.array([1.0, 1.0, -1.0, -1.0] * 2)
    assert day_correlation(errors, np.arange(1, 17, 2)) == 0.0
    assert day_correlation(errors, np.array([1, 2, 8, 9, 15, 16, 22, 23])) == MOST


def test_correlated_days_say_as_much_as_fewer() -> None:
    """The variance of a mean, by the whole matrix: that of one day times f/D; and their spread is too small."""
    for r, lasts, days in ((0.0, 0.7, 9), (0.6, 0.7, 14), (0.3, 0.7, 4), (0.8, 0.8, 20)):
        lags = np.abs(np.subtract.outer(np.arange(days), np.arange(days)))
        matrix = np.where(lags > 0, r * lasts ** (lags - 1.0), 1.0)
        needed = days_per_day(r, days)
        assert matrix.mean() == pytest.approx(needed / days)
        spread = (np.trace(matrix) - matrix.sum() / days) / (days - 1)
        assert variance_factor(needed, days) == pytest.approx(matrix.mean() * days / spread)
    assert variance_factor(6.0, 6) == pytest.approx(6.0 / LEAST_SHARE)


def test_the_level_of_a_day_lasts_though_the_chance_of_its_people_hides_it() -> None:
    """Days of memory 0.7 and as much chance on top: a day is like the next by 0.35, and still like that after it."""
    matrix = 0.35 * 0.7 ** (np.abs(np.subtract.outer(np.arange(28), np.arange(28))) - 1.0)
    np.fill_diagonal(matrix, 1.0)
    assert days_per_day(0.35, 28) == pytest.approx(28 * matrix.mean())
