"""Parser of `vitrina-central sales`, which imports totals by day and the plans of arms by day."""

import argparse
from pathlib import Path

from central.cli.parser import Command, Commands, add_command, add_group, parse_day

RUNS = (1, 7)
"""Numbers of days in a row for which a drawn plan can show an arm."""


def add_to_parser(commands: Commands) -> None:
    """Add the command `sales` and its actions to the parser."""
    actions = add_group(
        commands,
        "sales",
        "import sales by day and shop, and plans of ads by day",
        "vitrina-central sales import sales.csv --data data\n"
        "  vitrina-central sales plan plan.csv --experiment e12 --data data",
    )
    _add_import(actions)
    _add_draw(actions)
    _add_plan(actions)
    _add_lists(actions)


def _add_import(actions: Commands) -> None:
    action = add_command(
        actions,
        "import",
        "store totals by day, shop and product from a CSV file",
        "vitrina-central sales import sales.csv --data data",
        _of_sales("run_import"),
    )
    action.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="CSV in UTF-8 with the columns date,site,product,receipts,units,revenue",
    )
    action.add_argument(
        "--replace", nargs="+", metavar=("SITE", "DATE"), help="replace the stored totals of these days of a site"
    )
    action.add_argument("--tenant", metavar="TENANT", help="tenant, if the store has several")


def _add_draw(actions: Commands) -> None:
    action = add_command(
        actions,
        "draw",
        "print a plan in random order for another player: which arm each shop shows on which day",
        "vitrina-central sales draw --experiment e12 --arms on,off --from 2027-01-04 --days 28 --data data > plan.csv",
        _of_sales("run_draw"),
    )
    action.add_argument("--experiment", required=True, metavar="ID", help="experiment to draw the plan for")
    action.add_argument("--arms", required=True, metavar="A,B", help="names of the arms, such as on,off")
    action.add_argument("--from", dest="from_day", type=parse_day, required=True, metavar="DAY", help="first day")
    action.add_argument("--days", type=int, required=True, metavar="N", help="number of days: 7 per arm, or a multiple")
    _add_rule(action)
    action.add_argument("--site", action="append", default=[], metavar="SITE", help="only this site; may be repeated")
    action.add_argument("--tenant", metavar="TENANT", help="tenant, if the store has several")


def _add_rule(action: argparse.ArgumentParser) -> None:
    action.add_argument("--seed", metavar="TEXT", help="seed of the random order (default: the experiment's id)")
    action.add_argument(
        "--run-days", type=int, choices=RUNS, default=RUNS[0], help="days in a row with the same arm (default: 1)"
    )


def _add_plan(actions: Commands) -> None:
    action = add_command(
        actions,
        "plan",
        "store which arm each shop shows on which day, from a CSV file",
        "vitrina-central sales plan plan.csv --experiment e12 --product cola --placebo bread --data data",
        _of_sales("run_plan"),
    )
    action.add_argument("file", type=Path, metavar="FILE", help="CSV in UTF-8 with the columns date,site,arm")
    action.add_argument("--experiment", required=True, metavar="ID", help="name of the experiment")
    action.add_argument("--product", metavar="NAME", help="product that decides by its sales")
    action.add_argument(
        "--placebo",
        action="append",
        default=[],
        metavar="NAME",
        help="product that the ad cannot move, shown beside; may be repeated",
    )
    action.add_argument(
        "--against", metavar="ARM", help="arm that the others are compared with (default: off, or the first by name)"
    )
    action.add_argument(
        "--washout-days", type=int, default=0, metavar="N", help="days to skip after each change (default: 0)"
    )
    action.add_argument("--seed", metavar="TEXT", help="seed, if `sales draw` drew the plan; the file must match it")
    action.add_argument("--tenant", metavar="TENANT", help="tenant, if the store has several")


def _add_lists(actions: Commands) -> None:
    action = add_command(
        actions,
        "quarantine",
        "list the lines that could not be stored, with their reasons",
        "vitrina-central sales quarantine --data data",
        _of_sales("run_quarantine"),
    )
    action.add_argument("--json", action="store_true", help="print JSON")
    action = add_command(
        actions,
        "export",
        "print the stored totals as CSV, in the form that `sales import` reads",
        "vitrina-central sales export --data data > sales.csv",
        _of_sales("run_export"),
    )
    action.add_argument("--tenant", metavar="TENANT", help="tenant, if the store has several")


def _of_sales(name: str) -> Command:
    """Function of `sales_commands`, which is loaded when it runs."""

    def run(options: argparse.Namespace) -> int:
        from central.cli import sales_commands

        command: Command = getattr(sales_commands, name)
        return command(options)

    return run
