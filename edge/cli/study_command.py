"""Adds a command of `vitrina study`. Its error explains how to install a missing package."""

import argparse
from functools import partial

from edge.cli import parser
from edge.cli.parser import Command, Commands

PACKAGES = ("cryptography", "scipy")
"""Packages of the extra `study`, which the kiosk itself does not need."""


def add_command(
    commands: Commands, name: str, text: str, example: str, run: Command, details: str = ""
) -> argparse.ArgumentParser:
    """Add a command as `edge.cli.parser` does. `run` raises MissingPackageError if one of PACKAGES is missing."""
    return parser.add_command(commands, name, text, example, partial(_run, run), details)


def _run(run: Command, options: argparse.Namespace) -> int:
    try:
        return run(options)
    except ModuleNotFoundError as error:
        from edge.study.errors import MissingPackageError

        if (error.name or "").partition(".")[0] not in PACKAGES:
            raise
        raise MissingPackageError(error.name) from None
