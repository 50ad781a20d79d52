"""`vitrina settings`: a file to begin with."""

import argparse
import sys

from edge.cli.parser import Commands, add_command


def add(commands: Commands) -> None:
    parser = add_command(
        commands, "settings", "print a commented settings file", "vitrina settings --example > vitrina.toml", _run
    )
    parser.add_argument("--example", action="store_true", required=True, help="every key with its default and meaning")


def _run(_: argparse.Namespace) -> int:
    from edge.settings import settings

    sys.stdout.write(settings.example())
    return 0
