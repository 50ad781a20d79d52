"""`vitrina doctor`: options of the self-check."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option
from edge.cli.types import make_number_parser


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "doctor",
        "check every part of the kiosk and say how to fix faults",
        "vitrina doctor\n  vitrina doctor --end-to-end\n"
        "  vitrina doctor --placement --lens-height 1.8 --tilt 10 --distance 2.5",
        _run,
        "Prints one line for each part: settings, clock, networks, camera, microphone,\n"
        "kits, broker and others. A line with a fault also says how to fix it. Changes\n"
        "nothing, and publishes nothing but the one test message of --end-to-end. The\n"
        "exit code is 1 if a part has a fault.",
    )
    add_config_option(parser)
    parser.add_argument(
        "--json", action="store_true", help="print the results as JSON: [{part, ok, level, text, cure}, ...]"
    )
    parser.add_argument(
        "--end-to-end",
        action="store_true",
        help="only the way of a message: send one test message, and say who answers it and how fast",
    )
    parser.add_argument(
        "--placement",
        action="store_true",
        help="only the camera: its light and its place, with the options below",
    )
    tape = parser.add_argument_group("where the camera hangs, measured by you")
    for name, low, high, metavar, text in (
        ("--lens-height", 0.1, 10, "M", "metres from the floor to the lens"),
        ("--tilt", 0, 90, "DEG", "degrees by which the lens is tilted up or down"),
        ("--distance", 0.1, 50, "M", "metres from the lens to where people stand"),
        ("--view", 10, 170, "DEG", "degrees that the lens shows from side to side (default: 60 and 70)"),
    ):
        tape.add_argument(name, type=make_number_parser(low, high), metavar=metavar, help=text)


def _run(options: argparse.Namespace) -> int:
    from edge.settings.places import find_settings
    from edge.tools.doctor import command as doctor
    from edge.tools.doctor.parts import END_TO_END, PLACEMENT
    from edge.tools.doctor.placement_values import TapeMeasure

    names = [END_TO_END] if options.end_to_end else []
    names += [PLACEMENT, "reach"] if options.placement else []
    tape = TapeMeasure(options.lens_height, options.tilt, options.distance, options.view)
    return doctor.run_doctor(find_settings(options.config), options.json, names, tape)
