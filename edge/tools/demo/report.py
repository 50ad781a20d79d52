"""The demo's report. The central server's command makes it repeatedly, from the messages that left the kiosk."""

import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from edge.module_command import module_command
from edge.tools.demo.state import DemoMessage

EVERY_S = 20.0
FIRST_EVERY_S = 3.0  # looks of the page for the first report
LAST_WITHIN_S = 30.0
KINDS = ("window", "reaction", "play", "alert")
PACKAGES = ("central", "sqlalchemy", "alembic", "jinja2", "numpy", "scipy")
WAITING = """<!doctype html><meta charset="utf-8"><title>Report</title>
<p style="font: 18px sans-serif; margin: 3em">The report comes after the first window.</p>
"""
PAGE = """<!doctype html><meta charset="utf-8"><title>Vitrina demo: report</title>
<meta http-equiv="refresh" content="{seconds:.0f}">
<style>
html, body {{ margin: 0; height: 100% }}
body {{ display: flex; flex-direction: column; font: 14px sans-serif }}
p {{ margin: 0; padding: 6px 12px; background: #fff3c4; color: #4a3b00 }}
iframe {{ border: 0; flex: 1; width: 100% }}
</style>
<p>A demo: a few minutes before one camera. It shows what a report looks like, and says little about these ads.</p>
<iframe src="{name}" title="Report"></iframe>
"""


def no_report_reason() -> str | None:
    """Reason why this computer cannot make a report; None if it can."""
    if sys.version_info < (3, 11):
        return "the report needs Python 3.11"
    missing = next((name for name in PACKAGES if find_spec(name) is None), None)
    return f"to get a report, run pip install 'vitrina[central]' ({missing} is missing)" if missing else None


class DemoReport:
    """Stores the messages as lines of a file, and makes the report from them in one child process at a time.

    `page` shows the newest report, and reloads itself. The file `kept` stays after the demo.
    """

    def __init__(self, folder: Path, kept: Path, adverts: Path) -> None:
        self.page, self.kept, self._made = folder / "page.html", kept, folder / "report.html"
        self._lines, self._new = folder / "messages.jsonl", folder / "new.html"
        self._errors, self._adverts = folder / "errors.txt", adverts
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._added = self._asked = 0  # lines, and those of the newest report that was asked for
        self._has_people = False
        self._due_s = 0.0
        self.count, self.fault = 0, ""
        self._made.write_text(WAITING, encoding="utf-8")
        self._write_page(FIRST_EVERY_S)

    def add_message(self, message: DemoMessage) -> None:
        """Store a message in the form that `vitrina replay` prints. The subscriber's thread calls this."""
        if message.kind not in KINDS:
            return
        with self._lock, self._lines.open("a", encoding="utf-8") as file:
            file.write(f'{{"topic":"{message.topic}","payload":{message.payload}}}\n')
            self._added += 1
            self._has_people |= message.kind == "window"

    def update_report(self, now_s: float) -> None:
        """Take over a finished report, and start the next one when it is due."""
        if self._child and self._child.poll() is not None:
            self._take_finished_report(self._child)
        if self._child is None and now_s >= self._due_s and self.has_unreported_messages:
            self._due_s = now_s + EVERY_S
            self._start()

    def make_last_report(self) -> None:
        """Make the last report, which covers all messages."""
        self._wait()
        if self.has_unreported_messages:
            self._start()
            self._wait()

    def close(self) -> None:
        """End the child process if it is still running."""
        if self._child:
            self._child.kill()
            self._child.wait()
            self._child = None

    def report_state_text(self) -> str:
        """Sentence about the state of the report, for the terminal."""
        if self.fault:
            return f"report: {self.fault}"
        return f"report: {self.kept}" if self.count else "report: after the first window"

    @property
    def has_unreported_messages(self) -> bool:
        """True if there are messages about people that no report covers yet."""
        return self._has_people and self._added > self._asked

    def _start(self) -> None:
        with self._lock:
            self._asked = self._added
            shutil.copyfile(self._lines, self._lines.with_suffix(".now"))
        command = module_command("central", "report", "--ads", str(self._adverts))
        command += ["--file", str(self._lines.with_suffix(".now")), "--out", str(self._new)]
        quiet = subprocess.DEVNULL
        with self._errors.open("wb") as errors:
            self._child = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=errors, start_new_session=True)
        with suppress(ProcessLookupError):  # the kiosk comes first
            os.setpriority(os.PRIO_PROCESS, self._child.pid, 19)

    def _wait(self) -> None:
        if self._child:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(LAST_WITHIN_S)
                self._take_finished_report(self._child)

    def _take_finished_report(self, child: "subprocess.Popen[bytes]") -> None:
        self._child = None
        if child.returncode or not self._new.exists():
            errors = self._errors.read_text("utf-8", "replace").strip().splitlines()
            self.fault = (
                errors[-1].removeprefix("report: ")
                if errors
                else f"the central server's command ended with exit code {child.returncode}"
            )
            return
        self.count, self.fault = self.count + 1, ""
        beside = self.kept.with_name(f".{self.kept.name}.new")
        try:
            shutil.copyfile(self._new, beside)
            os.replace(beside, self.kept)
        except OSError as error:
            self.fault = f"cannot write {self.kept} ({error.strerror}). Name another file with --report."
        os.replace(self._new, self._made)
        self._write_page(EVERY_S)

    def _write_page(self, seconds: float) -> None:
        """Write the page that shows the report. The page reloads itself after `seconds`."""
        beside = self.page.with_suffix(".new")
        beside.write_text(PAGE.format(seconds=seconds, name=self._made.name), encoding="utf-8")
        os.replace(beside, self.page)
