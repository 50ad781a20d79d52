"""`vitrina models`: trains, evaluates and exports networks."""

import argparse
import sys
from importlib import import_module

from edge.cli.parser import Commands, add_command
from edge.exit_codes import BAD_USAGE

PROGRAMS = {
    "train": "models.train",
    "evaluate": "models.evaluate.command",
    "export": "models.export",
    "gate": "models.gate",
    "card": "models.card.command",
    "fetch": "models.fetch",
    "check": "models.check.command",
}
"""Each has `main(arguments) -> exit code`, as its `python -m` form. Imported by name when it is called: edge does not
import training code, and a kiosk has no torch."""


def add_to_parser(commands: Commands) -> None:
    parser = add_command(
        commands,
        "models",
        "train, evaluate and export networks",
        "vitrina models evaluate expression --data ../shared/data/faces --split public",
        _run,
    )
    parser.add_argument("program", choices=PROGRAMS, help="each has a --help of its own")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="arguments of the program")


def _run(options: argparse.Namespace) -> int:
    try:
        program = import_module(PROGRAMS[options.program])
    except ModuleNotFoundError as error:  # of a program that needs it to begin
        print(
            f"models {options.program}: {error.name} is not installed. Install it: pip install 'vitrina[train]'",
            file=sys.stderr,
        )
        return BAD_USAGE
    code: int = program.main(options.arguments)
    return code
