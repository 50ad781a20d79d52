"""Tests of the difference of two arms."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import t, ttest_1samp

from central.reasons import FEW_SITES, NOTHING_TOLD
from central.statistics.differences import (
    PAIR_VARIANCE,
    Difference,
    Pairs,
    complete_pairs,
    mean_difference,
    weighed_mean,
)
from edge.statistics.columns import Floats

NAN = float("nan")
tables = st.tuples(st.integers(0, 6), st.integers(0, 5)).flatmap(
    lambda shape: st.tuples(
        arrays(np.float64, shape, elements=st.integers(0, 60).map(float)),
        arrays(np.float64, shape, elements=st.floats(0, 1)),
        arrays(np.float64, shape, elements=st.integers(0, 60).map(float)),
        arrays(np.float64, shape, elements=st.floats(0, 1)),
    )
)
Arms = tuple[Floats, Floats, Floats, Floats]


def paired(arms: Arms) -> Pairs:
    n_a, x_a, n_b, x_b = arms
    return complete_pairs(n_a, n_a * x_a, n_b, n_b * x_b)


def numbers(found: Difference) -> list[float | None]:
    return [found.mean, found.low, found.high, found.sd, found.se, found.p]


def test_a_pair_is_the_difference_of_means_with_the_weight_of_both() -> None:
    """20 and 60 people weigh as 30 in each arm: 2·20·60/80."""
    found = complete_pairs([[20, 10, 0]], [[4.0, 1.0, 0.0]], [[60, 0, 5]], [[6.0, 0.0, 1.0]])
    assert found.values == pytest.approx(np.array([[0.1, NAN, NAN]]), nan_ok=True)
    assert found.weights == pytest.approx(np.array([[30.0, 0.0, 0.0]]))


TABLE = [
    [-0.032, 0.032, 0.081, 0.002],
    [-0.02, 0.04, 0.105, -0.009],
    [-0.045, -0.032, 0.031, -0.053],
    [-0.078, -0.056, 0.026, -0.05],
    [-0.051, -0.055, 0.036, -0.028],
]
WEIGHTS = [[32, 35, 23, 34], [28, 22, 59, 10], [14, 19, 58, 44], [54, 20, 46, 28], [34, 10, 40, 51]]
MEAN, OF_SITES, OF_DAYS, OF_CELLS = -0.0005481093687864, 0.00024826919068800, 0.00066209040190841, 0.00014936375289047
"""By statsmodels 0.15.0: `combine_effects(method_re="chi2")`, and WLS with a dummy a site, clustered by day, and HC0,
times 4/3."""


def test_mean_and_variances_are_those_of_statsmodels() -> None:
    """With five shops, four days that move all of them alike, and shops that differ."""
    found = mean_difference(Pairs(np.array(TABLE), np.array(WEIGHTS, float)))
    se = sqrt(OF_SITES + OF_DAYS - OF_CELLS)
    low, high = t.interval(0.95, 3, MEAN, se)
    assert (found.mean, found.se, found.low, found.high) == pytest.approx((MEAN, se, low, high))
    assert found.sd == pytest.approx(sqrt(5 * OF_SITES))
    assert found.p == pytest.approx(2 * t.sf(-MEAN / se, 3))
    assert (found.sites, found.site_days, found.reason) == (5, 20, None)


@pytest.mark.parametrize("seed", range(3))
def test_statsmodels_agrees_on_mean_and_variances(seed: int) -> None:
    """Random effects and two-way clusters, of weighted least squares with a dummy a site."""
    meta = pytest.importorskip("statsmodels.stats.meta_analysis", reason="pip install statsmodels")
    regression = pytest.importorskip("statsmodels.regression.linear_model")
    sandwich = pytest.importorskip("statsmodels.stats.sandwich_covariance")
    rng = np.random.default_rng(seed)
    values = 0.05 * rng.standard_normal((6, 5)) + 0.05 * rng.standard_normal(5) + 0.04 * rng.standard_normal((6, 1))
    weights = rng.integers(10, 60, (6, 5)).astype(float)
    site, day = np.indices(values.shape).reshape(2, -1)
    fitted = regression.WLS(values.ravel(), np.eye(6)[site], weights=weights.ravel()).fit()
    found = meta.combine_effects(fitted.params, fitted.scale / weights.sum(axis=1), method_re="chi2")
    shares = found.weights_re / found.weights_re.sum()
    both, *_ = sandwich.cov_cluster_2groups(fitted, site, day, use_correction=False)
    weighed = weighed_mean(Pairs(values, weights))
    assert weighed is not None
    assert weighed.mean == pytest.approx(found.mean_effect_re)
    assert weighed.of_sites == pytest.approx(found.var_hksj_re)
    assert weighed.of_days - weighed.of_cells == pytest.approx(5 / 4 * shares @ both @ shares)


def test_sites_that_are_known_alike_are_averaged_alike() -> None:
    """Of one day each, and of days that no other site has, it is Student's t over sites."""
    means = [0.175, 0.2 / 3, 0.3, 0.175]
    apart = np.where(np.eye(4, dtype=bool), means, NAN)
    for values in (np.array([[each] for each in means]), apart):
        found, told = mean_difference(Pairs(values, np.where(np.isnan(values), 0.0, 9.0))), ttest_1samp(means, 0.0)
        interval = told.confidence_interval(0.95)
        assert (found.mean, found.low, found.high) == pytest.approx((np.mean(means), interval.low, interval.high))
        assert found.p == pytest.approx(told.pvalue)
        assert (found.sites, found.site_days) == (4, 4)


