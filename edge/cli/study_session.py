"""`vitrina study session`: options of one recording."""

import argparse
from pathlib import Path

from edge.cli.parser import Commands, add_command, add_study
from edge.cli.types import not_negative, seconds


def add(actions: Commands) -> None:
    parser = add_command(
        actions,
        "session",
        "record one session of a participant",
        "vitrina study session adverts --participant w1 --plays plays.csv \\\n"
        "    --kit /dev/ttyACM0,grove --zone middle",
        _run,
        "Checks the contact, records a baseline, then the adverts. Each key that you press\n"
        "is a marker. Ctrl-C ends the session in good order.",
    )
    add_study(parser)
    parser.add_argument("--participant", metavar="W", required=True, help="pseudonym, such as w1")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--plays",
        metavar="FILE",
        help="adverts with times from the end of the baseline, as for replay: CSV creative,start_s,end_s",
    )
    shown.add_argument(
        "--playlist", metavar="FILE", help="playlist of the own player, whose page another window shows (TOML)"
    )
    parser.add_argument("--camera", metavar="SOURCE", help="camera, or none (default: that of the settings)")
    parser.add_argument("--microphone", metavar="NAME", help="microphone, or none (default: that of the settings)")
    parser.add_argument(
        "--kit",
        metavar="PORT,KIND[,NAME=VALUE]",
        action="append",
        default=[],
        help="sensor kit of the participant; repeat for each (default: [[kits]] whose wearer is the participant)",
    )
    parser.add_argument(
        "--zone",
        metavar="ZONE",
        default="all",
        help="part of the picture in which the participant sits: all, left, middle, right, or left,top,right,bottom "
        "from 0 to 1 (default: all)",
    )
    parser.add_argument(
        "--check", metavar="S", type=not_negative, default=10.0, help="seconds of the contact check (default: 10)"
    )
    parser.add_argument(
        "--baseline",
        metavar="S",
        type=not_negative,
        default=60.0,
        help="seconds of rest before adverts (default: 60)",
    )
    parser.add_argument(
        "--ordered",
        action="store_true",
        help="show each advert of the playlist once, in the order of the participant (vitrina study order), then end",
    )
    parser.add_argument(
        "--questionnaire",
        metavar="FILE",
        type=Path,
        help="ask these questions after each advert or at the end, on a page whose link is printed (TOML)",
    )
    parser.add_argument(
        "--browser", action="store_true", help="open the page with the questions in this machine's Chromium"
    )
    parser.add_argument(
        "--lsl",
        action="store_true",
        help="also send what is recorded to programs on this machine, and take their markers, by the Lab Streaming "
        "Layer (needs: pip install pylsl)",
    )
    parser.add_argument(
        "--seconds", metavar="S", type=seconds, help="end so long after the baseline (default: after the adverts)"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study.zone import read_zone
    from edge.tools.study.options import SessionOptions
    from edge.tools.study.record import record

    wanted = SessionOptions(
        participant=options.participant,
        zone=read_zone(options.zone),
        camera=options.camera,
        microphone=options.microphone,
        kits=tuple(options.kit),
        plays=options.plays and Path(options.plays),
        playlist=options.playlist and Path(options.playlist),
        check_s=options.check,
        baseline_s=options.baseline,
        seconds=options.seconds,
        lsl=options.lsl,
        questionnaire=options.questionnaire,
        is_ordered=options.ordered,
        in_browser=options.browser,
    )
    return record(load_settings(options.config).settings, options.folder, wanted)
