"""`vitrina study sync`: options to measure the delay between two devices."""

import argparse

from edge.cli.parser import Commands, add_study_arguments, load_named_settings
from edge.cli.study_command import add_command
from edge.cli.types import parse_whole_number


def add_to_parser(actions: Commands) -> None:
    parser = add_command(
        actions,
        "sync",
        "measure the delay between screen, camera, microphone, kit and stream",
        "vitrina study sync ad-study --pair screen-camera --browser\n"
        "  vitrina study sync ad-study --pair camera-kit --kit /dev/ttyACM0,grove",
        _run,
        "For screen-camera, screen-microphone and screen-stream, a page flashes and\n"
        "clicks for 30 s; the stream must contain a light sensor on that page.\n"
        "For camera-kit, the participant lifts a finger off the electrodes in view of\n"
        "the camera. The kiosk on this machine pauses. No frames and no sound are\n"
        "stored.",
    )
    add_study_arguments(parser)
    parser.add_argument(
        "--pair",
        required=True,
        choices=("screen-camera", "screen-microphone", "camera-kit", "screen-stream"),
        help="the two devices between which the delay is measured",
    )
    parser.add_argument(
        "--participant", metavar="W", help="participant of the session (default: the participant of the newest session)"
    )
    parser.add_argument(
        "--session",
        metavar="N",
        type=parse_whole_number,
        help="number of the participant's session (default: the newest)",
    )
    parser.add_argument("--camera", metavar="SOURCE", help="camera (default: from the settings)")
    parser.add_argument("--microphone", metavar="NAME", help="microphone (default: from the settings)")
    parser.add_argument(
        "--kit",
        metavar="PORT,KIND[,NAME=VALUE]",
        action="append",
        default=[],
        help="sensor kit (default: the first kit in [[kits]] that names the participant as wearer)",
    )
    parser.add_argument(
        "--record-lsl",
        metavar="name=NAME[,host=HOST]",
        help="stream for screen-stream, as for vitrina study session (needs: pip install pylsl)",
    )
    parser.add_argument(
        "--channel", metavar="LABEL", help="channel of the stream that sees the flashes (default: its first channel)"
    )
    parser.add_argument("--browser", action="store_true", help="open the page in Chromium on this machine")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _run(options: argparse.Namespace) -> int:
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
        stream=options.record_lsl,
        channel=options.channel,
    )
    return measure_and_print_sync(load_named_settings(options), options.folder, wanted)
