"""Lists the measured tables of the documents, and those that are older than their code: `make evidence`.

Newest first: day, commit, how many commits changed the measured code since, page and table, and the command that
renews it. `--write NAME` writes a table that a command only prints, from standard input:
`vitrina bench --adaptive | python -m tests.evidence --write adaptive`.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence

from tests.evidence.history import Age, find_ages, why_no_history
from tests.evidence.parts import write_part
from tests.evidence.tables import ROOT, load_tables


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the list. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.evidence", description="List the measured tables of the documents, newest first."
    )
    parser.add_argument("--older", action="store_true", help="only tables that are older than their code")
    parser.add_argument("--write", metavar="NAME", help="write standard input into the table with this name instead")
    options = parser.parse_args(arguments)
    if options.write:
        write_printed(options.write, sys.stdin.read())
        return 0
    ages = find_ages(ROOT, load_tables())
    shown = [age for age in ages if age.newer or not options.older]
    print(*rows(shown), "", conclusion(ages, why_no_history(ROOT)), sep="\n")
    return 0


def write_printed(name: str, printed: str) -> None:
    """Writes what a command printed into the table of this name."""
    pages = [table.page for table in load_tables() if table.name == name]
    if not pages:
        raise SystemExit(f"evidence: tests/evidence/tables.toml has no table {name!r}. Add its page and command.")
    write_part(ROOT / pages[0], name, printed_part(printed))


def printed_part(printed: str) -> str:
    """A printed table for a page: Markdown as it is, any other text as a code block."""
    return printed if printed.lstrip().startswith("|") else f"```\n{printed.rstrip()}\n```\n"


def rows(ages: Sequence[Age]) -> Iterator[str]:
    """Lines of the list, in columns as wide as their longest cell."""
    cells = [("measured", "at commit", "changed since", "table", "renew with"), *map(_cells, ages)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]) - 1)]
    for row in cells:
        yield "  ".join([*(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]])


def conclusion(ages: Sequence[Age], why_unknown: str) -> str:
    """The last lines: how many tables are older than their code, and what is unknown."""
    if why_unknown:
        return (
            f"evidence: {why_unknown}, so its history is missing. The list shows what the pages name, and not whether "
            "the code changed since. Run make evidence in a full clone."
        )
    older = sum(bool(age.newer) for age in ages)
    lines = [f"evidence: {older} of {len(ages)} tables are older than their code. To renew one, run its command."]
    if unknown := sum(age.newer is None for age in ages):
        lines.append(f"evidence: the history lacks the commit of {unknown} table{'s' if unknown > 1 else ''}.")
    if any(age.origin and age.origin.is_changed for age in ages):
        lines.append("evidence: * was measured with uncommitted changes.")
    return "\n".join(lines)


def _cells(age: Age) -> tuple[str, ...]:
    origin, table = age.origin, age.table
    page = table.page.removeprefix("docs/")
    return (
        origin.day if origin else "?",
        f"{origin.commit}{'*' if origin.is_changed else ''}" if origin else "?",
        "?" if age.newer is None else _count(age.newer),
        f"{page}: {table.name}" if table.name else page,
        table.command,
    )


def _count(newer: int) -> str:
    return f"{newer} commit{'s' if newer > 1 else ''}" if newer else "no"


if __name__ == "__main__":
    raise SystemExit(main())
