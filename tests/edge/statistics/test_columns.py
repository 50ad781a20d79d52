"""Tests of counts, means and variances of columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from edge.statistics.columns import Floats, column_statistics, divide_or_nan, float_array, row_means

NAN = float("nan")
tables = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=6),
    elements=st.one_of(st.just(NAN), st.floats(-100, 100)),
)


@given(tables)
def test_columns_are_those_of_numpy_without_its_warnings(values: Floats) -> None:
    """Count, mean and variance (ddof 1) of what each column tells; nan where there is too little."""
    columns = column_statistics(values)
    for column in range(values.shape[1]):
        told = values[:, column][~np.isnan(values[:, column])]
        assert columns.counts[column] == told.size
        assert columns.means[column] == pytest.approx(told.mean() if told.size else NAN, nan_ok=True, abs=1e-9)
        variance = told.var(ddof=1) if told.size > 1 else NAN
        assert columns.variances[column] == pytest.approx(variance, nan_ok=True, abs=1e-9)


def test_rows_are_averaged_over_what_they_tell() -> None:
    assert row_means(np.array([[1.0, 3.0, NAN], [NAN, NAN, NAN]])) == pytest.approx([2.0, NAN], nan_ok=True)


def test_a_quotient_of_nothing_is_nan() -> None:
    """Neither 0 nor a negative number nor nan divides."""
    assert divide_or_nan(float_array([1, 2, 3, 4]), float_array([2, 0, -1, NAN])) == pytest.approx(
        [0.5, NAN, NAN, NAN], nan_ok=True
    )
    assert divide_or_nan(float_array([[2], [6]]), float_array([1, 2])).tolist() == [[2.0, 1.0], [6.0, 3.0]]


def test_whole_numbers_become_floats() -> None:
    assert float_array([1, 2]).dtype == np.float64
