"""Parser of `vitrina-central compare`, which compares creatives."""

import argparse

from central.cli.parser import Commands
from central.cli.report_options import add_adverts_option, add_answer_command, add_engine_options, add_measure_option


def add_to_parser(commands: Commands) -> None:
    """Add the command `compare` to the parser."""
    parser = add_answer_command(
        commands,
        "compare",
        "compare ads with each other, within the same shops and days",
        "vitrina-central compare spring_a spring_b --data data --out compare.html",
        _run,
    )
    parser.add_argument("creative", nargs="+", metavar="CREATIVE", help="two or more creatives (ads)")
    add_measure_option(parser)
    add_adverts_option(parser)
    add_engine_options(parser)


def _run(options: argparse.Namespace) -> int:
    from central.cli.report_commands import run_compare

    return run_compare(options)
