"""`vitrina replay`: prints the messages for recordings as JSON lines, or a summary for people."""

import argparse
import itertools
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from edge.events import Release
from edge.kiosk import build, networks
from edge.screen.plays_file import RecordedPlays, read_plays
from edge.settings.loading import load_defaults, load_settings
from edge.settings.settings import Settings
from edge.sources.camera.video_file import VideoFile
from edge.sources.recordings import RecordingError, yield_until_error
from edge.tools import output_files
from edge.tools.replay.advert_plays import plan_plays_from_folder
from edge.tools.replay.output import ReplayProgress, write_messages
from edge.tools.replay.panel import ReplayPanel, run_panel
from edge.tools.replay.panel_files import find_participants
from edge.tools.replay.readings import ReadingCount
from edge.tools.replay.replay import ReplayRequest, replay_recordings
from edge.tools.replay.summary import summary_lines
from edge.tools.replay.trace import sense_trace_path

log = logging.getLogger(__name__)

PANEL_K = 1
"""Counting rules for a panel, in which each recording shows one person who has consented."""


def run_replay(options: argparse.Namespace) -> int:
    """Replay recordings made at the same time, or the recordings of a panel. Returns the exit code."""
    settings = (load_settings(options.config) if options.config else load_defaults()).settings
    if settings.models.old_key_warning:
        log.warning("%s", settings.models.old_key_warning)
    if options.videos:
        _panel(options, settings)
    else:
        _replay_recording(options, settings)
    return 0


def _replay_recording(options: argparse.Namespace, settings: Settings) -> None:
    out, trace = _path(options.out), _path(options.trace)
    inputs = [options.video, options.audio, *options.body, options.comments, options.plays, options.config]
    output_files.check({"--out": out, **_trace_files(options, trace)}, inputs)
    request = ReplayRequest(
        video=_path(options.video),
        start_s=options.start,
        plays=_plays(options),
        k=options.k,
        window_s=options.window,
        trace=trace,
        audio=_path(options.audio),
        bodies=[Path(path) for path in options.body],
        comments=_path(options.comments),
    )
    errors: list[RecordingError] = []
    progress = ReplayProgress(VideoFile(request.video, 0.0).stated_duration_s() if request.video else None)
    readings = ReadingCount()
    releases = _then(
        progress.end_line,
        yield_until_error(replay_recordings(request, settings, progress, on_frame=readings.count_faces), errors),
    )
    # errors in the input files are raised before the first release, so that then no file is written
    releases = itertools.chain(list(itertools.islice(releases, 1)), releases)
    with output_files.open_output(out) as file:
        if options.summary:
            releases = iter(list(releases))  # to the end: only then is it known whether the model always abstained
            rules, plays, abstained = request.audience_rules(settings), request.plays, readings.always_abstained_text
            lines = summary_lines(
                releases, rules.k, rules.k_reaction, plays.titles, has_plays=bool(plays.plays), abstained=abstained
            )
            print("\n".join(lines), file=file)
        else:
            models = networks.reaction_model_names(settings, request.model_tasks())
            write_messages(releases, build.message_header(settings), models, file, use=settings.models.use)
    if errors:
        raise errors[0]


def _then(end: Callable[[], None], releases: Iterator[Release]) -> Iterator[Release]:
    """Yield the releases, then call `end`, even after an error."""
    try:
        yield from releases
    finally:
        end()


def _panel(options: argparse.Namespace, settings: Settings) -> None:
    out = _path(options.out)
    people = find_participants(Path(options.videos), _plays(options) if options.plays or options.ads else None)
    output_files.check({"--out": out}, [options.plays, options.config, *(file for p in people for file in p.files)])
    panel = ReplayPanel(people, options.start, PANEL_K if options.k is None else options.k, options.window)
    run_panel(panel, settings, out, as_summary=options.summary)


def _plays(options: argparse.Namespace) -> RecordedPlays:
    if options.ads:
        return plan_plays_from_folder(Path(options.ads))
    return read_plays(Path(options.plays)) if options.plays else RecordedPlays()


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None


def _trace_files(options: argparse.Namespace, trace: Path | None) -> dict[str, Path | None]:
    """Files of the trace, each by the name that error messages use for the file."""
    if trace is None:
        return {}
    sound = {"--trace, sound": sense_trace_path(trace, "sound")} if options.audio else {}
    body = {"--trace, body": sense_trace_path(trace, "body")} if options.body else {}
    return {"--trace": trace, **sound, **body}
