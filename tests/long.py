"""Long tests: the test files in which VITRINA_LONG=1 means more examples or longer waits: `python -m tests.long`.

CI runs the same files without it. Exit 1 if a test fails.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from xml.etree import ElementTree

from tests.evidence.parts import origin_line

ROOT = Path(__file__).resolve().parent.parent
SWITCH = "VITRINA_LONG"
FILES = (
    "tests/central/simulate/updates/test_run.py",
    "tests/central/test_kills.py",
    "tests/central/test_lies.py",
    "tests/central/test_regret.py",
    "tests/edge/audience/test_attacker.py",
    "tests/edge/audience/test_badges.py",
    "tests/edge/audience/test_clerks.py",
    "tests/edge/audience/test_declared_staff.py",
    "tests/edge/audience/test_differencing.py",
    "tests/edge/audience/test_guessing.py",
    "tests/edge/audience/test_playlist_attacks.py",
    "tests/edge/fleet/test_steps.py",
    "tests/edge/perception/vision/test_pipeline.py",
    "tests/edge/sources/camera/test_faults.py",
    "tests/edge/sources/camera/test_view_monitor.py",
    "tests/edge/uplink/outbox/test_file.py",
    "tests/edge/uplink/outbox/test_outbox.py",
    "tests/firmware_bridge/kits/test_faults.py",
    "tests/system/test_clips.py",
    "tests/system/test_connections.py",
    "tests/system/test_player_notice_in_a_browser.py",
    "tests/system/test_streams.py",
    "tests/test_pins.py",
)
LIMIT_S = 7200  # for one test; the tests have limits of their own for what they wait for
PAGE = "docs/evidence/long-tests.md"
HEAD = """# Long tests

CI runs every rule, but some tests with fewer examples or shorter waits. `make long` runs these at full length
(`VITRINA_LONG=1`): more simulated worlds for an attacker, new ones in each run; cameras that are away for longer; more
noise for the decoders of kits.

This page is written by the command in its last line and never by hand.
"""


@dataclass(frozen=True)
class FileResult:
    """Result of one test file."""

    path: str
    passed: int
    failed: int
    skipped: int
    seconds: float

    @property
    def tests(self) -> int:
        return self.passed + self.failed + self.skipped


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="these in place of all")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many files at a time")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the result as a Markdown document")
    options = parser.parse_args()
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(run_file, options.files or FILES))
    print(*table(results), sep="\n")
    if options.table:
        options.table.write_text(document(results, " ".join(sys.argv[1:])), encoding="utf-8")
    return 1 if any(result.failed for result in results) else 0


def run_file(path: str) -> FileResult:
    """Runs the tests of one file in a process of its own; its output goes to stderr."""
    started_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ["-q", f"--junitxml={report}", f"--timeout={LIMIT_S}", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", *options, path]
        subprocess.run(command, cwd=ROOT, env={**os.environ, SWITCH: "1"}, stdout=sys.stderr, check=False)
        return read(path, report.read_text(encoding="utf-8"), time.monotonic() - started_s)


def read(path: str, report: str, seconds: float) -> FileResult:
    """Result of a file from the JUnit report of pytest."""
    suites = list(ElementTree.fromstring(report).iter("testsuite"))
    count = {
        name: sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    }
    failed = count["failures"] + count["errors"]
    return FileResult(path, count["tests"] - failed - count["skipped"], failed, count["skipped"], seconds)


def document(results: Sequence[FileResult], arguments: str) -> str:
    """The whole of docs/evidence/long-tests.md."""
    day = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    load = f"mean load of {os.getloadavg()[2]:.1f} at the end"
    left_out = [path for path in FILES if path not in [result.path for result in results]]
    not_run = f"Not in this run: {', '.join(f'`{path}`' for path in left_out)}.\n" if left_out else ""
    return "\n".join(
        [
            HEAD,
            f"{day}, {machine}, {load}. Seconds are wall clock.\n",
            *table(results),
            "",
            *([not_run] if not_run else []),
            origin_line(PAGE),
            f"Written by `python -m tests.long {arguments}`.\n",
        ]
    )


def table(results: Sequence[FileResult]) -> list[str]:
    """Markdown table with a row for each file, and their sum."""
    rows = [f"| `{r.path}` | {r.tests} | {r.passed} | {r.failed} | {r.skipped} | {r.seconds:.0f} |" for r in results]
    sums = [sum(getattr(r, name) for r in results) for name in ("tests", "passed", "failed", "skipped")]
    total = " | ".join(map(str, [*sums, round(sum(r.seconds for r in results))]))
    return [
        "| tests | all | passed | failed | skipped | seconds |",
        "|---|---|---|---|---|---|",
        *rows,
        f"| all | {total} |",
    ]


if __name__ == "__main__":
    sys.exit(main())
