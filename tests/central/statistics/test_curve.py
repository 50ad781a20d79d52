"""Tests of the curve, its pointwise interval and its band."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.linalg import sqrtm
from scipy.stats import chi2, norm, t

from central.statistics.curve import BAND_SITES, DRAWS, FEW_SITES, SEED, Curve, estimate_curve
from central.statistics.intervals import ROUNDING_VARIANCE
from edge.statistics.columns import Floats

tables = st.tuples(st.integers(0, 14), st.integers(0, 5)).flatmap(
    lambda shape: arrays(
        np.float64, shape, elements=st.one_of(st.just(np.nan), st.floats(0, 1).map(lambda x: round(x, 2)))
    )
)


def noise(sites: int, seconds: int, seed: int = 1) -> Floats:
    values: Floats = 0.1 + 0.02 * np.random.default_rng(seed).standard_normal((sites, seconds))
    return values


def factors(found: Curve, values: Floats) -> Floats:
    """Half-widths of the band in standard errors."""
    result: Floats = (found.band_high - found.mean) / (values.std(axis=0, ddof=1) / np.sqrt(len(values)))
    return result


def test_a_second_has_the_mean_of_its_sites_and_students_interval() -> None:
    values = noise(5, 3)
    values[0, 1] = np.nan
    found = estimate_curve(values)
    assert found.sites.tolist() == [5, 4, 5]
    for second, told in ((0, values[:, 0]), (1, values[1:, 1])):
        low, high = t.interval(0.95, told.size - 1, told.mean(), told.std(ddof=1) / np.sqrt(told.size))
        assert (found.mean[second], found.low[second], found.high[second]) == pytest.approx((told.mean(), low, high))


def test_seconds_told_by_few_sites_have_less() -> None:
    """0 sites: nothing. 3: a mean. 4: an interval. 9: no band. 10: a band."""
    values = noise(10, 5)
    for second, sites in enumerate((0, 3, 4, 9, 10)):
        values[sites:, second] = np.nan
    found = estimate_curve(values)
    assert (BAND_SITES, DRAWS, SEED) == (10, 4_000, 1)
    assert np.isnan(found.mean).tolist() == [True, False, False, False, False]
    assert np.isnan(found.low).tolist() == np.isnan(found.high).tolist() == [True, True, False, False, False]
    assert np.isnan(found.band_low).tolist() == np.isnan(found.band_high).tolist() == [True, True, True, True, False]
    assert found.reason is None
    without = estimate_curve(values[:9])
    assert without.reason == FEW_SITES
    assert np.isnan(without.band_low).all()


def test_the_band_of_one_second_is_its_interval() -> None:
    """Nothing is simultaneous then: the factor is the quantile of t, but for the draws."""
    for sites in (10, 40):
        values = noise(sites, 1)
        assert factors(estimate_curve(values), values) == pytest.approx(t.ppf(0.975, sites - 1), rel=0.03)


def test_seconds_that_rise_and_fall_together_count_once() -> None:
    """A curve of equal seconds needs no wider band than one second, be they equal or opposite."""
    values = np.repeat(noise(20, 1), 6, axis=1)
    assert factors(estimate_curve(values), values) == pytest.approx(t.ppf(0.975, 19), rel=0.03)
    values[:, 3:] = 0.2 - values[:, 3:]
    assert factors(estimate_curve(values), values) == pytest.approx(t.ppf(0.975, 19), rel=0.03)


def test_independent_seconds_need_the_factor_of_so_many() -> None:
    """With 400 sites: the 95 % quantile of the largest of 8 normals, 1 - (1 - α)^(1/8)."""
    values = noise(400, 8)
    assert factors(estimate_curve(values), values) == pytest.approx(t.ppf((1 + 0.95 ** (1 / 8)) / 2, 399), rel=0.03)


def test_each_second_has_a_variance_of_its_own() -> None:
    """With 10 sites and independent seconds the largest |t| has independent denominators: as (1 - α)^(1/S) of t."""
    widest = np.mean([factors(estimate_curve(values), values) for values in (noise(10, 2, seed) for seed in range(40))])
    assert widest == pytest.approx(t.ppf((1 + np.sqrt(0.95)) / 2, 9), rel=0.03)


def test_a_band_by_few_sites_is_wider_where_fewer_tell() -> None:
    """A second that 10 of 40 sites tell has its own degrees of freedom, and does not widen the others by its number."""
    values = noise(40, 2)
    values[10:, 0] = np.nan
    found = estimate_curve(values)
    se = np.nanstd(values, axis=0, ddof=1) / np.sqrt([10, 40])
    both = (found.band_high - found.mean) / se
    assert both[0] == pytest.approx(both[1])
    assert t.ppf((1 + np.sqrt(0.95)) / 2, 39) < both[0] < t.ppf((1 + np.sqrt(0.95)) / 2, 9)


def test_the_factor_is_that_of_exact_draws() -> None:
    """The same draws with the exact quantiles of χ² in place of the cube, for seconds that are correlated by 0.5."""
    sites, seconds = 12, 5
    together = np.random.default_rng(2).standard_normal((sites, 1))
    values = together + np.random.default_rng(3).standard_normal((sites, seconds))
    correlation = np.corrcoef(values, rowvar=False)
    rng = np.random.default_rng(SEED)
    z = rng.standard_normal((DRAWS, seconds)) @ sqrtm(correlation)
    g = rng.standard_normal((DRAWS, seconds)) @ sqrtm(correlation**2)
    exact = np.abs(z / np.sqrt(chi2.ppf(norm.cdf(g), sites - 1) / (sites - 1))).max(axis=1)
    assert factors(estimate_curve(values), values) == pytest.approx(np.quantile(exact, 0.95), rel=0.002)


def test_equal_values_have_the_width_of_rounding() -> None:
    found = estimate_curve(np.full((12, 4), 0.13))
    se = np.sqrt(ROUNDING_VARIANCE / 12)
    assert found.high - 0.13 == pytest.approx(t.ppf(0.975, 11) * se)
    assert (found.band_high > found.high).all()
    assert found.band_high - 0.13 == pytest.approx(t.ppf((1 + 0.95 ** (1 / 4)) / 2, 11) * se, rel=0.05)


@settings(max_examples=40)
@given(tables, st.permutations(range(14)))
def test_the_order_of_sites_does_not_matter(values: Floats, order: list[int]) -> None:
    found, shuffled = estimate_curve(values), estimate_curve(values[[i for i in order if i < len(values)]])
    for name in ("mean", "low", "high", "band_low", "band_high", "sites"):
        assert getattr(found, name) == pytest.approx(getattr(shuffled, name), nan_ok=True, abs=1e-6), name
    assert found.reason == shuffled.reason


@settings(max_examples=40)
@given(tables)
def test_the_band_holds_the_interval_and_the_interval_the_mean(values: Floats) -> None:
    found = estimate_curve(values)
    assert found.sites.shape == found.mean.shape == found.band_low.shape == (values.shape[1],)
    with np.errstate(invalid="ignore"):
        assert not (found.low >= found.mean).any()
        assert not (found.mean >= found.high).any()
        assert not (found.band_high < found.mean + 0.97 * (found.high - found.mean)).any()
    assert found.band_high - found.mean == pytest.approx(found.mean - found.band_low, nan_ok=True, abs=1e-9)


@settings(max_examples=40)
@given(tables, st.floats(-1, 1))
def test_a_constant_moves_all_of_it(values: Floats, shift: float) -> None:
    found, moved = estimate_curve(values), estimate_curve(values + shift)
    for name in ("mean", "low", "band_high"):
        assert getattr(found, name) + shift == pytest.approx(getattr(moved, name), nan_ok=True, abs=1e-6), name
