"""Tests of what days have in common in all sites."""

import numpy as np
import pytest

from central.statistics.common_days import CommonDays, SiteSpreads, common_days
from central.statistics.intervals import mean_of_sites
from edge.statistics.columns import Floats


def found_in(people: Floats, values: Floats) -> CommonDays | None:
    """Of people and values [G, D], all of them with people."""
    sums = people * values
    rest = people.sum(axis=1, keepdims=True) - people
    without = (sums.sum(axis=1, keepdims=True) - sums) / np.fmax(rest, 1.0)
    spread = ((without - without.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    sites = SiteSpreads(people.sum(axis=1), sums.sum(axis=1), (people > 0).sum(axis=1).astype(float), spread)
    return common_days(people.sum(axis=0), sums.sum(axis=0), sites)


def test_days_alike_in_all_sites_have_the_variance_of_their_mean() -> None:
    """Less that of the cells: 0.01²/14 of days that move 400 sites, whose own days vary twice as much."""
    rng = np.random.default_rng(1)
    days = rng.standard_normal(14)
    days = 0.01 * (days - days.mean()) / days.std(ddof=1)
    found = found_in(np.full((400, 14), 30.0), days + 0.02 * rng.standard_normal((400, 14)))
    assert found is not None
    assert found.variance == pytest.approx(0.01**2 / 14, rel=0.15)
    assert found.days == 14


def test_days_of_sites_by_themselves_have_nothing_in_common() -> None:
    rng = np.random.default_rng(2)
    drawn = [found_in(np.full((50, 28), 30.0), 0.02 * rng.standard_normal((50, 28))) for _ in range(40)]
    assert sum(each is not None for each in drawn) <= 6


def test_participants_of_one_day_each_are_no_common_days() -> None:
    """Six people a day on five days differ by themselves: a day of theirs varies as they do."""
    rng = np.random.default_rng(3)
    people = np.repeat(np.eye(5), 6, axis=0)
    drawn = [found_in(people, people * rng.standard_normal((30, 1))) for _ in range(40)]
    assert sum(each is not None for each in drawn) <= 14
    assert np.mean([0.0 if each is None else each.variance for each in drawn]) < 0.3 / 30


def test_three_days_are_too_few() -> None:
    assert found_in(np.ones((5, 3)), np.tile([0.0, 1.0, 2.0], (5, 1))) is None
    found = found_in(np.ones((5, 4)), np.tile([0.0, 1.0, 2.0, 3.0], (5, 1)))
    assert found is not None
    assert found.variance == pytest.approx((1 - 1 / 5) * 5 / 3 / 4)


def test_days_without_people_do_not_count() -> None:
    people, sums = [10.0, 0.0, 10.0, 10.0, 10.0], [1.0, 0.0, 2.0, 3.0, 4.0]
    sites = SiteSpreads(np.array([20.0, 20.0]), np.array([5.0, 5.0]), np.array([4.0, 4.0]), np.zeros(2))
    with_none = common_days(people, sums, sites)
    assert with_none is not None
    assert with_none.days == 4
    assert common_days(people[2:], sums[2:], sites) is None


def test_they_widen_the_mean_of_sites_by_the_degrees_of_freedom_of_both() -> None:
    """Satterthwaite: of a variance of 4/3/5 with 4, and one of 0.4 with 6 degrees of freedom."""
    from scipy.stats import t

    sums = np.array([0.0, 1.0, 1.0, 2.0, 3.0])
    variance, common = sums.var(ddof=1) / 5, 0.4
    df = (variance + common) ** 2 / (variance**2 / 4 + common**2 / 6)
    found = mean_of_sites(np.ones(5), sums, common=CommonDays(common, 7))
    interval = t.interval(0.95, df, sums.mean(), np.sqrt(variance + common))
    assert (found.low, found.high) == pytest.approx(interval)
