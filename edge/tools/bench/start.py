"""A kiosk in a process of its own, looked at from outside: how soon it sees, what it holds in memory, what it uses."""

import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import IO, Literal

from edge.kiosk import system_stats

Side = Literal["kiosk", "networks", "senses"]

FIRST_WITHIN_S = 60.0
END_WITHIN_S = 20.0
SAMPLE_S = 0.5
SETTLED_S = 1.5  # after the first observation: who was there has been looked at twice


class StartError(Exception):
    """What was to be measured did not run; the text has its last words."""


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Memory of processes, MB (1e6 bytes)."""

    resident_mb: float  # what each has mapped and in memory, added up: shared pages count for each
    shared_once_mb: float  # shared pages divided among all processes that have them (PSS)


@dataclass(frozen=True, slots=True)
class StartMeasurement:
    """One side: medians of the starts in seconds, the most memory held, and what a picture costs in the long run."""

    first_s: float  # from the start of the process to the first observation
    first_cpu_s: float  # processor time used until then
    held: MemoryUse
    picture_ms: float | None  # processor time of all processes for each picture analysed


def started(settings: Path, starts: int, watched_s: float) -> dict[Side, StartMeasurement]:
    """Start each side so many times, in turns, and watch the last kiosk for `watched_s`. Raises NotStartedError."""
    lives: dict[Side, list[StartMeasurement]] = {"networks": [], "kiosk": []}
    for left in range(starts - 1, -1, -1):
        for side, lived in lives.items():
            lived.append(_live(side, settings, watched_s if side == "kiosk" and not left else 0.0))
    return {
        side: replace(
            lived[-1],
            first_s=median(one.first_s for one in lived),
            first_cpu_s=median(one.first_cpu_s for one in lived),
        )
        for side, lived in lives.items()
    }


def _live(side: Side, settings: Path, watched_s: float) -> StartMeasurement:
    began_s = time.perf_counter()
    with running(side, settings) as process:
        answer(process, FIRST_WITHIN_S)
        first_s, first_cpu_s = time.perf_counter() - began_s, system_stats.cpu_s(family(process.pid))
        held, picture_ms = _watch(process, watched_s) if watched_s else (memory(family(process.pid)), None)
    return StartMeasurement(first_s, first_cpu_s, held, picture_ms)


def _watch(process: subprocess.Popen[str], watched_s: float) -> tuple[MemoryUse, float | None]:
    time.sleep(SETTLED_S)
    pictures, used_s = int(ask(process)), system_stats.cpu_s(family(process.pid))
    most = memory(family(process.pid))
    until_s = time.perf_counter() + watched_s
    while time.perf_counter() < until_s:
        time.sleep(SAMPLE_S)
        now = memory(family(process.pid))
        most = MemoryUse(max(most.resident_mb, now.resident_mb), max(most.shared_once_mb, now.shared_once_mb))
    used_s, pictures = system_stats.cpu_s(family(process.pid)) - used_s, int(ask(process)) - pictures
    return most, used_s / pictures * 1000 if pictures else None


@contextmanager
def running(side: Side, settings: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of edge.tools.bench.targets, until the end of the `with`. Raises NotStartedError where it is silent."""
    words = settings.with_name(f"{side}.err")
    command = [sys.executable, "-m", "edge.tools.bench.targets", side, str(settings)]
    with words.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1
        )
    try:
        yield process
    except _SilentError as silent:
        last_words = words.read_text(encoding="utf-8").strip().splitlines()[-5:]
        raise StartError(
            "\n".join([f"bench: the {side} side saw nothing. Nothing was measured. Its last words:", *last_words])
        ) from silent
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(BrokenPipeError):  # it is gone with a question of ours unread
        _pipe(process.stdin).close()
    try:
        process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _pipe(process.stdout).close()


class _SilentError(Exception):
    """The process ended, or answered nothing in time."""


def ask(process: subprocess.Popen[str]) -> str:
    """What it says of itself now; to be called inside `running`, which tells why it is silent."""
    try:
        _pipe(process.stdin).write("?\n")
    except BrokenPipeError as gone:
        raise _SilentError from gone
    return answer(process, END_WITHIN_S)


def answer(process: subprocess.Popen[str], within_s: float) -> str:
    """Its next line; to be called inside `running`."""
    told = _pipe(process.stdout)
    line = told.readline() if select.select([told], [], [], within_s)[0] else ""
    if not line:
        raise _SilentError
    return line


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None  # `running` asks for both
    return end


def family(pid: int, proc: Path = Path("/proc")) -> list[int]:
    """A process and all that it has started, and they in turn."""
    parents: dict[int, list[int]] = {}
    for folder in proc.iterdir():
        if folder.name.isdigit():
            try:
                # the name in brackets may contain spaces, so fields are counted after it
                parent = int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            except OSError:  # it ended meanwhile
                continue
            parents.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def memory(pids: list[int], proc: Path = Path("/proc")) -> MemoryUse:
    """What these processes hold; one that is gone holds nothing."""
    resident = shared_once = 0
    for pid in pids:
        try:
            lines = (proc / str(pid) / "smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
        except OSError:
            continue
        kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
        resident += kilobytes["Rss"]
        shared_once += kilobytes["Pss"]
    return MemoryUse(resident * 1024 / 1e6, shared_once * 1024 / 1e6)
