"""Parser of the commands, in the order of --help."""

import argparse
from collections.abc import Sequence
from importlib import import_module

MODULES = {
    "serve": "serve",
    "import": "importing",
    "export": "export",
    "report": "report",
    "experiment": "experiment",
    "plan": "plan",
    "compare": "compare",
    "trend": "trend",
    "comments": "comments",
    "fleet": "fleet",
    "alerts": "alerts",
    "creative": "creative",
    "playlist": "playlist",
    "schedule": "schedule",
    "site": "site",
    "enrol": "enrol",
    "quarantine": "quarantine",
    "user": "user",
    "token": "token",
    "migrate": "keeping",
    "backup": "keeping",
    "restore": "keeping",
    "forget": "keeping",
    "doctor": "doctor",
    "simulate": "simulate",
    "completion": "completion",
}
"""Modules of `central.cli` by the command. Each imports what its commands do, so one is loaded for one command."""


def parser(version: str, arguments: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Parser of `vitrina-central`: with all commands, or with those alone that these arguments can mean."""
    made = argparse.ArgumentParser(
        prog="vitrina-central",
        description="Store the messages of a fleet of kiosks, each once.",
        epilog="'vitrina-central COMMAND --help' shows the options of a command and an example.",
    )
    made.add_argument("--version", action="version", version=f"vitrina-central {version}")
    commands = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in _modules_for(arguments):
        import_module(f"central.cli.{name}").add(commands)
    return made


def _modules_for(arguments: Sequence[str] | None) -> list[str]:
    first = arguments[0] if arguments else ""
    if first == "--version":
        return []
    return [MODULES[first]] if first in MODULES else list(dict.fromkeys(MODULES.values()))
