"""Plan of a screen: computes the plays of the schedule in advance. Reads no clock; the caller passes the times."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from edge.playlist.program import Program
from edge.playlist.schedule import ScheduledItem

_MINUTE_S = 60  # opening hours and dates start at full minutes


@dataclass(frozen=True, slots=True)
class PlannedPlay:
    """One play, with times in seconds since 1970 UTC. Without an item, nothing is shown in this period."""

    at_s: float
    duration_s: float
    item: ScheduledItem | None


def plan_plays(
    program: Program, durations_s: Mapping[str, float], zone: ZoneInfo, from_s: float, to_s: float
) -> Iterator[PlannedPlay]:
    """Plays that start in [from_s, to_s). `durations_s`: length in seconds of each creative that can be shown."""
    without = frozenset(one.id for one in program.playlist.creatives if one.id not in durations_s)
    at_s, empty_s = from_s, None
    while at_s < to_s:
        item = program.next(datetime.fromtimestamp(at_s, zone), without, durations_s)
        if item is None:
            empty_s = at_s if empty_s is None else empty_s
            at_s = (math.floor(at_s / _MINUTE_S) + 1) * _MINUTE_S
            continue
        if empty_s is not None:
            yield PlannedPlay(empty_s, at_s - empty_s, None)
            empty_s = None
        yield PlannedPlay(at_s, durations_s[item.creative], item)
        at_s += durations_s[item.creative]
    if empty_s is not None:
        yield PlannedPlay(empty_s, to_s - empty_s, None)
