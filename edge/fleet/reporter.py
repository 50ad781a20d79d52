"""Writes the public status of the updater after each step."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from edge.fleet.public_status import (
    LONGEST_TEXT,
    STATUS,
    AlertCode,
    PublicAlert,
    PublicStatus,
    PublicStatusError,
    read_public_status,
    write_public_status,
)
from edge.fleet.status_text import reason_text
from edge.fleet.step_file import StepRecord
from edge.fleet.trees import Trees

NO_VERSION = "0.0.0"


class StatusReporter:
    """Keeps `status.json` in the public folder. What others wrote into it stays."""

    def __init__(self, public: Path, trees: Trees, now: Callable[[], float]) -> None:
        self._path, self._trees, self._now = public / STATUS, trees, now

    def read(self) -> PublicStatus:
        """The status in the file; an empty one if there is none that can be read."""
        try:
            found = read_public_status(self._path)
        except PublicStatusError:
            found = None
        return found or PublicStatus(self._trees.current() or NO_VERSION)

    def report_step(self, record: StepRecord) -> None:
        """Publish a step, and the alert of a version that came back. Raises OSError."""
        before = self.read()
        is_wanted = record.version is not None and record.step != "kept"
        self.write(
            before,
            wanted=record.version if is_wanted else None if record.step == "kept" else before.wanted,
            step=record.step,
            since=record.since_s,
        )
        if record.step == "returned" and record.reason != "hand":
            former = record.former or "the former one"
            text = f"fleet: {record.version} was given up, because {reason_text(record.reason)}. {former} runs again."
            self.raise_alert("fleet.returned", f"{text} Use another version.")
        elif record.step in ("fetched", "kept", "idle"):
            self.clear_alert("fleet.returned")

    def raise_alert(self, code: AlertCode, text: str) -> None:
        """Publish a problem. Its start stays if it is known already. Raises OSError."""
        before = self.read()
        known = next((alert for alert in before.alerts if alert.code == code), None)
        printable = "".join(letter if letter.isprintable() else " " for letter in text)[:LONGEST_TEXT]
        alert = PublicAlert(code, printable, known.since if known else int(self._now()))
        others = tuple(each for each in before.alerts if each.code != code)
        self.write(before, alerts=(*others, alert))

    def clear_alert(self, *codes: AlertCode) -> None:
        """Remove problems. Raises OSError."""
        before = self.read()
        alerts = tuple(alert for alert in before.alerts if alert.code not in codes)
        if alerts != before.alerts:
            self.write(before, alerts=alerts)

    def write(self, before: PublicStatus, **changes: object) -> None:
        """Replace the file by a changed status, with the version that the link leads to. Raises OSError."""
        current = self._trees.current() or NO_VERSION
        write_public_status(replace(before, version=current, **changes), self._path)  # type: ignore[arg-type]
