"""A real try of install.sh on bare machines: `python -m tests.install_try --table docs/evidence/install.md` (as root).

Needs debootstrap, systemd-container, ffmpeg, chromium, mosquitto, and Debian's and Python's packages from a network.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.evidence.parts import write_part
from tests.evidence.tables import part_of
from tests.install_try.machine import PATH, Machine, make_root
from tests.install_try.trial import Trial
from tests.install_try.versions import VersionTrial

PROGRAMS = {
    "debootstrap": "debootstrap",
    "systemd-nspawn": "systemd-container",
    "ffmpeg": "ffmpeg",
    "chromium": "chromium",
    "mosquitto": "mosquitto",
}
SUITES = {"bookworm": "Debian 12", "trixie": "Debian 13"}


def main() -> int:
    """Tries each suite, prints the table, and writes it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.install_try", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"default: {' '.join(SUITES)}")
    parser.add_argument("--cache", type=Path, default=Path("/var/tmp/vitrina-roots"), help="archives of bare systems")
    parser.add_argument("--versions", action="store_true", help="try only updates, from version to version and back")
    parser.add_argument(
        "--table",
        type=Path,
        metavar="FILE.md",
        help="document with the markers <!-- install try -->, <!-- version try -->",
    )
    options = parser.parse_args()
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program, path=PATH) is None]
    if missing or os.geteuid() != 0:
        print(f"install_try: run it as root, with these installed: {' '.join(PROGRAMS.values())}", file=sys.stderr)
        return 2
    suites = options.suites or list(SUITES)
    trial = VersionTrial if options.versions else Trial
    seen = [try_suite(suite, options.cache, trial) for suite in suites]  # one page at a time: they share a network
    columns = {SUITES.get(suite, suite): column for suite, column in zip(suites, seen, strict=True)}
    print(table(columns), end="")
    if options.table:
        write_columns(options.table, "version try" if options.versions else "install try", columns)
    return 0


def write_columns(document: Path, name: str, columns: dict[str, dict[str, str]]) -> None:
    """Write the columns of some systems into a table of a document. Those of the others stay."""
    part = part_of(document.read_text(encoding="utf-8"), name)
    assert part, f"{document} lacks the markers <!-- {name} -->"
    every = {**read_columns(part["content"]), **columns}
    write_part(document, name, table({system: every[system] for system in SUITES.values() if system in every}))


def read_columns(text: str) -> dict[str, dict[str, str]]:
    """Columns of a table that `table` made, by system. Empty for other text."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    systems = rows[0][1:] if rows else []
    return {system: {row[0]: row[number] for row in rows[1:]} for number, system in enumerate(systems, 1)}


def try_suite(suite: str, cache: Path, trial: type[Trial] = Trial) -> dict[str, str]:
    """Findings of each step on a bare machine of a suite."""
    with tempfile.TemporaryDirectory(prefix=f"vitrina-{suite}-", dir="/var/tmp") as folder:
        root = Path(folder) / Path(folder).name  # by which systemd-nspawn names the machine
        make_root(suite, root, cache)
        machine = Machine(root)
        try:
            return trial(machine).run()
        finally:
            machine.stop()


def table(columns: dict[str, dict[str, str]]) -> str:
    """Markdown table with a row for each step and a column for each system."""
    steps = list(dict.fromkeys(step for seen in columns.values() for step in seen))
    rows = [" | ".join([step, *(seen.get(step, "–") for seen in columns.values())]) for step in steps]
    lines = [" | ".join(["what", *columns]), "|".join("---" for _ in range(len(columns) + 1)), *rows]
    return "".join(f"| {line} |\n" if "---" not in line else f"|{line}|\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
