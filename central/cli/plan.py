"""Parser of `vitrina-central plan`, which plans an experiment before it starts."""

import argparse

from central.cli.parser import Commands, add_command
from central.cli.report_options import add_measure_option

DAYS = 28


def add_to_parser(commands: Commands) -> None:
    """Add the command `plan` to the parser."""
    parser = add_command(
        commands,
        "plan",
        "show the smallest difference that an experiment can find with a given number of shops, days and people",
        "vitrina-central plan --sites 20 --days 28 --people 60 --data data",
        _run,
    )
    parser.add_argument("--sites", type=int, metavar="N", help="number of shops (default: as in the store)")
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help=f"days per shop (default: {DAYS})")
    parser.add_argument(
        "--people", type=float, metavar="N", help="people per shop, day and ad (default: as in the store)"
    )
    parser.add_argument(
        "--difference",
        type=float,
        metavar="SIZE",
        help="difference to find, in percentage points for a share, else in the unit of the metric (default: 2 points)",
    )
    parser.add_argument("--tenant", metavar="TENANT", help="tenant, if the store has several")
    add_measure_option(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _run(options: argparse.Namespace) -> int:
    from central.cli.plan_command import run_plan

    return run_plan(options)
