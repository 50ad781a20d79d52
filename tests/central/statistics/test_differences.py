"""Tests of the difference of two arms."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import t, ttest_1samp

from central.reasons import FEW_SITES, NOTHING_TOLD
from central.statistics.differences import PAIR_VARIANCE, Difference, Pairs, complete_pairs, mean_difference, site_means
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


def test_sites_are_averaged_by_weight_within_and_alike_between() -> None:
    values = np.array([[0.1, 0.2, NAN], [0.0, 0.1, 0.1], [0.3, NAN, NAN], [0.1, 0.1, 0.4], [NAN, NAN, NAN]])
    weights = np.where(np.isnan(values), 0.0, [[10, 30, 9], [20, 20, 20], [5, 5, 5], [10, 20, 10], [8, 8, 8]])
    means = [0.175, 0.2 / 3, 0.3, 0.175]
    assert site_means(Pairs(values, weights)) == pytest.approx([*means, NAN], nan_ok=True)
    found, told = mean_difference(Pairs(values, weights)), ttest_1samp(means, 0.0)
    interval = told.confidence_interval(0.95)
    assert (found.mean, found.low, found.high) == pytest.approx((np.mean(means), interval.low, interval.high))
    assert found.p == pytest.approx(told.pvalue)
    assert found.sd == pytest.approx(np.std(means, ddof=1))
    assert found.se == pytest.approx(np.std(means, ddof=1) / 2)
    assert (found.sites, found.site_days, found.reason) == (4, 9, None)


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
