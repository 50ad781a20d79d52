"""Parser of `vitrina-central report`, which reports about creatives."""

import argparse

from central.cli.parser import Commands
from central.cli.report_options import add_adverts_option, add_answer_command, add_engine_options


def add_to_parser(commands: Commands) -> None:
    """Add the command `report` to the parser."""
    parser = add_answer_command(
        commands,
        "report",
        "report how well ads work: which ads, at which second, in which shops, and how certain the numbers are",
        "vitrina-central report spring_a --data data --out report.html",
        _run,
    )
    parser.add_argument(
        "creative", nargs="*", metavar="CREATIVE", help="creatives (ads) to report (default: all of the tenant)"
    )
    add_adverts_option(parser)
    add_engine_options(parser)


def _run(options: argparse.Namespace) -> int:
    from central.cli.report_commands import run_report

    return run_report(options)
