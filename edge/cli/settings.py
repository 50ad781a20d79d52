"""`vitrina settings`: options to print an example settings file."""

import argparse
import sys

from edge.cli.parser import Commands, add_command


def add(commands: Commands) -> None:
    parser = add_command(
        commands, "settings", "print an example settings file", "vitrina settings --example > vitrina.toml", _run
    )
    parser.add_argument(
        "--example", action="store_true", required=True, help="print every key with its default and meaning (required)"
    )


def _run(_: argparse.Namespace) -> int:
    from edge.settings import settings

    sys.stdout.write(settings.example())
    return 0
