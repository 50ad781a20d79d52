"""Tests of the confidence sequence."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from central.reasons import FEW_SITES, NOTHING_TOLD
from central.statistics.differences import PAIR_VARIANCE, Pairs, mean_difference
from central.statistics.intervals import ONE_SITE_DOMINATES
from central.statistics.sequence import FEW_DAYS, MIN_DAYS, RHO_SQUARED, Sequence, confidence_sequence
from edge.statistics.columns import Floats


def experiment(sites: int, days: int, seed: int = 1, spread: float = 0.02) -> Pairs:
    values = spread * np.random.default_rng(seed).standard_normal((sites, days))
    return Pairs(values, np.ones((sites, days)))


def half(found: Sequence) -> float:
    assert found.low is not None
    assert found.high is not None
    return (found.high - found.low) / 2


def formula(numbers: Floats) -> float:
    """Half-width as it is printed in the paper: of one number a day, at level 0.05, tightest at day 30."""
    i, a = numbers.size, 0.05
    r2 = (-2 * log(a) + log(-2 * log(a)) + 1) / 30
    return sqrt(numbers.var(ddof=1)) * sqrt(2 * (i * r2 + 1) / (i**2 * r2) * log(sqrt(i * r2 + 1) / a))


def test_the_sequence_over_days_is_that_of_the_paper() -> None:
    pairs = experiment(5, 20)
    found, days = confidence_sequence(pairs, days_alone=True), pairs.values.mean(axis=0)
    assert half(found) == pytest.approx(formula(days))
    assert found.mean == pytest.approx(days.mean())
    assert (found.low, found.high) == pytest.approx((days.mean() - half(found), days.mean() + half(found)))
    assert (found.days, found.reason) == (20, None)


def test_it_is_widened_by_the_spread_between_sites() -> None:
    pairs = experiment(5, 20)
    sd = mean_difference(pairs).sd
    assert sd is not None
    wanted = sqrt(formula(pairs.values.mean(axis=0)) ** 2 + t.ppf(0.975, 4) ** 2 * sd**2 / 5)
    assert half(confidence_sequence(pairs)) == pytest.approx(wanted)


def widened_by(pairs: Pairs) -> float:
    """Square of what the spread between sites adds, in squares of the standard error over sites."""
    found, alone = confidence_sequence(pairs), confidence_sequence(pairs, days_alone=True)
    sd = mean_difference(pairs).sd
    assert sd is not None
    return (half(found) ** 2 - half(alone) ** 2) / (sd**2 / len(pairs.values))


def test_sites_that_join_widen_it() -> None:
    """Each is another look at shops: of four sites on the first three days and sixteen at the end, by ln 4. A day on
    which nobody has a pair is none, and sites that are there from the third day on have not joined."""
    pairs = experiment(16, 20, spread=1e-3)
    pairs.values[...] += np.random.default_rng(2).standard_normal((16, 1))
    assert widened_by(pairs) == pytest.approx(t.ppf(0.975, 15) ** 2)
    for joined, first_day, wider in ((12, 4, log(4)), (12, 3, 0.0), (8, 9, log(2))):
        late = Pairs(pairs.values.copy(), pairs.weights.copy())
        for hidden in (np.s_[:, :1], np.s_[-joined:, :first_day]):
            late.values[hidden], late.weights[hidden] = np.nan, 0.0
        assert widened_by(late) == pytest.approx(t.ppf(0.975, 15) ** 2 + wider, rel=1e-3)


def test_sites_of_unequal_weight_count_as_fewer() -> None:
    """Three busy shops and five quiet ones that do not differ: (ΣW)²/ΣW², less one, in place of seven."""
    pairs, people = experiment(8, 10), np.array([400.0] * 3 + [40.0] * 5)
    pairs.values[...] -= pairs.values.mean(axis=1, keepdims=True)
    pairs.weights[...] = people[:, np.newaxis]
    effective = people.sum() ** 2 / (people**2).sum()
    assert widened_by(pairs) == pytest.approx(t.ppf(0.975, effective - 1) ** 2)


def test_one_busy_site_says_nothing_of_others() -> None:
    pairs = experiment(5, 10)
    pairs.values[...] -= pairs.values.mean(axis=1, keepdims=True)
    pairs.weights[0] = 50.0
    found = confidence_sequence(pairs)
    assert (found.low, found.high, found.days, found.reason) == (None, None, 10, ONE_SITE_DOMINATES)
    assert confidence_sequence(pairs, days_alone=True).reason is None


def test_sites_and_days_that_tell_nothing_do_not_count() -> None:
    pairs = experiment(6, 12)
    pairs.values[5] = pairs.values[:, 5] = np.nan
    pairs.weights[np.isnan(pairs.values)] = 0.0
    found, told = confidence_sequence(pairs, days_alone=True), np.delete(pairs.values[:5], 5, axis=1)
    assert found.days == 11
    assert half(found) == pytest.approx(formula(told.mean(axis=0)))


@given(st.integers(4, 7), st.integers(7, 20), st.integers(0, 99), st.floats(0, 0.9), st.sampled_from([0.0, 0.02, 0.2]))
def test_it_is_around_the_one_estimate(sites: int, days: int, seed: int, missing: float, common: float) -> None:
    """Whatever days are missing, and however much days have in common: and wider than the interval at the end."""
    rng, pairs = np.random.default_rng([seed, 1]), experiment(sites, days, seed)
    pairs.values[...] += common * rng.standard_normal(days)
    pairs.values[rng.random((sites, days)) < missing] = np.nan
    pairs.weights[...] = np.where(np.isnan(pairs.values), 0.0, rng.integers(10, 90, (sites, days)))
    found, end = confidence_sequence(pairs), mean_difference(pairs)
    assert found.mean == end.mean
    if found.low is not None and found.high is not None:
        assert end.low is not None
        assert end.high is not None
        assert found.low < end.low < end.high < found.high


def test_it_begins_on_the_seventh_day() -> None:
    assert MIN_DAYS == 7
    early = confidence_sequence(experiment(5, 6))
    assert (early.low, early.high, early.days, early.reason) == (None, None, 6, FEW_DAYS)
    assert early.mean == pytest.approx(experiment(5, 6).values.mean())
    assert confidence_sequence(experiment(5, 7)).reason is None


def test_three_sites_have_one_of_days_alone() -> None:
    """It speaks of these shops; of others there is nothing to say."""
    pairs = experiment(3, 10)
    found = confidence_sequence(pairs)
    assert (found.low, found.high, found.days, found.reason) == (None, None, 10, FEW_SITES)
    assert found.mean == pytest.approx(pairs.values.mean())
    assert confidence_sequence(pairs, days_alone=True).reason is None
    assert confidence_sequence(experiment(4, 10)).reason is None


def test_equal_days_are_known_no_better_than_their_rounding() -> None:
    """The mean over the sites of a day has the variance of a rounded difference over their number."""
    pairs = Pairs(np.full((5, 9), 0.02), np.ones((5, 9)))
    days = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    wanted = formula(days) * sqrt(PAIR_VARIANCE / 5 / days.var(ddof=1))
    assert half(confidence_sequence(pairs, days_alone=True)) == pytest.approx(wanted)


def test_it_is_tightest_at_day_thirty() -> None:
    """Beside a sequence with another parameter, that of day 30 is nowhere narrower on day 30."""

    def width(rho_squared: float) -> float:
        return 2 * (30 * rho_squared + 1) / (900 * rho_squared) * log(sqrt(30 * rho_squared + 1) / 0.05)

    assert all(width(RHO_SQUARED) <= width(RHO_SQUARED * exp(step)) * 1.001 for step in (-1, -0.3, 0.3, 1))


def test_nothing_told_is_said() -> None:
    for shape in ((0, 0), (0, 9), (9, 0), (9, 9)):
        found = confidence_sequence(Pairs(np.full(shape, np.nan), np.zeros(shape)))
        assert found == Sequence(None, None, 0, NOTHING_TOLD)


@given(st.integers(4, 8), st.integers(7, 20), st.integers(0, 99), st.floats(-1, 1))
def test_a_constant_moves_it(sites: int, days: int, seed: int, shift: float) -> None:
    pairs = experiment(sites, days, seed)
    one, other = confidence_sequence(pairs), confidence_sequence(Pairs(pairs.values + shift, pairs.weights))
    assert half(one) == pytest.approx(half(other))
    assert one.mean is not None
    assert other.mean == pytest.approx(one.mean + shift)


def test_several_comparisons_share_the_error() -> None:
    """Of three each has a level of 1 - 0.05/3: by the formula for the days, by t for the sites."""
    pairs = experiment(5, 9, 1)
    found = mean_difference(pairs)
    assert found.sd is not None
    alone, of_three = (
        half(confidence_sequence(pairs, days_alone=True)),
        half(confidence_sequence(pairs, days_alone=True, comparisons=3)),
    )
    boundary = 9 * RHO_SQUARED + 1
    assert of_three / alone == pytest.approx(sqrt(log(sqrt(boundary) / (0.05 / 3)) / log(sqrt(boundary) / 0.05)))
    wide = t.ppf(1 - 0.05 / 6, 4) * found.sd / sqrt(5)
    assert half(confidence_sequence(pairs, comparisons=3)) == pytest.approx(sqrt(of_three**2 + wide**2))
