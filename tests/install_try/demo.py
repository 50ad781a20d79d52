"""The line of README.md that starts the demo, on bare machines: `python -m tests.install_try.demo --table
docs/evidence/install.md` (as root).

The line is read from the page, so that what a reader copies is what is tried. It has no terminal and no package cache.
Needs debootstrap, systemd-container, and Debian's and Python's packages from a network.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.evidence.parts import write_part
from tests.install_try.__main__ import SUITES, table
from tests.install_try.machine import PATH, Machine, make_root
from tests.install_try.trial import ROOT, copy_checkout

PATIENCE_S = 900.0
MARKS = {
    "plan printed": "demo: ",
    "system packages installed": "-m venv",
    "Python packages installed": "vitrina demo\n",
    "first frame": "player: ",
    "first window": "\nwindow: ",
}
"""Steps, and the text that the program prints when each is done."""
PRINTED = re.compile(r"^  (\.venv-demo/bin/\S+)", re.MULTILINE)
FOLDERS = {
    ".venv-demo": ("srv/vitrina/.venv-demo",),
    "videos of people": ("srv/.cache/vitrina",),
    "lists and cache of apt": ("var/lib/apt", "var/cache/apt"),
}
REST = "system packages"


def starting_line(readme: str) -> str:
    """The last line of the first block of commands of the README."""
    block: str = re.findall(r"^```sh\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL)[0]
    return block.splitlines()[-1]


def megabytes(*folders: Path) -> float:
    """Disk space of those folders that exist, in MB of 10^6 bytes."""
    there = [folder for folder in folders if folder.exists()]
    command = ["du", "-sx", "-B1", *map(str, there)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout if there else ""
    return sum(int(line.split()[0]) for line in printed.splitlines()) / 1e6


class DemoTry:
    """One machine on which the demo starts once. `printed` has what it printed so far."""

    def __init__(self, root: Path) -> None:
        self._root, self._log = root, root / "srv/printed.txt"
        self._environment = Machine(root).environment
        copy_checkout(root / "srv/vitrina")

    def run(self, line: str) -> dict[str, str]:
        """Runs the line until the first numbers, and ends it. Returns what was seen."""
        before, started_s, seen = self._disk_space(), time.monotonic(), {}
        with (
            self._log.open("wb") as log,
            subprocess.Popen(self._inside(line), stdin=subprocess.DEVNULL, stdout=log, stderr=log) as process,
        ):
            for step, mark in MARKS.items():
                Machine.wait(lambda mark=mark: mark in self._printed() or process.poll() is not None, step, PATIENCE_S)  # type: ignore[misc]
                assert mark in self._printed(), self._printed()
                seen[step] = f"{time.monotonic() - started_s:.0f} s"
                print(f"demo try: {self._root.name}: {step}: {seen[step]}", file=sys.stderr, flush=True)
            os.kill(demo_process(process.pid), signal.SIGINT)
            assert process.wait(PATIENCE_S) == 0, self._printed()
        after = self._disk_space()
        seen |= {f"{name}, on disk": f"{after[name] - before[name]:.0f} MB" for name in after}
        seen["programs that the last lines name"] = self._try_programs()
        return seen

    def _disk_space(self) -> dict[str, float]:
        """MB of each part, and of everything."""
        parts = {name: megabytes(*(self._root / folder for folder in FOLDERS[name])) for name in FOLDERS}
        everything = megabytes(self._root)
        return {**parts, REST: everything - sum(parts.values()), "everything": everything}

    def _try_programs(self) -> str:
        programs = dict.fromkeys(PRINTED.findall(self._printed()))
        for program in programs:
            subprocess.run(self._inside(f"{program} --help"), check=True, capture_output=True, stdin=subprocess.DEVNULL)
        return ", ".join(f"`{program}`" for program in programs)

    def _printed(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _inside(self, command: str) -> list[str]:
        machine = ["systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "--pipe", "--chdir=/srv/vitrina"]
        variables = [f"--setenv={name}={value}" for name, value in self._environment.items()]
        return [*machine, "--as-pid2", f"--directory={self._root}", *variables, "sh", "-c", command]


def demo_process(pid: int) -> int:
    """The process of `vitrina demo` below a process."""
    waiting = [pid]
    while waiting:
        pid = waiting.pop()
        if b"vitrina\0demo" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
        waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    raise AssertionError("there is no process of the demo")


def try_suite(suite: str, cache: Path) -> dict[str, str]:
    """Findings on a bare machine of a suite."""
    with tempfile.TemporaryDirectory(prefix=f"vitrina-{suite}-", dir="/var/tmp") as folder:
        root = Path(folder) / Path(folder).name
        make_root(suite, root, cache)
        return DemoTry(root).run(starting_line((ROOT / "README.md").read_text(encoding="utf-8")))


def main() -> int:
    """Tries each suite, prints the table, and writes it into a document."""
    parser = argparse.ArgumentParser(prog="python -m tests.install_try.demo", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"default: {' '.join(SUITES)}")
    parser.add_argument("--cache", type=Path, default=Path("/var/tmp/vitrina-roots"), help="archives of bare systems")
    parser.add_argument("--table", type=Path, metavar="FILE.md", help="document with the markers <!-- demo try -->")
    options = parser.parse_args()
    if os.geteuid() != 0 or not all(shutil.which(name, path=PATH) for name in ("debootstrap", "systemd-nspawn")):
        print("demo try: run it as root, with debootstrap and systemd-container installed", file=sys.stderr)
        return 2
    seen = {SUITES.get(suite, suite): try_suite(suite, options.cache) for suite in options.suites or SUITES}
    print(text := table(seen), end="")
    if options.table:
        write_part(options.table, "demo try", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
