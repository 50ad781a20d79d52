"""`vitrina replay`: options to run recordings in place of camera, microphone and kits."""

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
        "  vitrina replay --videos panel --ads adverts --summary",
        _run,
        "Prints the messages that the kiosk would publish, one JSON object per line.\n"
        "Sends nothing, and needs no broker. Give at least one of --video, --audio, --body\n"
        "and --comments; all recordings must begin at the same moment. Or give --videos: each\n"
        "recording of that folder is one participant, told under a site of its own.",
    )
    _add_recordings(parser)
    _add_plays(parser)
    _add_settings(parser)
    _add_output(parser)


def _add_recordings(parser: argparse.ArgumentParser) -> None:
    """Files in place of camera, microphone, kits and page."""
    parser.add_argument("--video", metavar="FILE", help="video file or animated GIF")
    parser.add_argument(
        "--videos",
        metavar="FOLDER",
        help="recordings of a panel, one of each participant who consented; those of NAME saw the plays of "
        "NAME.plays.csv beside it, else those of --plays or --ads; told as panel-1, panel-2 …, exact, with k 1",
    )
    parser.add_argument(
        "--audio", metavar="FILE", help="sound file: WAV, FLAC, Ogg, Opus, MP3; any sample rate, any channels"
    )
    parser.add_argument(
        "--body",
        metavar="FILE",
        action="append",
        default=[],
        help="sensor kit recording of a wearer who consented: CSV with time_s (seconds) and at least one of "
        "eda_us, pulse, ppg, ibi_ms, hr_bpm; may be gzipped; repeat for each wearer",
    )
    parser.add_argument(
        "--comments",
        metavar="FILE",
        help="comments that were written: .csv or .jsonl with text and at_s (seconds), in their order",
    )


def _add_plays(parser: argparse.ArgumentParser) -> None:
    """Adverts that were shown: a table of plays, or the films themselves."""
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--plays",
        metavar="FILE",
        help="adverts that were shown, times from the start in seconds or m:ss: CSV, with , or ; between, "
        "creative,start_s,end_s[,media_from_s][,experiment,arm,block][,name]",
    )
    shown.add_argument(
        "--ads",
        metavar="FOLDER",
        help="films that were shown one after the other from the start, in order of file name",
    )


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """Settings, options in place of some of them, and the time at which the recordings begin."""
    parser.add_argument("--config", metavar="FILE", help="settings file (default: the default settings)")
    parser.add_argument(
        "--k",
        metavar="N",
        type=parse_people_count,
        help="minimum number of people over whom each number is computed, as the kiosk counts people; sets k and "
        "k_reaction (default: as in the settings); below 3 the numbers carry no noise",
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
        help="time at which the recordings begin, RFC 3339 (default: 2026-01-01T00:00:00Z)",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    """Files of messages and of measurements, or a readable summary."""
    parser.add_argument(
        "--trace",
        metavar="FILE",
        help="write what was measured as CSV (default: not written): each visit every 0.2 s to FILE, "
        "sound to FILE.sound.csv, kits to FILE.body.csv",
    )
    parser.add_argument("--out", metavar="FILE", help="write the messages to FILE (default: stdout)")
    parser.add_argument(
        "--summary", action="store_true", help="print one readable line per creative instead of the messages"
    )


def _run(options: argparse.Namespace) -> int:
    if fault := _conflict_text(options):
        print(f"replay: {fault} Nothing was started.", file=sys.stderr)
        return 2
    from edge.tools.replay.command import run_replay

    return run_replay(options)


def _conflict_text(options: argparse.Namespace) -> str | None:
    """Sentence about options that do not go together; None if all do."""
    if not options.videos:
        has_recording = options.video or options.audio or options.body or options.comments
        return None if has_recording else "at least one of --video, --audio, --body, --comments, --videos is wanted."
    alone = [name for name in ("video", "audio", "body", "comments", "trace") if getattr(options, name)]
    names = ", ".join(f"--{name}" for name in alone)
    return (
        f"--videos is for recordings of many participants, {names} for one. Leave one of them out." if alone else None
    )
