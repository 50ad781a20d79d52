"""`vitrina doctor`: options of the self-check."""

import argparse

from edge.cli.parser import Commands, add_command, add_config_option
from edge.cli.types import make_number_parser


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "doctor",
        "check every part of the kiosk and show how to fix faults",
        "vitrina doctor\n  vitrina doctor --end-to-end\n"
        "  vitrina doctor --placement --lens-height 1.8 --tilt 10 --distance 2.5",
        _run,
        "Prints one line for each part: settings, clock, models, camera, microphone,\n"
        "kits, broker and more. If a part has a fault, the line also shows the fix.\n"
        "Changes nothing, and publishes nothing except the test message of\n"
        "--end-to-end. The exit code is 1 if a part has a fault.",
    )
    add_config_option(parser)
    parser.add_argument(
        "--json", action="store_true", help="print the results as JSON: [{part, ok, level, text, cure}, ...]"
    )
    parser.add_argument(
        "--end-to-end",
        action="store_true",
        help="only test the message path: send one test message, and show which subscriber answers and how fast",
    )
    parser.add_argument(
        "--placement",
        action="store_true",
        help="only check the light and the position of the camera; describe the position with the options below",
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help="only check the program, its models and its settings, without a connection or a device",
    )
    tape = parser.add_argument_group("position of the camera, as you measured it")
    for name, low, high, metavar, text in (
        ("--lens-height", 0.1, 10, "M", "height of the lens above the floor in metres"),
        ("--tilt", 0, 90, "DEG", "tilt of the lens, up or down, in degrees"),
        ("--distance", 0.1, 50, "M", "distance from the lens to where people stand, in metres"),
        ("--view", 10, 170, "DEG", "horizontal field of view of the lens in degrees (default: check both 60 and 70)"),
    ):
        tape.add_argument(name, type=make_number_parser(low, high), metavar=metavar, help=text)


def _run(options: argparse.Namespace) -> int:
    from edge.settings.places import find_settings
    from edge.tools.doctor import command as doctor
    from edge.tools.doctor.parts import END_TO_END, PLACEMENT, offline_checks
    from edge.tools.doctor.placement_values import TapeMeasure

    names = [END_TO_END] if options.end_to_end else []
    names += offline_checks() if options.offline else []
    names += [PLACEMENT, "reach"] if options.placement else []
    tape = TapeMeasure(options.lens_height, options.tilt, options.distance, options.view)
    return doctor.run_doctor(find_settings(options.config), options.json, names, tape)
