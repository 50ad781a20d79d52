"""Tests of curves of participants and of groups."""

import numpy as np
import pytest

from edge.statistics.student import t_quantile
from edge.study.analysis.curves import GroupCurve, group_curve, participant_curve
from edge.study.analysis.people import FEW_PEOPLE, NOBODY
from tests.edge.study.made_people import curves

NAN = float("nan")
TIMES_S = np.arange(0.0, 30.0, 0.5)


def test_a_curve_is_the_change_against_the_five_seconds_before() -> None:
    values = np.where(TIMES_S < 5.0, 99.0, np.where(TIMES_S < 10.0, 2.0, np.floor(TIMES_S)))
    assert participant_curve(TIMES_S, values, 10.0, 4) == pytest.approx([8.0, 9.0, 10.0, 11.0])


def test_a_second_without_a_sample_is_not_known() -> None:
    values = np.where((TIMES_S >= 11.0) & (TIMES_S < 12.0), NAN, 3.0)
    assert participant_curve(TIMES_S, values, 10.0, 3) == pytest.approx([0.0, NAN, 0.0], nan_ok=True)
    assert np.isnan(participant_curve(TIMES_S, values, 29.0, 3)).tolist() == [False, True, True]


def test_a_baseline_wants_three_seconds() -> None:
    for known_from_s, is_known in ((7.0, True), (8.0, False)):
        values = np.where(known_from_s <= TIMES_S, 1.0, NAN)
        assert np.isfinite(participant_curve(TIMES_S, values, 10.0, 2)).all() == is_known


def test_the_band_of_one_second_is_near_the_interval_of_student() -> None:
    """With one second and many participants the largest |t| is |t|."""
    table = np.random.default_rng(1).standard_normal((60, 1)) + 5.0
    found = group_curve(table)
    half = t_quantile(0.975, 59) * table.std(ddof=1) / np.sqrt(60)
    assert found.mean.item() == pytest.approx(table.mean())
    assert (found.high - found.mean).item() == pytest.approx(half, rel=0.1)
    assert (found.mean - found.low).item() == pytest.approx((found.high - found.mean).item())
    assert (found.n.tolist(), found.reason) == ([60], None)


def test_the_band_of_many_seconds_is_wider_and_no_wider_than_bonferroni() -> None:
    table = curves(24, np.zeros(30), np.random.default_rng(2))
    found = group_curve(table)
    factor = (found.high - found.mean) / (table.std(axis=0, ddof=1) / np.sqrt(24))
    assert factor == pytest.approx(np.full(30, factor[0]))
    assert t_quantile(0.975, 23) * 1.2 < factor[0] < t_quantile(1 - 0.025 / 30, 23)


def test_a_small_group_has_the_band_of_bonferroni() -> None:
    """The draws of five participants would make it three times as wide."""
    table = curves(5, np.zeros(30), np.random.default_rng(3))
    found = group_curve(table)
    se = table.std(axis=0, ddof=1) / np.sqrt(5)
    assert found.high - found.mean == pytest.approx(t_quantile(1 - 0.025 / 30, 4) * se)


def test_a_second_that_few_have_is_outside_of_the_band() -> None:
    table = curves(8, np.zeros(4), np.random.default_rng(4))
    table[:4, 2] = NAN
    table[:3, 1] = NAN
    table[:, 3] = NAN
    found = group_curve(table)
    assert found.n.tolist() == [8, 5, 4, 0]
    assert np.isfinite(found.low).tolist() == np.isfinite(found.high).tolist() == [True, True, False, False]
    assert np.isfinite(found.mean).tolist() == [True, True, True, False]
    assert found.mean[2] == pytest.approx(table[4:, 2].mean())


def test_four_participants_are_single_lines() -> None:
    found = group_curve(np.ones((4, 3)))
    assert (found.reason, found.mean.tolist()) == (FEW_PEOPLE, [1.0, 1.0, 1.0])
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()
    assert group_curve(np.full((6, 3), NAN)).reason == NOBODY
    assert group_curve(np.empty((0, 3))).reason == NOBODY


def test_equal_curves_have_a_band_of_no_width() -> None:
    found = group_curve(np.tile([1.0, 2.0, 1.5], (9, 1)))
    assert found.low == pytest.approx([1.0, 2.0, 1.5])
    assert found.high == pytest.approx([1.0, 2.0, 1.5])


def held(found: GroupCurve) -> bool:
    return bool(((found.low <= 0) & (found.high >= 0)).all())


def test_the_band_holds_the_whole_curve() -> None:
    """A short form of `make study-analyses`: 95 % of 100 groups of 16, less chance. Those of seconds do not."""
    tables = [curves(16, np.zeros(20), np.random.default_rng([5, run])) for run in range(100)]
    assert sum(held(group_curve(table, draws=400)) for table in tables) >= 89
    pointwise = t_quantile(0.975, 15)
    inside = [np.abs(t.mean(axis=0)) <= pointwise * t.std(axis=0, ddof=1) / 4.0 for t in tables]
    assert sum(bool(each.all()) for each in inside) < 80


def test_there_are_two_thousand_draws() -> None:
    table = curves(24, np.zeros(5), np.random.default_rng(7))
    assert group_curve(table).low.tolist() == group_curve(table, draws=2_000, seed=1).low.tolist()


def test_a_seed_gives_the_same_band() -> None:
    table = curves(24, np.zeros(10), np.random.default_rng(6))
    one, again, other = (group_curve(table, draws=200, seed=seed).low.tolist() for seed in (1, 1, 2))
    assert one == again != other
