"""`vitrina forget`: what is kept is deleted."""

import argparse

from edge.cli.parser import Commands, add_command, add_config


def add(commands: Commands) -> None:
    parser = add_command(commands, "forget", "delete what the kiosk keeps on this machine", "vitrina forget", _run)
    add_config(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _run(options: argparse.Namespace) -> int:
    from edge.settings import settings
    from edge.tools import forget

    return forget.forget(settings.load(settings.settings_path(options.config)), options.yes)
