"""A real try of the packages of Debian on bare machines: `python -m tests.deb_try --table docs/evidence/install.md` (as
root).

Needs debootstrap, systemd-container, ffmpeg and mosquitto, and Debian's and Python's packages from a network.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from edge import __version__
from tests.deb_try.trial import DebTrial, Packages
from tests.install_try.__main__ import PROGRAMS, SUITES, table, write_columns
from tests.install_try.machine import PATH, Machine, make_root
from tests.install_try.versions import old_layout
from tests.lock import Target
from tests.packaging.deb import Deb, build_deb
from tests.packaging.sources import ROOT

BEFORE, NEXT = "0.0.9", "0.1.99"
"""Versions of the package before versions had folders, and of a later one; its program is that of this checkout."""
PYTHONS = {"bookworm": "3.11", "trixie": "3.13"}
UNUSED = ("chromium",)


def main() -> int:
    """Tries each suite, prints the table, and writes it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.deb_try", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"default: {' '.join(SUITES)}")
    parser.add_argument("--cache", type=Path, default=Path("/var/tmp/vitrina-roots"), help="archives of bare systems")
    parser.add_argument("--debs", type=Path, default=Path("dist"), help="packages; missing ones are made ")
    parser.add_argument("--table", type=Path, metavar="FILE.md", help="document with the markers <!-- deb try -->")
    options = parser.parse_args()
    wanted = {program: package for program, package in PROGRAMS.items() if program not in UNUSED}
    if os.geteuid() != 0 or not all(shutil.which(program, path=PATH) for program in wanted):
        print(f"deb_try: run it as root, with these installed: {' '.join(wanted.values())}", file=sys.stderr)
        return 2
    suites = options.suites or list(PYTHONS)
    columns = {SUITES[suite]: try_suite(suite, options.cache, options.debs.resolve()) for suite in suites}
    print(table(columns), end="")
    if options.table:
        write_columns(options.table, "deb try", columns)
    return 0


def try_suite(suite: str, cache: Path, debs: Path) -> dict[str, str]:
    """Findings of each step on a bare machine of a suite."""
    target = Target(PYTHONS[suite], "x86_64")
    now, later = (make_package(Deb(target, version), debs) for version in (__version__, NEXT))
    packages = Packages(_old_package(Deb(target, BEFORE), debs), now, later, debs / Deb(target, __version__).tree_name)
    with tempfile.TemporaryDirectory(prefix=f"vitrina-{suite}-", dir="/var/tmp") as folder:
        root = Path(folder) / Path(folder).name  # by which systemd-nspawn names the machine
        make_root(suite, root, cache)
        machine = Machine(root)
        try:
            return DebTrial(machine, packages).run()
        finally:
            machine.stop()


def make_package(deb: Deb, debs: Path) -> Path:
    """A package, which is made if it is not there."""
    file = debs / deb.file_name
    if not file.exists():
        with tempfile.TemporaryDirectory(prefix="vitrina-deb-") as work:
            build_deb(deb.target, debs, Path(work), deb.version)
    return file


def _old_package(deb: Deb, debs: Path) -> Path:
    """The package of the last commit whose environment was /opt/vitrina itself, which is made if it is not there."""
    file = debs / deb.file_name
    if not file.exists():
        with tempfile.TemporaryDirectory(prefix="vitrina-old-") as work:
            clone = Path(work) / "source"
            subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", ROOT, clone], check=True)
            subprocess.run(["git", "checkout", "--quiet", old_layout()], cwd=clone, check=True)
            make = [sys.executable, "-m", "tests.packaging", "deb", "--python", deb.target.python, "--out", str(debs)]
            subprocess.run([*make, "--version", deb.version], cwd=clone, check=True)
    return file


if __name__ == "__main__":
    sys.exit(main())
