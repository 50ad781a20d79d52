"""Comparison of two groups: exact p, chance, the interval, and groups that are too small."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from edge.statistics.columns import float_array
from edge.study.analysis.groups import SMALL_GROUP, GroupDifference, _random_divisions, compare_two_groups

A, B = float_array([3.1, 4.0, 2.2, 5.6, 4.4]), float_array([1.0, 2.1, 0.3, 2.9, 1.7])


def test_all_divisions_are_counted_in_small_groups() -> None:
    """Against the definition: Welch's t of each of the 462 divisions of 5 and 6, by SciPy."""
    a, b = 4 * A - 10, np.append(B, 3.5)  # of very different spread, and with a p in the middle
    values = np.append(a, b)
    chosen = np.array(list(combinations(range(11), 5)))
    others = np.array([np.delete(np.arange(11), places) for places in chosen])
    found = np.abs(ttest_ind(values[chosen], values[others], axis=1, equal_var=False).statistic)
    expected = ttest_ind(a, b, equal_var=False)
    result = compare_two_groups(a, b)
    assert 0.1 < (result.p or 0) < 0.9
    assert result.p == pytest.approx(np.mean(found >= abs(expected.statistic) * (1 - 1e-9)))
    assert result.difference == pytest.approx(a.mean() - b.mean())
    interval = expected.confidence_interval()
    assert (result.low, result.high) == pytest.approx((interval.low, interval.high))
    assert (result.n_a, result.n_b, result.reason) == (5, 6, None)


def test_a_random_division_keeps_the_sizes_of_the_groups() -> None:
    divisions = _random_divisions(7, 9, 50, 1)
    assert divisions.shape == (50, 16)
    assert set(divisions.sum(axis=1)) == {7}
    assert len(np.unique(divisions, axis=0)) > 45


def test_the_order_of_the_groups_changes_only_the_sign() -> None:
    one, other = compare_two_groups(A, B), compare_two_groups(B, A)
    assert one.p == other.p
    assert one.difference == pytest.approx(-(other.difference or 0))


def test_clear_groups_have_the_smallest_p_that_their_size_allows() -> None:
    found = compare_two_groups(A + 100, B)
    assert found.p == pytest.approx(2 / 252)
    large = compare_two_groups(np.arange(20.0) + 100, np.arange(20.0), draws=999)
    assert large.p == pytest.approx(1 / 1000)


def test_missing_values_do_not_count_and_a_small_group_shows_no_number() -> None:
    gaps = np.array([np.nan, np.nan])
    assert compare_two_groups(np.concatenate([A, gaps]), np.concatenate([gaps, B])) == compare_two_groups(A, B)
    few = compare_two_groups(A[:4], B)
    assert few == GroupDifference(4, 5, reason=SMALL_GROUP)
    assert compare_two_groups([], B).reason == SMALL_GROUP


def test_equal_values_are_no_difference_and_constant_groups_are_one() -> None:
    same = compare_two_groups([0.1] * 5, [0.1] * 6)
    assert same.p == 1.0
    assert (same.difference, same.low, same.high) == pytest.approx((0, 0, 0))
    apart = compare_two_groups([1.0] * 5, [0.0] * 5)
    assert apart.p == pytest.approx(2 / 252)
    assert apart.difference == 1.0


def test_random_divisions_agree_with_all_of_them() -> None:
    """Eight and eight are drawn at random; p is near that of the t test for normal values."""
    rng = np.random.default_rng(5)
    a, b = rng.normal(0.9, 1, 8), rng.normal(0, 1, 8)
    found = compare_two_groups(a, b)
    assert found.p == pytest.approx(ttest_ind(a, b, equal_var=False).pvalue, abs=0.02)
    assert compare_two_groups(a, b) == found


@pytest.mark.parametrize(("n_a", "n_b", "spread"), [(6, 6, 1.0), (20, 20, 1.0), (8, 24, 3.0)])
def test_groups_that_do_not_differ_are_rarely_found(n_a: int, n_b: int, spread: float) -> None:
    """At 5 %, also where the smaller group varies three times as much: 400 draws, 4 standard errors."""
    rng = np.random.default_rng((n_a, n_b))
    found = [compare_two_groups(rng.normal(0, spread, n_a), rng.normal(0, 1, n_b), draws=199) for _ in range(400)]
    share = np.mean([one.p is not None and one.p <= 0.05 for one in found])
    assert share <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 400)
