"""System load: processor time, memory and temperature, read from /proc and /sys. A value is None if it is unknown."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_HOTTEST_C = 150.0  # a zone with a higher value is broken
_ENDED = (FileNotFoundError, ProcessLookupError)
"""Errors that mean that a process has ended. Other errors, such as a lack of free file descriptors, do not mean
that.
"""


def processor_time_s(pids: Iterable[int], proc: Path = Path("/proc")) -> float:
    """Seconds of processor time that these processes and their children have used. Ended processes count 0.

    Raises OSError if /proc cannot be read.
    """
    total = 0
    for pid in _process_tree(pids, proc):
        try:
            # the name in brackets may contain spaces, so the fields are counted after it
            fields = (proc / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except _ENDED:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS_PER_S


def memory_share(pids: Iterable[int], proc: Path = Path("/proc")) -> float | None:
    """Share (0 to 1) of the system's memory that these processes and their children use.

    Shared pages count for each process.
    """
    try:
        used = sum(_memory_bytes(pid, proc) for pid in _process_tree(pids, proc))
        first_line = (proc / "meminfo").read_text(encoding="utf-8").splitlines()[0]
    except OSError:
        return None
    return used / (int(first_line.split()[1]) * 1024)


def _memory_bytes(pid: int, proc: Path) -> int:
    try:
        return int((proc / str(pid) / "statm").read_text(encoding="utf-8").split()[1]) * _PAGE
    except _ENDED:
        return 0


def _process_tree(pids: Iterable[int], proc: Path) -> set[int]:
    """The given processes and their children. For example, the capture process of a pipeline has a child that does the
    work.
    """
    found = set(pids)
    for pid in tuple(found):
        with suppress(*_ENDED):
            for thread in (proc / str(pid) / "task").iterdir():
                with suppress(*_ENDED):
                    found.update(map(int, (thread / "children").read_text(encoding="ascii").split()))
    return found


def temperature_c(thermal: Path = Path("/sys/class/thermal")) -> float | None:
    """Temperature of the system's hottest thermal zone, in degrees Celsius."""
    zones = []
    try:
        folders = [folder for folder in thermal.iterdir() if folder.name.startswith("thermal_zone")]
    except OSError:
        return None
    for folder in folders:
        try:
            zones.append(int((folder / "temp").read_text(encoding="utf-8")) / 1000)
        except (OSError, ValueError):
            continue
    return max((z for z in zones if z < _HOTTEST_C), default=None)
