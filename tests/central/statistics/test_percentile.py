"""Tests of the percentile among one's own adverts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from central.statistics.percentile import LEAST, percentile_rank

NAN = float("nan")


def test_nineteen_others_are_too_few() -> None:
    assert LEAST == 20
    others = [0.1] * 10 + [0.3] * 9
    assert percentile_rank(0.2, others) is None
    assert percentile_rank(0.2, [*others, NAN]) is None
    assert percentile_rank(0.2, [*others, 0.3]) == 50.0
    assert percentile_rank(0.2, [0.1, 0.3, 0.3, 0.3], least=4) == 25.0


def test_equal_ones_are_half_below() -> None:
    assert percentile_rank(0.2, [0.1, 0.2, 0.2, 0.3], least=4) == 50.0


def test_a_value_that_is_not_told_has_no_place() -> None:
    assert percentile_rank(NAN, [0.1] * 20) is None


@given(st.floats(0, 1), st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_it_is_the_mean_rank_of_scipy(value: float, others: list[float]) -> None:
    assert percentile_rank(value, others, least=1) == pytest.approx(percentileofscore(others, value, kind="mean"))
