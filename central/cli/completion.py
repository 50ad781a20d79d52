"""`vitrina-central completion`: print the script that completes the command line in a shell."""

import argparse

from central import VERSION
from central.cli.parser import Commands, add_parser
from central.exit_codes import DONE

SHELLS = ("bash", "zsh", "fish")
EXAMPLE = "vitrina-central completion bash > ~/.local/share/bash-completion/completions/vitrina-central"


def add_to_parser(commands: Commands) -> None:
    """Add the command, which needs no store."""
    text = "print the script that completes commands and options in your shell"
    parser = add_parser(commands, "completion", text, EXAMPLE)
    parser.set_defaults(command=_run)
    parser.add_argument("shell", choices=SHELLS, help="shell for which to print the script")


def _run(options: argparse.Namespace) -> int:
    from central.cli.commands import build_parser
    from edge.command_line.scripts import SCRIPTS

    print(SCRIPTS[options.shell]("vitrina-central", build_parser(VERSION)), end="")
    return DONE
