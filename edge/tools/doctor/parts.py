"""List of all checks, in the order in which a technician fixes things, and the function that runs one check.

The module of a check is imported when the check runs, so a broken library fails only this check.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module

from edge.tools.doctor.finding import DoctorCheck, DoctorContext, DoctorFinding, fault_finding, untried_finding

log = logging.getLogger(__name__)

SETTINGS, LIBRARIES = "settings", "libraries"
END_TO_END, PLACEMENT = "end to end", "placement"
"""Names of the checks that `vitrina doctor --end-to-end` and `--placement` run without the others."""


IMPORT_WITHIN_S = 120.0
"""Longest time for importing a check's module, in seconds. It is added to the check's own timeout.

A small board loads large libraries slowly.
"""


@dataclass(frozen=True, slots=True)
class LazyCheck:
    """Function `name` in a module of this package. The module is imported only when the check runs."""

    module: str
    name: str

    def import_function(self) -> Callable[[DoctorContext], Iterable[DoctorFinding]]:
        """Import the module, and return the function. Raises the errors of the import."""
        found: Callable[[DoctorContext], Iterable[DoctorFinding]]
        found = getattr(import_module(f"edge.tools.doctor.{self.module}"), self.name)
        return found

    def __call__(self, context: DoctorContext) -> Iterable[DoctorFinding]:
        return self.import_function()(context)


PARTS = (
    DoctorCheck("settings", LazyCheck("config", "settings_file_findings"), needs=()),
    DoctorCheck("secrets", LazyCheck("config", "secrets_findings")),
    DoctorCheck("names", LazyCheck("site", "names_findings")),
    DoctorCheck("notice", LazyCheck("site", "notice_findings")),
    DoctorCheck("law", LazyCheck("law", "law_findings")),
    DoctorCheck("papers", LazyCheck("papers", "papers_findings")),
    DoctorCheck("hours", LazyCheck("site", "hours_findings")),
    DoctorCheck("clock", LazyCheck("timekeeping", "clock_findings"), needs=(), is_inside=False),
    DoctorCheck("service", LazyCheck("machine", "service_findings"), needs=(), is_inside=False),
    DoctorCheck("kiosk", LazyCheck("storage", "kiosk_findings")),
    DoctorCheck("outbox", LazyCheck("storage", "outbox_findings")),
    DoctorCheck("release", LazyCheck("release", "release_findings"), needs=(SETTINGS, "outbox"), timeout_s=20.0),
    DoctorCheck("memory", LazyCheck("machine", "memory_findings"), needs=(), is_inside=False),
    DoctorCheck("swap", LazyCheck("swap", "swap_findings"), needs=(), is_inside=False),
    DoctorCheck("temperature", LazyCheck("machine", "temperature_findings"), needs=(), is_inside=False),
    DoctorCheck("libraries", LazyCheck("machine", "libraries_findings"), needs=(), timeout_s=20.0),
    DoctorCheck(
        "detector",
        LazyCheck("networks", "detector_findings"),
        needs=(LIBRARIES,),
        timeout_s=30.0,
        progress="loading the models",
    ),
    DoctorCheck("telemetry", LazyCheck("networks", "telemetry_findings"), needs=(LIBRARIES, "detector")),
    DoctorCheck(
        "expression",
        LazyCheck("networks", "expression_findings"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=20.0,
        tries_defaults=True,
    ),
    DoctorCheck(
        "camera",
        LazyCheck("camera", "camera_findings"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=30.0,
        progress="checking the camera",
        tries_defaults=True,
        is_inside=False,
    ),
    DoctorCheck(
        "decoding",
        LazyCheck("decoding", "decoding_findings"),
        needs=(SETTINGS, LIBRARIES, "camera"),
        timeout_s=30.0,
        progress="measuring decoders on the camera's video",
        is_inside=False,
    ),
    DoctorCheck(
        "reach",
        LazyCheck("camera", "face_reach_findings"),
        needs=(SETTINGS, LIBRARIES, "camera"),
        tries_defaults=True,
        is_inside=False,
    ),
    DoctorCheck(
        PLACEMENT,
        LazyCheck("placement", "placement_findings"),
        needs=(SETTINGS, LIBRARIES, "camera"),
        tries_defaults=True,
        is_inside=False,
    ),
    DoctorCheck(
        "badges", LazyCheck("badges", "badges_findings"), needs=(SETTINGS, LIBRARIES, "camera"), is_inside=False
    ),
    DoctorCheck("staff", LazyCheck("staff", "staff_findings"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck("masks", LazyCheck("site", "masks_findings"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck("screen", LazyCheck("site", "screen_findings")),
    DoctorCheck("voice", LazyCheck("audio", "voice_findings"), needs=(SETTINGS, LIBRARIES), timeout_s=20.0),
    DoctorCheck(
        "microphone",
        LazyCheck("audio", "microphone_findings"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=30.0,
        progress="checking the microphone",
        tries_defaults=True,
        is_inside=False,
    ),
    DoctorCheck(
        "loopback",
        LazyCheck("audio", "loopback_findings"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=30.0,
        is_inside=False,
    ),
    DoctorCheck("adverts", LazyCheck("audio", "adverts_findings"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck(
        "speed",
        LazyCheck("networks", "speed_findings"),
        needs=(SETTINGS, LIBRARIES, "detector", "expression"),
        timeout_s=20.0,
        progress="measuring the models",
        tries_defaults=True,
    ),
    DoctorCheck("body", LazyCheck("kits", "body_findings"), needs=(SETTINGS, LIBRARIES), timeout_s=20.0),
    DoctorCheck("consent", LazyCheck("kits", "consent_findings"), needs=(SETTINGS, LIBRARIES)),
    DoctorCheck(
        "kits",
        LazyCheck("kits", "kits_findings"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=20.0,
        progress="reading the sensor kits",
        is_inside=False,
    ),
    DoctorCheck("comments", LazyCheck("comments", "comments_findings"), needs=(SETTINGS, LIBRARIES), timeout_s=20.0),
    DoctorCheck("playback", LazyCheck("site", "playback_findings"), is_inside=False),
    DoctorCheck("browser", LazyCheck("browser", "browser_findings"), is_inside=False),
    DoctorCheck(
        "broker",
        LazyCheck("broker", "broker_findings"),
        needs=(SETTINGS, LIBRARIES),
        timeout_s=20.0,
        progress="connecting to the broker",
        is_inside=False,
    ),
    DoctorCheck(
        END_TO_END,
        LazyCheck("end_to_end", "run_end_to_end_check"),
        needs=(SETTINGS, LIBRARIES, "broker"),
        timeout_s=30.0,
        progress="sending a test message",
        on_request=True,
        is_inside=False,
    ),
)


def choose_checks(names: Sequence[str]) -> list[DoctorCheck]:
    """The checks with the given names and all checks that they need, in the order of `PARTS`.

    Without names, these are all checks except the ones that run only on request.
    """
    if not names:
        return [check for check in PARTS if not check.on_request]
    wanted = set(names)
    for check in reversed(PARTS):  # a check needs only those before it
        if check.name in wanted:
            wanted.update(check.needs)
    return [check for check in PARTS if check.name in wanted]


def offline_checks() -> list[str]:
    """Names of the checks that need only this program and its files: no broker, device or running service."""
    return [check.name for check in PARTS if check.is_inside]


def failed_needs(check: DoctorCheck, context: DoctorContext) -> list[str]:
    """Names of the checks that this check needs and that found a fault."""
    can_go_on = {SETTINGS} if check.tries_defaults and context.has_defaults else set()
    return [name for name in check.needs if name in context.failed - can_go_on]


def run_check(check: DoctorCheck, context: DoctorContext) -> list[DoctorFinding]:
    """Run one check within its timeout. If a needed check has failed, yield a finding that this check was not tried."""
    if failed := failed_needs(check, context):
        return [untried_finding(check.name, f"see {' and '.join(failed)}")]
    findings = _run_in_thread(check, context)
    if any(finding.is_ok is False for finding in findings):
        context.failed.add(check.name)
    return findings


def _run_in_thread(check: DoctorCheck, context: DoctorContext) -> list[DoctorFinding]:
    """Run the check in a daemon thread.

    If the check blocks in a network drive or a driver, the thread ends with the command.
    """
    answers: queue.SimpleQueue[list[DoctorFinding]] = queue.SimpleQueue()
    is_imported = threading.Event()

    def answer() -> None:
        try:
            run = check.run.import_function() if isinstance(check.run, LazyCheck) else check.run
            is_imported.set()
            answers.put(list(run(context)))
        except Exception as error:  # a bug, or a broken installation: the other checks still run
            log.exception("doctor: the check of %s failed", check.name)
            text = f"the check failed ({type(error).__name__}: {error})."
            answers.put(
                [
                    fault_finding(
                        check.name, text, "Reinstall Vitrina. If the error stays, report it with the lines above."
                    )
                ]
            )
            is_imported.set()

    threading.Thread(target=answer, name=f"doctor-{check.name}", daemon=True).start()
    is_imported.wait(IMPORT_WITHIN_S)
    try:
        return answers.get(timeout=check.timeout_s)
    except queue.Empty:
        text = f"gave no answer within {check.timeout_s:g} s."
        return [fault_finding(check.name, text, "Check whether it needs a disk or network drive that is missing.")]
