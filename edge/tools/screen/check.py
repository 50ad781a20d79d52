"""`vitrina screen check`: prints what the playlist or folder shows, when and how often, and what never plays."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from edge.exit_codes import DONE, NO_SOURCE
from edge.media.check import MediaFile
from edge.playlist.day_design import DAY
from edge.playlist.rotation import shown_at
from edge.playlist.schedule import CycleNumbers, cycle_items
from edge.playlist.values import CreativePlaylist, PlaylistCreative, PlaylistExperiment, Screen
from edge.settings.settings import Settings
from edge.tools.screen.days import design_sentence
from edge.tools.screen.loaded import LoadedPlaylist, load_playlist_or_folder
from edge.tools.screen.plan import planned_plays, screen_names

WEEK_S = 7 * 86_400.0


def print_playlist_check(settings: Settings, now_s: float, as_json: bool) -> int:
    """Print the report. Returns 3 if a file cannot be shown."""
    loaded = load_playlist_or_folder(settings)
    for text in loaded.unplayable_reasons.values():
        print(text, file=sys.stderr)
    report = playlist_check_report(settings, loaded, now_s)
    print(json.dumps(report) if as_json else "\n".join(_report_lines(report)))
    return NO_SOURCE if loaded.unplayable_reasons else DONE


def playlist_check_report(settings: Settings, loaded: LoadedPlaylist, now_s: float) -> dict[str, Any]:
    """Report about the playlist: its creatives, its experiments, the current cycle, and the next seven days."""
    zone = ZoneInfo(settings.site.timezone)
    playlist = loaded.playlist
    plays, shown_s, nothing_s, blocks = _count_week(settings, loaded, now_s)
    return {
        "playlist": None if loaded.path is None else str(loaded.path),
        "media": str(loaded.media),
        "creatives": [_creative_report(one, loaded, plays[one.id], shown_s[one.id]) for one in playlist.creatives],
        "experiments": [_experiment_report(one, settings, len(blocks.get(one.id, ()))) for one in playlist.experiments],
        "cycle": _cycle(screen_names(settings), loaded, datetime.fromtimestamp(now_s, zone)),
        "nothing_s": round(nothing_s),
        "never": list(_never_played_sentences(playlist, loaded, plays, blocks, datetime.fromtimestamp(now_s, zone))),
    }


def _count_week(
    settings: Settings, loaded: LoadedPlaylist, now_s: float
) -> tuple[Counter[str], Counter[str], float, dict[str, set[int | None]]]:
    """For the next seven days: plays and seconds of each creative, seconds in which nothing is shown, and blocks."""
    plays: Counter[str] = Counter()
    shown_s: Counter[str] = Counter()
    blocks: dict[str, set[int | None]] = {}
    nothing_s = 0.0
    for play in planned_plays(settings, loaded, now_s, now_s + WEEK_S):
        if play.item is None:
            nothing_s += play.duration_s
            continue
        plays[play.item.creative] += 1
        shown_s[play.item.creative] += round(play.duration_s * 1000)
        if experiment := play.item.experiment:
            blocks.setdefault(experiment.id, set()).add(experiment.block)
    return plays, shown_s, nothing_s, blocks


def _creative_report(creative: PlaylistCreative, loaded: LoadedPlaylist, plays: int, shown_ms: int) -> dict[str, Any]:
    file = loaded.files[creative.id]
    facts: dict[str, Any] = {"id": creative.id, "file": creative.file, "weight": creative.weight}
    if not isinstance(file, MediaFile):
        return {**facts, "reason": file.reason, "plays": 0, "seconds": 0}
    return {
        **facts,
        "codec": file.codec,
        "width_px": file.width_px,
        "height_px": file.height_px,
        "duration_s": round(loaded.durations_s[creative.id], 3),
        "sha256": file.sha256[:12],
        "plays": plays,
        "seconds": round(shown_ms / 1000),
    }


def _experiment_report(experiment: PlaylistExperiment, settings: Settings, blocks: int) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": experiment.id, "arms": experiment.arms}
    sentence = design_sentence(experiment, settings.site.site)
    return {**facts, "blocks": blocks} if sentence is None else {**facts, "unit": experiment.unit, "days": sentence}


def _cycle(screen: Screen, loaded: LoadedPlaylist, local: datetime) -> dict[str, Any]:
    without = frozenset(one.id for one in loaded.playlist.creatives if one.id not in loaded.durations_s)
    shown = shown_at(loaded.playlist, screen, local, without)
    items = cycle_items(loaded.playlist, screen.device, CycleNumbers(), shown)
    return {"plays": len(items), "seconds": round(sum(loaded.durations_s[item.creative] for item in items), 1)}


def _never_played_sentences(
    playlist: CreativePlaylist,
    loaded: LoadedPlaylist,
    plays: Counter[str],
    blocks: dict[str, set[int | None]],
    local: datetime,
) -> Iterator[str]:
    """Sentences about creatives that do not play in the next seven days."""
    day = local.date()
    in_experiments = {name for one in playlist.experiments for name in one.creatives}
    for one in playlist.creatives:
        if plays[one.id] or one.id not in loaded.durations_s:
            continue
        if one.until is not None and one.until < day:
            why = f"its last day was {one.until}"
        elif one.from_ is not None and one.from_ > day:
            why = f"its first day is {one.from_}"
        elif one.weight == 0 and one.id not in in_experiments:
            why = "its weight is 0, and no experiment names it"
        elif one.id in playlist.creatives_by_day:
            why = "its experiment by day has not started, or shows another arm on these days"
        elif one.weight == 0:
            why = "its experiments do not play"
        elif one.open is not None or playlist.rotate is None:
            why = "there is no time for it in its hours"
        else:
            why = "its turn comes later"
        yield f"creative {one.id} does not play in the next 7 days: {why}."
    for experiment in playlist.experiments:
        if experiment.id not in blocks:
            why = _why_no_experiment(experiment, loaded, day)
            yield f"experiment {experiment.id} does not play in the next 7 days: {why}."


def _why_no_experiment(experiment: PlaylistExperiment, loaded: LoadedPlaylist, day: date) -> str:
    bad = sorted(name for name in experiment.creatives if name not in loaded.durations_s)
    if experiment.until is not None and experiment.until < day:
        return f"its last day was {experiment.until}"
    if bad:
        return f"{', '.join(bad)} cannot be shown"
    if experiment.from_ is not None and experiment.from_ > day + timedelta(days=7):
        return f"its first day is {experiment.from_}"
    if experiment.unit == DAY:
        return "these days show an arm without creatives, or its creatives are not open"
    return "its creatives never run at the same time"


def _report_lines(report: dict[str, Any]) -> Iterator[str]:
    if report["playlist"] is None:
        yield f"no playlist: all files of {report['media']}, in the order of their names"
    else:
        yield f"playlist {report['playlist']}"
    for one in report["creatives"]:
        if "reason" in one:
            yield f"  ✗ {one['id']:24} cannot be shown"
            continue
        size = f"{one['codec']} {one['width_px']}x{one['height_px']}"
        yield (
            f"  ✓ {one['id']:24} {size:18} {one['duration_s']:7.1f} s  weight {one['weight']:3}"
            f"  {one['plays']:6} plays in 7 days"
        )
    for one in report["experiments"]:
        what = one["days"] if "days" in one else f"{one['blocks']} blocks in 7 days"
        yield f"  experiment {one['id']}: arms {', '.join(one['arms'])}; {what}"
    yield f"one cycle now: {report['cycle']['plays']} plays, {report['cycle']['seconds']:g} s"
    if report["nothing_s"]:
        yield f"nothing is shown for {report['nothing_s'] / 3600:.1f} h of the next 7 days"
    yield from report["never"]
