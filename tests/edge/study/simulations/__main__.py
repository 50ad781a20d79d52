"""Promises of the analyses of a study, beside what they find of planted truths.

`python -m tests.edge.study.simulations --part PART --runs N --seed S [--table FILE]`. Exit 1 if an aim is not reached.
"""

import argparse
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.edge.study.simulations import groups, people
from tests.edge.study.simulations.group_differences import group_differences
from tests.edge.study.simulations.power import planned_ads, planned_groups
from tests.edge.study.simulations.rows import Row, document
from tests.evidence.parts import write_part

RUNS, SEED = 200, 1
Studies = tuple[tuple[Callable[[int, int], Iterator[Row]], int], ...]
STUDIES: Studies = (
    (people.skin_responses, 1),
    (people.hearts, 1),
    (groups.bands, 5),
    (groups.peaks, 5),
    (groups.correlations, 1),
    (groups.comparisons, 5),
    (group_differences, 5),
    (people.offsets, 2),
)
"""Each with the number by which its runs are multiplied: what is quick is tried more often."""
PARTS: dict[str, Studies] = {
    "simulations": STUDIES,
    "reliability": ((groups.reliabilities, 2),),
    "power": ((planned_groups, 1), (planned_ads, 1)),
}
"""Studies of each table."""


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.edge.study.simulations", description=__doc__)
    parser.add_argument("--part", choices=PARTS, default="simulations", help="which table (default: simulations)")
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"of each row (default: {RUNS})")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"default: {SEED}")
    parser.add_argument("--table", type=Path, metavar="FILE", help="document to write the table to")
    options = parser.parse_args()
    rows = []
    for study, times in PARTS[options.part]:
        for row in study(options.runs * times, options.seed):
            rows.append(row)
            print(f"{row.study}, {row.setting}, {row.measure}: {row.found:.3f}", file=sys.stderr, flush=True)
    text = document(rows, " ".join(["python -m tests.edge.study.simulations", *map(shlex.quote, sys.argv[1:])]))
    print(text)
    if options.table:
        write_part(options.table, options.part, text)
    return 0 if all(row.is_reached for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
