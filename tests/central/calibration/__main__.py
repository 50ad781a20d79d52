"""Promises of the intervals and experiments of central.statistics, beside their results in simulations.

`python -m tests.central.calibration --runs N --seed S [--table FILE]`. Exit 1 if an aim is not reached.
"""

import argparse
import shlex
import sys
from pathlib import Path

from tests.central.calibration.studies import studies
from tests.central.calibration.table import document
from tests.evidence.parts import write_part

RUNS, SEED = 4_000, 1


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.central.calibration", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"of each cell (default: {RUNS})")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"default: {SEED}")
    parser.add_argument("--table", type=Path, metavar="FILE", help="document to write the table to")
    options = parser.parse_args()
    cells = []
    for cell in studies(options.runs, options.seed):
        cells.append(cell)
        print(f"{cell.study}, {cell.setting}: {cell.share:.1%}", file=sys.stderr, flush=True)
    command = ["python -m tests.central.calibration", *map(shlex.quote, sys.argv[1:])]
    text = document(cells, " ".join(command), options.runs, options.seed)
    print(text)
    if options.table:
        write_part(options.table, "calibration", text)
    return 0 if all(cell.is_reached for cell in cells) else 1


if __name__ == "__main__":
    sys.exit(main())
