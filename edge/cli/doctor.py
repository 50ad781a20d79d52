"""`vitrina doctor`: options of the self-check."""

import argparse

from edge.cli.parser import Commands, add_command, add_config


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "doctor",
        "check every part of the kiosk and say how to fix faults",
        "vitrina doctor",
        _run,
        "Prints one line for each part: settings, clock, networks, camera, microphone,\n"
        "kits, broker and others. A line with a fault also says how to fix it. Changes\n"
        "nothing and publishes nothing. The exit code is 1 if a part has a fault.",
    )
    add_config(parser)
    parser.add_argument(
        "--json", action="store_true", help="print the results as JSON: [{part, ok, level, text, cure}, ...]"
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings.places import find_settings
    from edge.tools.doctor import command as doctor

    return doctor.doctor(find_settings(options.config), options.json)
