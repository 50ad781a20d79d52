"""Costs of the rules in what is told: `python -m tests.told_shares` prints the tables of docs/privacy.md."""

import argparse
import sys
from collections.abc import Iterator
from itertools import chain

from tests import repeat_visitors, rule_costs, shop_costs
from tests.shop_day import told_of_shop

RATES = (0.5, 2.0, 10.0)  # people a minute
INSIDE = (0.3, 0.7, 1.0)
PLACES = (6, 12, 20)


def shares(hours: float) -> Iterator[str]:
    """Table of told shares."""
    yield "| people a minute | inside | places | visits told | watchers' seconds in cells | reactions |"
    yield "|---|---|---|---|---|---|"
    for rate in RATES:
        yield _row(rate, 0.0, 1, hours)
        yield from (_row(rate, inside, places, hours) for inside in INSIDE for places in PLACES)


def _row(rate: float, inside: float, places: int, hours: float) -> str:
    result, _ = told_of_shop(rate, inside, places, hours)
    print(f"{rate:g} a minute, {inside:.0%} inside, {places} places", file=sys.stderr)
    where = f"{inside:.0%} | {places if inside else '–'}"
    return f"| {rate:g} | {where} | {result.visits:.0%} | {result.cells:.0%} | {len(result.reactions)} |".replace(
        "%", " %"
    )


def costs() -> Iterator[str]:
    """Table of the processor time for one minute."""
    yield "| visits a minute | none stand in a cell | all stand in one of 6 | of 20 |"
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
    options = parser.parse_args()
    if options.rules:
        tables = [rule_costs.shares(options.hours), rule_costs.errors(options.hours), shop_costs.table()]
    elif options.repeat:
        tables = [repeat_visitors.table()]
    else:
        tables = [shares(options.hours), costs(), repeat_visitors.table()]
    for table in tables:
        for line in chain(table, [""]):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
