"""Checks the clock: its time must be plausible, and a time server must set it. The check needs no privileges."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from edge.tools.doctor.finding import DoctorContext, DoctorFinding, fault_finding, good_finding, warning_finding

MADE_S = datetime(2026, 11, 1, tzinfo=timezone.utc).timestamp()
"""Date of this release. If the clock shows an earlier time, it is wrong.

A computer without a clock battery starts in 1970, or in the year of its system image.
"""
LAST_S = datetime(2099, 1, 1, tzinfo=timezone.utc).timestamp()

CURE = "Check timedatectl. Enable systemd-timesyncd or chrony, and let the kiosk reach a time server."

_UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)
_STATUS_AT = 40 if ctypes.sizeof(ctypes.c_long) == 8 else 20  # modes, offset, freq, maxerror, esterror, then status
_TIMEX_BYTES = 512  # more than struct timex needs on any platform
_TIMESYNCD = "run/systemd/timesync/synchronized"
_ASK_WITHIN_S = 2.0


def clock_findings(context: DoctorContext) -> Iterator[DoctorFinding]:
    """Check that the time is plausible, and that a time server sets the clock."""
    now_s = context.now()
    when = datetime.fromtimestamp(now_s, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    if not MADE_S <= now_s < LAST_S:
        yield fault_finding("clock", f"it shows {when}, which must be wrong.", CURE)
        return
    is_kept = is_synchronised(context.root)
    if is_kept is None:
        yield warning_finding("clock", f"{when}; this kiosk does not report whether a time server sets it.", CURE)
    elif is_kept:
        yield good_finding("clock", f"{when}, set by a time server.")
    else:
        yield warning_finding("clock", f"{when}; no time server sets it.", CURE)


def is_synchronised(root: Path = Path("/")) -> bool | None:
    """True if the kernel, systemd-timesyncd or chrony reports synchronised time; None if none of them answers."""
    kernel = is_kernel_synchronised()
    if kernel or (root / _TIMESYNCD).exists():
        return True
    chrony = is_chrony_synchronised()
    return kernel if chrony is None else chrony


def is_kernel_synchronised() -> bool | None:
    """Synchronisation state from adjtimex(2), which any user may call; None if a container forbids the call."""
    timex = ctypes.create_string_buffer(_TIMEX_BYTES)  # modes = 0: nothing is changed
    if ctypes.CDLL(None, use_errno=True).adjtimex(timex) < 0:
        return None
    return not ctypes.c_int.from_buffer(timex, _STATUS_AT).value & _UNSYNCHRONISED


def is_chrony_synchronised() -> bool | None:
    """Synchronisation state from chronyc, because chrony may not report it to the kernel. None without an answer."""
    program = shutil.which("chronyc")
    if program is None:
        return None
    try:
        answer = subprocess.run(
            [program, "-n", "tracking"],
            capture_output=True,
            text=True,
            check=False,
            timeout=_ASK_WITHIN_S,
            env={"PATH": os.defpath, "LC_ALL": "C"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    states = [line.partition(":")[2].strip() for line in answer.stdout.splitlines() if line.startswith("Leap status")]
    return states[0] != "Not synchronised" if states else None
