"""Rolls a new version out to a hundred simulated kiosks in each scenario, and writes the table of the document.

python -m tests.central.fleet_updates --table docs/evidence/fleet-updates.md
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from central.simulate.updates.run import UpdateResult, run_updates
from central.simulate.updates.scenarios import SCENARIOS
from central.simulate.updates.table import result_rows
from tests.evidence.parts import write_part

KIOSKS, DAYS, SEED = 100, 5, 1


def table(results: Sequence[UpdateResult]) -> str:
    """The table of the document: one column per scenario, so that it fits a phone."""
    head, *columns = zip(*result_rows(results), strict=True)
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in columns)])


def main() -> None:
    """Simulate all scenarios, and print the table or write it into the document."""
    parser = argparse.ArgumentParser(prog="python -m tests.central.fleet_updates", description=__doc__)
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the table into this document")
    options = parser.parse_args()
    text = table([run_updates(scenario, KIOSKS, DAYS, SEED) for scenario in SCENARIOS])
    print(text)
    if options.table is not None:
        write_part(options.table, "fleet updates", text)


if __name__ == "__main__":
    main()
