"""Reliability of a group's curve: the definition, what does not change it, chance, and curves without one."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.statistics.columns import Floats
from edge.study.analysis.people import FEW_PEOPLE, NOBODY
from edge.study.analysis.reliability import NO_CURVE, SPLITS, Reliability, split_half_reliability
from tests.edge.study.made_people import curves

PEAK = 1.2 * np.exp(-0.5 * ((np.arange(30) - 12) / 3.0) ** 2)


def group(n: int, seed: int, truth: Floats = PEAK) -> Floats:
    return curves(n, truth, np.random.default_rng(seed))


def test_the_value_is_the_mean_of_spearman_brown_over_the_splits() -> None:
    """Against the definition, over all divisions of 6 into 3 and 3: many random splits come near their mean."""
    table = group(6, 1)
    r = np.array(
        [
            np.corrcoef(table[list(half)].mean(axis=0), np.delete(table, half, axis=0).mean(axis=0))[0, 1]
            for half in combinations(range(6), 3)
        ]
    )
    expected = (2 * r / (1 + np.abs(r))).mean()
    found = split_half_reliability(table, splits=4_000)
    assert found.value == pytest.approx(expected, abs=0.01)
    assert found.n == 6
    assert SPLITS == 200


def test_the_interval_is_that_of_the_jackknife() -> None:
    """Of equal curves with one that differs: the interval is wider than without it, and holds the value."""
    table = group(12, 2)
    found = split_half_reliability(table)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    odd = split_half_reliability(np.concatenate([table, [-30 * PEAK]]))
    assert odd.low is not None
    assert odd.high is not None
    assert odd.high - odd.low > 2 * (found.high - found.low)


def test_more_people_agree_more_and_chance_agrees_with_nobody() -> None:
    few, many = (
        np.mean([split_half_reliability(group(n, seed), splits=50).value or 0 for seed in range(20)]) for n in (6, 40)
    )
    assert few < 0.75 < many
    none = [split_half_reliability(group(12, seed, np.zeros(30)), splits=50) for seed in range(40)]
    assert abs(np.mean([one.value or 0 for one in none])) < 0.15
    assert np.mean([(one.low or 0) <= 0 <= (one.high or 0) for one in none]) >= 0.85


def test_an_interval_holds_the_agreement_with_other_people() -> None:
    """The agreement of the mean curves of two groups of 12 is known from 300 pairs of groups."""
    pairs = [np.corrcoef(group(12, 2 * n).mean(axis=0), group(12, 2 * n + 1).mean(axis=0))[0, 1] for n in range(300)]
    truth = float(np.mean(pairs))
    found = [split_half_reliability(group(12, 1_000 + n), splits=50) for n in range(60)]
    assert np.mean([one.value or 0 for one in found]) == pytest.approx(truth, abs=0.06)
    assert np.mean([(one.low or 1) <= truth <= (one.high or -1) for one in found]) >= 0.85


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1), people=st.integers(5, 9), seconds=st.integers(3, 12), scale=st.floats(1e-3, 1e3),
    gaps=st.floats(0.0, 0.3),
)  # fmt: skip
def test_the_value_is_from_minus_one_to_one_and_has_no_unit(
    seed: int, people: int, seconds: int, scale: float, gaps: float
) -> None:
    """Whatever is missing; another unit, an offset of a person, or the same again, changes nothing."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(people, seconds))
    table[rng.random(table.shape) < gaps] = np.nan
    found = split_half_reliability(table, splits=20)
    assert found == split_half_reliability(table, splits=20)
    other = split_half_reliability(scale * table + 5 * scale, splits=20)
    assert (other.n, other.reason) == (found.n, found.reason)
    if found.value is None:
        return
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1
    assert other.value == pytest.approx(found.value, abs=1e-6)
    assert (other.low, other.high) == pytest.approx((found.low, found.high), abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), people=st.integers(5, 9))
def test_a_baseline_of_their_own_changes_nothing_and_equal_curves_agree_fully(seed: int, people: int) -> None:
    rng = np.random.default_rng(seed)
    table = group(people, seed)
    moved = split_half_reliability(table + rng.normal(size=(people, 1)), splits=20)
    assert moved.value == pytest.approx(split_half_reliability(table, splits=20).value)
    same = split_half_reliability(np.tile(PEAK, (people, 1)), splits=20)
    assert (same.value, same.low, same.high) == pytest.approx((1, 1, 1))


def test_a_small_group_a_flat_or_short_curve_and_nobody_have_no_value() -> None:
    table = group(5, 3)
    empty = np.full((2, 30), np.nan)
    assert split_half_reliability(np.concatenate([table, empty])) == split_half_reliability(table)
    assert split_half_reliability(np.concatenate([table[:4], empty])) == Reliability(None, None, None, 4, FEW_PEOPLE)
    for nobody in (np.empty(0), empty, np.empty((0, 30)), np.empty((4, 0))):
        assert split_half_reliability(nobody) == Reliability(None, None, None, 0, NOBODY)
    for flat in (np.full((6, 30), 0.1), table[:, :2]):
        assert split_half_reliability(flat) == Reliability(None, None, None, len(flat), NO_CURVE)
    assert split_half_reliability(table[:, :3]).reason is None


def test_a_second_that_only_one_half_has_does_not_count() -> None:
    table = group(8, 4)
    table[1:, 20] = np.nan
    known = np.delete(table, 20, axis=1)
    assert split_half_reliability(table, splits=40).value == pytest.approx(
        split_half_reliability(known, splits=40).value
    )
