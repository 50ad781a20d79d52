"""`vitrina-central report`: options to answer about creatives."""

import argparse

from central.cli.parser import Commands
from central.cli.report_options import add_adverts, add_answer, add_engine


def add(commands: Commands) -> None:
    """Adds the command."""
    parser = add_answer(
        commands,
        "report",
        "answer which advert, which second, in which shops, how sure",
        "vitrina-central report spring_a --data data --out report.html",
        _run,
    )
    parser.add_argument("creative", nargs="*", metavar="CREATIVE", help="creatives (default: all of the tenant)")
    add_adverts(parser)
    add_engine(parser)


def _run(options: argparse.Namespace) -> int:
    from central.cli.report_commands import run_report

    return run_report(options)
