"""Kiosk clock: UTC seconds that never jump, because a monotonic clock measures the durations.

Outside edge/sources, only this module reads the system clock.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from datetime import time as time_of_day
from math import floor
from zoneinfo import ZoneInfo

EARLIEST = datetime(2026, 11, 1, tzinfo=timezone.utc)  # an earlier time is invalid: Vitrina is younger


def machine_time_s() -> float:
    """Current time of the system clock, in seconds since 1970 UTC."""
    return time.time()


def is_plausible_time(wall_s: float) -> bool:
    """True if a time of the system clock is plausible.

    Without a battery, a clock starts in 1970, or at the time of the last shutdown.
    """
    return wall_s >= EARLIEST.timestamp()


class Clock:
    """Seconds since 1970 UTC, read once from the system clock. If the system clock jumps, only `error_s` changes."""

    def __init__(
        self, wall: Callable[[], float] = machine_time_s, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._wall, self._monotonic = wall, monotonic
        self._offset_s = wall() - monotonic()

    def now(self) -> float:
        return self._monotonic() + self._offset_s

    def error_s(self) -> float:
        """System clock minus this clock, in seconds. It is 0 when this clock is created."""
        return self._wall() - self.now()


def make_next_midnight_function(zone_name: str) -> Callable[[float], float]:
    """Make a function that returns the next local midnight strictly after a time, both in seconds since 1970 UTC."""
    zone = ZoneInfo(zone_name)

    def next_midnight(at_s: float) -> float:
        tomorrow = datetime.fromtimestamp(at_s, zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time_of_day(), zone).timestamp()

    return next_midnight


def make_last_midnight_function(zone_name: str) -> Callable[[float], float]:
    """Make a function that returns the local midnight at or before a time, both in seconds since 1970 UTC."""
    zone = ZoneInfo(zone_name)

    def last_midnight(at_s: float) -> float:
        return datetime.combine(datetime.fromtimestamp(at_s, zone).date(), time_of_day(), zone).timestamp()

    return last_midnight


def make_next_time_function(zone_name: str, times: Sequence[time_of_day]) -> Callable[[float], float]:
    """Make a function that returns when the next of the given local times of day occurs, strictly after a time.

    Times are in seconds since 1970 UTC. If a clock change skips a local time, the moment of the change counts instead.
    If a local time occurs twice, the first one counts.
    """
    zone = ZoneInfo(zone_name)

    def next_end(at_s: float) -> float:
        today = datetime.fromtimestamp(at_s, zone).date()
        days = [today + timedelta(days=number) for number in (-1, 0, 1, 2)]
        return min(end_s for day in days for end in times if (end_s := _local_s(day, end, zone)) > at_s)

    return next_end


def _local_s(day: date, end: time_of_day, zone: ZoneInfo) -> float:
    first, second = (datetime.combine(day, end.replace(fold=fold), zone) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset() or first.timestamp() < second.timestamp():
        return first.timestamp()
    # left out: the change lies between the two, which are the time with the offset after it and before it
    before_s, after_s = floor(second.timestamp()), floor(first.timestamp())
    offset = datetime.fromtimestamp(before_s, zone).utcoffset()
    while after_s - before_s > 1:
        middle_s = (before_s + after_s) // 2
        if datetime.fromtimestamp(middle_s, zone).utcoffset() == offset:
            before_s = middle_s
        else:
            after_s = middle_s
    return float(after_s)
