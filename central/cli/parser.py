"""Functions that add a command to the `vitrina-central` parser, and options that several commands share."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

from central.settings import DEFAULT_PATH, VARIABLE, Settings, load_settings
from central.store.database import open_store
from central.store.store import Store

Command = Callable[[argparse.Namespace], int]
"""Function that runs with the parsed options and returns the exit code."""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_parser(commands: Commands, name: str, text: str, example: str) -> argparse.ArgumentParser:
    """Add a command or an action, without options. Its description `text` starts with a verb and has no full stop."""
    return commands.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_group(commands: Commands, name: str, text: str, example: str) -> Commands:
    """Add the command `name`, which only has actions. Returns the parser for its actions."""
    parser = add_parser(commands, name, text, example)
    return parser.add_subparsers(title="actions", metavar="ACTION", required=True)


def add_command(commands: Commands, name: str, text: str, example: str, run: Command) -> argparse.ArgumentParser:
    """Add a command or an action that runs `run`, with --config and --data."""
    parser = add_parser(commands, name, text, example)
    add_store_options(parser)
    parser.set_defaults(command=run)
    return parser


def add_store_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the store."""
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help=f"settings file (default: ${VARIABLE} if set, else {DEFAULT_PATH})",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="folder of the SQLite store, to use instead of a settings file; a missing "
        "folder is created only by commands that write",
    )


def load_named_settings(options: argparse.Namespace) -> Settings:
    """Return the settings that the options name. Raises UsageError."""
    return load_settings(options.config, options.data)


def open_named_store(options: argparse.Namespace) -> Store:
    """Return the store that the options name, open and migrated.

    Raises UsageError if the store does not exist, or DatabaseError.
    """
    location = load_named_settings(options).store_location()
    location.require_store()
    return open_store(location)


def open_or_make_store(options: argparse.Namespace) -> Store:
    """Return the store that the options name.

    It is created if it does not exist. Raises UsageError or DatabaseError.
    """
    return open_store(load_named_settings(options).store_location())


def parse_day(text: str) -> date:
    """Parse a day such as 2026-11-24. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-24") from None
