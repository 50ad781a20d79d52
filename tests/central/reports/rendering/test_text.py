"""Numbers, spans and names as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.languages.language import ENGLISH
from central.reports.rendering.text import (
    BIDIRECTIONAL,
    day_span_text,
    join_words,
    number_text,
    percent_text,
    plain_line,
    points_text,
    reason_text,
    signed_points,
    span_text,
    value_text,
)
from tests.central.reports.examples import FIRST, LAST


@given(st.text())
def test_a_name_is_one_line_that_cannot_turn_the_text_round(name: str) -> None:
    """No line break, control character or mark of direction is left; an SVG can hold the rest."""
    shown = plain_line(name)
    assert not BIDIRECTIONAL & set(shown)
    assert shown.isprintable() or " " in shown or any(ord(c) > 127 for c in shown)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in shown)


@given(st.floats(-50, 50))
def test_noise_is_clipped_for_the_eye(value: float) -> None:
    """A share below 0 or above 1 is told as 0 % or 100 %."""
    shown = float(percent_text(value, 1).split()[0].replace(",", ""))
    assert shown == pytest.approx(100 * min(max(value, 0), 1), abs=0.051)


def test_numbers_have_a_true_minus_and_no_minus_zero() -> None:
    """A hyphen breaks lines, and minus zero says nothing."""
    assert number_text(-1234.5, 1) == "−1,234.5"
    assert number_text(-0.0001, 1) == "0.0"
    assert signed_points(0.0311) == "+3.1"
    assert signed_points(-0.0311) == "−3.1"
    assert signed_points(0.0) == "0.0"
    assert points_text(-0.02) == "2"


def test_what_was_not_told_is_a_dash() -> None:
    """Never a zero, and no word of a program."""
    assert {percent_text(None), points_text(None), span_text("smile", 0.1, None), value_text("hr_bpm", None)} == {"–"}


def test_rare_things_have_two_digits() -> None:
    """Smiles of 0.4 % and laughter of 0.04 s are not 0, and both ends of a span have the decimals of its larger one."""
    assert percent_text(0.00397, 1) == "0.40\u00a0%"
    assert value_text("smile", 0.0007) == "0.070\u00a0%"
    assert value_text("laughter_s", 0.0413) == "0.041\u00a0s"
    assert span_text("smile", 0.00318, 0.00467) == "0.32\u00a0to\u00a00.47\u00a0%"
    assert span_text("smile", 0.004, 0.0121) == "0.4\u00a0to\u00a01.2\u00a0%"
    assert span_text("laughter_s", 0.0, 0.059) == "0.000\u00a0to\u00a00.059\u00a0s"
    assert value_text("smile", 0.0) == "0.0\u00a0%"
    assert value_text("smile", 1e-9) == "0.0000\u00a0%"
    assert value_text("valence", 0.004) == "0.00"


@given(st.floats(0, 1), st.floats(0, 0.02), st.floats(0, 0.02))
def test_a_printed_number_lies_in_its_printed_interval(value: float, below: float, above: float) -> None:
    """However small, up to half of the last digit that is printed."""
    shown, span = value_text("smile", value), span_text("smile", value - below, value + above)
    low, high = (float(end) for end in span.removesuffix("\u00a0%").split("\u00a0to\u00a0"))
    number = float(shown.removesuffix("\u00a0%"))
    step = 10.0 ** -len(span.removesuffix("\u00a0%").rpartition(".")[2])
    assert low - step <= number <= high + step


def test_units() -> None:
    """Each measure in its own unit."""
    assert value_text("smile", 0.1804) == "18.0\u00a0%"
    assert value_text("attention_s", 4.44) == "4.4\u00a0s"
    assert value_text("valence", -0.081) == "−0.08"
    assert value_text("hr_bpm", 78.4) == "78\u00a0bpm"
    assert span_text("smile", 0.16, 0.2) == "16.0\u00a0to\u00a020.0\u00a0%"
    assert ENGLISH("count.shops", count=1) == "1\u00a0shop"
    assert ENGLISH("count.visits", count=1240) == "1,240\u00a0visits"
    assert join_words(["a", "b", "c"]) == "a, b and c"
    assert join_words([]) == ""
    assert day_span_text(FIRST, LAST).replace("\u00a0", " ") == "2 Nov 2026 to 15 Nov 2026"


def test_a_reason_speaks_of_shops_or_participants() -> None:
    """The statistics say sites; other words stay."""
    assert reason_text("fewer than 4 sites", "sites") == "fewer than 4 shops"
    assert (
        reason_text("nearly all people were at one site", "participants") == "nearly all people were at one participant"
    )
    assert reason_text("the website is opposite", "sites") == "the website is opposite"
    assert reason_text(None, "sites") == ""
