"""Tests of means with their intervals."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from central.reasons import FEW_SITES, MIN_SITES, NOTHING_TOLD
from central.statistics.intervals import (
    FEW_DAYS,
    MIN_DAYS,
    OF_PEOPLE,
    OF_SITES,
    ONE_DAY_DOMINATES,
    ONE_SITE_DOMINATES,
    OVER_DAYS,
    ROUNDING_VARIANCE,
    Estimate,
    divide_sums,
    mean_of_people,
    mean_of_sites,
    mean_of_values,
    mean_over_days,
    p_over_days,
)

NAN = float("nan")
WEIGHTS, SUMS = [10, 20, 40, 10, 20], [1.0, 3.0, 4.0, 2.0, 4.0]  # ratios 0.1, 0.15, 0.1, 0.2, 0.2
clusters = st.lists(st.tuples(st.integers(0, 500), st.floats(0, 1)), max_size=12)
full = st.lists(st.tuples(st.integers(20, 50), st.floats(0, 1)), min_size=4, max_size=12)
METHODS = [mean_of_sites, mean_of_people, mean_over_days]


def of(method: object, drawn: list[tuple[int, float]], shift: float = 0.0, scale: int = 1) -> Estimate:
    weights = [scale * n for n, _ in drawn]
    assert callable(method)
    found = method(weights, [n * (x + shift) for n, (_, x) in zip(weights, drawn, strict=True)])
    assert isinstance(found, Estimate)
    return found


def same(one: Estimate, other: Estimate, shift: float = 0.0) -> None:
    for a, b in ((one.mean, other.mean), (one.low, other.low), (one.high, other.high)):
        assert (a is None) == (b is None)
        assert a is None or b is None or a + shift == pytest.approx(b, abs=1e-6)
    assert (one.clusters, one.method, one.reason) == (other.clusters, other.method, other.reason)


def test_ratios_of_nothing_are_nan() -> None:
    assert divide_sums([10, 0, NAN, 4], [1, 0, 3, NAN]) == pytest.approx([0.1, NAN, NAN, NAN], nan_ok=True)


def test_the_mean_of_sites_is_students_interval_of_their_ratios() -> None:
    """Each site counts alike, whatever its people."""
    found, values = mean_of_sites(WEIGHTS, SUMS), np.array([0.1, 0.15, 0.1, 0.2, 0.2])
    low, high = t.interval(0.95, 4, values.mean(), values.std(ddof=1) / sqrt(5))
    assert (found.mean, found.low, found.high) == pytest.approx((0.15, low, high))
    assert (found.clusters, found.method, found.reason) == (5, OF_SITES, None)


def test_the_mean_of_people_is_their_ratio_with_a_jackknife() -> None:
    """Formula by formula: leave each site out once; degrees of freedom by the sizes of the sites."""
    n, s = np.array(WEIGHTS, float), np.array(SUMS)
    left_out = np.array([np.delete(s, i).sum() / np.delete(n, i).sum() for i in range(5)])
    se = sqrt(4 / 5 * ((left_out - left_out.mean()) ** 2).sum())
    df = n.sum() ** 2 / (n**2).sum() - 1
    low, high = t.interval(0.95, df, 0.14, se)
    for method, name in ((mean_of_people, OF_PEOPLE), (mean_over_days, OVER_DAYS)):
        found = method(WEIGHTS, SUMS)
        assert (found.mean, found.low, found.high) == pytest.approx((0.14, low, high))
        assert (found.clusters, found.method, found.reason) == (5, name, None)


def test_values_that_are_all_equal_are_known_no_better_than_their_rounding() -> None:
    """All say 0.13: the interval is that of values which were rounded to 0.01."""
    half = float(t.ppf(0.975, 4)) * sqrt(ROUNDING_VARIANCE / 5)
    for method in METHODS:
        found = of(method, [(30, 0.13)] * 5)
        assert (found.low, found.high) == pytest.approx((0.13 - half, 0.13 + half))
    wider = mean_of_sites([30] * 5, [3.9] * 5, rounding=0.1)
    assert wider.high == pytest.approx(0.13 + 10 * half)
    assert pytest.approx(0.01**2 / 12) == ROUNDING_VARIANCE


def test_three_sites_have_a_mean_and_no_interval() -> None:
    assert (MIN_SITES, MIN_DAYS) == (4, 4)
    for method, reason in zip(METHODS, (FEW_SITES, FEW_SITES, FEW_DAYS), strict=True):
        found = of(method, [(20, 0.1), (20, 0.2), (0, 0.0), (20, 0.3)])
        assert (found.low, found.high, found.clusters, found.reason) == (None, None, 3, reason)
        assert found.mean == pytest.approx(0.2)
        assert of(method, [(20, 0.1), (20, 0.2), (20, 0.0), (20, 0.3)]).reason is None


def test_a_site_with_nearly_all_people_says_nothing_about_the_others() -> None:
    """Four sites of which one outweighs all others have a mean and no interval."""
    drawn = [(1000, 0.1), (10, 0.2), (10, 0.1), (10, 0.2)]
    assert of(mean_of_people, drawn).reason == ONE_SITE_DOMINATES
    assert of(mean_over_days, drawn).reason == ONE_DAY_DOMINATES
    assert of(mean_of_people, drawn).mean == pytest.approx(105 / 1030)
    assert of(mean_of_people, [(60, 0.1), (20, 0.2), (20, 0.1), (20, 0.2)]).low is not None


def test_clusters_that_are_worth_two_have_an_interval() -> None:
    """21 people at one site and 1 at each of nine: 30²/(21² + 9) is 2 to the last digit."""
    worth_two = of(mean_of_people, [(21, 0.1)] + [(1, 0.2)] * 9)
    assert worth_two.low is not None
    assert of(mean_of_people, [(22, 0.1)] + [(1, 0.2)] * 9).reason == ONE_SITE_DOMINATES


def test_nothing_told_is_said() -> None:
    for method in METHODS:
        for drawn in ([], [(0, 0.0), (0, 0.0)]):
            found = of(method, drawn)
            assert (found.mean, found.low, found.high) == (None, None, None)
            assert (found.clusters, found.reason) == (0, NOTHING_TOLD)


def test_a_sum_that_is_not_told_leaves_its_cluster_out() -> None:
    for method in METHODS:
        same(of(method, [(10, 0.1), (20, NAN)] + [(20, 0.2)] * 4), of(method, [(10, 0.1)] + [(20, 0.2)] * 4))


@pytest.mark.parametrize("method", METHODS)
@given(drawn=clusters, order=st.randoms(use_true_random=False))
def test_the_order_of_sites_does_not_matter(method: object, drawn: list[tuple[int, float]], order: object) -> None:
    shuffled = list(drawn)
    assert hasattr(order, "shuffle")
    order.shuffle(shuffled)
    same(of(method, drawn), of(method, shuffled))


@pytest.mark.parametrize("method", METHODS)
@given(drawn=full, shift=st.floats(-1, 1))
def test_a_constant_moves_mean_and_interval(method: object, drawn: list[tuple[int, float]], shift: float) -> None:
    same(of(method, drawn), of(method, drawn, shift=shift), shift)


@pytest.mark.parametrize("method", METHODS)
@given(drawn=clusters)
def test_all_weights_may_be_scaled(method: object, drawn: list[tuple[int, float]]) -> None:
    """A thousand times the people with the same spread tell the same."""
    same(of(method, drawn), of(method, drawn, scale=1000))


@given(st.lists(st.one_of(st.just(NAN), st.floats(0, 1)), max_size=10))
def test_sites_that_tell_nothing_do_not_count(values: list[float]) -> None:
    same(mean_of_values(values), mean_of_values([value for value in values if value == value]))


@pytest.mark.parametrize("method", METHODS)
@given(drawn=clusters)
def test_the_mean_lies_in_its_interval(method: object, drawn: list[tuple[int, float]]) -> None:
    found = of(method, drawn)
    if found.low is not None:
        assert found.mean is not None
        assert found.high is not None
        assert found.low < found.mean < found.high
        assert found.reason is None
    else:
        assert found.reason is not None


def test_days_that_are_like_the_day_before_widen_the_interval() -> None:
    """In the order of a memory the same days say less than in any other: as few as they are worth, at least three."""
    n, rising = [30.0] * 14, [0.10 + 0.01 * (day // 2) for day in range(14)]
    mixed = [rising[place * 5 % 14] for place in range(14)]

    def width(values: list[float], days: list[int] | None) -> float:
        found = mean_over_days(n, [30 * x for x in values], days)
        assert found.mean == pytest.approx(sum(values) / 14)
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    days = list(range(14))
    assert width(rising, days) > 2.5 * width(rising, None)
    assert width(mixed, days) == pytest.approx(width(mixed, None))
    assert width(rising, list(range(0, 28, 2))) == pytest.approx(width(rising, None))


def test_a_day_that_tells_nothing_is_no_neighbour() -> None:
    values = [0.1, 0.1, 0.3, 0.3, 0.1, 0.1, 0.3, 0.3]
    n = [30.0, 0.0] * 8
    sums = [30 * value for pair in zip(values, values, strict=True) for value in pair]
    assert mean_over_days(n, sums, range(16)).low == mean_over_days(n, sums).low


def test_days_that_differ_by_rounding_alone_are_not_correlated() -> None:
    """Sums of the same mean differ in their last digits, which follow each other in any way."""
    people = np.array([47.0, 186.0, 103.0, 63.0, 147.0, 144.0, 112.0, 56.0])
    for order in (1e-17, -1e-17):
        sums = people * 0.09 + order * people * np.array([1, 1, 1, 1, -1, -1, -1, -1])
        assert mean_over_days(people, sums, range(8)).low == pytest.approx(mean_over_days(people, sums).low, abs=1e-15)


@given(st.integers(0, 2**31), st.integers(4, 12), st.floats(-0.1, 0.1))
def test_the_p_value_over_days_is_below_5_percent_exactly_if_the_interval_excludes_0(
    seed: int, days: int, mean: float
) -> None:
    rng = np.random.default_rng(seed)
    people = rng.integers(1, 50, days).astype(float)
    sums = people * rng.normal(mean, 0.05, days)
    found, p = mean_over_days(people, sums, range(days)), p_over_days(people, sums, range(days))
    assert (found.low is None) == bool(np.isnan(p))
    if found.low is not None and found.high is not None:
        assert (p < 0.05) == (not found.low <= 0 <= found.high)
