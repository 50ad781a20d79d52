"""`vitrina doctor`: checks every part of the kiosk, and prints one line with the fix for each part.

It changes nothing. Only on request, it publishes one test message.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.console import Console

from edge.clock import Clock
from edge.settings.places import SettingsPlace
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.tools.doctor.parts import choose_checks, failed_needs, run_check
from edge.tools.doctor.placement_values import NO_TAPE, TapeMeasure
from edge.tools.doctor.table import findings_json, print_finding, summary_line


def run_doctor(place: SettingsPlace, as_a_list: bool, names: Sequence[str] = (), tape: TapeMeasure = NO_TAPE) -> int:
    """Check all parts of the kiosk with the settings at `place`, or only the named parts and the parts they need.

    `tape`: what the technician has measured. Returns 0 if nothing must be fixed, and otherwise 1.
    """
    context = DoctorContext(place.path, Clock().now, place=place, tape=tape)
    out = Console(highlight=False)
    findings = []
    with _errors_only():
        for finding in run_checks(context, Console(stderr=True), names):
            findings.append(finding)
            if not as_a_list:
                print_finding(out, finding)
    if as_a_list:
        print(json.dumps(findings_json(findings), indent=1, ensure_ascii=False))
    else:
        out.print(summary_line(findings))
    return 1 if any(finding.is_ok is False for finding in findings) else 0


def run_checks(context: DoctorContext, progress: Console, names: Sequence[str] = ()) -> Iterator[DoctorFinding]:
    """Run the checks, and yield the findings of each when it ends. Slow checks print a line to `progress`."""
    for check in choose_checks(names):
        with _progress_line("" if failed_needs(check, context) else check.progress, progress):
            findings = run_check(check, context)
        yield from findings


@contextmanager
def _errors_only() -> Iterator[None]:
    """Log only errors, because the findings already contain the faults of the parts. Bugs are still logged."""
    logger = logging.getLogger("edge")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _progress_line(text: str, progress: Console) -> AbstractContextManager[object]:
    """Print `text` while the check runs. A terminal then removes it again."""
    if not text:
        return nullcontext()
    if progress.is_terminal:
        return progress.status(f"doctor: {text} …")
    progress.print(f"doctor: {text} …")
    return nullcontext()
