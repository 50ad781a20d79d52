"""Parser of `vitrina-central lift`, which says whether an ad sells, and how large a lift an experiment would find."""

import argparse
from pathlib import Path

from central.cli.parser import Commands, add_command, parse_day
from central.languages.codes import CODES

PLAN = "plan"
"""Argument that asks for a forecast instead of an experiment."""


def add_to_parser(commands: Commands) -> None:
    """Add the command `lift` to the parser."""
    parser = add_command(
        commands,
        "lift",
        "show whether an ad sells more, or with `plan` how large a lift an experiment would find",
        "vitrina-central lift e12 --product cola --data data\n"
        "  vitrina-central lift plan --from 2026-09-01 --product cola --data data",
        _run,
    )
    parser.add_argument("experiment", metavar="ID", help="experiment with a plan; or `plan`, for a forecast")
    parser.add_argument("--product", metavar="NAME", help="product (default: that of the plan)")
    parser.add_argument("--tenant", metavar="TENANT", help="tenant, if the store has several")
    past = parser.add_argument_group("forecast (`lift plan`)")
    past.add_argument("--from", dest="from_day", type=parse_day, metavar="DAY", help="first day of the past to use")
    past.add_argument("--to", dest="to_day", type=parse_day, metavar="DAY", help="its last day (default: the last one)")
    looks = parser.add_argument_group("output")
    looks.add_argument("--language", choices=CODES, help=f"language of the HTML or PDF file (default: {CODES[0]})")
    shown = looks.add_mutually_exclusive_group()
    shown.add_argument("--out", type=Path, metavar="FILE.html", help="write one self-contained HTML file")
    shown.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="write a PDF to print")
    shown.add_argument("--json", action="store_true", help="print JSON")


def _run(options: argparse.Namespace) -> int:
    from central.cli.lift_command import run_forecast, run_lift

    return run_forecast(options) if options.experiment == PLAN else run_lift(options)
