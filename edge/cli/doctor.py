"""`vitrina doctor`: every part tried."""

import argparse

from edge.cli.parser import Commands, add_command, add_config


def add(commands: Commands) -> None:
    parser = add_command(commands, "doctor", "try every part of the kiosk, and say what to do", "vitrina doctor", _run)
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="a list of {part, ok, level, text, cure}")


def _run(options: argparse.Namespace) -> int:
    from edge.settings import settings
    from edge.tools.doctor import command as doctor

    return doctor.doctor(settings.settings_path(options.config), options.json)
