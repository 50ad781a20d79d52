"""The kiosk on an emulated ARM processor, beside this machine: `python -m tests.arm --table docs/evidence/arm.md` (as
root).

Needs debootstrap, qemu, and Debian's and Python's packages from a network. What was fetched and what was found is kept
in --cache; a trial that was ended goes on there. Exit code 2 if something is missing, 1 if a step fails.
"""

import argparse
import hashlib
import os
import platform
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.arm.inputs import make_inputs
from tests.arm.machine import PATH, Machine, forget_format, qemu
from tests.arm.root import lock_lines, make_root
from tests.arm.trial import Row, Trial
from tests.evidence.parts import write_part

ROOT = Path(__file__).resolve().parents[2]
CODE = (
    "edge/**/*.py",
    "models/**/*.py",
    "models/zoo/*",
    "tests/arm/inputs.py",
    "tests/arm/machine.py",
    "tests/arm/numbers.py",
)
"""Conditions of a finding, beside the lock files."""
LIMIT_S = 7200.0
"""For one command: emulated, and on a machine that does other things."""


def main() -> int:
    """Tries each step, prints the table, and writes it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.arm", description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="STEP", help="default: all")
    parser.add_argument("--cache", type=Path, default=Path("/var/tmp/vitrina-arm"), help="the ARM machine's folder")
    parser.add_argument("--shared", type=Path, default=ROOT / "../shared", help="recordings and labelled data")
    parser.add_argument("--table", type=Path, metavar="FILE.md", help="document with the markers <!-- arm -->")
    options = parser.parse_args()
    if lacking := missing():
        print(f"arm: not tried: {lacking}", file=sys.stderr)
        return 2
    trial = prepared(options.cache, options.shared)
    try:
        text = table(rows_of(trial, options.steps or list(trial.steps())))
    except AssertionError as failed:
        print(f"arm: {failed}", file=sys.stderr)
        return 1
    finally:
        forget_format()
    print(text, end="")
    if options.table:
        write_part(options.table, "arm", text)
    return 0


def missing() -> str:
    """Reason why nothing can be tried here, and what to do; "" if all is there."""
    if platform.machine() == "aarch64":
        return "this machine is an ARM machine. Run `make test` on it instead."
    lacking = [name for name in ("debootstrap", "dpkg-deb", "unshare") if shutil.which(name, path=PATH) is None]
    lacking += [] if qemu() else ["qemu-user-static"]
    if lacking:
        return f"{', '.join(lacking)} not installed. Install them: apt-get install debootstrap qemu-user-static"
    return "" if os.geteuid() == 0 else "only root may make a machine. Run it with sudo."


def prepared(cache: Path, shared: Path) -> Trial:
    """A trial of this checkout, with its machine and its inputs."""
    folder = cache / f"trial-{digest(shared.is_dir())}"
    if not (folder / "rows.npz").exists():
        make_inputs(folder, shared)
    make_root(cache / "root")
    return Trial(Machine(cache / "root", ROOT, folder, LIMIT_S), folder)


def digest(has_recordings: bool) -> str:
    """Short hash of all that a finding hangs on."""
    files = sorted(path for pattern in CODE for path in ROOT.glob(pattern) if path.is_file())
    whole = hashlib.sha256(f"{has_recordings} {lock_lines()}".encode())
    for path in files:
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def rows_of(trial: Trial, names: Sequence[str]) -> list[Row]:
    """Rows of the steps, in order; stderr tells how long each took."""
    rows: list[Row] = []
    for name in names:
        started_s = time.monotonic()
        rows += trial.run(name)
        print(f"arm: {name}, {time.monotonic() - started_s:.0f} s", file=sys.stderr, flush=True)
    return rows


def table(rows: Sequence[Row]) -> str:
    """Markdown table with a row for each thing that was tried."""
    lines = ["| what | x86-64 | ARM, emulated |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return "".join(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
