"""`vitrina study session`: options of one recording. `vitrina study console` has the same options."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from edge.cli.parser import Commands, add_study_arguments, load_named_settings
from edge.cli.study_command import add_command
from edge.cli.types import parse_nonnegative_seconds, parse_positive_seconds

if TYPE_CHECKING:
    from edge.study_sessions.options import SessionOptions  # loaded when a session is recorded


def add_to_parser(actions: Commands) -> None:
    parser = add_command(
        actions,
        "session",
        "record one session of a participant",
        "vitrina study session ad-study --participant w1 --plays plays.csv \\\n"
        "    --kit /dev/ttyACM0,grove --zone middle",
        _run,
        "Checks the skin contact, then records a baseline and the ads. Each key that\n"
        "you press adds a marker. Ctrl-C ends the session properly.",
    )
    add_study_arguments(parser)
    parser.add_argument("--participant", metavar="W", required=True, help="pseudonym, such as w1")
    add_session_options(parser)
    parser.add_argument(
        "--browser", action="store_true", help="open the page with the questions in Chromium on this machine"
    )
    parser.add_argument(
        "--wait",
        action="store_true",
        help="before the baseline and before the ads, wait until you start each, for example with: vitrina study "
        "control DIR baseline",
    )


def add_session_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a session that do not depend on the participant."""
    _add_ads(parser)
    _add_devices(parser)
    _add_questions(parser)
    parser.add_argument(
        "--check",
        metavar="S",
        type=parse_nonnegative_seconds,
        default=10.0,
        help="seconds to check the skin contact (default: 10)",
    )
    parser.add_argument(
        "--baseline",
        metavar="S",
        type=parse_nonnegative_seconds,
        default=60.0,
        help="seconds of rest before the ads (default: 60)",
    )
    parser.add_argument(
        "--seconds",
        metavar="S",
        type=parse_positive_seconds,
        help="end this many seconds after the baseline (default: after the ads)",
    )
    parser.add_argument(
        "--lsl",
        action="store_true",
        help="stream the recording over the Lab Streaming Layer to programs on this machine, and receive markers "
        "from them (needs: pip install pylsl)",
    )
    parser.add_argument(
        "--record-lsl",
        metavar="name=NAME[,host=HOST]",
        action="append",
        default=[],
        help="record this stream of another program, if the participant consents to its scope (vitrina study new "
        "--stream); host: the computer that sends it, if it is not this one; repeat for each stream (needs: pip "
        "install pylsl)",
    )


def _add_ads(parser: argparse.ArgumentParser) -> None:
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--plays",
        metavar="FILE",
        help="ads as CSV with creative,start_s,end_s, as for vitrina replay; times since the end of the baseline",
    )
    shown.add_argument(
        "--playlist",
        metavar="FILE",
        help="playlist (TOML) for the built-in player; open its page in another window",
    )
    parser.add_argument(
        "--ordered",
        action="store_true",
        help="show each ad of the playlist once, in the participant's order (vitrina study order), then end",
    )


def _add_devices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--camera", metavar="SOURCE", help="camera, or none (default: from the settings)")
    parser.add_argument(
        "--loop", action="store_true", help="if the camera is a video file, start it again when it ends"
    )
    parser.add_argument("--microphone", metavar="NAME", help="microphone, or none (default: from the settings)")
    parser.add_argument(
        "--kit",
        metavar="PORT,KIND[,NAME=VALUE]",
        action="append",
        default=[],
        help="sensor kit of the participant; repeat for each kit (default: the kits in [[kits]] that name this wearer)",
    )
    parser.add_argument(
        "--zone",
        metavar="ZONE",
        default="all",
        help="part of the frame where the participant sits: all, left, middle, right, or "
        "left,top,right,bottom as fractions from 0 to 1 (default: all)",
    )


def _add_questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--questionnaire",
        metavar="FILE",
        type=Path,
        help="ask the questions in this file (TOML) after each ad or at the end, on a page; its link is printed",
    )
    parser.add_argument(
        "--on-screen",
        action="store_true",
        help="show the questions on the page of the built-in player, between the ads, instead of on a separate page",
    )


def parse_session_options(options: argparse.Namespace, participant: str) -> "SessionOptions":
    """Return the session that the options describe. Raises StudyError."""
    from edge.study.zone import parse_zone
    from edge.study_sessions.options import SessionOptions

    return SessionOptions(
        participant=participant,
        zone=parse_zone(options.zone),
        camera=options.camera,
        loop=options.loop,
        microphone=options.microphone,
        kits=tuple(options.kit),
        plays=options.plays and Path(options.plays),
        playlist=options.playlist and Path(options.playlist),
        check_s=options.check,
        baseline_s=options.baseline,
        seconds=options.seconds,
        lsl=options.lsl,
        record_lsl=tuple(options.record_lsl),
        questionnaire=options.questionnaire,
        is_ordered=options.ordered,
        on_screen=options.on_screen,
    )


def _run(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from edge.study_sessions.record import record_session

    wanted = parse_session_options(options, options.participant)
    wanted = replace(wanted, in_browser=options.browser, waits=options.wait)
    return record_session(load_named_settings(options), options.folder, wanted)
