"""A week against the week before: ratios of counts, differences of shares, and how sure they are."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from central.reasons import FEW_SITES, NOTHING_TOLD
from central.statistics.intervals import ONE_SITE_DOMINATES, ROUNDING_VARIANCE
from central.statistics.week_change import WeekChange, count_change, judge_changes, share_change

BEFORE, AFTER = [10000.0, 12000.0, 8000.0, 10000.0, 11000.0], [9000.0, 13000.0, 6000.0, 9500.0, 10000.0]
PEOPLE, SMILES = [100.0, 100.0, 100.0, 100.0], [30.0, 32.0, 28.0, 30.0]
counts = st.lists(st.tuples(st.integers(50, 500), st.integers(50, 500)), min_size=5, max_size=12)
shares = st.lists(st.tuples(st.integers(50, 90), st.floats(0.1, 0.9), st.floats(0.1, 0.9)), min_size=5, max_size=12)


def of_shares(drawn: list[tuple[int, float, float]], scale: float = 1.0) -> WeekChange:
    n, first, then = (np.array(each) for each in zip(*drawn, strict=True))
    return share_change(scale * n, scale * n * first, scale * n, scale * n * then)


def test_a_count_changes_by_the_ratio_of_its_sums() -> None:
    """The jackknife by hand, on the logarithm, with the effective number of sites."""
    found, first, then = count_change(BEFORE, AFTER), np.array(BEFORE), np.array(AFTER)
    assert (found.before, found.after, found.sites) == (51_000.0, 47_500.0, 5)
    assert found.change == pytest.approx(475 / 510 - 1)
    without = [log((47_500 - b) / (51_000 - a)) for a, b in zip(BEFORE, AFTER, strict=True)]
    se = sqrt(0.8 * sum((each - np.mean(without)) ** 2 for each in without))
    effective = min(51_000**2 / (first**2).sum(), 47_500**2 / (then**2).sum())
    half = t.ppf(0.975, effective - 1) * se
    assert found.low == pytest.approx(475 / 510 * exp(-half) - 1)
    assert found.high == pytest.approx(475 / 510 * exp(half) - 1)


def test_a_share_changes_by_the_difference_over_all_people() -> None:
    found = share_change(PEOPLE, SMILES, PEOPLE, [25.0, 29.0, 22.0, 28.0])
    assert (found.before, found.after) == pytest.approx((0.30, 0.26))
    low, high = t.interval(0.95, 3, -0.04, np.std([-0.05, -0.03, -0.06, -0.02], ddof=1) / 2)
    assert (found.low, found.high) == pytest.approx((low, high))


def test_fewer_than_four_sites_have_a_change_and_no_interval() -> None:
    for found in (count_change(BEFORE[:3], AFTER[:3]), share_change(*(each[:3] for each in (PEOPLE, SMILES) * 2))):
        assert found.change is not None
        assert (found.low, found.high, found.sites, found.reason) == (None, None, 3, FEW_SITES)


def test_one_large_site_is_no_sample_of_sites() -> None:
    assert count_change([9000, 1, 1, 1], [9000, 1, 1, 1]).reason == ONE_SITE_DOMINATES
    assert share_change([9000, 1, 1, 1], [900, 0, 0, 0], [9000, 1, 1, 1], [900, 0, 0, 0]).reason == ONE_SITE_DOMINATES
    assert count_change([10, 10, 10, 10], [0, 0, 0, 0]).reason == ONE_SITE_DOMINATES


def test_sites_without_people_on_both_sides_are_excluded() -> None:
    assert count_change([*BEFORE, 0], [*AFTER, 70]) == count_change(BEFORE, AFTER)
    with_empty = share_change([*PEOPLE, 0, 9], [*SMILES, 0, 5], [*PEOPLE, 9, 0], [*SMILES, 5, 0])
    assert with_empty == share_change(PEOPLE, SMILES, PEOPLE, SMILES)
    for found in (count_change([], []), share_change([0], [0], [5], [1])):
        assert (found.change, found.sites, found.reason) == (None, 0, NOTHING_TOLD)


def test_sites_that_agree_exactly_are_as_uncertain_as_counts_and_rounding() -> None:
    (found,) = judge_changes([share_change(PEOPLE, SMILES, PEOPLE, SMILES)])
    half = t.ppf(0.975, 3) * sqrt(2 * ROUNDING_VARIANCE / 4)
    assert (found.low, found.high) == pytest.approx((-half, half))
    assert not found.shown
    alike = count_change([100] * 5, [100] * 5)
    assert alike.high == pytest.approx(exp(t.ppf(0.975, 4) * sqrt(2 / 500)) - 1)


@given(counts)
@settings(max_examples=30)
def test_a_count_is_judged_alike_in_any_order_and_backwards(drawn: list[tuple[int, int]]) -> None:
    """The ratio of the weeks swapped is the inverse one; so are the bounds."""
    before, after = zip(*drawn, strict=True)
    found, back = count_change(before, after), count_change(after, before)
    assert count_change(before[::-1], after[::-1]).change == pytest.approx(found.change)
    if found.low is None or back.high is None or found.change is None or back.change is None:
        assert found.reason == back.reason
        return
    assert (1 + found.change) * (1 + back.change) == pytest.approx(1)
    assert (1 + found.low) * (1 + back.high) == pytest.approx(1)
    assert -1 < found.low <= found.change <= (found.high or 0)


@given(shares)
@settings(max_examples=30)
def test_a_share_does_not_depend_on_the_unit_of_its_weights(drawn: list[tuple[int, float, float]]) -> None:
    found, scaled = of_shares(drawn), of_shares(drawn, 7.0)
    assert (found.low is None, found.reason) == (scaled.low is None, scaled.reason)
    if found.low is not None:
        assert (found.low, found.high) == pytest.approx((scaled.low, scaled.high))


@given(st.lists(shares, min_size=1, max_size=3))
@settings(max_examples=30)
def test_a_change_is_shown_exactly_if_its_interval_excludes_0(drawn: list[list[tuple[int, float, float]]]) -> None:
    """Of several, Holm decides: the interval of one that he does not show is wide enough to hold 0."""
    for found in judge_changes([of_shares(each) for each in drawn]):
        if found.low is not None and found.high is not None:
            assert found.shown == (not found.low <= 0 <= found.high)


def test_three_looks_show_less_than_one() -> None:
    """A change that alone would be shown is not beside two that are chance."""
    some = share_change(PEOPLE, SMILES, PEOPLE, [27.0, 31.0, 26.5, 28.0])
    chance = share_change(PEOPLE, SMILES, PEOPLE, [33.0, 29.0, 29.0, 30.5])
    (alone,) = judge_changes([some])
    among = judge_changes([some, chance, chance])[0]
    assert (alone.shown, among.shown) == (True, False)
    assert alone.low is not None
    assert among.low is not None
    assert among.low < alone.low
    assert (among.high or -1) >= 0


@pytest.mark.parametrize("sites", [5, 20, 200])
def test_95_of_100_intervals_hold_a_planted_change(sites: int) -> None:
    """Shops of unlike sizes, whose own changes differ: visits +5 %, smiles −2 points."""
    rng, runs = np.random.default_rng(sites), 400
    held = np.zeros(2)
    told = np.zeros(2)
    for _ in range(runs):
        size = np.exp(rng.normal(6, 0.5, sites))
        later = rng.poisson(size * 1.05 * np.exp(rng.normal(-0.005, 0.1, sites)))
        level, change = rng.normal(0.3, 0.05, sites).clip(0.1), rng.normal(-0.02, 0.03, sites)
        smiles = [rng.binomial(size.astype(int) + 1, p) for p in (level, level + change)]
        people = size.astype(int) + 1
        found = (
            (count_change(rng.poisson(size), later), 0.05),
            (share_change(people, smiles[0], people, smiles[1]), -0.02),
        )
        for place, (each, truth) in enumerate(found):
            if each.low is not None and each.high is not None:
                told[place] += 1
                held[place] += each.low <= truth <= each.high
    assert (told >= 0.95 * runs).all()
    assert held / told == pytest.approx(0.95, abs=0.035), held / told
