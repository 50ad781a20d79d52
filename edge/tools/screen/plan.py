"""`vitrina screen plan`: prints which ads play when."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from edge.exit_codes import DONE
from edge.playlist.numbers import LOST, NumbersInMemory
from edge.playlist.plan import PlannedPlay, plan_plays
from edge.playlist.program import Program
from edge.playlist.values import Screen
from edge.screen.schedule_file import ScheduleFile, schedule_path
from edge.settings.settings import Settings
from edge.tools.screen.loaded import LoadedPlaylist, load_playlist

_AS_USER = "Run it as the kiosk's user: sudo -u vitrina vitrina screen plan."


def begin_s(settings: Settings, begin: datetime | None, now_s: float) -> float:
    """Start of the plan, in seconds since 1970 UTC. A time without a time zone is local time of the shop."""
    if begin is None:
        return now_s
    return (begin if begin.tzinfo else begin.replace(tzinfo=ZoneInfo(settings.site.timezone))).timestamp()


def print_plan(settings: Settings, from_s: float, hours: float, as_json: bool) -> int:
    """Print the plan. Returns the exit code."""
    loaded = load_playlist(settings)
    for text in loaded.unplayable_reasons.values():
        print(text, file=sys.stderr)
    zone = ZoneInfo(settings.site.timezone)
    for play in planned_plays(settings, loaded, from_s, from_s + hours * 3600):
        print(json.dumps(_play_values(play)) if as_json else _line(play, zone))
    return DONE


def planned_plays(settings: Settings, loaded: LoadedPlaylist, from_s: float, to_s: float) -> Iterator[PlannedPlay]:
    """Plays that follow from the schedule numbers stored on disk. These numbers do not change."""
    path = schedule_path(settings.outbox.path)
    numbers = ScheduleFile(path).read()
    if numbers.cycle == LOST:
        print(
            f"screen: cannot read {path}, so the block numbers may differ from the kiosk's. {_AS_USER}", file=sys.stderr
        )
    program = Program(loaded.playlist, screen_names(settings), NumbersInMemory(numbers))
    return plan_plays(program, loaded.durations_s, ZoneInfo(settings.site.timezone), from_s, to_s)


def screen_names(settings: Settings) -> Screen:
    """Names from which this screen's random orders are drawn."""
    return Screen(settings.site.site, settings.site.device)


def _line(play: PlannedPlay, zone: ZoneInfo) -> str:
    when = datetime.fromtimestamp(play.at_s, zone).strftime("%Y-%m-%d %H:%M:%S")
    if play.item is None:
        return f"{when}  {play.duration_s:7.1f} s  nothing"
    experiment = play.item.experiment
    arm = "" if experiment is None else f"experiment {experiment.id}, arm {experiment.arm}"
    if experiment is not None and experiment.block is not None:
        arm += f", block {experiment.block}"
    return f"{when}  {play.duration_s:7.1f} s  {play.item.creative:24}  {arm}".rstrip()


def _play_values(play: PlannedPlay) -> dict[str, object]:
    at = datetime.fromtimestamp(play.at_s, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    values: dict[str, object] = {"at": at, "duration_s": round(play.duration_s, 3)}
    if play.item is None:
        return {**values, "creative": None}
    experiment = play.item.experiment
    return {
        **values,
        "creative": play.item.creative,
        "experiment": experiment and {"id": experiment.id, "arm": experiment.arm, "block": experiment.block},
        "position": play.item.position,
        "cycle": play.item.cycle,
    }
