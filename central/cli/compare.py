"""`vitrina-central compare`: options to set creatives beside each other."""

import argparse

from central.cli.parser import Commands
from central.cli.report_options import add_adverts, add_answer, add_engine, add_measure


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_answer(
        commands,
        "compare",
        "set adverts beside each other, within the same shops and days",
        "vitrina-central compare spring_a spring_b --data data --out compare.html",
        _run,
    )
    parser.add_argument("creative", nargs="+", metavar="CREATIVE", help="two creatives or more")
    add_measure(parser)
    add_adverts(parser)
    add_engine(parser)


def _run(options: argparse.Namespace) -> int:
    from central.cli.report_commands import run_compare

    return run_compare(options)
