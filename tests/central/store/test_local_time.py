"""Local days, hours and parts of the day."""

from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.store.local_time import EPOCH_DAY, build_localizer, day_number, last_ms


def at_ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp() * 1000)


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-11-24T23:30:00", None, ("2026-11-24", 23, 1)),
        ("2026-11-24T23:30:00", "Europe/Berlin", ("2026-11-25", 0, 2)),
        ("2026-03-29T00:59:59", "Europe/Berlin", ("2026-03-29", 1, 6)),
        ("2026-03-29T01:00:00", "Europe/Berlin", ("2026-03-29", 3, 6)),  # the hour from 2 to 3 is left out
        ("2026-10-25T00:30:00", "Europe/Berlin", ("2026-10-25", 2, 6)),
        ("2026-10-25T01:30:00", "Europe/Berlin", ("2026-10-25", 2, 6)),  # it comes twice
        ("2026-01-01T00:00:00", "America/New_York", ("2025-12-31", 19, 2)),
    ],
)
def test_local_days_and_hours(at: str, zone: str | None, expected: tuple[str, int, int]) -> None:
    day, hour, weekday, part = build_localizer(zone, None)(at_ms(at))
    assert (date.fromordinal(day + EPOCH_DAY).isoformat(), hour, weekday, part) == (*expected, None)


@pytest.mark.parametrize(
    ("at", "part"),
    [
        ("2026-10-25T00:29:59", 0),  # 02:29:59
        ("2026-10-25T00:30:00", 1),  # 02:30 for the first time
        ("2026-10-25T01:10:00", 1),  # 02:10 again
        ("2026-10-25T01:30:00", 1),  # 02:30 again
        ("2026-10-25T12:59:59", 1),
        ("2026-10-25T13:00:00", 2),
        ("2026-03-29T00:59:59", 0),  # 01:59:59
        ("2026-03-29T01:00:00", 1),  # 03:00: 02:30 is left out
    ],
)
def test_a_part_begins_once_whatever_the_clock_does(at: str, part: int) -> None:
    """A time that comes twice counts the first time, as in the kiosk."""
    assert build_localizer("Europe/Berlin", "02:30,14:00")(at_ms(at))[3] == part


@given(st.dates())
def test_a_day_has_a_number(day: date) -> None:
    assert day_number(str(day)) == (day - date(1970, 1, 1)).days


@pytest.mark.parametrize(("begin", "end", "expected"), [(0, 10, 9), (5, 5, 5), (5, 6, 5)])
def test_an_end_is_not_included(begin: int, end: int, expected: int) -> None:
    assert last_ms(begin, end) == expected
