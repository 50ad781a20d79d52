"""Tests of the comparison of adverts within participants."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import permutation_test

from edge.statistics.columns import Floats
from edge.study.analysis.compare import FEW_PEOPLE, compare_adverts, sign_flip_p

NAN = float("nan")


def test_all_of_one_sign_have_the_smallest_p() -> None:
    """Two of 2^6 flips are as far from 0."""
    assert sign_flip_p([1, 2, 3, 4, 5, 6]) == pytest.approx(2 / 64)
    assert sign_flip_p([-1, -2, -3, -4, -5, -6]) == pytest.approx(2 / 64)


@settings(max_examples=25)
@given(st.lists(st.integers(-5, 5), min_size=6, max_size=8))
def test_p_is_the_share_of_flips_that_are_as_far(differences: list[int]) -> None:
    flips = np.array(list(product((1, -1), repeat=len(differences))))
    expected = np.mean(np.abs(flips @ differences) >= abs(sum(differences)))
    assert sign_flip_p(differences) == pytest.approx(expected)


@pytest.mark.parametrize("people", [7, 11])
def test_scipy_agrees_on_p(people: int) -> None:
    differences = np.random.default_rng(people).normal(0.25, 0.5, people)
    theirs = permutation_test((differences,), np.mean, permutation_type="samples", n_resamples=10_000)
    assert sign_flip_p(differences) == pytest.approx(theirs.pvalue)


def test_equal_sums_count_although_they_are_rounded() -> None:
    """0.1 + 0.2 is not 0.3 in floats: each of these has flips that give the same sum in another order."""
    assert sign_flip_p([0.1, 0.2, 0.3, -0.1, -0.2, 0.4]) == sign_flip_p([1, 2, 3, -1, -2, 4])


def test_no_difference_has_a_p_of_one() -> None:
    assert sign_flip_p(np.zeros(6)) == 1.0
    assert sign_flip_p(np.zeros(20), draws=50) == 1.0


def test_many_participants_are_drawn() -> None:
    """Beyond twelve, p is that of draws with the observed one: never 0, and near the exact one."""
    differences = np.random.default_rng(1).normal(0.5, 1.0, 12)
    exact, drawn = sign_flip_p(differences), sign_flip_p(np.append(differences, 0.0), draws=20_000)
    assert drawn == pytest.approx(exact, abs=0.01)
    assert sign_flip_p(np.ones(13), draws=99) == 1 / 100
    assert sign_flip_p(np.ones(30)) == 1 / 10_001
    weak = differences - 0.7 * differences.mean()
    assert sign_flip_p([*weak, *weak], draws=999) == pytest.approx(flips_of(weak, 999))


def flips_of(differences: Floats, draws: int) -> float:
    """p of the differences twice, by draws with the seed 1."""
    signs = np.random.default_rng(1).choice((-1, 1), size=(draws, 2 * differences.size))
    sums = np.abs(signs @ np.concatenate([differences, differences]))
    return (1 + int((sums >= 2 * abs(differences.sum()) - 1e-9).sum())) / (1 + draws)


def test_five_participants_have_no_p() -> None:
    assert sign_flip_p([1, 2, 3, 4, 5, NAN]) is None
    assert "6" in FEW_PEOPLE


def test_independent_adverts_are_found_different_in_one_of_twenty() -> None:
    rng = np.random.default_rng(2)
    tables = rng.standard_normal((400, 10, 2)) + rng.standard_normal((400, 10, 1))
    p = [compare_adverts(table)[0].p for table in tables]
    assert 0.02 <= np.mean(np.array(p, dtype=float) <= 0.05) <= 0.09


def test_pairs_are_adjusted_together() -> None:
    """Three adverts, the third far higher: a and b differ by chance alone."""
    rng = np.random.default_rng(3)
    table = rng.standard_normal((12, 3)) + 3.0 * rng.standard_normal((12, 1)) + np.array([0.0, 0.0, 6.0])
    ab, ac, bc = compare_adverts(table)
    assert [(each.a, each.b) for each in (ab, ac, bc)] == [(0, 1), (0, 2), (1, 2)]
    assert ac.difference.mean == pytest.approx((table[:, 0] - table[:, 2]).mean())
    assert ac.difference.high is not None
    assert ac.difference.high < 0
    assert ac.p == pytest.approx(2 / 4096)
    assert ac.p_holm == pytest.approx(3 * 2 / 4096)
    assert ab.p_holm == ab.p
    assert ab.p is not None
    assert ab.p > 0.05
    assert all(each.reason is None for each in (ab, ac, bc))


def test_a_pair_that_few_saw_is_not_tested_and_does_not_count() -> None:
    table = np.random.default_rng(4).standard_normal((8, 3))
    table[:3, 2] = NAN
    ab, ac, bc = compare_adverts(table)
    assert (ac.p, ac.p_holm, ac.reason, ac.difference.n) == (None, None, FEW_PEOPLE, 5)
    assert bc.reason == FEW_PEOPLE
    assert ac.difference.low is not None
    assert ab.p_holm == ab.p is not None


def test_one_advert_has_no_pair() -> None:
    assert compare_adverts(np.ones((8, 1))) == []


def test_a_seed_gives_the_same_p() -> None:
    differences = np.random.default_rng(5).normal(0.2, 1.0, 20)
    one, again, other = (sign_flip_p(differences, draws=200, seed=seed) for seed in (1, 1, 2))
    assert one == again != other
    table = np.stack([differences, np.zeros(20)], axis=1)
    assert compare_adverts(table, draws=200, seed=1)[0].p == one
    assert compare_adverts(table, draws=200, seed=2)[0].p == other
