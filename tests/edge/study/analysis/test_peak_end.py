"""Tests of peak-end."""

import numpy as np
import pytest

from edge.study.analysis.peak_end import TOO_SHORT, peak_end
from edge.study.analysis.people import FEW_PEOPLE, NOBODY
from tests.edge.study.made_people import curves

NAN = float("nan")
BUMP = 1.2 * np.exp(-0.5 * ((np.arange(30) - 12) / 3.0) ** 2)
TRUTH = (BUMP[11:14].mean() + BUMP[-3:].mean()) / 2


def test_peak_and_end_are_means_of_three_seconds() -> None:
    """Peak (1 + 7 + 1) / 3 at second 2; end (0 + 0 + 3) / 3."""
    found = peak_end(np.tile([0, 1, 7, 1, 0, 0, 3.0], (6, 1)))
    assert found.value == pytest.approx((3.0 + 1.0) / 2)
    assert found.low == pytest.approx(2.0)
    assert found.high == pytest.approx(2.0)
    assert (found.peak_second, found.n, found.reason) == (2, 6, None)


def test_the_interval_holds_the_truth() -> None:
    """A short form of `make study-analyses`: 95 % of 150 groups of 20, less chance."""
    found = [peak_end(curves(20, BUMP, np.random.default_rng([1, run])), draws=300) for run in range(150)]
    held = [each.low is not None and each.high is not None and each.low <= TRUTH <= each.high for each in found]
    assert 0.89 <= np.mean(held) <= 0.99
    assert np.mean([each.value for each in found]) == pytest.approx(TRUTH, abs=0.04)


def test_the_height_of_noise_is_taken_off() -> None:
    """If nothing happens, the highest of noisy means is above 0; the corrected one is nearer to 0."""
    tables = [curves(20, np.zeros(30), np.random.default_rng([2, run])) for run in range(40)]
    raw = np.mean([(t.mean(axis=0)[:-2].max() + t[:, -3:].mean()) / 2 for t in tables])
    corrected = np.mean([peak_end(table, draws=300).value for table in tables])
    assert raw > 0.08
    assert abs(corrected) < 0.5 * raw


def test_the_interval_is_that_of_student_where_the_peak_is_certain() -> None:
    table = curves(5, 50.0 * BUMP, np.random.default_rng(3))
    of_people = (table[:, 11:14].mean(axis=1) + table[:, -3:].mean(axis=1)) / 2
    found = peak_end(table, draws=20_000)
    assert found.value == pytest.approx(of_people.mean(), abs=0.02)
    assert found.low is not None
    assert found.high is not None
    half = 2.776445 * of_people.std(ddof=1) / np.sqrt(5)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=0.03)
    assert (found.high + found.low) / 2 == pytest.approx(found.value)


def test_a_participant_with_a_gap_is_left_out() -> None:
    table = curves(7, BUMP, np.random.default_rng(4))
    broken = np.concatenate([table, table[:1]])
    broken[-1, 3] = NAN
    assert peak_end(broken) == peak_end(table)


def test_four_participants_have_no_interval() -> None:
    found = peak_end(np.tile([0, 1, 7, 1, 0.0], (4, 1)))
    assert found.value == pytest.approx((3.0 + 8 / 3) / 2)
    assert (found.low, found.high) == (None, None)
    assert (found.n, found.reason) == (4, FEW_PEOPLE)
    assert peak_end(np.tile([0, 1, 7, 1, 0.0], (5, 1))).low is not None


def test_nothing_has_no_peak() -> None:
    assert peak_end(np.empty((0, 5))).reason == NOBODY
    assert peak_end(np.full((6, 5), NAN)).reason == NOBODY
    short = peak_end(np.ones((6, 2)))
    assert (short.value, short.reason, short.n) == (None, TOO_SHORT, 6)
    assert peak_end(np.ones((6, 3))).value == pytest.approx(1.0)


def test_there_are_two_thousand_draws() -> None:
    table = curves(12, BUMP, np.random.default_rng(6))
    assert peak_end(table) == peak_end(table, draws=2_000, seed=1)


def test_a_seed_gives_the_same_interval() -> None:
    table = curves(12, BUMP, np.random.default_rng(5))
    one, again, other = (peak_end(table, draws=100, seed=seed) for seed in (1, 1, 2))
    assert one == again != other
