"""`vitrina replay`: options to run recordings instead of camera, microphone and kits."""

import argparse
import sys

from edge.cli.parser import Commands, add_command
from edge.cli.types import parse_people_count, parse_positive_seconds, parse_utc_time


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "replay",
        "run recordings through the kiosk and print its messages",
        "vitrina replay --video shop.mp4 --plays plays.csv --k 3 --summary\n"
        "  vitrina replay --video shop.mp4 --audio shop.flac --body ada.csv \\\n"
        "    --body bo.csv.gz --plays plays.csv --k 1\n"
        "  vitrina replay --audio shop.flac --k 0 --window 10 --trace trace.csv\n"
        "  vitrina replay --videos panel --ads ads --summary",
        _run,
        "Prints the messages that the kiosk would publish, one JSON object per line.\n"
        "Sends nothing, and needs no broker. Give at least one of --video, --audio,\n"
        "--body and --comments; all recordings must start at the same moment. Or give\n"
        "--videos: each recording in that folder shows one participant, who is reported\n"
        "as a separate site.",
    )
    _add_recordings(parser)
    _add_plays(parser)
    _add_settings(parser)
    _add_output(parser)


def _add_recordings(parser: argparse.ArgumentParser) -> None:
    """Add the options for recordings that replace camera, microphone, kits and comment page."""
    parser.add_argument("--video", metavar="FILE", help="video file or animated GIF")
    parser.add_argument(
        "--videos",
        metavar="FOLDER",
        help="folder with one recording of each participant who consented; NAME.plays.csv beside recording NAME "
        "lists the ads shown (if there is none: --plays or --ads); each participant becomes a site: panel-1, "
        "panel-2 …; k is 1, and no noise is added",
    )
    parser.add_argument(
        "--audio",
        metavar="FILE",
        help="sound file: WAV, FLAC, Ogg, Opus or MP3, with any sample rate and any number of channels",
    )
    parser.add_argument(
        "--body",
        metavar="FILE",
        action="append",
        default=[],
        help="sensor kit recording of a person who consented: CSV with time_s (seconds) and at least "
        "one of eda_us, pulse, ppg, ibi_ms, hr_bpm; may be gzipped; repeat for each person",
    )
    parser.add_argument(
        "--comments",
        metavar="FILE",
        help="written comments: .csv or .jsonl with text and at_s (seconds), in order of time",
    )


def _add_plays(parser: argparse.ArgumentParser) -> None:
    """Add the options for the ads that were shown during a recording: a table of plays, or the ads' video files."""
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--plays",
        metavar="FILE",
        help="ads that were shown: CSV, separated by , or ;, with "
        "creative,start_s,end_s[,media_from_s][,experiment,arm,block][,name]; times since the start of the "
        "recordings, in seconds or m:ss",
    )
    shown.add_argument(
        "--ads",
        metavar="FOLDER",
        help="folder with the videos that were shown one after the other from the start, in order of file name",
    )


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """Add --config, the options that override settings, and the start time of the recordings."""
    parser.add_argument("--config", metavar="FILE", help="settings file (default: the default settings)")
    parser.add_argument(
        "--k",
        metavar="N",
        type=parse_people_count,
        help="compute each number over at least N people, as the kiosk counts people; sets k and "
        "k_reaction (default: as in the settings); below 3, no noise is added",
    )
    parser.add_argument(
        "--window",
        metavar="S",
        type=parse_positive_seconds,
        help="window length in seconds (default: window_s of the settings)",
    )
    parser.add_argument(
        "--start",
        metavar="TIME",
        type=parse_utc_time,
        default="2026-01-01T00:00:00Z",
        help="time at which the recordings start, RFC 3339 (default: 2026-01-01T00:00:00Z)",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    """Add the options for the files with messages and measurements, and for the summary."""
    parser.add_argument(
        "--trace",
        metavar="FILE",
        help="write the measurements as CSV: each visit every 0.2 s to FILE, sound to FILE.sound.csv, "
        "kits to FILE.body.csv (default: not written)",
    )
    parser.add_argument("--out", metavar="FILE", help="write the messages to FILE (default: standard output)")
    parser.add_argument(
        "--summary", action="store_true", help="print one readable line per creative (ad) instead of the messages"
    )


def _run(options: argparse.Namespace) -> int:
    if fault := _conflict_text(options):
        print(f"replay: {fault} Nothing was started.", file=sys.stderr)
        return 2
    from edge.tools.replay.command import run_replay

    return run_replay(options)


def _conflict_text(options: argparse.Namespace) -> str | None:
    """Return an error sentence if the options cannot be combined; None if they can."""
    if not options.videos:
        has_recording = options.video or options.audio or options.body or options.comments
        return (
            None if has_recording else "no recording was given. Add --video, --audio, --body, --comments or --videos."
        )
    alone = [name for name in ("video", "audio", "body", "comments", "trace") if getattr(options, name)]
    names = ", ".join(f"--{name}" for name in alone)
    return f"--videos is for many participants, {names} for one. Remove one of them." if alone else None
