"""`vitrina run`: the kiosk."""

import argparse

from edge.cli.parser import Commands, add_command, add_config


def add(commands: Commands) -> None:
    parser = add_command(
        commands,
        "run",
        "run the kiosk until it is told to stop",
        "vitrina run --config /etc/vitrina/vitrina.toml",
        _run,
    )
    add_config(parser)


def _run(options: argparse.Namespace) -> int:
    from edge.kiosk import run
    from edge.settings import settings

    return run.run(settings.load(settings.settings_path(options.config)))
