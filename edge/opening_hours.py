"""Opening hours in a subset of OpenStreetMap's notation: `Mo-Fr 09:00-20:00; Sa 10:00-13:00, 14:00-18:00`.

Days and times are local times of the shop; holidays are not supported. If a time span ends at or before its start, it
continues past midnight. German names of days are accepted, too.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
GERMAN_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
"""German names of days. None of them is also the English name of another day."""
EXAMPLE = "Mo-Fr 09:00-20:00; Sa 10:00-18:00"

_DAY_NUMBERS = {name: number for days in (DAYS, GERMAN_DAYS) for number, name in enumerate(days)}
_DAY_MIN = 24 * 60
_WEEK_MIN = 7 * _DAY_MIN
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Opening hours of a week, in local minutes since Monday 00:00. The last time span may end in the next week."""

    spans: tuple[tuple[int, int], ...]

    def is_open(self, at_s: float, zone: ZoneInfo) -> bool:
        """True if the shop is open at `at_s`, in seconds since 1970 UTC."""
        return self.is_open_at_local_time(datetime.fromtimestamp(at_s, zone))

    def is_open_at_local_time(self, local: datetime) -> bool:
        """True if the shop is open at this local time."""
        minute = local.weekday() * _DAY_MIN + local.hour * 60 + local.minute
        return any(begin <= minute < end or begin <= minute + _WEEK_MIN < end for begin, end in self.spans)


def parse_opening_hours(text: str) -> OpeningHours:
    """Parse opening hours. Raises ValueError with the reason."""
    spans: list[tuple[int, int]] = []
    for rule in text.split(";"):
        days, _, times = rule.strip().partition(" ")
        for day in _parse_days(days):
            spans += [_parse_span(day, span) for span in times.split(",")]
    return OpeningHours(tuple(sorted(spans)))


def check_opening_hours(text: str | None) -> str | None:
    """Return opening hours as they are written; None: always open. Raises ValueError with the reason."""
    if text is not None:
        parse_opening_hours(text)
    return text


def _parse_days(text: str) -> list[int]:
    days: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in _DAY_NUMBERS or (last or first) not in _DAY_NUMBERS:
            raise ValueError(
                f"{part!r} is not a day or a range of days. Use {', '.join(DAYS)} or {', '.join(GERMAN_DAYS)},"
                f" as in {EXAMPLE!r}"
            )
        begin, end = _DAY_NUMBERS[first], _DAY_NUMBERS[last or first]
        days += [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]
    return days


def _parse_span(day: int, text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text.strip()!r} is not a time span with a start and an end, as in {EXAMPLE!r}")
    begin, end = _minute_of_day(match[1], match[2]), _minute_of_day(match[3], match[4])
    if begin == _DAY_MIN:
        raise ValueError(f"{text.strip()!r} starts at 24:00; write 00:00 of the next day")
    return day * _DAY_MIN + begin, day * _DAY_MIN + (end if end > begin else end + _DAY_MIN)


def _minute_of_day(hours: str, minutes: str) -> int:
    minute = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or minute > _DAY_MIN:
        raise ValueError(f"{hours}:{minutes} is not a time of day; write 00:00 to 24:00")
    return minute
