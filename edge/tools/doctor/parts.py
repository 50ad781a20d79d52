"""List of all checks, in the order in which a technician mends things, and the function that runs one.

The module of a check is imported when the check runs. A broken library therefore fails one check, not all.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module

from edge.tools.doctor.finding import DoctorCheck, DoctorContext, DoctorFinding, fault, untried

log = logging.getLogger(__name__)

SETTINGS, LIBRARIES = "settings", "libraries"
END_TO_END, PLACEMENT = "end to end", "placement"
"""Checks that can be asked for alone."""


def _lazy(module: str, name: str) -> Callable[[DoctorContext], Iterable[DoctorFinding]]:
    """Function `name` of a module of this package, imported when it is called."""

    def call(context: DoctorContext) -> Iterable[DoctorFinding]:
        findings: Iterable[DoctorFinding] = getattr(import_module(f"edge.tools.doctor.{module}"), name)(context)
        return findings

    return call


PARTS = (
    DoctorCheck("settings", _lazy("config", "settings_file"), needs=()),
    DoctorCheck("secrets", _lazy("config", "secrets")),
    DoctorCheck("names", _lazy("site", "names")),
    DoctorCheck("notice", _lazy("site", "notice")),
    DoctorCheck("hours", _lazy("site", "hours")),
    DoctorCheck("clock", _lazy("timekeeping", "clock"), needs=()),
    DoctorCheck("service", _lazy("machine", "service"), needs=()),
    DoctorCheck("kiosk", _lazy("storage", "kiosk")),
    DoctorCheck("outbox", _lazy("storage", "outbox")),
    DoctorCheck("memory", _lazy("machine", "memory"), needs=()),
    DoctorCheck("swap", _lazy("swap", "swap"), needs=()),
    DoctorCheck("temperature", _lazy("machine", "temperature"), needs=()),
    DoctorCheck("libraries", _lazy("machine", "libraries"), needs=(), timeout_s=20.0),
    DoctorCheck(
        "detector", _lazy("networks", "detector"), needs=(LIBRARIES,), timeout_s=30.0, progress="opening the networks"
    ),
    DoctorCheck("telemetry", _lazy("networks", "telemetry"), needs=(LIBRARIES, "detector")),
    DoctorCheck(
        "expression",
        _lazy("networks", "expression"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=20.0,
        tries_defaults=True,
    ),
    DoctorCheck(
        "camera",
        _lazy("camera", "camera"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=30.0,
        progress="looking at the camera",
        tries_defaults=True,
    ),
    DoctorCheck("reach", _lazy("camera", "reach"), needs=(SETTINGS, LIBRARIES, "camera"), tries_defaults=True),
    DoctorCheck(PLACEMENT, _lazy("placement", "placement"), needs=(SETTINGS, LIBRARIES, "camera"), tries_defaults=True),
    DoctorCheck("badges", _lazy("badges", "badges"), needs=(SETTINGS, LIBRARIES, "camera")),
    DoctorCheck("masks", _lazy("site", "masks"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck("screen", _lazy("site", "screen")),
    DoctorCheck("voice", _lazy("audio", "voice"), needs=(SETTINGS, LIBRARIES), timeout_s=20.0),
    DoctorCheck(
        "microphone",
        _lazy("audio", "microphone"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=30.0,
        progress="listening to the microphone",
        tries_defaults=True,
    ),
    DoctorCheck("loopback", _lazy("audio", "loopback"), needs=(SETTINGS, LIBRARIES), timeout_s=30.0),
    DoctorCheck("adverts", _lazy("audio", "adverts"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck(
        "speed",
        _lazy("networks", "speed"),
        needs=(SETTINGS, LIBRARIES, "detector", "expression"),
        timeout_s=20.0,
        progress="measuring the networks",
        tries_defaults=True,
    ),
    DoctorCheck("body", _lazy("kits", "body"), needs=(SETTINGS, LIBRARIES), timeout_s=20.0),
    DoctorCheck("consent", _lazy("kits", "consent"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck(
        "kits", _lazy("kits", "kits"), needs=(SETTINGS, LIBRARIES), timeout_s=20.0, progress="reading the sensor kits"
    ),
    DoctorCheck("comments", _lazy("comments", "comments"), needs=(SETTINGS, LIBRARIES), timeout_s=20.0),
    DoctorCheck("playback", _lazy("site", "playback")),
    DoctorCheck(
        "broker", _lazy("broker", "broker"), needs=(SETTINGS, LIBRARIES), timeout_s=20.0, progress="asking the broker"
    ),
    DoctorCheck(
        END_TO_END,
        _lazy("end_to_end", "end_to_end"),
        needs=(SETTINGS, LIBRARIES, "broker"),
        timeout_s=30.0,
        progress="sending a test message",
        on_request=True,
    ),
)


def chosen(names: Sequence[str]) -> list[DoctorCheck]:
    """Checks of these names and those that they need, in the order of `PARTS`. Without names: all but those that run on
    request alone."""
    if not names:
        return [check for check in PARTS if not check.on_request]
    wanted = set(names)
    for check in reversed(PARTS):  # a check needs only those before it
        if check.name in wanted:
            wanted.update(check.needs)
    return [check for check in PARTS if check.name in wanted]


def failed_needs(check: DoctorCheck, context: DoctorContext) -> list[str]:
    """Names of the checks that this one needs and that found a fault."""
    can_go_on = {SETTINGS} if check.tries_defaults and context.has_defaults else set()
    return [name for name in check.needs if name in context.failed - can_go_on]


def run_check(check: DoctorCheck, context: DoctorContext) -> list[DoctorFinding]:
    """Run one check within its timeout. If a check that it needs has failed, return an untried finding instead."""
    if failed := failed_needs(check, context):
        return [untried(check.name, f"see {' and '.join(failed)}")]
    findings = _run_in_thread(check, context)
    if any(finding.ok is False for finding in findings):
        context.failed.add(check.name)
    return findings


def _run_in_thread(check: DoctorCheck, context: DoctorContext) -> list[DoctorFinding]:
    """Run the check in a daemon thread. A thread that hangs, in a network drive or a driver, ends with the command."""
    answers: queue.SimpleQueue[list[DoctorFinding]] = queue.SimpleQueue()

    def answer() -> None:
        try:
            answers.put(list(check.run(context)))
        except Exception as error:  # a bug, or a broken installation: the other checks still run
            log.exception("doctor: %s could not be tried", check.name)
            text = f"trying it failed ({type(error).__name__}: {error})."
            answers.put(
                [fault(check.name, text, "Install Vitrina again; if it stays, report it with the lines above.")]
            )

    threading.Thread(target=answer, name=f"doctor-{check.name}", daemon=True).start()
    try:
        return answers.get(timeout=check.timeout_s)
    except queue.Empty:
        text = f"gave no answer within {check.timeout_s:g} s."
        return [fault(check.name, text, "Is a disk or network drive missing that it needs?")]
