"""Functions that add a command to the `vitrina` parser, and options that several commands share."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from edge.cli.logs import add_log_options

if TYPE_CHECKING:
    from edge.settings.settings import Settings

Command = Callable[[argparse.Namespace], int]
"""Function of a command. It gets the parsed options and returns the exit code."""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_command(
    commands: Commands, name: str, text: str, example: str, run: Command, details: str = ""
) -> argparse.ArgumentParser:
    """Add the command `name`.

    `text` is one line that starts with a verb and has no full stop. `details` is more text for the command's help. Its
    lines are not wrapped, so each must fit in 78 columns.
    """
    parser = commands.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + "." + (f"\n\n{details}" if details else ""),
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=run)
    add_log_options(parser)
    return parser


def add_use_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--use",
        choices=("shop", "research"),
        default="shop",
        help="use of the models, as in [models] use (default: shop)",
    )


def add_config_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="settings file (default: $VITRINA_CONFIG if set, else /etc/vitrina/vitrina.toml, else "
        "vitrina/vitrina.toml in $XDG_CONFIG_HOME or ~/.config)",
    )


def load_named_settings(options: argparse.Namespace) -> "Settings":
    """Settings of the file that --config names, or of the usual one. Raises SettingsError."""
    from edge.settings.loading import load_settings

    return load_settings(options.config).settings


def add_study_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the study folder argument and --config."""
    add_config_option(parser)
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder of the study")
