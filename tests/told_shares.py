"""Costs of the rules in what is told: `python -m tests.told_shares` prints the tables of docs/evidence/attacks.md."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from tests import repeat_visitors, rule_costs, shop_costs
from tests.evidence.parts import write_part
from tests.shop_day import told_of_shop

RATES = (0.5, 2.0, 10.0)  # people a minute
INSIDE = (0.3, 0.7, 1.0)
PLACES = (6, 12, 20)


def shares(hours: float) -> Iterator[str]:
    """Table of told shares."""
    yield "| people per minute | inside | places | visits reported | watchers' seconds in cells | reactions |"
    yield "|---|---|---|---|---|---|"
    for rate in RATES:
        yield _row(rate, 0.0, 1, hours)
        yield from (_row(rate, inside, places, hours) for inside in INSIDE for places in PLACES)


def _row(rate: float, inside: float, places: int, hours: float) -> str:
    result, _ = told_of_shop(rate, inside, places, hours)
    print(f"{rate:g} per minute, {inside:.0%} inside, {places} places", file=sys.stderr)
    where = f"{inside:.0%} | {places if inside else '–'}"
    return f"| {rate:g} | {where} | {result.visits:.0%} | {result.cells:.0%} | {len(result.reactions)} |".replace(
        "%", " %"
    )


def costs() -> Iterator[str]:
    """Table of the processor time for one minute."""
    yield "| visits per minute | none in one square | all in one square, of 6 | of 20 |"
    yield "|---|---|---|---|"
    for rate in (40.0, 200.0):
        times = [
            told_of_shop(rate, inside, places, hours=1 / 3)[1] for inside, places in ((0.0, 1), (1.0, 6), (1.0, 20))
        ]
        yield f"| {rate:g} | {' | '.join(f'{cpu_ms:.0f} ms' for cpu_ms in times)} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.told_shares", description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=10.0, help="opening hours (default: %(default)s)")
    parser.add_argument("--rules", action="store_true", help="what each rule alone costs, in place of the other tables")
    parser.add_argument("--repeat", action="store_true", help="days with people who come back, in place of the others")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the tables into this document")
    options = parser.parse_args()
    for name, rows in _tables(options.hours, rules=options.rules, repeat=options.repeat):
        table = "".join(f"{line}\n" for line in rows)
        print(table, flush=True)
        if options.table:
            write_part(options.table, name, table)
    return 0


def _tables(hours: float, *, rules: bool, repeat: bool) -> Iterator[tuple[str, Iterator[str]]]:
    """Name and lines of each table that is asked for."""
    if rules:
        yield "each rule", rule_costs.shares(hours)
        yield "noise error", rule_costs.errors(hours)
        yield "three shops", shop_costs.table()
        return
    if not repeat:
        yield "place rule", shares(hours)
        yield "counting time", costs()
    yield "repeat visitors", repeat_visitors.table()


if __name__ == "__main__":
    raise SystemExit(main())
