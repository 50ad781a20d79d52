"""The first day of a kiosk with a screen, by the commands of docs/start/first-shop.md on bare machines, as
root: `python -m tests.install_try.first_day --table docs/start/first-shop.md`.

The commands are read from the page, so that what a technician copies is what is tried. The questions of the set-up page
are answered in Chromium. A film stands in for the camera, and a screen in memory for the first console.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error as PageError

from tests.doubles.broker import Mosquitto, running
from tests.evidence.parts import write_part
from tests.install_try.__main__ import PROGRAMS, SUITES, table
from tests.install_try.first_page import FirstPage
from tests.install_try.machine import PATH, Machine, make_root
from tests.install_try.shown_screen import ShownScreen
from tests.install_try.technician import browser
from tests.install_try.tree import differences, read_tree
from tests.install_try.trial import ROOT, copy_checkout

PAGE = ROOT / "docs/start/first-shop.md"
STEPS = ("install", "films", "link", "sign", "screen", "look", "remove")
"""Names of the blocks on the page, in their order."""
MORE_PROGRAMS = {"Xvfb": "xvfb", "pdftotext": "poppler-utils"}
SIGN = Path("srv/vitrina/sign.pdf")
KEEP_CERTIFICATES = 'Defaults env_keep += "PIP_CERT"\n'
"""Line for sudo, where this machine's network has an authority of its own (tests/install_try/machine.py)."""
TOLD = 600
"""Characters of what stopped the day: its end, and a third as many of its beginning, which says what was waited for."""
OPERATOR = "Example Market Ltd, 7 High Street, London"


def read_steps(page: str) -> dict[str, str]:
    """The commands of each step of a page, as a technician copies them."""
    return dict(re.findall(r"^<!-- first day: (\w+) -->\n+```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))


class FirstDay:
    """One first day on one machine."""

    def __init__(self, machine: Machine, steps: dict[str, str], pictures: Path) -> None:
        self._machine, self._steps, self._pictures = machine, steps, pictures

    def run(self) -> dict[str, str]:
        """Takes all steps; returns what was seen at each, up to the first that is wrong. That one says why."""
        seen: dict[str, str] = {}
        started_s = time.monotonic()
        try:
            for what, outcome in self._days_work():
                print(f"first_day: {self._machine.root.name}: {what}: {outcome}", file=sys.stderr, flush=True)
                seen[what] = outcome
        except (AssertionError, OSError, subprocess.SubprocessError, PageError) as error:
            told = " ".join(f"{type(error).__name__}: {error}".split())
            seen["STOPPED"] = told if len(told) <= TOLD else f"{told[: TOLD // 3]} … {told[-TOLD:]}"
        return {**seen, "all of this": f"{(time.monotonic() - started_s) / 60:.0f} min"}

    def _days_work(self) -> Iterator[tuple[str, str]]:
        machine, profile = self._machine, self._machine.root.parent / "browser"
        copy_checkout(machine.root / "srv/vitrina")
        yield "a bare machine starts", f"{machine.boot():.0f} s"
        if os.environ.get("PIP_CERT"):
            (machine.root / "etc/sudoers.d/certificates").write_text(KEEP_CERTIFICATES, encoding="utf-8")
        before = read_tree(machine.root)
        yield from self._timed("install", lambda printed: "system packages: screen ... done" in printed)
        yield from self._timed("films", lambda _: True)
        with running(Mosquitto(machine.root.parent, address=FirstPage.address())) as broker, browser(profile) as shown:
            page = FirstPage(machine, shown.pages[0])
            link = self._copy("link").splitlines()[-1]
            started_s = time.monotonic()
            yield "the questions of the page, up to the notice", page.answer_all(link, broker.port, OPERATOR)
            yield "the sign, before anybody confirms it", self._sign()
            yield "the sign is confirmed, and the kiosk starts", page.finish()
            yield "from the link to `sensing`", f"{time.monotonic() - started_s:.0f} s, the sign included"
            yield "videos on the screen", self._films()
            yield "`vitrina doctor`", self._copy("look").splitlines()[-1]
        yield "removal", self._remove(before)

    def _copy(self, step: str) -> str:
        """Runs the commands of a step, from the folder that the page has changed to."""
        return self._machine.run(f"cd /srv/vitrina && set -e\n{self._steps[step]}")

    def _timed(self, step: str, is_right: object) -> Iterator[tuple[str, str]]:
        started_s = time.monotonic()
        printed = self._copy(step)
        assert callable(is_right)
        assert is_right(printed), printed
        first = self._steps[step].strip().splitlines()[-1]
        yield f"`{first}`", f"{time.monotonic() - started_s:.0f} s"

    def _sign(self) -> str:
        self._copy("sign")
        text = subprocess.run(
            ["pdftotext", "-layout", str(self._machine.root / SIGN), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert OPERATOR in " ".join(text.split()), text
        shutil.copy(self._machine.root / SIGN, self._pictures)
        pages = text.count(chr(12))
        return f"a PDF of {pages} page{'' if pages == 1 else 's'} that names the operator"

    def _films(self) -> str:
        with ShownScreen(self._machine, self._pictures) as screen:
            self._copy("screen")
            return screen.wait_for_films()

    def _remove(self, before: dict[str, tuple[object, ...]]) -> str:
        """What stays are the system's packages and what these make."""
        self._copy("remove")
        left = [path for path in differences(before, read_tree(self._machine.root)) if "vitrina" in str(path)]
        assert left == [], left
        assert self._machine.run("getent passwd vitrina vitrina-screen", check=False) == ""
        known = self._machine.run("systemctl list-units --all --no-legend 'vitrina*'; ls /var/lib/systemd/timers")
        assert "vitrina" not in known, known
        return "no file, unit or user of Vitrina is left"


def try_suite(suite: str, cache: Path, pictures: Path) -> dict[str, str]:
    """The first day on a bare machine of a suite."""
    with tempfile.TemporaryDirectory(prefix=f"vitrina-day-{suite}-", dir="/var/tmp") as folder:
        root = Path(folder) / Path(folder).name
        make_root(suite, root, cache)
        machine = Machine(root)
        try:
            return FirstDay(machine, read_steps(PAGE.read_text(encoding="utf-8")), pictures).run()
        finally:
            machine.stop()


def main() -> int:
    """Tries each suite and prints the table. Returns 1 if one stopped; then no document is written."""
    parser = argparse.ArgumentParser(prog="python -m tests.install_try.first_day", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"default: {' '.join(SUITES)}")
    parser.add_argument("--cache", type=Path, default=Path("/var/tmp/vitrina-roots"), help="archives of bare systems")
    parser.add_argument("--pictures", type=Path, default=Path("runs/first-day"), help="folder for sign and screenshots")
    parser.add_argument(
        "--table", type=Path, metavar="FILE.md", help="document with the markers <!-- first day try -->"
    )
    options = parser.parse_args()
    wanted = {**PROGRAMS, **MORE_PROGRAMS}
    if os.geteuid() != 0 or any(shutil.which(program, path=PATH) is None for program in wanted):
        print(f"first_day: run it as root, with these installed: {' '.join(wanted.values())}", file=sys.stderr)
        return 2
    options.pictures.mkdir(parents=True, exist_ok=True)
    seen = {
        SUITES.get(suite, suite): try_suite(suite, options.cache, options.pictures)
        for suite in options.suites or SUITES
    }
    text = table(seen)
    print(text, end="")
    if any("STOPPED" in column for column in seen.values()):
        return 1
    if options.table:
        write_part(options.table, "first day try", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
