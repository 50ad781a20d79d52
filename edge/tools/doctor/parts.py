"""All that is tried, in the order in which a technician mends things. A part's module is imported when its turn comes:
where a library is broken, that is said, and the rest is tried all the same.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from importlib import import_module

from edge.tools.doctor.finding import CheckContext, DoctorCheck, Finding, fault, untried

log = logging.getLogger(__name__)

SETTINGS, LIBRARIES = "settings", "libraries"


def _in(module: str, name: str) -> Callable[[CheckContext], Iterable[Finding]]:
    """A function of this package that is imported when it is called."""

    def later(known: CheckContext) -> Iterable[Finding]:
        findings: Iterable[Finding] = getattr(import_module(f"edge.tools.doctor.{module}"), name)(known)
        return findings

    return later


PARTS = (
    DoctorCheck("settings", _in("config", "settings_file"), needs=()),
    DoctorCheck("secrets", _in("config", "secrets")),
    DoctorCheck("names", _in("site", "names")),
    DoctorCheck("notice", _in("site", "notice")),
    DoctorCheck("hours", _in("site", "hours")),
    DoctorCheck("clock", _in("timekeeping", "clock"), needs=()),
    DoctorCheck("service", _in("machine", "service"), needs=()),
    DoctorCheck("kiosk", _in("storage", "kiosk")),
    DoctorCheck("outbox", _in("storage", "outbox")),
    DoctorCheck("memory", _in("machine", "memory"), needs=()),
    DoctorCheck("temperature", _in("machine", "temperature"), needs=()),
    DoctorCheck("libraries", _in("machine", "libraries"), needs=(), within_s=20.0),
    DoctorCheck(
        "detector", _in("networks", "detector"), needs=(LIBRARIES,), within_s=30.0, doing="opening the networks"
    ),
    DoctorCheck("telemetry", _in("networks", "silence"), needs=(LIBRARIES, "detector")),
    DoctorCheck("expression", _in("networks", "expression"), needs=(SETTINGS, LIBRARIES), within_s=20.0),
    DoctorCheck(
        "camera", _in("camera", "camera"), needs=(SETTINGS, LIBRARIES), within_s=30.0, doing="looking at the camera"
    ),
    DoctorCheck("reach", _in("camera", "reach"), needs=(SETTINGS, LIBRARIES, "camera")),
    DoctorCheck("masks", _in("site", "masks"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck("screen", _in("site", "screen")),
    DoctorCheck("voice", _in("audio", "voice"), needs=(SETTINGS, LIBRARIES), within_s=20.0),
    DoctorCheck(
        "microphone",
        _in("audio", "microphone"),
        needs=(SETTINGS, LIBRARIES),
        within_s=30.0,
        doing="listening to the microphone",
    ),
    DoctorCheck("loopback", _in("audio", "loopback"), needs=(SETTINGS, LIBRARIES), within_s=30.0),
    DoctorCheck("adverts", _in("audio", "adverts"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck(
        "speed",
        _in("networks", "speed"),
        needs=(SETTINGS, LIBRARIES, "detector", "expression"),
        within_s=20.0,
        doing="measuring the networks",
    ),
    DoctorCheck("body", _in("kits", "body"), needs=(SETTINGS, LIBRARIES), within_s=20.0),
    DoctorCheck("consent", _in("kits", "consent"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck(
        "kits", _in("kits", "kits"), needs=(SETTINGS, LIBRARIES), within_s=20.0, doing="reading the sensor kits"
    ),
    DoctorCheck("playback", _in("site", "playback")),
    DoctorCheck(
        "broker", _in("broker", "broker"), needs=(SETTINGS, LIBRARIES), within_s=20.0, doing="asking the broker"
    ),
)


def missing(part: DoctorCheck, known: CheckContext) -> list[str]:
    """The parts that this one needs and that have a fault."""
    return [name for name in part.needs if name in known.broken]


def tried(part: DoctorCheck, known: CheckContext) -> list[Finding]:
    """What is found of a part, within its time; where it cannot be tried, why."""
    if faulty := missing(part, known):
        return [untried(part.name, f"see {' and '.join(faulty)}")]
    findings = _within(part, known)
    if any(finding.ok is False for finding in findings):
        known.broken.add(part.name)
    return findings


def _within(part: DoctorCheck, known: CheckContext) -> list[Finding]:
    """In a thread that is left behind where it hangs, in a network drive or a driver; it ends with the command."""
    answers: queue.SimpleQueue[list[Finding]] = queue.SimpleQueue()

    def answer() -> None:
        try:
            answers.put(list(part.try_it(known)))
        except Exception as error:  # a bug of ours, or a broken installation: the other parts are tried all the same
            log.exception("doctor: %s could not be tried", part.name)
            text = f"trying it failed ({type(error).__name__}: {error})."
            answers.put([fault(part.name, text, "Install Vitrina again; if it stays, report it with the lines above.")])

    threading.Thread(target=answer, name=f"doctor-{part.name}", daemon=True).start()
    try:
        return answers.get(timeout=part.within_s)
    except queue.Empty:
        text = f"gave no answer within {part.within_s:g} s."
        return [fault(part.name, text, "Is a disk or network drive away that it needs?")]
