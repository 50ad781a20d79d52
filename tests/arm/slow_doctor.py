"""`vitrina doctor` with longer time limits: `python -m tests.arm.slow_doctor doctor.toml` prints its findings as JSON.

The checks of the command give up after seconds, which is right on a kiosk; here a processor is emulated. A camera is
left out: the process that reads it has limits of its own.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from edge.clock import Clock
from edge.settings.places import SettingsPlace
from edge.tools.doctor.finding import DoctorContext, DoctorFinding
from edge.tools.doctor.parts import choose_checks, run_check
from edge.tools.doctor.table import findings_json

TIMES = 200
LEFT_OUT = ("camera", "reach", "placement", "badges")


def findings(settings: Path) -> Iterator[DoctorFinding]:
    """Findings of all checks but those of the camera, each with TIMES its usual time limit."""
    context = DoctorContext(settings, Clock().now, place=SettingsPlace(settings))
    for check in choose_checks(()):
        if check.name not in LEFT_OUT:
            yield from run_check(replace(check, timeout_s=TIMES * check.timeout_s), context)


if __name__ == "__main__":
    print(json.dumps(findings_json(findings(Path(sys.argv[1])))))
