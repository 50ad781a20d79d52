"""Draws 60 texts for a reader to judge: `python -m tests.wording.sample SEED`.

The seed is the start of a commit. The reader judges each text: understood at once, read twice, or wrong English.
"""

import argparse
import random

from tests.wording.all_passages import all_passages
from tests.wording.passage import Passage

DRAWN = {"help": 10, "errors": 10, "pages": 10, "notices": 10, "logs": 5, "docstrings": 15}
"""Passages of each kind."""

LEAST_WORDS = 4
"""Words of a passage that a reader can judge."""


def draw(passages: list[Passage], seed: str) -> list[Passage]:
    """DRAWN passages of each kind, always the same for a seed and these texts."""
    rng = random.Random(seed)
    found: list[Passage] = []
    for kind, count in DRAWN.items():
        candidates = sorted(p for p in passages if p.kind == kind and len(p.prose.split()) >= LEAST_WORDS)
        found += rng.sample(candidates, min(count, len(candidates)))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Prints the passages that a seed draws."""
    parser = argparse.ArgumentParser(prog="python -m tests.wording.sample", description=__doc__.partition("\n")[0])
    parser.add_argument("seed", metavar="SEED", help="such as the first eight hex digits of a commit")
    options = parser.parse_args(arguments)
    for number, passage in enumerate(draw(list(all_passages()), options.seed), 1):
        print(f"{number:2}. {passage.kind}, {passage.place}\n    " + passage.text.replace("\n", "\n    ") + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
