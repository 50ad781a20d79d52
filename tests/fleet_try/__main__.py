"""A real try of good and bad programs on a kiosk of a fleet: `python -m tests.fleet_try --table
docs/evidence/fleet-attacks.md` (as root).

Needs debootstrap, systemd-container, ffmpeg, mosquitto and dpkg-dev, and Debian's and Python's packages from a network.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from edge import __version__
from tests.deb_try.__main__ import UNUSED, make_package
from tests.evidence.parts import write_part
from tests.evidence.tables import part_of
from tests.fleet_try.programs import PROGRAMS
from tests.fleet_try.trial import FleetTrial
from tests.install_try.__main__ import PROGRAMS as TOOLS
from tests.install_try.machine import PATH, Machine, make_root
from tests.lock import Target
from tests.packaging.deb import Deb

PART = "fleet try"
HEAD = ("program", "outcome", "minutes from its start", "messages", "lost", "twice")
SUITE, TARGET = "trixie", Target("3.13", "x86_64")


def main() -> int:
    """Try each program, print its row, and write it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.fleet_try", description=__doc__)
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help=f"default: {' '.join(PROGRAMS)}")
    parser.add_argument("--cache", type=Path, default=Path("/var/tmp/vitrina-roots"), help="archives of bare systems")
    parser.add_argument("--debs", type=Path, default=Path("dist"), help="packages; missing ones are made")
    parser.add_argument("--table", type=Path, metavar="FILE.md", help=f"document with the markers <!-- {PART} -->")
    options = parser.parse_args()
    wanted = {program: package for program, package in TOOLS.items() if program not in UNUSED}
    if os.geteuid() != 0 or not all(shutil.which(program, path=PATH) for program in wanted):
        print(f"fleet_try: run it as root, with these installed: {' '.join(wanted.values())}", file=sys.stderr)
        return 2
    names = options.programs or list(PROGRAMS)
    deb = Deb(TARGET, __version__)
    package = make_package(deb, options.debs.resolve())
    with tempfile.TemporaryDirectory(prefix="vitrina-fleet-", dir="/var/tmp") as folder:
        root = Path(folder) / Path(folder).name  # by which systemd-nspawn names the machine
        make_root(SUITE, root, options.cache)
        machine = Machine(root)
        try:
            for row in FleetTrial(machine, package, options.debs.resolve() / deb.tree_name).rows(names):
                print(" | ".join(row.cells), flush=True)
                if options.table:
                    add_row(options.table, row.cells)
        finally:
            machine.stop()
    return 0


def add_row(document: Path, cells: tuple[str, ...]) -> None:
    """Write a row into the table of the document. It replaces the one of the same program."""
    part = part_of(document.read_text(encoding="utf-8"), PART)
    assert part is not None, f"{document} has no markers <!-- {PART} -->"
    write_part(document, PART, table(merge_rows(part["content"], cells)))


def merge_rows(text: str, cells: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Rows of a table as text, with this one instead of the one of the same program, in the order of the trial."""
    rows = {row[0]: row for line in text.splitlines() if line.startswith("| a ") for row in [_cells(line)]}
    rows[cells[0]] = cells
    order = [f"a version that {program.what}" for program in PROGRAMS.values()]
    return [rows[what] for what in order if what in rows]


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Markdown table of rows."""
    lines = [" | ".join(cells) for cells in (HEAD, *rows)]
    return "\n".join([f"| {lines[0]} |", f"|{'---|' * len(HEAD)}", *(f"| {line} |" for line in lines[1:])])


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|\n ").split("|"))


if __name__ == "__main__":
    sys.exit(main())
