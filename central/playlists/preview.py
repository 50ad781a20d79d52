"""Preview of one day of a playlist on one kiosk, with the order that the kiosk and `vitrina screen plan` compute."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from edge.messages.playlist import SentPlaylist
from edge.playlist.numbers import NumbersInMemory
from edge.playlist.plan import PlannedPlay, plan_plays
from edge.playlist.program import Program
from edge.playlist.schedule import CycleNumbers
from edge.playlist.values import CreativePlaylist, Screen
from edge.toml_text import read_toml

MOST_PLAYS = 90_000
"""Most plays of a day: more than one each second."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Plays of one day in order, and the number of plays and seconds of each ad. `is_cut`: the day has more plays."""

    plays: Sequence[PlannedPlay]
    counts: Mapping[str, int]
    seconds: Mapping[str, float]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class KioskDay:
    """A local day on one kiosk. `zone`: time zone of its site."""

    site: str
    device: str
    zone: str
    day: date


def plan_day(content: str, on: KioskDay, film_s: Mapping[str, float], most: int = MOST_PLAYS) -> DayPlan:
    """Plan one local day, from midnight to midnight, for a kiosk that starts the playlist on this day.

    `film_s`: lengths in seconds of the videos. An ad without a length is skipped. `most`: most plays
    of the plan.
    """
    playlist = _player_playlist(content)
    durations = {each.id: each.duration_s for each in playlist.creatives if each.duration_s is not None}
    durations |= {each.id: film_s[each.id] for each in playlist.creatives if each.id in film_s}
    tz = ZoneInfo(on.zone)
    begin, end = (datetime.combine(each, time(0), tz).timestamp() for each in (on.day, on.day + timedelta(days=1)))
    program = Program(playlist, Screen(on.site, on.device), NumbersInMemory(CycleNumbers()))
    plays = list(islice(plan_plays(program, durations, tz, begin, end), most + 1))
    counts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for play in plays[:most]:
        if play.item is not None:
            counts[play.item.creative] += 1
            seconds[play.item.creative] += play.duration_s  # type: ignore[assignment]
    return DayPlan(plays[:most], counts, dict(seconds), len(plays) > most)


def _player_playlist(content: str) -> CreativePlaylist:
    """The playlist as a kiosk reads it from the file that it makes of the message."""
    sent = SentPlaylist.model_validate_json(json.dumps({"version": 1, **json.loads(content)}))
    return CreativePlaylist.model_validate(read_toml(sent.to_playlist_toml()))
