"""Monday morning in the time zones of a user's shops."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from central.clock import DAY_MS

HOUR = 7
"""Local hour at which the mail is due."""
WINDOW_MS = DAY_MS


@dataclass(frozen=True, slots=True)
class DueWeek:
    """A Monday with a due mail, and the time at which the mail became due."""

    monday: date
    starts_ms: int


def find_due_week(zones: Iterable[str | None], now_ms: int) -> DueWeek | None:
    """The Monday with a mail that is due now. None at other times.

    The mail is due for a day after it became 7 o'clock in all of the zones. Sunday is then over in every shop. A zone
    that is None is UTC.
    """
    zones = list(zones)
    monday = newest_due_monday(zones, now_ms)
    starts_ms = round(_starts(monday, zones).timestamp() * 1000)
    return DueWeek(monday, starts_ms) if now_ms - starts_ms < WINDOW_MS else None


def newest_due_monday(zones: Iterable[str | None], now_ms: int) -> date:
    """The newest Monday on which it has become 7 o'clock in all of the zones."""
    zones = list(zones)
    now = datetime.fromtimestamp(now_ms / 1000, timezone.utc)
    monday = now.date() + timedelta(days=7 - now.weekday())
    while _starts(monday, zones) > now:
        monday -= timedelta(days=7)
    return monday


def _starts(monday: date, zones: Iterable[str | None]) -> datetime:
    """Time at which it is 7 o'clock in the last of the zones."""
    return max(_morning(monday, zone) for zone in set(zones) or {None})


def _morning(monday: date, zone: str | None) -> datetime:
    return datetime.combine(monday, time(HOUR), timezone.utc if zone is None else ZoneInfo(zone))
