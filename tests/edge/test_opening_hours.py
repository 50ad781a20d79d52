"""Opening hours: notation, meaning, and error texts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.opening_hours import DAYS, EXAMPLE, parse_opening_hours

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: ZoneInfo = BERLIN) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


@pytest.mark.parametrize(
    ("hours", "when", "is_open"),
    [
        (EXAMPLE, "2026-11-24T09:00", True),  # a Tuesday
        (EXAMPLE, "2026-11-24T08:59:59", False),
        (EXAMPLE, "2026-11-24T19:59:59", True),
        (EXAMPLE, "2026-11-24T20:00", False),
        (EXAMPLE, "2026-11-28T09:30", False),  # Saturdays start later
        (EXAMPLE, "2026-11-28T10:00", True),
        (EXAMPLE, "2026-11-29T12:00", False),  # Sundays are not listed
        ("Mo-Su 00:00-24:00", "2026-11-29T23:59:59", True),
        ("Sa 10:00-13:00, 14:00-18:00", "2026-11-28T13:30", False),
        ("Sa 10:00-13:00, 14:00-18:00", "2026-11-28T14:00", True),
        ("Su 20:00-02:00", "2026-11-30T01:59", True),  # Sunday's span ends on Monday
        ("Su 20:00-02:00", "2026-11-30T02:00", False),
        ("Su 20:00-02:00", "2026-11-29T01:00", False),
        ("Sa-Mo 10:00-11:00", "2026-11-29T10:30", True),
        ("Sa-Mo 10:00-11:00", "2026-12-01T10:30", False),
        ("Mo,We 10:00-11:00", "2026-11-25T10:30", True),
        ("Mo-So 10:00-11:00", "2026-11-29T10:30", True),  # a German Sunday
        ("Di,Do 10:00-11:00", "2026-11-26T10:30", True),
        ("Di,Do 10:00-11:00", "2026-11-25T10:30", False),
        ("Mo 09:00-09:00", "2026-11-24T08:59", True),  # round the clock
    ],
)
def test_hours_mean_what_people_mean(hours: str, when: str, is_open: bool) -> None:
    assert parse_opening_hours(hours).is_open(at(when), BERLIN) is is_open


def test_hours_are_those_of_the_shop_in_summer_and_in_winter() -> None:
    hours = parse_opening_hours("Mo-Su 09:00-10:00")
    assert hours.is_open(at("2026-07-01T07:30", ZoneInfo("UTC")), BERLIN)
    assert hours.is_open(at("2026-12-01T08:30", ZoneInfo("UTC")), BERLIN)
    assert not hours.is_open(at("2026-12-01T07:30", ZoneInfo("UTC")), BERLIN)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a day"),
        ("Mo-Fr", "not a time span with a start and an end"),
        ("Mon 09:00-10:00", "'Mon' is not a day"),
        ("Mo 9-10", "not a time span with a start and an end"),
        ("Mo 25:00-26:00", "not a time of day"),
        ("Mo 09:60-10:00", "not a time of day"),
        ("Mo 24:00-10:00", "starts at 24:00"),
        ("Mo 09:00-10:00;", "not a day"),
    ],
)
def test_an_error_text_gives_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_opening_hours(text)


@given(
    day=st.sampled_from(range(7)), begin=st.integers(0, 1439), end=st.integers(1, 1440), minute=st.integers(0, 10_079)
)
def test_a_span_is_open_exactly_from_its_start_to_its_end(day: int, begin: int, end: int, minute: int) -> None:
    text = f"{DAYS[day]} {begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"
    monday_s = at("2026-11-23T00:00", ZoneInfo("UTC"))
    length = end - begin if end > begin else end - begin + 1440
    since_begin = (minute - day * 1440 - begin) % 10_080
    assert parse_opening_hours(text).is_open(monday_s + minute * 60, ZoneInfo("UTC")) is (since_begin < length)
