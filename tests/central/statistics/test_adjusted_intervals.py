"""Intervals beside others: as wide as their number asks for, and of one mind with the verdict."""

import numpy as np
import pytest

from central.statistics.adjusted_intervals import family_intervals, selected_intervals
from central.statistics.differences import Difference
from edge.statistics.multiple import adjust_holm, benjamini_hochberg
from edge.statistics.student import t_quantile, two_sided_p


def found_of(mean: float, se: float = 1.0, df: int = 12) -> Difference:
    """A difference with its own interval of 95 %."""
    half = t_quantile(0.975, df) * se
    p = float(two_sided_p(mean / se, df))
    return Difference(mean, mean - half, mean + half, 1.0, se, p, df + 1, df + 1, df=df)


def test_one_pair_keeps_its_interval() -> None:
    """Alone it is that of 95 %."""
    one = found_of(3.0)
    for between in (*family_intervals([one], [True]), *selected_intervals([one], [True])):
        assert between == pytest.approx((one.low, one.high))


def test_an_interval_that_contradicts_the_verdict_is_left_out() -> None:
    """Holm shows the third of three from p = 0.05 on, Dunn's interval holds 0 up to 0.0167."""
    found = [found_of(9.0), found_of(8.0), found_of(2.3)]
    shown = [bool(p < 0.05) for p in adjust_holm([each.p or 0.0 for each in found])]
    assert shown == [True, True, True]
    first, second, third = family_intervals(found, shown)
    assert first is not None
    assert second is not None
    assert third is None


def test_a_pair_without_an_interval_counts_for_no_other() -> None:
    """It is not tested."""
    untold = Difference(None, None, None, None, None, None, 0, 0, "nothing told")
    one = found_of(3.0)
    assert family_intervals([untold, one], [False, True]) == [None, pytest.approx((one.low, one.high))]


def test_of_the_shown_intervals_five_of_100_miss_the_truth() -> None:
    """The mean share of 400 lists of ten, of which half have a difference. Intervals of 95 % of the shown ones miss it
    more often."""
    rng = np.random.default_rng(7)
    truth = np.array([0.0] * 5 + [2.0] * 5)
    missed, of_own = [], []
    for _ in range(400):
        found = [found_of(float(t + e)) for t, e in zip(truth, rng.standard_t(12, 10), strict=True)]
        shown = [bool(p < 0.05) for p in benjamini_hochberg([each.p or 0.0 for each in found])]
        of_list = zip(found, selected_intervals(found, shown), truth.tolist(), shown, strict=True)
        told = [(each, between or (0.0, 0.0), true) for each, between, true, is_shown in of_list if is_shown]
        misses = [not low <= true <= high for _, (low, high), true in told]
        of_95 = [not (each.low or 0.0) <= true <= (each.high or 0.0) for each, _, true in told]
        missed.append(np.mean(misses or [False]))
        of_own.append(np.mean(of_95 or [False]))
    assert np.mean(missed) <= 0.06
    assert np.mean(of_own) > 1.5 * np.mean(missed)
