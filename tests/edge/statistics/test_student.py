"""Tests of Student's t against scipy's distribution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from edge.statistics.student import UPPER, t_quantile, two_sided_p

dfs = st.floats(1, 500)


@given(st.floats(0.01, 0.99), dfs)
def test_quantiles_are_those_of_scipy(probability: float, df: float) -> None:
    assert t_quantile(probability, df) == pytest.approx(t.ppf(probability, df), abs=1e-6)


def test_a_quantile_of_a_95_percent_interval_is_the_book_one() -> None:
    """2.776 for 5 clusters, in every table."""
    assert t_quantile(UPPER, 4) == pytest.approx(2.776, abs=5e-4)
    assert isinstance(t_quantile(UPPER, 4), float)


def test_quantiles_of_many_at_once() -> None:
    """Without degrees of freedom there is none."""
    found = t_quantile(UPPER, np.array([4.0, np.nan, 19.0]))
    assert found == pytest.approx([2.776, np.nan, 2.093], abs=5e-4, nan_ok=True)


@given(st.floats(-20, 20), dfs)
def test_p_values_are_two_sided(value: float, df: float) -> None:
    assert two_sided_p(value, df) == pytest.approx(2 * t.sf(abs(value), df), abs=1e-9)
    assert two_sided_p(value, df) == two_sided_p(-value, df)
