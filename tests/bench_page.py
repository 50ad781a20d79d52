"""Writes what `vitrina bench` measures into the documents: `make bench-page` (`python -m tests.bench_page`).

It renews the tables, the first lines and the drawing of docs/evidence/bench.md, and the sentence of README.md. Run it
while nothing else runs on the machine: figures measured beside other programs are printed, and not written.
"""

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from edge.exit_codes import DONE, UNEXPECTED
from edge.tools.bench import command, report
from edge.tools.bench import plot as bench_plot
from tests.bench_rows import WIDTH, first_lines, with_sentence
from tests.evidence.parts import fill_part, write_part


def printed(run: report.BenchReport) -> str:
    """The tables as the command prints them."""
    console = Console(width=WIDTH, file=io.StringIO(), record=True)
    console.print(report.result_tables(run))
    return "\n".join(line.rstrip() for line in console.export_text().rstrip().splitlines()) + "\n"


def write(tables: str, page: Path, readme: Path) -> None:
    """Writes tables and first lines of the page, and the sentence of the README."""
    write_part(page, "bench", f"```\n{tables}```\n")
    fill_part(page, "bench answer", first_lines(tables))
    readme.write_text(with_sentence(readme.read_text(encoding="utf-8"), tables), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the tables, and writes them. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_page", description=__doc__)
    parser.add_argument("--table", type=Path, required=True, help="docs/evidence/bench.md; its drawing lies beside it")
    parser.add_argument("--readme", type=Path, default=Path("README.md"), help="default: README.md")
    parser.add_argument("--quick", action="store_true", help="to try this command: its figures are no measurement")
    options = parser.parse_args(arguments)
    run = command.run_all_measurements(options.quick)
    tables = printed(run)
    print(tables, end="")
    if not run.is_idle and not options.quick:
        command.warn_if_busy(run)
        return UNEXPECTED
    bench_plot.write_plot(run, options.table.with_name("bench.svg"))
    write(tables, options.table, options.readme)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
