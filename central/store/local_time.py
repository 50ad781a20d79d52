"""Converts an instant to local day, hour, weekday and part of the day, in the time zone of a site."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from central.clock import DAY_MS

EPOCH_DAY = date(1970, 1, 1).toordinal()

Local = tuple[int, int, int, int | None]
"""Local day (days since 1970-01-01), hour, weekday (0 is Monday), and part of the day (None if the site has no
parts).
"""


@lru_cache(maxsize=10_000)
def build_localizer(zone: str | None, parts: str | None) -> Callable[[int], Local]:
    """Build a function from milliseconds since 1970 UTC to the local day, hour, weekday and part.

    `zone`: time zone; None: UTC. `parts`: local times at which a part ends, such as "10:00,14:00". The first part
    starts at midnight.
    """
    tz = timezone.utc if zone is None else ZoneInfo(zone)
    ends = [] if not parts else [time.fromisoformat(text) for text in parts.split(",")]

    def local(at_ms: int) -> Local:
        at = datetime.fromtimestamp(at_ms / 1000, tz)
        part = sum(end <= at.time() or (at.fold == 1 and _comes_twice(at, end)) for end in ends) if ends else None
        return at.toordinal() - EPOCH_DAY, at.hour, at.weekday(), part

    return local


def _comes_twice(at: datetime, end: time) -> bool:
    """True for a local time that occurs twice because of a clock change. As on the kiosk, the first occurrence
    counts.
    """
    first, second = (datetime.combine(at.date(), end.replace(fold=fold), at.tzinfo) for fold in (0, 1))
    return (first.utcoffset() or timedelta()) > (second.utcoffset() or timedelta())


def offset_within_hour_ms(zone: str | None, day: int) -> int:
    """Milliseconds by which the hours of a zone are offset from the hours of UTC at noon of a day. In India it is 30
    minutes.
    """
    if zone is None:
        return 0
    noon = datetime.combine(date.fromordinal(day + EPOCH_DAY), time(12), ZoneInfo(zone))
    return round((noon.utcoffset() or timedelta()).total_seconds()) % 3600 * 1000


LAST_ZONE_MS = 43_200_000
"""Offset of the westernmost time zone, which is twelve hours behind UTC."""


def day_in_last_zone(at_ms: int) -> int:
    """Number of the current day in the westernmost time zone. Every earlier day is over everywhere."""
    return (at_ms - LAST_ZONE_MS) // DAY_MS


def last_ms(begin_ms: int, end_ms: int) -> int:
    """Instant that decides the day and hour of a message: the last millisecond before its end."""
    return max(begin_ms, end_ms - 1)


def day_number(text: str) -> int:
    """Number of a day that is given as text, such as 2026-11-24. Raises ValueError."""
    return date.fromisoformat(text).toordinal() - EPOCH_DAY
