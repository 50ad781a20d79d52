"""Tests of the inter-subject correlation, with independent and with common responses."""

import numpy as np
import pytest
from scipy.stats import kstest

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.correlation import FEW_PEOPLE, TOO_SHORT, inter_subject_correlation
from tests.edge.study.made_people import restless_skin, skin_response

NAN = float("nan")
HZ = 4.0
TIMES_S = float_array(np.arange(0.0, 120.0, 1.0 / HZ))
COMMON = np.sum([skin_response(TIMES_S, at_s, 1.0) for at_s in (20.0, 45.0, 63.0, 90.0)], axis=0)


def people(run: int, count: int = 14, common: float = 0.0) -> Floats:
    rng = np.random.default_rng([7, run])
    return np.stack([restless_skin(TIMES_S, rng) + common * COMMON for _ in range(count)])


def test_independent_recordings_have_an_even_p() -> None:
    """A short form of `make study-analyses`, which has 200 of them with 1,000 draws each."""
    p = [inter_subject_correlation(people(run)[:, ::4], 1.0, draws=99).p for run in range(60)]
    assert kstest(np.array(p, dtype=float) - 0.005, "uniform").pvalue > 0.01


def test_common_responses_are_significant() -> None:
    found = inter_subject_correlation(people(1, common=0.6), HZ, draws=200)
    assert found.value is not None
    assert found.value > 0.2
    assert found.p == 1 / 201
    assert (found.n, found.reason) == (14, None)


def plain(table: Floats) -> float:
    """The formula, one participant after the other."""
    z = []
    for row in table:
        passed = np.empty(row.size)
        for i in range(row.size):
            places = np.arange(max(0, i - 15), min(row.size, i + 15))
            passed[i] = row[i] - np.polyval(np.polyfit(places, row[places], 1), i)
        z.append((passed - passed.mean()) / passed.std())
    r = [np.corrcoef(z[i], sum(z[j] for j in range(len(z)) if j != i))[0, 1] for i in range(len(z))]
    return float(np.tanh(np.mean(np.arctanh(r))))


def test_the_value_is_that_of_the_formula() -> None:
    table = people(2, count=12, common=0.3)[:, ::4]
    found = inter_subject_correlation(table, 1.0, draws=10)
    assert found.value == pytest.approx(plain(table))
    assert found.each.shape == (12,)
    assert np.tanh(np.arctanh(found.each).mean()) == pytest.approx(found.value)


def test_drifts_do_not_correlate() -> None:
    """Everybody's level climbs; nothing else is in common. Without the high-pass this would be nearly 1."""
    table = people(3) + 0.2 * TIMES_S
    found = inter_subject_correlation(table, HZ, draws=200)
    assert found.value is not None
    assert abs(found.value) < 0.2
    assert np.corrcoef(table)[0, 1] > 0.9


def test_few_participants_tell_nothing() -> None:
    found = inter_subject_correlation(people(4, count=11), HZ)
    assert (found.value, found.p, found.n, found.reason) == (None, None, 11, FEW_PEOPLE)
    assert np.isnan(found.each).all()
    nothing = inter_subject_correlation(np.empty((3, 0)), HZ)
    assert (nothing.reason, nothing.n, nothing.each.shape) == (FEW_PEOPLE, 0, (3,))
    assert inter_subject_correlation(people(4, count=12), HZ, draws=5).reason is None


def test_flat_and_broken_series_are_left_out() -> None:
    """A gap of up to a fifth counts as 0."""
    table = people(5, common=0.6)
    table[0] = 3.0
    table[1, : int(0.21 * TIMES_S.size)] = NAN
    table[2, : TIMES_S.size // 5] = NAN
    found = inter_subject_correlation(table, HZ, draws=50)
    assert found.n == 12
    assert np.isnan(found.each).tolist() == [True, True] + 12 * [False]
    assert found.value is not None


def test_a_flat_series_of_a_high_level_is_flat() -> None:
    table = people(5)
    table[0] = 1e6 + 1e-5 * np.sin(TIMES_S)
    assert inter_subject_correlation(table, HZ, draws=5).n == 13


def test_a_short_recording_cannot_be_shifted() -> None:
    table = people(6)
    assert inter_subject_correlation(table[:, :79], HZ, draws=5).reason == TOO_SHORT
    assert inter_subject_correlation(table[:, :80], HZ, draws=5).reason is None


def test_shifts_of_the_shortest_recording_are_half_of_it() -> None:
    """All are shifted by 10 of 20 s, so nothing changes between them, and no draw is less extreme."""
    found = inter_subject_correlation(people(6)[:, :80], HZ, draws=20)
    assert found.p == 1.0


def test_equal_series_correlate_wholly() -> None:
    table = np.tile(people(7, count=1), (12, 1))
    found = inter_subject_correlation(table, HZ, draws=5)
    assert found.value == pytest.approx(1.0, abs=1e-6)


def test_a_rate_is_wanted() -> None:
    with pytest.raises(ValueError, match="give the rate"):
        inter_subject_correlation(people(8), 0.0)


def test_there_are_a_thousand_draws() -> None:
    table = people(10, count=12)[:, ::4]
    assert inter_subject_correlation(table, 1.0).p == inter_subject_correlation(table, 1.0, draws=1_000, seed=1).p
    common = people(10, count=12, common=1.0)[:, ::4]
    assert inter_subject_correlation(common, 1.0).p == 1 / 1_001


def test_a_seed_gives_the_same_p() -> None:
    table = people(9)[:, ::4]
    one, again, other = (inter_subject_correlation(table, 1.0, draws=60, seed=seed).p for seed in (1, 1, 2))
    assert one == again != other
