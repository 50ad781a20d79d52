"""`vitrina replay`: recordings in place of camera, microphone and kits."""

import argparse
import sys

from edge.cli.parser import Commands, add_command
from edge.cli.types import people, seconds, utc


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "replay",
        "run the same code over recordings and print what would leave, a JSON object a line",
        "vitrina replay --video shop.mp4 --plays plays.csv --k 3 --summary\n"
        "  vitrina replay --video shop.mp4 --audio shop.flac --body ada.csv --body bo.csv.gz --plays plays.csv --k 1\n"
        "  vitrina replay --audio shop.flac --k 0 --window 10 --trace trace.csv",
        _run,
    )
    parser.add_argument("--video", metavar="FILE", help="a video file or an animated GIF")
    parser.add_argument(
        "--audio", metavar="FILE", help="a sound file: WAV, FLAC, Ogg, Opus, MP3; any rate and channels"
    )
    parser.add_argument(
        "--body",
        metavar="FILE",
        action="append",
        default=[],
        help="what a sensor kit gave of a wearer who consented: CSV time_s,eda_us with pulse, ppg or hr_bpm, "
        "gzipped or not; once for each wearer",
    )
    parser.add_argument(
        "--plays", metavar="FILE", help="CSV creative,start_s,end_s[,media_from_s][,experiment,arm,block]"
    )
    parser.add_argument("--config", metavar="FILE", help="settings; without it, the defaults")
    parser.add_argument("--k", metavar="N", type=people, help="the least people of every number (k and k_reaction)")
    parser.add_argument("--window", metavar="S", type=seconds, help="seconds of a window")
    parser.add_argument(
        "--start",
        metavar="TIME",
        type=utc,
        default="2026-01-01T00:00:00Z",
        help="when the recordings begin (RFC 3339)",
    )
    parser.add_argument(
        "--trace",
        metavar="FILE",
        help="write what was seen of each visit, every 0.2 s, as CSV; what was heard into FILE.sound.csv, "
        "what was felt into FILE.body.csv",
    )
    parser.add_argument("--out", metavar="FILE", help="write the messages there instead of to stdout")
    parser.add_argument(
        "--summary", action="store_true", help="one line a creative, for people, in place of the messages"
    )


def _run(options: argparse.Namespace) -> int:
    if not (options.video or options.audio or options.body):
        print("replay: at least one of --video, --audio, --body is wanted. Nothing was started.", file=sys.stderr)
        return 2
    from edge.tools.replay import replay

    return replay.replay_command(options)
