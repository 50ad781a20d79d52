"""`vitrina status`: how the kiosk stands."""

import argparse

from edge.cli.parser import Commands, add_command, add_config


def add(commands: Commands) -> None:
    parser = add_command(commands, "status", "how the kiosk on this machine stands", "vitrina status", _run)
    add_config(parser)
    parser.add_argument("--json", action="store_true", help="the same for programs; times in seconds since 1970")


def _run(options: argparse.Namespace) -> int:
    from edge.settings import settings
    from edge.tools import status

    return status.status(settings.load(settings.settings_path(options.config)), options.json)
