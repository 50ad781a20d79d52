"""Numbers and dates as each language writes them, by CLDR."""

from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from babel.numbers import format_decimal, parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from central.languages.codes import CODES
from central.languages.language import ENGLISH, find_language
from central.reports.rendering.text import percent_text, points_text, signed_points, span_text, value_text

codes = st.sampled_from(CODES)


@given(codes, st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_number_is_read_back(code: str, value: float, digits: int) -> None:
    """By the rules of the language, to its last decimal; and there is no minus zero."""
    shown = find_language(code).numbers.format_number(value, digits)
    assert "-" not in shown
    assert parse_decimal(shown.replace("−", "-"), locale=code) == Decimal(f"{value:.{digits}f}") + 0
    assert not (shown.startswith("−") and not shown.strip("−0.,"))


@given(codes, st.integers(-(10**12), 10**12))
def test_separators_are_those_of_cldr(code: str, value: int) -> None:
    """The library that knows them writes the same, but for the minus sign."""
    assert find_language(code).numbers.format_number(value) == format_decimal(value, locale=code).replace("-", "−")


def test_percent_units_and_spans() -> None:
    """A space that does not break before each sign and unit."""
    german, russian = find_language("de"), find_language("ru")
    assert percent_text(0.1834, 1, german) == "18,3\u00a0%"
    assert percent_text(0.1834, 1, russian) == "18,3\u00a0%"
    assert span_text("smile", 0.16, 0.2, t=german) == "16,0\u00a0bis\u00a020,0\u00a0%"
    assert span_text("smile", 0.16, 0.2, t=russian) == "16,0–20,0\u00a0%"
    assert span_text("valence", -0.2, 0.1, t=russian) == "от\u00a0−0,20 до\u00a00,10"
    assert value_text("attention_s", 1234.56, t=russian) == "1\u00a0234,6\u00a0с"
    assert span_text("attention_s", 1234.5, 2000, t=russian) == "1\u00a0234,5–2\u00a0000,0\u00a0с"
    assert value_text("hr_bpm", 78.4, t=german) == "78\u00a0Schläge/min"
    assert (points_text(0.031, t=german), points_text(0.02, t=german), signed_points(0.0311, t=russian)) == (
        "3,1",
        "2",
        "+3,1",
    )


def test_dates() -> None:
    """English months are those of the C locale, as they stand in documents."""
    for month in range(1, 13):
        day = date(2026, month, 5)
        assert ENGLISH.day_text(day) == f"5\u00a0{day:%b}\u00a02026"
    assert find_language("de").day_text(date(2026, 3, 1)) == "01.03.2026"
    assert find_language("ru").day_text(date(2026, 5, 9)) == "09.05.2026"
    at = datetime(2026, 11, 24, 14, 3, tzinfo=timezone.utc)
    assert [find_language(code).time_text(at).replace("\u00a0", " ") for code in CODES] == [
        "24 Nov 2026, 14:03",
        "24.11.2026, 14:03",
        "24.11.2026, 14:03",
    ]
    assert [find_language(code).weekday_name(0) for code in CODES] == ["Mon", "Mo", "пн"]


def test_the_decimals_choose_the_form() -> None:
    """2.0 points in every language, and a whole number without them."""
    assert (
        find_language("de")("size.points", points=find_language("de").fixed_quantity(1.0, 1))
        == "1,0\u00a0Prozentpunkte"
    )
    assert (
        find_language("de")("size.points", points=find_language("de").rounded_quantity(1.0, 1)) == "1\u00a0Prozentpunkt"
    )
    assert ENGLISH("size.points", points=ENGLISH.rounded_quantity(2.04, 1)) == "2 points"


@pytest.mark.parametrize("value", [0.0, -0.0, 0.04, -0.04])
def test_nothing_is_no_minus(value: float) -> None:
    assert [find_language(code).numbers.format_number(value, 1) for code in CODES] == ["0.0", "0,0", "0,0"]
