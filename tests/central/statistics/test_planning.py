"""Tests of what an experiment of some size will find."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from scipy.stats import nct, t

from central.statistics.differences import Pairs, complete_pairs
from central.statistics.planning import (
    Chance,
    Spread,
    Traffic,
    chance_of_sites,
    estimate_spread,
    experiments_of,
    fewest_sites,
    found_share,
    needed_differences,
    simulated_sites,
    smallest_found,
)
from edge.statistics.columns import Floats

BUSY = Traffic(200.0, 0.0, 0.0, 10)
QUIET = Traffic(4.0, 0.1, 0.1, 10)
ALIKE = Spread(0.04, 1.0, 0.02**2)


def drawn_pairs(spread: Spread, sites: int, days: int, people: int, seed: int = 1) -> Pairs:
    """Pairs of two ads with so many people each, whose difference has these variances."""
    rng, shape = np.random.default_rng(seed), (sites, days)
    effect = sqrt(spread.between) * rng.standard_normal((sites, 1)) + sqrt(spread.common) * rng.standard_normal(days)
    n = np.fmax(rng.poisson(people, (2, *shape)), 10.0)
    sums = n * 0.2 + rng.standard_normal(n.shape) * np.sqrt(n * spread.person + spread.noise)
    return complete_pairs(n[0], sums[0] + n[0] * effect, n[1], sums[1])


def needed(sites: int, days: int, spread: Spread, traffic: Traffic = BUSY) -> Floats:
    return needed_differences(experiments_of(simulated_sites(traffic, days, spread), sites), days, spread)


@pytest.mark.parametrize("people", [15, 60])
def test_the_variances_of_a_store_are_those_that_were_planted(people: int) -> None:
    planted = Spread(0.02, 1.0, 0.015**2)
    found = [estimate_spread(drawn_pairs(planted, 40, 28, people, seed), 1.0) for seed in range(12)]
    known = [each for each in found if each is not None]
    assert len(known) == 12
    assert np.mean([each.person for each in known]) == pytest.approx(planted.person, rel=0.2)
    assert np.mean([each.between for each in known]) == pytest.approx(planted.between, rel=0.2)
    assert {(each.noise, each.sites) for each in known} == {(1.0, 40)}


def test_days_that_move_all_sites_are_seen_and_others_are_not() -> None:
    planted = Spread(0.02, 1.0, 0.0, 0.03**2)
    found = estimate_spread(drawn_pairs(planted, 40, 28, 60), 1.0)
    without = estimate_spread(drawn_pairs(replace(planted, common=0.0), 40, 28, 60), 1.0)
    assert found is not None
    assert without is not None
    assert found.common == pytest.approx(planted.common, rel=0.5)
    assert without.common == 0.0


def test_sites_of_one_day_show_no_variances() -> None:
    assert estimate_spread(drawn_pairs(ALIKE, 5, 1, 60), 1.0) is None
    assert estimate_spread(Pairs(np.full((2, 2), np.nan), np.zeros((2, 2))), 1.0) is None


def test_sites_that_are_alike_find_what_students_t_says() -> None:
    """Within the error of 1,000 simulated experiments; of t with a shift, by scipy."""
    chance = Chance(np.zeros(20), np.full(20, 1e-9))
    spread, days = Spread(0.0, 0.0, 0.02**2), 10_000
    simulated = needed_differences(experiments_of(chance), days, spread)
    se, limit = 0.02 / sqrt(20), t.ppf(0.975, 19)
    for difference in (0.005, 0.01, 0.015):
        wanted = 1 - nct.cdf(limit, 19, difference / se)
        assert found_share(difference, simulated) == pytest.approx(wanted, abs=0.04)
    assert smallest_found(simulated) == pytest.approx((limit + t.ppf(0.8, 19)) * se, rel=0.05)


def test_fewer_than_four_sites_find_nothing() -> None:
    assert smallest_found(needed(3, 28, ALIKE)) is None
    assert smallest_found(needed(4, 28, ALIKE)) is not None
    assert smallest_found(needed(50, 28, ALIKE, QUIET)) is None
    assert fewest_sites(simulated_sites(QUIET, 28, ALIKE), 28, ALIKE, 0.02) is None


def test_more_sites_more_days_and_more_people_find_less() -> None:
    few = smallest_found(needed(10, 14, ALIKE, Traffic(30.0, 0.5, 0.4, 10)))
    more = [
        smallest_found(needed(40, 14, ALIKE, Traffic(30.0, 0.5, 0.4, 10))),
        smallest_found(needed(10, 56, ALIKE, Traffic(30.0, 0.5, 0.4, 10))),
        smallest_found(needed(10, 14, ALIKE, Traffic(300.0, 0.5, 0.4, 10))),
    ]
    assert few is not None
    assert all(each is not None and each < few for each in more)


def test_more_sites_do_not_help_against_days_that_move_them_all() -> None:
    common = replace(ALIKE, common=0.03**2)
    alone, together = (smallest_found(needed(2_000, 14, each)) for each in (ALIKE, common))
    assert alone is not None
    assert together is not None
    assert together > 0.03 / sqrt(14) * 2.5 > 5 * alone


def test_the_fewest_sites_are_the_fewest() -> None:
    sites = simulated_sites(BUSY, 28, ALIKE)
    count = fewest_sites(sites, 28, ALIKE, 0.02)
    assert count is not None
    shares = [
        found_share(0.02, needed_differences(experiments_of(sites, each), 28, ALIKE)) for each in (count - 1, count)
    ]
    assert shares[0] < 0.8 <= shares[1]


def test_the_chance_of_a_site_is_that_of_its_people_noise_and_rounding() -> None:
    people, squares, days = (
        np.array([100.0, 4_000.0, 0.0]),
        np.array([1_000.0, 800_000.0, 0.0]),
        np.array([10.0, 20.0, 0]),
    )
    found = chance_of_sites(people, squares, days, 3.0 * days, Spread(0.04, 3.0, 0.0))
    rounding = 2 * 0.01**2 / 12
    assert found.true[0] == pytest.approx(2 * 0.04 / 100 + 2 * 30 / 100**2 + rounding / 10)
    assert found.true[1] == pytest.approx(2 * 0.04 / 4_000 + 2 * 60 / 4_000**2)
    assert found.true[2] == np.inf


def test_a_variance_between_sites_that_few_showed_makes_a_plan_more_careful() -> None:
    known = needed(20, 28, ALIKE)
    guessed = needed(20, 28, replace(ALIKE, sites=5))
    assert np.quantile(guessed, 0.95) > 1.1 * np.quantile(known, 0.95)
