"""Commands that run simulated studies, and write their table."""

import argparse
import shlex
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.central.calibration.cells import Cell
from tests.evidence.parts import write_part


@dataclass(frozen=True)
class TableCommand:
    """A command. `row`: word for a row of its table; `part`: name of the table in the document."""

    program: str
    description: str | None
    row: str
    runs: int
    part: str

    def run(
        self, cells_of: Callable[[int, int], Iterable[Cell]], document: Callable[[list[Cell], str, int, int], str]
    ) -> int:
        """Run the studies, and write the table. Returns the exit code: 1 if a cell misses its target."""
        parser = argparse.ArgumentParser(prog=self.program, description=self.description)
        add = parser.add_argument
        add("--runs", type=int, default=self.runs, metavar="N", help=f"of each {self.row} (default: {self.runs})")
        add("--seed", type=int, default=1, metavar="N", help="default: 1")
        add("--table", type=Path, metavar="FILE", help="document to write the table to")
        options = parser.parse_args()
        cells = []
        for cell in cells_of(options.runs, options.seed):
            cells.append(cell)
            print(f"{cell.study}, {cell.setting}: {cell.share:.1%}", file=sys.stderr, flush=True)
        command = [self.program, *map(shlex.quote, sys.argv[1:])]
        text = document(cells, " ".join(command), options.runs, options.seed)
        print(text)
        if options.table:
            write_part(options.table, self.part, text)
        return 0 if all(cell.is_reached for cell in cells) else 1
