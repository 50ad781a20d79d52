"""Parser of `vitrina-central experiment`, which evaluates an experiment and plans its end."""

import argparse

from central.cli.parser import Commands, parse_day
from central.cli.report_options import add_adverts_option, add_answer_command, add_measure_option
from central.errors import UsageError


def add_to_parser(commands: Commands) -> None:
    """Add the command `experiment` to the parser."""
    parser = add_answer_command(
        commands,
        "experiment",
        "show whether an arm of an experiment wins",
        "vitrina-central experiment e12 --data data --until 2026-12-20",
        _run,
    )
    parser.add_argument("experiment", metavar="ID", help="experiment, as named in its plays")
    add_measure_option(parser)
    parser.add_argument(
        "--until", type=parse_day, metavar="DAY", help="save DAY as the planned end; reports show later changes"
    )
    parser.add_argument(
        "--at", type=parse_day, metavar="DAY", help="evaluate the data up to the end of DAY (default: the last day)"
    )
    add_adverts_option(parser)
    for name in ("--engine", "--parquet"):
        parser.add_argument(name, help=argparse.SUPPRESS)  # refused with a sentence


def _run(options: argparse.Namespace) -> int:
    if options.parquet is not None or options.engine is not None:
        raise UsageError("experiment: only the store has the blocks of plays. Remove --engine and --parquet.")
    from central.cli.report_commands import run_experiment

    return run_experiment(options)
