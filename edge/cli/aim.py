"""`vitrina aim`: what the camera sees."""

import argparse

from edge.cli.parser import Commands, add_command, add_config


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "aim",
        "show here what the camera sees, and mask the places of staff",
        "vitrina aim --config /etc/vitrina/vitrina.toml",
        _run,
    )
    add_config(parser)
    parser.description = (
        "Show on this terminal what the camera sees: a grid, masks, and the faces that would count.\n"
        "Masks and the direction to the screen are written into the settings, the picture nowhere.\n"
        "Over ssh the picture leaves this machine, encrypted, for your terminal: let nobody look on or record it."
    )


def _run(options: argparse.Namespace) -> int:
    from edge.settings import settings
    from edge.tools.aim import command as aim

    return aim.aim(settings.settings_path(options.config))
