"""Parser of the commands, in the order of --help."""

import argparse
from collections.abc import Sequence
from importlib import import_module
from itertools import chain

from edge.command_line.parser import CommandParser, ProgramParser

GROUPS = {
    "Serve": ("serve", "doctor", "simulate"),
    "Results": ("report", "experiment", "plan", "compare", "trend", "comments", "lift"),
    "Fleet": ("kiosk", "site", "creative", "playlist", "schedule", "rollout", "alerts", "quarantine", "fleet"),
    "Access": ("user", "token", "mail", "papers"),
    "Data": ("import", "sales", "export", "backup", "restore", "migrate", "forget"),
    "Reference": ("openapi", "completion"),
}
"""Commands by the group in which --help shows them. Groups and commands are in the order of --help."""

MODULES = {"import": "importing", **dict.fromkeys(("backup", "restore", "forget"), "keeping")}
"""Modules of `central.cli` by command, for commands whose module name differs from the command.

A module imports everything that its commands need, so only the module of the requested command is loaded.
"""


def build_parser(version: str, arguments: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser of `vitrina-central`.

    It contains all commands, or only those that the given arguments can mean.
    """
    made = ProgramParser(
        "vitrina-central",
        "Store the messages of a fleet of kiosks, and report how well their ads work.",
        GROUPS,
        "Every command accepts --help, which shows an example.",
    )
    made.add_argument("--version", action="version", version=f"vitrina-central {version}")
    commands = made.add_subparsers(prog="vitrina-central", metavar="COMMAND", parser_class=CommandParser)
    for name in _modules_for(arguments):
        import_module(f"central.cli.{name}").add_to_parser(commands)
    return made


def _modules_for(arguments: Sequence[str] | None) -> list[str]:
    names = list(chain.from_iterable(GROUPS.values()))
    first = arguments[0] if arguments else ""
    if first == "--version":
        return []
    return list(dict.fromkeys(MODULES.get(name, name) for name in ([first] if first in names else names)))