def test_a_site_of_few_people_counts_less_the_less_sites_differ() -> None:
    """Nine busy shops and a quiet one whose days vary as chance has it."""
    rng = np.random.default_rng(3)
    weights = np.array([[400.0] * 14] * 9 + [[4.0] * 14])

    def share_of_the_quiet_one(spread: float) -> float:
        values = spread * rng.standard_normal((10, 1)) + 0.2 * rng.standard_normal((10, 14)) / np.sqrt(weights)
        moved = values.copy()
        moved[-1] += 0.001
        one, other = mean_difference(Pairs(values, weights)).mean, mean_difference(Pairs(moved, weights)).mean
        assert one is not None
        assert other is not None
        return (other - one) / 0.001

    assert share_of_the_quiet_one(0.0) < 0.03
    assert share_of_the_quiet_one(0.2) == pytest.approx(0.1, abs=0.01)


def test_parts_of_a_day_are_compared_within_themselves() -> None:
    """Each arm smiles alike in both parts; arm a has most of its people in the merry one. A part of one arm is none."""
    n_a, n_b = np.array([[[80.0, 20.0, 30.0]]]), np.array([[[20.0, 80.0, 0.0]]])
    level = np.array([0.3, 0.1, 0.9])
    found = complete_pairs(n_a, n_a * level, n_b, n_b * level)
    assert found.values == pytest.approx(np.array([[0.0]]))
    assert found.weights == pytest.approx(np.array([[64.0]]))
    assert (
        complete_pairs(n_a.sum(axis=2), (n_a * level).sum(axis=2), n_b.sum(axis=2), (n_b * level).sum(axis=2)).values
        > 0.1
    )


def test_equal_differences_are_known_no_better_than_their_rounding() -> None:
    """Of nine days each, a site's mean has a ninth of the variance."""
    found = mean_difference(Pairs(np.full((5, 9), 0.02), np.ones((5, 9))))
    assert found.sd == pytest.approx(sqrt(PAIR_VARIANCE / 9))
    assert found.high == pytest.approx(0.02 + t.ppf(0.975, 4) * sqrt(PAIR_VARIANCE / 45))
    assert pytest.approx(2 * 0.01**2 / 12) == PAIR_VARIANCE


def test_three_sites_have_a_mean_and_no_more() -> None:
    found = mean_difference(Pairs(np.array([[0.1], [0.2], [0.3], [NAN]]), np.array([[1.0], [1.0], [1.0], [0.0]])))
    assert numbers(found) == [pytest.approx(0.2), None, None, None, None, None]
    assert (found.sites, found.site_days, found.reason) == (3, 3, FEW_SITES)


def test_nothing_told_is_said() -> None:
    for shape in ((0, 0), (0, 3), (3, 0), (3, 3)):
        found = mean_difference(Pairs(np.full(shape, NAN), np.zeros(shape)))
        assert numbers(found) == [None] * 6
        assert (found.sites, found.site_days, found.reason) == (0, 0, NOTHING_TOLD)


@given(tables)
def test_b_against_a_is_the_opposite(arms: Arms) -> None:
    n_a, x_a, n_b, x_b = arms
    one, other = mean_difference(paired(arms)), mean_difference(paired((n_b, x_b, n_a, x_a)))
    for a, b in ((one.mean, other.mean), (one.low, other.high), (one.high, other.low)):
        assert (a is None) == (b is None)
        assert a is None or b is None or a == pytest.approx(-b, abs=1e-9)
    assert (one.sites, one.site_days) == (other.sites, other.site_days)


@given(tables, st.permutations(range(6)), st.permutations(range(5)))
def test_the_order_of_sites_and_days_does_not_matter(arms: Arms, sites: list[int], days: list[int]) -> None:
    rows, columns = arms[0].shape
    n_a, x_a, n_b, x_b = (array[[i for i in sites if i < rows]][:, [i for i in days if i < columns]] for array in arms)
    one, other = mean_difference(paired(arms)), mean_difference(paired((n_a, x_a, n_b, x_b)))
    for a, b in zip(numbers(one), numbers(other), strict=True):
        assert (a is None) == (b is None)
        assert a is None or b is None or a == pytest.approx(b, abs=1e-9)


@given(tables, st.integers(2, 9))
def test_more_people_in_all_site_days_change_nothing(arms: Arms, scale: int) -> None:
    n_a, x_a, n_b, x_b = arms
    one, other = mean_difference(paired(arms)), mean_difference(paired((scale * n_a, x_a, scale * n_b, x_b)))
    assert (one.mean is None) == (other.mean is None)
    assert one.mean is None or one.mean == pytest.approx(other.mean)
