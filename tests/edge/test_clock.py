"""The kiosk's clock and the local day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from edge.clock import Clock, day_end


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
    end_s = day_end(timezone)(at_s)
    assert at_s < end_s <= at_s + 25 * 3600 + 1
    local = datetime.fromtimestamp(end_s, ZoneInfo(timezone))
    assert (local.hour, local.minute, local.second) == (0, 0, 0)


def test_day_length_on_clock_change_days() -> None:
    """In Berlin the last Sunday of March has 23 hours and that of October 25."""
    berlin = ZoneInfo("Europe/Berlin")
    end = day_end("Europe/Berlin")
    for day, hours in ((datetime(2026, 3, 29, tzinfo=berlin), 23), (datetime(2026, 10, 25, tzinfo=berlin), 25)):
        assert end(day.timestamp()) - day.timestamp() == hours * 3600
