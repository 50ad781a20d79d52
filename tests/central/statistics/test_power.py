"""Tests of detectable differences and of what is missing."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from central.reasons import FEW_SITES, NOTHING_TOLD
from central.statistics.differences import Pairs, mean_difference
from central.statistics.power import (
    FEW_DAYS,
    MOST_DAYS,
    MOST_SITES,
    NEVER_BY_DAYS,
    Missing,
    days_needed,
    detectable_difference,
    sites_needed,
    variance_between_sites,
)


def experiment(sites: int, days: int, *, between: float, within: float) -> Pairs:
    rng = np.random.default_rng(1)
    effects = between * rng.standard_normal((sites, 1))
    return Pairs(effects + within * rng.standard_normal((sites, days)), np.ones((sites, days)))


def test_detectable_differences_are_those_of_the_formula() -> None:
    """0.044, 0.016, 0.010 and 0.005 of an sd of 0.025 at 5, 20, 50 and 200 sites."""
    for sites, difference_of in ((5, 0.0416), (20, 0.0165), (50, 0.0101), (200, 0.0050)):
        wanted = (t.ppf(0.975, sites - 1) + t.ppf(0.8, sites - 1)) * 0.025 / sqrt(sites)
        assert detectable_difference(0.025, sites) == pytest.approx(wanted)
        assert wanted == pytest.approx(difference_of, abs=5e-4)


def test_three_sites_detect_nothing() -> None:
    assert detectable_difference(0.025, 3) is None
    assert detectable_difference(0.025, 4) is not None


@given(st.floats(0.001, 0.5), st.floats(0.01, 10))
def test_the_sites_that_are_needed_are_the_fewest(sd: float, share: float) -> None:
    wanted = share * sd
    sites = sites_needed(sd, wanted)
    assert sites is not None
    assert sites == sites_needed(sd, -wanted)
    enough, fewer = detectable_difference(sd, sites), detectable_difference(sd, sites - 1)
    assert enough is not None
    assert enough <= wanted
    assert fewer is None or fewer > wanted


def test_a_difference_of_just_the_size_needs_no_more_sites() -> None:
    for sites in (4, 50, 51):
        wanted = detectable_difference(0.1, sites)
        assert wanted is not None
        assert sites_needed(0.1, wanted) == sites


def test_sites_have_a_least_and_a_most_number() -> None:
    assert MOST_SITES == 1_000_000
    assert sites_needed(0.001, 0.5) == 4
    assert sites_needed(1.0, 1e-9) is None
    most = detectable_difference(1.0, MOST_SITES)
    assert most is not None
    assert sites_needed(1.0, most) == MOST_SITES
    assert sites_needed(1.0, most * 0.999) is None


def test_spread_is_split_into_sites_and_days() -> None:
    """2,000 sites of 10 days: 0.02² between them, 0.05²/10 within."""
    found = variance_between_sites(experiment(2_000, 10, between=0.02, within=0.05))
    assert found is not None
    assert sqrt(found.between) == pytest.approx(0.02, rel=0.05)
    assert sqrt(found.within) == pytest.approx(0.05 / sqrt(10), rel=0.05)
    assert found.between + found.within == pytest.approx(
        np.var(experiment(2_000, 10, between=0.02, within=0.05).values.mean(axis=1), ddof=1)
    )


def test_the_variance_within_sites_by_hand() -> None:
    """Weights 1 and 3 of values 0 and 0.4: the mean is 0.3, (0.25·0.3)² + (0.75·0.1)², times 2/1 for two days.

    A site of one day has a mean and no variance of its own.
    """
    values = np.array([[0.0, 0.4]] * 3 + [[0.9, np.nan]])
    pairs = Pairs(values, np.array([[1.0, 3.0]] * 3 + [[2.0, 0.0]]))
    found, sd = variance_between_sites(pairs), mean_difference(pairs).sd
    assert found is not None
    assert sd is not None
    assert found.within == pytest.approx(2 * (0.075**2 + 0.075**2))
    assert found.between == pytest.approx(sd**2 - 0.0225)


def test_no_more_variance_is_within_sites_than_there_is() -> None:
    """Sites of equal means and of unequal days: nothing is between them."""
    values = np.array([[-0.1, 0.1], [0.1, -0.1]] * 3)
    found = variance_between_sites(Pairs(values, np.ones((6, 2))))
    assert found is not None
    assert found.between == 0.0
    assert found.within == pytest.approx((mean_difference(Pairs(values, np.ones((6, 2)))).sd or 0) ** 2)


def test_so_many_more_days_are_enough() -> None:
    """With them the variance of the site means is what the wanted difference needs, with one less it is not."""
    pairs = experiment(20, 10, between=0.003, within=0.05)
    spread, wanted = variance_between_sites(pairs), 0.005
    missing = days_needed(pairs, wanted)
    assert spread is not None
    assert missing.days is not None
    assert missing.days > 0
    assert missing.reason is None

    def after(days: int) -> float:
        found = detectable_difference(sqrt(spread.between + spread.within * 10 / days), 20)
        assert found is not None
        return found

    assert after(10 + missing.days) <= wanted < after(10 + missing.days - 1)
    assert days_needed(pairs, -wanted) == missing


def test_more_sites_are_enough_as_well() -> None:
    pairs = experiment(20, 10, between=0.003, within=0.05)
    sd, missing = mean_difference(pairs).sd, days_needed(pairs, 0.005)
    assert sd is not None
    assert missing.sites is not None
    assert 20 + missing.sites == sites_needed(sd, 0.005)


def test_days_do_not_help_where_shops_differ() -> None:
    missing = days_needed(experiment(10, 30, between=0.03, within=0.05), 0.01)
    assert (missing.days, missing.reason) == (None, NEVER_BY_DAYS)
    assert missing.sites is not None
    assert missing.sites > 0


def test_days_without_a_pair_are_no_days() -> None:
    pairs = experiment(20, 10, between=0.003, within=0.05)
    values, weights = (np.pad(array, ((0, 0), (0, 5))) for array in (pairs.values, pairs.weights))
    values[:, 10:] = np.nan
    assert days_needed(Pairs(values, weights), 0.005) == days_needed(pairs, 0.005)


def test_more_than_ten_years_are_never() -> None:
    """Just above what the shops differ by, days that would do are beyond counting; just enough are counted."""
    pairs = experiment(20, 10, between=0.003, within=0.05)
    spread = variance_between_sites(pairs)
    assert spread is not None

    def wanted(days: float) -> float:
        found = detectable_difference(sqrt(spread.between + spread.within * 10 / days), 20)
        assert found is not None
        return found

    assert MOST_DAYS == 3650
    assert days_needed(pairs, wanted(3649.5)).days == 3640
    assert days_needed(pairs, wanted(3650.5)).reason == NEVER_BY_DAYS
    assert days_needed(pairs, wanted(1e300)).reason == NEVER_BY_DAYS


def test_nothing_is_missing_for_a_large_difference() -> None:
    assert days_needed(experiment(20, 10, between=0.005, within=0.05), 0.5) == Missing(0, 0)


def test_no_number_of_sites_finds_a_difference_of_nothing() -> None:
    missing = days_needed(experiment(10, 10, between=0.0, within=0.05), 0.0)
    assert (missing.days, missing.sites, missing.reason) == (None, None, NEVER_BY_DAYS)


def test_what_cannot_be_said_is_none() -> None:
    three, one_day, nothing = (
        experiment(3, 5, between=0.01, within=0.01),
        experiment(5, 1, between=0.01, within=0.01),
        Pairs(np.full((5, 5), np.nan), np.zeros((5, 5))),
    )
    assert variance_between_sites(three) is variance_between_sites(one_day) is variance_between_sites(nothing) is None
    assert days_needed(three, 0.01) == Missing(None, None, FEW_SITES)
    assert days_needed(nothing, 0.01) == Missing(None, None, NOTHING_TOLD)
    missing = days_needed(one_day, 0.005)
    assert (missing.days, missing.reason) == (None, FEW_DAYS)
    assert missing.sites is not None
