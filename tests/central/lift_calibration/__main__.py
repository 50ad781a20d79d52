"""Coverage, false winners and power of lifts in simulated shops, beside what `lift plan` says.

`python -m tests.central.lift_calibration --runs N --looks N --seed S [--table FILE]`. Exit 1 if an interval of the
sizes covers too little, or somebody who looks every day at the interval for any time names too many false winners.
"""

import argparse
import shlex
import sys
from pathlib import Path

from tests.central.lift_calibration.study import LIFTS, Row, Shares, cases, rows
from tests.evidence.parts import write_part

RUNS, LOOKS, SEED = 400, 200, 1
LEAST_COVERED, MOST_FALSE = 0.93, 0.05


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.central.lift_calibration", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"of each lift (default: {RUNS})")
    parser.add_argument("--looks", type=int, default=LOOKS, metavar="N", help=f"with daily looks (default: {LOOKS})")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"default: {SEED}")
    parser.add_argument("--table", type=Path, metavar="FILE", help="document to write the tables to")
    options = parser.parse_args()
    found = []
    for row in rows(options.runs, options.looks, options.seed):
        found.append(row)
        print(_row(row), file=sys.stderr, flush=True)
    command = " ".join(["python -m tests.central.lift_calibration", *map(shlex.quote, sys.argv[1:])])
    sizes = _sizes(found, f"`{command}`", options.runs, options.looks)
    what = _cases(list(cases(options.runs * 2, options.seed)), options.runs * 2)
    print(f"{sizes}\n{what}")
    if options.table:
        write_part(options.table, "lift sizes", sizes)
        write_part(options.table, "lift cases", what)
    is_met = all(_covered(row) >= LEAST_COVERED and row.looks.by_sequence <= MOST_FALSE for row in found)
    return 0 if is_met else 1


def _covered(row: Row) -> float:
    """Coverage over all lifts of a size."""
    return sum(of.covered for of in row.shares.values()) / len(row.shares)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _row(row: Row) -> str:
    powers = [f"{_percent(row.shares[lift].found)} ({_percent(row.forecast.power[lift])})" for lift in LIFTS if lift]
    looks = (_percent(row.looks.by_t), _percent(row.looks.by_sequence))
    shares = (_percent(_covered(row)), _percent(row.shares[0.0].found))
    size = (f"{row.world.spread:g}", f"{row.world.shops}", f"{row.world.weeks}")
    return f"| {' | '.join([*size, *shares, *looks, *powers, _percent(row.forecast.lift)])} |"


def _sizes(found: list[Row], command: str, runs: int, looks: int) -> str:
    lines = [
        f"{command}: {runs} runs of each lift, {looks} with daily looks. Coverage is over the four lifts.",
        "",
        "| spread | shops | weeks | coverage | false winners at the end | daily looks: t | daily looks: any time"
        " | finds 2 % (plan) | finds 5 % (plan) | finds 10 % (plan) | plan: 80 of 100 find |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *map(_row, found),
    ]
    return "\n".join(lines) + "\n"


def _cases(found: list[tuple[str, Shares, Shares]], runs: int) -> str:
    lines = [
        f"{runs} runs of each case.",
        "",
        "| case | mean estimate of a lift of 10 % | coverage | coverage without a lift | false winners |",
        "|---|---|---|---|---|",
    ]
    for name, lifted, equal in found:
        shares = (lifted.lift, lifted.covered, equal.covered, equal.found)
        lines.append(f"| {name} | {' | '.join(map(_percent, shares))} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
