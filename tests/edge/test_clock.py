"""The kiosk's clock and the local day."""

from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from edge.clock import Clock, make_next_midnight_function, make_next_time_function


def test_a_step_of_the_machines_clock_changes_no_duration() -> None:
    """A machine's clock set an hour forward leaves the kiosk's clock unchanged. The difference is its error."""
    machine = {"wall": 1000.0, "monotonic": 5.0}
    clock = Clock(lambda: machine["wall"], lambda: machine["monotonic"])
    assert clock.now() == 1000.0
    machine.update(wall=4602.0, monotonic=7.0)
    assert clock.now() == 1002.0
    assert clock.error_s() == 3600.0


@given(
    st.floats(min_value=0, max_value=4e9),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]),
)
def test_a_day_ends_at_the_next_local_midnight(at_s: float, timezone: str) -> None:
    """The end is later than the moment and at 0:00 local time. A day has at most 25 hours, also when clocks change."""
    end_s = make_next_midnight_function(timezone)(at_s)
    assert at_s < end_s <= at_s + 25 * 3600 + 1
    local = datetime.fromtimestamp(end_s, ZoneInfo(timezone))
    assert (local.hour, local.minute, local.second) == (0, 0, 0)


def test_day_length_on_clock_change_days() -> None:
    """In Berlin the last Sunday of March has 23 hours and that of October 25."""
    berlin = ZoneInfo("Europe/Berlin")
    end = make_next_midnight_function("Europe/Berlin")
    for day, hours in ((datetime(2026, 3, 29, tzinfo=berlin), 23), (datetime(2026, 10, 25, tzinfo=berlin), 25)):
        assert end(day.timestamp()) - day.timestamp() == hours * 3600


ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "America/Havana"]


@given(
    st.floats(min_value=0, max_value=4e9),
    st.sampled_from(ZONES),
    st.lists(st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0)), min_size=1, max_size=3),
)
def test_a_part_ends_at_the_next_of_its_local_times(at_s: float, zone_name: str, times: list[time]) -> None:
    """Within 25 h, and at one of the local times, except where a change of the clock leaves it out."""
    zone = ZoneInfo(zone_name)
    end_s = make_next_time_function(zone_name, times)(at_s)
    assert at_s < end_s <= at_s + 25 * 3600 + 1
    local = datetime.fromtimestamp(end_s, zone)
    before = datetime.fromtimestamp(end_s - 1, zone)
    assert local.fold == 0
    assert local.time() in times or local.utcoffset() != before.utcoffset()


def utc(*numbers: int) -> float:
    return datetime(*numbers, tzinfo=timezone.utc).timestamp()  # type: ignore[misc,arg-type]


def test_a_time_that_is_left_out_counts_at_the_change_and_one_that_comes_twice_the_first_time() -> None:
    """In Berlin 2:00 becomes 3:00 in March, and 3:00 becomes 2:00 in October; on Lord Howe clocks change by half an
    hour; in Havana midnight is left out."""
    for local in (time(2, 0), time(2, 30), time(2, 59)):
        berlin = make_next_time_function("Europe/Berlin", [local])
        assert berlin(utc(2026, 3, 29, 0, 0)) == utc(2026, 3, 29, 1, 0)
        assert berlin(utc(2026, 3, 29, 1, 0)) > utc(2026, 3, 29, 23, 0)
        first_s = utc(2026, 10, 25, 0, local.minute)
        assert berlin(utc(2026, 10, 24, 23, 0)) == first_s
        assert berlin(first_s) > utc(2026, 10, 25, 23, 0)
    assert make_next_time_function("Australia/Lord_Howe", [time(2, 15)])(utc(2026, 10, 3, 15, 0)) == utc(
        2026, 10, 3, 15, 30
    )
    assert make_next_time_function("America/Havana", [time(0, 30)])(utc(2026, 3, 8, 4, 0)) == utc(2026, 3, 8, 5, 0)
