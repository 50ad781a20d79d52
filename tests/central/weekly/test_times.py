"""When it is Monday morning for the shops of a user."""

from datetime import date, datetime, timezone

import pytest

from central.weekly.times import find_due_week, newest_due_monday

MONDAY = date(2026, 11, 23)


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()) * 1000


@pytest.mark.parametrize(
    ("zones", "starts", "ends"),
    [
        ([None], "2026-11-23T07:00", "2026-11-24T07:00"),
        ([], "2026-11-23T07:00", "2026-11-24T07:00"),
        (["Europe/Berlin"], "2026-11-23T06:00", "2026-11-24T06:00"),
        (["Asia/Vladivostok"], "2026-11-22T21:00", "2026-11-23T21:00"),
        (["Europe/Berlin", "America/New_York"], "2026-11-23T12:00", "2026-11-24T12:00"),
        (["Pacific/Pago_Pago"], "2026-11-23T18:00", "2026-11-24T18:00"),
    ],
)
def test_a_mail_is_due_for_a_day_from_seven_in_the_last_zone_on(
    zones: list[str | None], starts: str, ends: str
) -> None:
    """Sunday is then over in each shop."""
    first, last = at(starts), at(ends)
    assert find_due_week(zones, first - 1) is None
    found = [find_due_week(zones, ms) for ms in (first, last - 1)]
    assert [(week.monday, week.starts_ms) for week in found if week] == [(MONDAY, first)] * 2
    assert find_due_week(zones, last) is None


def test_the_clock_change_moves_the_mail_with_the_local_time() -> None:
    week = find_due_week(["Europe/Berlin"], at("2026-10-26T06:00"))
    assert week is not None
    assert find_due_week(["Europe/Berlin"], at("2026-10-19T04:59")) is None
    assert find_due_week(["Europe/Berlin"], at("2026-10-19T05:00")) is not None


def test_a_preview_is_about_the_newest_week_that_is_over() -> None:
    assert newest_due_monday(["Europe/Berlin"], at("2026-11-23T05:59")) == date(2026, 11, 16)
    assert newest_due_monday(["Europe/Berlin"], at("2026-11-29T23:00")) == MONDAY
