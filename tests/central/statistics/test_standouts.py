"""Tests of the ads that differ from the rest of a list, and of the change against the days before.

Lists without a difference: shops and days move all ads alike, and shops like one ad more than another.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from central.reasons import FEW_SITES
from central.reports.columns import Floats
from central.statistics.intervals import p_over_days
from central.statistics.standouts import Totals, list_standouts, site_change

SITES, DAYS, ADS, TASTE_SD = 20, 28, 6, 0.02


def drawn_list(rng: np.random.Generator, effects: Floats, days: int = DAYS) -> tuple[Totals, Totals]:
    """Totals by site and by day of ads that play in each shop on each day."""
    level = 0.15 + rng.normal(0, 0.03, (SITES, 1, 1)) + rng.normal(0, 0.02, (1, days, 1))
    mean = level + rng.normal(0, TASTE_SD, (SITES, 1, ADS)) + effects
    people = rng.poisson(15, (SITES, days, ADS)).astype(float)
    sums = people * (mean + rng.normal(0, 0.2, mean.shape) / np.sqrt(np.maximum(people, 1)))
    return tuple(Totals(people.sum(axis), sums.sum(axis)) for axis in (1, 0))  # type: ignore[return-value]


def test_a_list_without_differences_shows_one_in_few_cases() -> None:
    """The share of lists with a false mark is at most 5 of 100."""
    rng = np.random.default_rng(4)
    lists = [list_standouts(*drawn_list(rng, np.zeros(ADS)), np.arange(DAYS)) for _ in range(120)]
    assert sum(any(one.differs for one in found) for found in lists) <= 11  # 120 draws of 5 %: 11 or fewer in 97 of 100


def test_an_ad_with_a_planted_difference_is_marked_with_its_size() -> None:
    rng, found = np.random.default_rng(5), []
    effects = np.array([0.06, 0, 0, 0, 0, 0])
    for _ in range(20):
        found.append(list_standouts(*drawn_list(rng, effects), np.arange(DAYS))[0])
    assert all(one.differs for one in found)
    assert np.mean([one.estimate.mean for one in found]) == pytest.approx(0.06, abs=0.005)


def test_what_the_days_explain_is_not_marked() -> None:
    """An ad that played only on good days is above the others in every shop, and not on any day."""
    rng = np.random.default_rng(6)
    days = np.where(np.arange(DAYS) < 14, 0.10, 0.20)
    people = np.full((SITES, DAYS, 2), 20.0)
    people[:, :12, 0] = 0.0
    mean = days[np.newaxis, :, np.newaxis] + rng.normal(0, 0.002, people.shape)
    sites, of_days = (Totals(people.sum(axis), (people * mean).sum(axis)) for axis in (1, 0))
    found = list_standouts(sites, of_days, np.arange(DAYS))
    assert found[0].estimate.low is not None
    assert found[0].estimate.low > 0
    assert not found[0].differs


def test_ads_that_take_turns_by_the_week_are_marked_in_few_lists() -> None:
    """The weeks alone make all shops agree, so only the few common days speak for each of the 12 ads."""
    rng, marked, ads, runs = np.random.default_rng(8), 0, 12, 60
    plays = np.array([[start - 2 <= day < start + 4 for start in range(0, DAYS, 2)][:ads] for day in range(DAYS)])
    for _ in range(runs):
        days = rng.normal(0, 0.06, DAYS) + np.repeat(rng.normal(0, 0.04, 4), 7)
        mean = 0.3 + rng.normal(0, 0.08, (60, 1, 1)) + days[:, np.newaxis] + rng.normal(0, TASTE_SD, (60, 1, ads))
        people = rng.poisson(20 * plays, (60, DAYS, ads)).astype(float)
        sums = people * (mean + rng.normal(0, 0.2, mean.shape) / np.sqrt(np.maximum(people, 1)))
        of_sites, of_days = (Totals(people.sum(axis), sums.sum(axis)) for axis in (1, 0))
        marked += any(one.differs for one in list_standouts(of_sites, of_days, np.arange(DAYS)))
    assert marked <= 6  # 60 draws of 5 %: 6 or fewer in 97 of 100


def test_the_p_value_is_the_larger_one_of_the_sites_and_the_days() -> None:
    rng = np.random.default_rng(7)
    sites, days = drawn_list(rng, np.zeros(ADS))
    of_sites, of_days = (
        values - (values.sum(axis=1, keepdims=True) - values) / (ADS - 1)
        for values in (sites.sums / sites.people, days.sums / days.people)
    )
    within = [p_over_days(n, n * mean, np.arange(DAYS)) for n, mean in zip(days.people.T, of_days.T, strict=True)]
    p = np.maximum(stats.ttest_1samp(of_sites, 0.0, axis=0).pvalue, within)
    found = list_standouts(sites, days, np.arange(DAYS))
    assert [one.adjusted_p for one in found] == pytest.approx(stats.false_discovery_control(p).tolist())


def test_few_sites_and_lonely_ads_are_not_tested() -> None:
    sites = Totals(np.full((3, 2), 20.0), np.array([[2.0, 8.0]] * 3))
    for one in list_standouts(sites, sites, np.arange(3)):
        assert (one.adjusted_p, one.differs, one.estimate.reason) == (None, False, FEW_SITES)
    lonely = Totals(np.full((8, 1), 20.0), np.full((8, 1), 2.0))
    (one,) = list_standouts(lonely, lonely, np.arange(8))
    assert (one.estimate.mean, one.differs) == (None, False)
    assert list_standouts(Totals(np.zeros((0, 0)), np.zeros((0, 0))), lonely, np.arange(8)) == []


def test_a_change_is_paired_by_shop() -> None:
    """A shop without a value in one of the periods is left out."""
    people = np.array([[20.0], [20.0], [20.0], [20.0], [0.0]])
    before, now = np.array([0.1, 0.2, 0.3, 0.4, 0.0]), np.array([0.13, 0.24, 0.32, 0.43, 0.9])
    found = site_change(Totals(np.full((5, 1), 20.0), 20 * now[:, None]), Totals(people, 20 * before[:, None]))
    low, high = stats.ttest_1samp((now - before)[:4], 0).confidence_interval()
    assert found.clusters == 4
    assert (found.mean, found.low, found.high) == pytest.approx((0.03, low, high))


@pytest.mark.parametrize("sites", [5, 20, 200])
def test_the_interval_of_a_change_contains_the_planted_change(sites: int) -> None:
    rng, held, runs = np.random.default_rng(sites), 0, 400
    for _ in range(runs):
        people: Floats = rng.poisson(60, (2, sites, 1)).astype(np.float64) + 1.0
        level = 0.15 + rng.normal(0, 0.03, (1, sites, 1)) + rng.normal(0, 0.01, (2, sites, 1))
        level[1] += 0.02
        sums: Floats = people * (level + rng.normal(0, 0.2, people.shape) / np.sqrt(people))
        found = site_change(Totals(people[1], sums[1]), Totals(people[0], sums[0]))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.02 <= found.high
    assert 0.92 <= held / runs <= 0.985


@settings(max_examples=50)
@given(st.integers(0, 2**31), st.integers(0, 6), st.integers(0, 6), st.integers(0, 4))
def test_any_table_gives_an_answer_for_each_ad(seed: int, sites: int, days: int, ads: int) -> None:
    rng = np.random.default_rng(seed)
    people = [np.asarray(rng.integers(0, 3, (rows, ads)) * 10.0, dtype=np.float64) for rows in (sites, days)]
    tables = [Totals(each, rng.random(each.shape)) for each in people]
    found = list_standouts(tables[0], tables[1], np.arange(days))
    assert len(found) == ads
    assert all(one.estimate.mean is not None and one.adjusted_p is not None for one in found if one.differs)
