"""Tests of impressions by the trade's names."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.statistics.impressions import SHORTEST_S, multiplier_over_days, visits_during_plays, visits_over_days
from central.statistics.intervals import FEW_DAYS, ONE_DAY_DOMINATES, mean_over_days
from edge.statistics.student import UPPER, t_quantile

kiosk_days = st.lists(
    st.tuples(
        st.integers(0, 500), st.floats(0.1, 60), st.integers(0, 3000), st.floats(0.1, 100), st.floats(60, 86_400)
    ),
    min_size=1,
    max_size=6,
)
KioskDay = tuple[int, float, int, float, float]


def test_gross_impressions_by_hand() -> None:
    """40 plays of 15 s, 180 visits of 45 s in an hour: 40 · 180/3600 · 60; and 2 s less of each as opportunities."""
    assert visits_during_plays([40], [15], [180], [45], [3600]).tolist() == pytest.approx([120])
    assert visits_during_plays([40], [15], [180], [45], [3600], SHORTEST_S).tolist() == pytest.approx([116])


@given(kiosk_days)
def test_gross_impressions_are_never_fewer_than_opportunities_nor_these_below_0(drawn: list[KioskDay]) -> None:
    plays, play_s, visits, dwell_s, sensed_s = ([day[place] for day in drawn] for place in range(5))
    gross = visits_during_plays(plays, play_s, visits, dwell_s, sensed_s)
    opportunities = visits_during_plays(plays, play_s, visits, dwell_s, sensed_s, SHORTEST_S)
    assert (gross >= opportunities).all()
    assert (opportunities >= 0).all()


def test_opportunities_are_the_visits_present_for_a_second_of_a_play() -> None:
    """Counted one by one, of 20,000 visits that begin at random."""
    rng = np.random.default_rng(1)
    begins, stays = rng.uniform(0, 36_000, 20_000), rng.uniform(1.0, 39.0, 20_000)
    plays = np.arange(600, 35_000, 90.0)
    overlaps = [np.minimum(begins + stays, play + 15) - np.maximum(begins, play) for play in plays]
    counted = sum(int((overlap >= SHORTEST_S).sum()) for overlap in overlaps)
    found = visits_during_plays([plays.size], [15], [20_000], [20.0], [36_000], SHORTEST_S)
    assert found[0] == pytest.approx(counted, rel=0.02)


def test_short_plays_with_short_visits_give_0_and_unmeasured_days_no_number() -> None:
    assert visits_during_plays([9], [1], [100], [0.5], [3600], SHORTEST_S).tolist() == [0.0]
    assert np.isnan(visits_during_plays([9], [1], [0], [np.nan], [0.0])).all()


def test_the_multiplier_is_the_visits_in_view_at_a_moment_of_measuring() -> None:
    """1,200 visits of 9 s in 10 hours: 0.3. Plays times this is less than the gross impressions: L / W times."""
    found = multiplier_over_days([10_800.0] * 4, [36_000.0] * 4, [0, 1, 2, 3])
    assert found.mean == pytest.approx(0.3)
    assert found.clusters == 4
    assert visits_during_plays([1], [15], [1_200], [9], [36_000])[0] == pytest.approx(0.3 * (1 + 15 / 9))


def test_the_interval_needs_four_days_and_ends_at_0() -> None:
    few = multiplier_over_days([9.0] * 3, [90.0] * 3, [0, 1, 2])
    assert (few.low, few.high, few.reason) == (None, None, FEW_DAYS)
    wide = multiplier_over_days([0.0, 0.0, 0.0, 90.0], [900.0] * 4, [0, 7, 14, 21])
    assert wide.low == 0.0
    assert wide.high is not None


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(60, 1e5)), min_size=4, max_size=30))
def test_the_multiplier_lies_in_its_interval(days: list[tuple[float, float]]) -> None:
    found = multiplier_over_days([day[0] for day in days], [day[1] for day in days], range(len(days)))
    if found.low is not None:
        assert found.mean is not None
        assert found.high is not None
        assert 0 <= found.low <= found.mean <= found.high


def test_the_interval_of_a_total_by_hand() -> None:
    """Days of 10 plays with 10, 20, 30 and 40 visits: the mean of 25 a day, t with 3 degrees of freedom, times 4."""
    found = visits_over_days([10] * 4, [10.0, 20.0, 30.0, 40.0], [0, 7, 14, 21])
    half = 4 * t_quantile(UPPER, 3.0) * np.std([10, 20, 30, 40], ddof=1) / 2
    assert (found.mean, found.low, found.high) == pytest.approx((100.0, 100 - half, 100 + half))
    assert found.clusters == 4
    assert visits_over_days([10] * 4, [0.0, 0.0, 0.0, 9.0], [0, 7, 14, 21]).low == 0.0


def test_busy_days_with_many_plays_are_no_chance_if_each_play_meets_as_many() -> None:
    """The interval is for these plays: only the visits of a play differ by chance."""
    found = visits_over_days([10, 20, 30, 40], [5.0, 10.0, 15.0, 20.0], [0, 1, 2, 3])
    assert found.mean == pytest.approx(50.0)
    assert found.low == pytest.approx(50.0, abs=1.0)
    assert found.high == pytest.approx(50.0, abs=1.0)


def test_differences_between_weekdays_are_no_chance() -> None:
    """Four weeks in which Saturdays meet five times as many visits as other days, by hand: each day against the mean
    of its weekday, 28 days less 7 means.
    """
    days, rng = np.arange(28), np.random.default_rng(2)
    level = np.where(days % 7 == 2, 50.0, 10.0)
    chance = rng.permutation(np.resize([-1.0, 1.0], 28))
    found = visits_over_days([10] * 28, level + chance, days)
    residuals = chance - np.array([chance[days % 7 == day % 7].mean() for day in days])
    half = t_quantile(UPPER, 21.0) * np.sqrt(28 * 4 / 3 * (residuals**2).mean())
    assert found.high is not None
    assert found.high - (level + chance).sum() == pytest.approx(half, rel=1e-9)
    assert mean_over_days([10] * 28, level + chance, days).high * 280 - found.mean > 5 * half  # type: ignore[operator]


@pytest.mark.parametrize(
    ("days", "plays"),
    [
        (range(20), [10.0] * 20),  # one weekday has two days
        (range(28), [1000.0, *[10.0] * 27]),  # one day has nearly all plays
        (range(0, 70, 7), [10.0] * 10),  # one weekday: nothing to remove
    ],
)
def test_weekdays_are_not_removed_from_too_few_days(days: range, plays: list[float]) -> None:
    visits = np.random.default_rng(3).uniform(5, 50, len(plays))
    found, pooled = visits_over_days(plays, visits, days), mean_over_days(plays, visits, days)
    assert (found.high, found.reason) == (
        None if pooled.high is None else pytest.approx(pooled.high * sum(plays)),
        pooled.reason,
    )


@given(st.lists(st.floats(0, 40), min_size=7, max_size=7), st.integers(3, 6), st.randoms(use_true_random=False))
def test_the_width_of_a_total_does_not_depend_on_the_levels_of_weekdays(
    levels: list[float], weeks: int, random: Random
) -> None:
    chance = np.array([random.uniform(50, 60) for _ in range(7 * weeks)])
    days = range(7 * weeks)
    flat = visits_over_days([10] * len(days), chance, days)
    found = visits_over_days([10] * len(days), chance + np.tile(levels, weeks), days)
    assert flat.high is not None
    assert found.high is not None
    assert found.high - found.mean == pytest.approx(flat.high - flat.mean, rel=1e-6)  # type: ignore[operator]


def test_a_total_has_no_interval_below_four_days_nor_if_one_day_has_nearly_all_plays() -> None:
    few = visits_over_days([10] * 3, [5.0, 6.0, 7.0], [0, 1, 2])
    assert few.mean == pytest.approx(18.0)
    assert (few.low, few.high, few.reason) == (None, None, FEW_DAYS)
    one = visits_over_days([1000, 1, 1, 1], [500.0, 1.0, 1.0, 1.0], [0, 1, 2, 3])
    assert (one.low, one.high, one.reason) == (None, None, ONE_DAY_DOMINATES)
    none = visits_over_days([], [], [])
    assert (none.mean, none.low, none.clusters) == (None, None, 0)


def test_a_day_without_measuring_counts_neither_as_a_day_nor_with_its_plays() -> None:
    with_it = visits_over_days([10, 10, 99, 10, 10], [4.0, 6.0, np.nan, 5.0, 7.0], [0, 1, 2, 3, 4])
    without = visits_over_days([10] * 4, [4.0, 6.0, 5.0, 7.0], [0, 1, 3, 4])
    assert with_it == without
    assert with_it.clusters == 4


@given(st.lists(st.tuples(st.integers(1, 500), st.floats(0, 1e4)), min_size=4, max_size=30), st.floats(0.1, 10))
def test_a_total_is_the_sum_lies_in_its_interval_and_grows_with_the_visits(
    days: list[tuple[int, float]], factor: float
) -> None:
    plays, visits = (np.array([day[place] for day in days], dtype=float) for place in range(2))
    found = visits_over_days(plays, visits, range(len(days)))
    assert found.mean == pytest.approx(visits.sum())
    if found.low is not None and found.high is not None and found.mean is not None:
        assert 0 <= found.low <= found.mean * (1 + 1e-9) + 1e-9
        assert found.mean <= found.high * (1 + 1e-9)
    more = visits_over_days(plays, factor * visits, range(len(days)))
    assert more.mean == pytest.approx(factor * visits.sum())
    assert (more.low is None) == (found.low is None)
