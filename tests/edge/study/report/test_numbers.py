"""Tests of numbers as the report writes them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.analysis.people import Mean
from edge.study.report.numbers import ci95_text, number_text, p_value_text, percent_text


def test_numbers_have_a_real_minus_and_no_negative_zero() -> None:
    assert [number_text(value) for value in (1.234, -1.234, -0.001, 0.0)] == ["1.23", "−1.23", "0.00", "0.00"]
    assert number_text(-12.6, 0) == "−13"
    assert number_text(None) == number_text(float("nan")) == "–"


def test_intervals_stand_in_brackets() -> None:
    assert ci95_text(Mean(0.0, -1.0, 1.0, 9)) == "[−1.00, 1.00]"
    assert ci95_text(Mean(0.0, -1.0, 1.0, 9), 1) == "[−1.0, 1.0]"
    assert [ci95_text(Mean(0.0, low, high, 3)) for low, high in ((None, None), (None, 1.0), (1.0, None))] == 3 * ["–"]


def test_p_is_never_zero() -> None:
    assert [p_value_text(p) for p in (None, 0.0, 0.00099, 0.001, 0.0512, 1.0)] == [
        "–",
        "< 0.001",
        "< 0.001",
        "0.001",
        "0.051",
        "1.000",
    ]


def test_shares_are_percents() -> None:
    assert (percent_text(0.256), percent_text(1.0), percent_text(None)) == ("26 %", "100 %", "–")


@settings(max_examples=30)
@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_a_number_is_that_which_was_given(value: float, digits: int) -> None:
    assert float(number_text(value, digits).replace("−", "-")) == pytest.approx(value, abs=0.5 * 10.0**-digits + 1e-9)
