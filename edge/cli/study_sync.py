"""`vitrina study sync`: options of a measurement of the time between two devices."""

import argparse

from edge.cli.parser import Commands, add_study_arguments
from edge.cli.study_command import add_command
from edge.cli.types import parse_whole_number


def add_to_parser(actions: Commands) -> None:
    parser = add_command(
        actions,
        "sync",
        "measure the time between screen, camera, microphone and kit",
        "vitrina study sync adverts --pair screen-camera --browser\n"
        "  vitrina study sync adverts --pair camera-kit --kit /dev/ttyACM0,grove",
        _run,
        "screen-camera and screen-microphone: a page flashes and clicks for 30 s. camera-kit: the\n"
        "wearer lifts a finger off the electrodes, where the camera sees it. The kiosk on this\n"
        "machine pauses meanwhile. No picture and no sound is kept.",
    )
    add_study_arguments(parser)
    parser.add_argument(
        "--pair",
        required=True,
        choices=("screen-camera", "screen-microphone", "camera-kit"),
        help="the two devices that are measured against each other",
    )
    parser.add_argument("--participant", metavar="W", help="participant of the session (default: of the newest one)")
    parser.add_argument(
        "--session",
        metavar="N",
        type=parse_whole_number,
        help="number of the participant's session (default: the newest)",
    )
    parser.add_argument("--camera", metavar="SOURCE", help="camera (default: that of the settings)")
    parser.add_argument("--microphone", metavar="NAME", help="microphone (default: that of the settings)")
    parser.add_argument(
        "--kit",
        metavar="PORT,KIND[,NAME=VALUE]",
        action="append",
        default=[],
        help="sensor kit (default: the first of [[kits]] whose wearer is the participant)",
    )
    parser.add_argument("--browser", action="store_true", help="open the page in this machine's Chromium")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _run(options: argparse.Namespace) -> int:
    from edge.settings.loading import load_settings
    from edge.study_sessions.sync.command import SyncOptions, measure_and_print_sync

    wanted = SyncOptions(
        pair=options.pair,
        participant=options.participant,
        number=options.session,
        camera=options.camera,
        microphone=options.microphone,
        kits=tuple(options.kit),
        in_browser=options.browser,
        as_json=options.json,
    )
    return measure_and_print_sync(load_settings(options.config).settings, options.folder, wanted)
