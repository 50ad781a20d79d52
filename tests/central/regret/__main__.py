"""Loss of a recommendation that is followed day by day against the best, beside other ways, in simulated shops.

`python -m tests.central.regret --runs N --seed S [--table FILE]`. Exit 1 if it loses more than it may.
"""

import argparse
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.central.regret.policies import OURS, POLICIES, TURNS
from tests.central.regret.studies import SIZES, SURE, Coverage, Outcome, coverage, follow
from tests.evidence.parts import write_part

RUNS, SEED = 40, 1
COVERED = 10
"""Times as many runs for the coverage, which needs one day of each alone."""
Outcomes = Mapping[str, Outcome]


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.central.regret", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, metavar="N", help=f"worlds of each size (default: {RUNS})")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help=f"default: {SEED}")
    parser.add_argument("--table", type=Path, metavar="FILE", help="document to write the table to")
    options = parser.parse_args()
    found: dict[int, Outcomes] = {}
    for size in SIZES:
        found[size] = {name: follow(policy, size, options.runs, options.seed) for name, policy in POLICIES.items()}
        print(f"{size} watchers a part: done", file=sys.stderr, flush=True)
    covered = {size: coverage(size, COVERED * options.runs, options.seed) for size in SIZES}
    command = " ".join(["python -m tests.central.regret", *map(shlex.quote, sys.argv[1:])])
    text = document(found, covered, command)
    print(text)
    if options.table:
        write_part(options.table, "regret", text)
    return 0 if all(is_in_order(*each) for each in found.items()) else 1


LITTLE = 15
"""Watchers with which adverts that all play on a day are seldom told."""
MOST_LOST = {15: 0.014, 60: 0.006}
"""Smiles that turns with a recommendation may lose, where adverts that all play on a day lose some 0.017."""


def is_in_order(size: int, outcomes: Outcomes) -> bool:
    """True if the recommendation loses less than adverts that all play alike, where enough is told, and never more; and
    with turns less at any size, and no more than it may."""
    uniform, ours, turns = outcomes["uniform"], outcomes[OURS], outcomes[TURNS]
    is_better = ours.more_than(uniform) < (SURE if size == LITTLE else -SURE)
    return is_better and turns.more_than(uniform) < -SURE and turns.regret <= MOST_LOST.get(size, uniform.regret)


def document(found: Mapping[int, Outcomes], covered: Mapping[int, Coverage], command: str) -> str:
    """The tables with the command that made them."""
    sizes = list(found)
    heads = " | ".join(f"{size} watchers a part" for size in sizes)
    lines = [
        f"`{command}`",
        "",
        f"| smiles lost a watcher, points (watchers told) | {heads} |",
        "|---" * (len(sizes) + 1) + "|",
    ]
    for name in found[sizes[0]]:
        cells = (_lost(found[size][name]) for size in sizes)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", f"| interval of the gain, nominal 95 % | {heads} |", "|---" * (len(sizes) + 1) + "|"]
    lines.append(f"| holds the truth, of all | {' | '.join(_share(covered[s].held, covered[s].of) for s in sizes)} |")
    advised = (_share(covered[s].held_advised, covered[s].advised) for s in sizes)
    lines.append(f"| holds the truth, of those that advise a change | {' | '.join(advised)} |")
    return "\n".join(lines) + "\n"


def _lost(outcome: Outcome) -> str:
    return f"{100 * outcome.regret:.2f} ± {100 * outcome.chance:.2f} ({100 * outcome.told:.0f} %)"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % of {whole}" if whole else "none"


if __name__ == "__main__":
    sys.exit(main())
