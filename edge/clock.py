"""The kiosk's clock: UTC seconds that never step, because durations are counted on the monotonic clock.

The one place outside edge/sources that asks the machine for the time.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

EARLIEST = datetime(2026, 11, 1, tzinfo=timezone.utc)  # a machine that says less has no valid clock: Vitrina is younger


def machine_s() -> float:
    """What this machine takes for the time now, in seconds since 1970 UTC."""
    return time.time()


def is_plausible(wall_s: float) -> bool:
    """Whether a machine's clock can be right. One without a battery begins at 1970, or where it was switched off."""
    return wall_s >= EARLIEST.timestamp()


class Clock:
    """Seconds since 1970 UTC, anchored once. A step of the machine's clock changes `error_s`, not `now`."""

    def __init__(self, wall: Callable[[], float] = machine_s, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._monotonic = wall, monotonic
        self._offset_s = wall() - monotonic()

    def now(self) -> float:
        return self._monotonic() + self._offset_s

    def error_s(self) -> float:
        """How far the machine's clock has moved away from this one since it was anchored."""
        return self._wall() - self.now()


def day_end(zone_name: str) -> Callable[[float], float]:
    """A function that gives the next local midnight strictly after a time, both in seconds since 1970 UTC."""
    zone = ZoneInfo(zone_name)

    def next_midnight(at_s: float) -> float:
        tomorrow = datetime.fromtimestamp(at_s, zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time_of_day(), zone).timestamp()

    return next_midnight
