"""Detects from /proc/stat whether other programs use the processor."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

BUSY_CORES = 0.2
"""Number of busy cores above which other programs distort the measurement."""

_IDLE, _WAITING = 3, 4  # fields of the first line of /proc/stat, counted after its name
_GUEST = 8  # from here on the times are part of others


@dataclass(frozen=True, slots=True)
class ProcessorTimes:
    """Processor time of all cores since the computer started, in ticks."""

    busy: int
    total: int


def read_processor_times(proc: Path = Path("/proc")) -> ProcessorTimes:
    """Busy ticks and total ticks until now."""
    line = (proc / "stat").read_text(encoding="utf-8").splitlines()[0]
    fields = [int(field) for field in line.split()[1:]][:_GUEST]
    total = sum(fields)
    return ProcessorTimes(total - fields[_IDLE] - fields[_WAITING], total)


def busy_cores_between(before: ProcessorTimes, after: ProcessorTimes, cores: int) -> float:
    """Mean number of cores that were busy between two readings; 0 if no time has passed."""
    passed = after.total - before.total
    return cores * (after.busy - before.busy) / passed if passed else 0.0


def measure_busy_cores(seconds: float) -> float:
    """Mean number of cores that are busy during the next `seconds`.

    The caller does nothing in that time, so the busy cores belong to other programs.
    """
    before = read_processor_times()
    time.sleep(seconds)
    return busy_cores_between(before, read_processor_times(), os.cpu_count() or 1)
