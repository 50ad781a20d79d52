"""`vitrina screen plan --days`: prints which arm of each experiment by day this shop shows on which day."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from edge.exit_codes import DONE
from edge.playlist.day_design import DAY
from edge.playlist.values import CreativePlaylist, PlaylistExperiment
from edge.settings.settings import Settings
from edge.tools.screen.loaded import read_playing_playlist


@dataclass(frozen=True, slots=True)
class ArmDay:
    """Arm that a site shows on a local day. `creatives` is empty if only the rest plays.
    `is_washout`: the day is one of the first after a change, and does not count.
    """

    day: date
    experiment: str
    arm: str
    creatives: tuple[str, ...]
    is_washout: bool


def print_days(settings: Settings, from_s: float, days: int, as_json: bool) -> int:
    """Print the arms of some days. Returns the exit code."""
    playlist = read_playing_playlist(settings)
    first = datetime.fromtimestamp(from_s, ZoneInfo(settings.site.timezone)).date()
    found = list(planned_arms(playlist, settings.site.site, first, days))
    for one in found:
        print(json.dumps(_values(one)) if as_json else _line(one))
    if not found and not as_json:
        print(f"no experiment by day runs in {settings.site.site} in these {days} days")
    return DONE


def planned_arms(playlist: CreativePlaylist, site: str, first: date, days: int) -> Iterator[ArmDay]:
    """Arms of a site from a day on."""
    for day in (first + timedelta(days=number) for number in range(days)):
        for experiment in playlist.experiments:
            design = experiment.design
            if design is not None and (arm := design.find_arm(site, day)) is not None:
                creatives = tuple(experiment.arms[arm])
                yield ArmDay(day, experiment.id, arm, creatives, design.is_washout(site, day))


def _line(one: ArmDay) -> str:
    shown = ", ".join(one.creatives) or "the rest of the playlist"
    washout = "  (washout: does not count)" if one.is_washout else ""
    return f"{one.day:%Y-%m-%d %a}  {one.experiment:16}  {one.arm:8}  {shown}{washout}"


def _values(one: ArmDay) -> dict[str, object]:
    return {
        "day": str(one.day),
        "experiment": one.experiment,
        "arm": one.arm,
        "creatives": list(one.creatives),
        "washout": one.is_washout,
    }


def design_sentence(experiment: PlaylistExperiment, site: str) -> str | None:
    """Sentence about an experiment by day: its needs, and the change of its arms. None for another experiment."""
    design = experiment.design
    if experiment.unit != DAY or design is None:
        return None
    days = (design.last - design.first).days + 1
    run = "every day" if design.run_days == 1 else "every week"
    return (
        f"by day, {site} draws its arm {run} from {design.first} to {design.last}: {days} days,"
        f" {days // len(design.arms)} of each arm. {len(design.arms)} arms need {design.block_days} days or a multiple"
    )
