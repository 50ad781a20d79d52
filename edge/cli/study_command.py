"""Functions that add a subcommand to `vitrina study`, and print its help. If a package is missing, the command's error
explains how to install it.
"""

import argparse
from functools import partial

from edge.cli import parser
from edge.cli.parser import Command, Commands

PACKAGES = ("cryptography", "scipy")
"""Packages that the extra `study` installs. The kiosk itself does not need them."""


def add_command(
    commands: Commands, name: str, text: str, example: str, run: Command, details: str = ""
) -> argparse.ArgumentParser:
    """Add a command as `edge.cli.parser` does. The command raises MissingPackageError if one of PACKAGES is missing."""
    return parser.add_command(commands, name, text, example, partial(_run, run), details)


def print_help(options: argparse.Namespace) -> int:
    """Print the help of the command that was given without an action."""
    options.study_parser.print_help()
    return 0


def _run(run: Command, options: argparse.Namespace) -> int:
    try:
        return run(options)
    except ModuleNotFoundError as error:
        from edge.study.errors import MissingPackageError

        if (error.name or "").partition(".")[0] not in PACKAGES:
            raise
        raise MissingPackageError(error.name) from None
