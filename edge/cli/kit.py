"""`vitrina kit`: show, record and simulate sensor kits."""

import argparse
from importlib import import_module

from edge.cli.parser import Commands

PROGRAM = "firmware_bridge.cli.main"
"""Module that contains the program of `vitrina kit`; `python -m firmware_bridge` runs it too. The module is imported by
name when the command runs, because only edge.sources.kits and the demo may import the library.
"""


def add_to_parser(commands: Commands) -> None:
    # The program parses all options itself, --help included.
    parser = commands.add_parser(
        "kit", prefix_chars="\0", add_help=False, help="show, record and simulate sensor kits on serial ports"
    )
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    parser.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    code: int = import_module(PROGRAM).main(options.arguments, "vitrina kit")
    return code
