"""Whether the machine's clock can be true, and whether somebody keeps it so; asked without rights of any kind."""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from edge.tools.doctor.finding import CheckContext, Finding, fault, good, warning

MADE_S = datetime(2026, 11, 1, tzinfo=timezone.utc).timestamp()
"""Nobody runs this version before it was made; a machine without a battery wakes up in 1970 or in its image's year."""
LAST_S = datetime(2099, 1, 1, tzinfo=timezone.utc).timestamp()

CURE = "Look at timedatectl. Switch on systemd-timesyncd or chrony, and let the machine reach a time server."

_UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)
_STATUS_AT = 40 if ctypes.sizeof(ctypes.c_long) == 8 else 20  # modes, offset, freq, maxerror, esterror, then status
_ROOM = 512  # more than struct timex takes anywhere
_TIMESYNCD = "run/systemd/timesync/synchronized"
_ASK_WITHIN_S = 2.0


def clock(known: CheckContext) -> Iterator[Finding]:
    """Plausible, and kept."""
    now_s = known.now()
    when = datetime.fromtimestamp(now_s, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    if not MADE_S <= now_s < LAST_S:
        yield fault("clock", f"it says {when}, which cannot be.", CURE)
        return
    kept = synchronised(known.root)
    if kept is None:
        yield warning("clock", f"{when}; whether anything keeps it right cannot be told here.", CURE)
    elif kept:
        yield good("clock", f"{when}, kept right by a time server.")
    else:
        yield warning("clock", f"{when}; nothing keeps it right.", CURE)


def synchronised(root: Path = Path("/")) -> bool | None:
    """Whether a time server keeps the clock, by the kernel's word or that of who sets it; None where nobody says."""
    says = kernel_says()
    if says or (root / _TIMESYNCD).exists():
        return True
    chrony = chrony_says()
    return says if chrony is None else chrony


def kernel_says() -> bool | None:
    """What adjtimex(2) answers, which anybody may ask; None where a container forbids it."""
    timex = ctypes.create_string_buffer(_ROOM)  # modes = 0: nothing is changed
    if ctypes.CDLL(None, use_errno=True).adjtimex(timex) < 0:
        return None
    return not ctypes.c_int.from_buffer(timex, _STATUS_AT).value & _UNSYNCHRONISED


def chrony_says() -> bool | None:
    """Chrony may keep the clock without telling the kernel; None where there is none that answers."""
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
    words = [line.partition(":")[2].strip() for line in answer.stdout.splitlines() if line.startswith("Leap status")]
    return words[0] != "Not synchronised" if words else None
