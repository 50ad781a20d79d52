"""Texts of `vitrina update --status`: one screen, for a person at the kiosk."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from edge.fleet.floors import Floors
from edge.fleet.public_status import PublicStatus
from edge.fleet.step_file import StepRecord

REASONS = {
    "hand": "a person asked for it",
    "crashed": "the program crashed",
    "silent": "the program stopped responding",
    "memory": "it used too much memory",
    "broker": "it sent no message to the broker",
    "camera": "it read less than half of the usual camera frames",
    "outbox": "it could not open the stored messages",
    "boots": "the machine restarted again and again",
    "replaced": "another version was put in its place during the trial",
}
"""Sentences for the codes of faults. Other codes are those of alerts."""
_WIDTH = 12
_GB = 1e9


@dataclass(frozen=True, slots=True)
class MachineState:
    """Content of the status besides the step. `floors`: None if this user may not read them."""

    current: str | None
    versions: Sequence[str]
    free_bytes: int
    floors: Floors | None


def reason_text(code: str) -> str:
    """A fault as a sentence without a full stop."""
    check = code.removeprefix("check: ")
    if check != code:
        return f"its self-check failed: {check.rstrip('.')}"
    return REASONS.get(code, f"it raised the alert {code}")


def step_text(record: StepRecord) -> str:
    """A step as a sentence for a person."""
    version, former = record.version, record.former or "the former version"
    wait = ", and waits for closed hours" if record.when == "closed" else ""
    texts = {
        "idle": "none is in progress.",
        "fetched": f"{version} is unpacked, and is being checked. {former} still runs.",
        "checked": f"{version} has passed its self-check{wait}. {former} still runs.",
        "switched": f"{version} is about to start. Sensing pauses until the last batch has left.",
        "probation": f"{version} is on trial: at least ten minutes with an open camera. If it fails, {former} comes "
        "back automatically.",
        "kept": f"{version} has passed its trial and is kept.",
        "returned": f"{version} was given up: {reason_text(record.reason)}. {former} runs.",
    }
    return texts[record.step]


def status_lines(machine: MachineState, record: StepRecord, public: PublicStatus | None) -> Iterator[str]:
    """The state of updates, as lines."""
    yield f"Vitrina {machine.current or '(no version in /opt/vitrina/versions)'}"
    yield _line("update", step_text(record))
    if record.step != "idle" and record.since_s:  # unknown if the step is lost
        yield _line("since", time.strftime("%Y-%m-%d %H:%M", time.localtime(record.since_s)))
    if public and public.wanted and public.wanted not in (machine.current, record.version):
        yield _line("wanted", f"{public.wanted} (by the plan of your fleet)")
    yield _line("installed", ", ".join(machine.versions) or "none")
    if machine.floors and machine.floors.bad:
        yield _line("given up", f"{', '.join(machine.floors.bad)} (not tried again automatically)")
    yield _line("free disk", f"{machine.free_bytes / _GB:.1f} GB; an update needs 2.5 GB")
    for alert in public.alerts if public else ():
        yield _line("problem", alert.text)
    yield _line("you can", _choices(record))


def _choices(record: StepRecord) -> str:
    if record.step in ("probation", "switched", "kept") and record.former:
        return f"return to {record.former}: sudo vitrina update --back"
    if record.step in ("fetched", "checked"):
        return "give it up: sudo vitrina update --back"
    return "update from a stick: sudo vitrina update --from FOLDER"


def _line(name: str, text: str) -> str:
    return f"  {name:{_WIDTH}}{text}"
