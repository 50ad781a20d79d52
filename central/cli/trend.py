"""Parser of `vitrina-central trend`, which shows ads over weeks."""

import argparse

from central.cli.parser import Commands
from central.cli.report_options import add_answer_command, add_engine_options, add_measure_option


def add_to_parser(commands: Commands) -> None:
    """Add the command `trend` to the parser."""
    parser = add_answer_command(
        commands,
        "trend",
        "show how ads, or all ads with a tag, change from week to week",
        "vitrina-central trend --tag acme-cola --data data",
        _run,
    )
    parser.add_argument("creative", nargs="*", metavar="CREATIVE", help="creatives (ads), combined into one trend")
    parser.add_argument("--tag", metavar="TAG", help="all creatives (ads) with this tag")
    add_measure_option(parser)
    add_engine_options(parser)


def _run(options: argparse.Namespace) -> int:
    from central.cli.report_commands import run_trend

    return run_trend(options)
