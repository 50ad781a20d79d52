"""Measures a kiosk in its own process from outside: time to the first observation, memory, and processor time."""

import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from edge.kiosk.state import system_stats
from edge.module_command import module_command

Side = Literal["kiosk", "networks", "senses"]

FIRST_WITHIN_S = 60.0
END_WITHIN_S = 20.0
FLOOR_WITHIN_S = 120.0  # of a slow machine
SAMPLE_S = 0.5
SETTLED_S = 1.5  # wait after the first observation, until the faces are confirmed


class BenchStartError(Exception):
    """The measured process did not run. The message contains the last lines of its stderr."""


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Memory that processes use, in MB (1e6 bytes)."""

    resident_mb: float  # sum of the resident memory (RSS) of each process; shared pages count for each
    shared_once_mb: float  # shared pages are divided among all processes that use them (PSS)


@dataclass(frozen=True, slots=True)
class KioskStartMeasurement:
    """One start of a kiosk or of only its models, and the cost after that."""

    first_s: float  # from the start of the process to the first observation
    first_cpu_s: float  # processor time until the first observation
    memory: MemoryUse
    frame_ms: float  # processor time of all processes for each analysed frame


def measure_models(settings: Path) -> KioskStartMeasurement:
    """Start only the models, and run them on the frames of the kiosk's video. Raises BenchStartError."""
    start_s = time.perf_counter()
    with run_bench_process("networks", settings) as process:
        first_s, first_cpu_s = _first(process, start_s)
        memory = process_memory(process_tree(process.pid))
        return KioskStartMeasurement(first_s, first_cpu_s, memory, float(request_answer(process, FLOOR_WITHIN_S)))


def measure_kiosk(settings: Path, watch_s: float) -> KioskStartMeasurement:
    """Start a kiosk, and measure it for `watch_s`. Raises BenchStartError, also if the kiosk analyses no frame."""
    start_s = time.perf_counter()
    with run_bench_process("kiosk", settings) as process:
        first_s, first_cpu_s = _first(process, start_s)
        return KioskStartMeasurement(first_s, first_cpu_s, *_watch(process, watch_s))


def _first(process: subprocess.Popen[str], start_s: float) -> tuple[float, float]:
    """Seconds and processor time until the first observation."""
    read_answer(process, FIRST_WITHIN_S)
    return time.perf_counter() - start_s, system_stats.processor_time_s(process_tree(process.pid))


def _watch(process: subprocess.Popen[str], watch_s: float) -> tuple[MemoryUse, float]:
    """Largest memory use, and processor time in milliseconds per analysed frame."""
    time.sleep(SETTLED_S)
    frames, used_s = int(request_answer(process)), system_stats.processor_time_s(process_tree(process.pid))
    most = process_memory(process_tree(process.pid))
    until_s = time.perf_counter() + watch_s
    while time.perf_counter() < until_s:
        time.sleep(SAMPLE_S)
        now = process_memory(process_tree(process.pid))
        most = MemoryUse(max(most.resident_mb, now.resident_mb), max(most.shared_once_mb, now.shared_once_mb))
    used_s, frames = (
        system_stats.processor_time_s(process_tree(process.pid)) - used_s,
        int(request_answer(process)) - frames,
    )
    if not frames:
        raise BenchStartError(f"bench: the kiosk analysed no frame in {watch_s:g} s. Nothing was measured.")
    return most, used_s / frames * 1000


@contextmanager
def run_bench_process(side: Side, settings: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process of edge.tools.bench.targets while the `with` block lasts.

    Raises BenchStartError if the process does not answer.
    """
    error_file = settings.with_name(f"{side}.err")
    command = module_command("edge.tools.bench.targets", side, str(settings))
    with error_file.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, bufsize=1
        )
    try:
        yield process
    except _BenchProcessSilentError as error:
        last_words = error_file.read_text(encoding="utf-8").strip().splitlines()[-5:]
        raise BenchStartError(
            "\n".join(
                [
                    f"bench: the {side} process analysed no frames, so nothing was measured. The last output of the "
                    "process:",
                    *last_words,
                ]
            )
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(BrokenPipeError):  # the process ended before it read our last question
        _pipe(process.stdin).close()
    try:
        process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _pipe(process.stdout).close()


class _BenchProcessSilentError(Exception):
    """The process has ended, or has not answered in time."""


def request_answer(process: subprocess.Popen[str], within_s: float = END_WITHIN_S) -> str:
    """Request the current measurement from the process.

    Call it inside `running`, which reports why there is no answer.
    """
    try:
        _pipe(process.stdin).write("?\n")
    except BrokenPipeError as error:
        raise _BenchProcessSilentError from error
    return read_answer(process, within_s)


def read_answer(process: subprocess.Popen[str], within_s: float) -> str:
    """Read the next line that the process printed. Call it inside `running`."""
    pipe = _pipe(process.stdout)
    line = pipe.readline() if select.select([pipe], [], [], within_s)[0] else ""
    if not line:
        raise _BenchProcessSilentError
    return line


def _pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None  # `running` opens both pipes
    return end


def process_tree(pid: int, proc: Path = Path("/proc")) -> list[int]:
    """Ids of a process and of all its descendants."""
    children: dict[int, list[int]] = {}
    for folder in proc.iterdir():
        if folder.name.isdigit():
            try:
                # the name in brackets may contain spaces, so the fields are counted after it
                parent = int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            except OSError:  # the process has ended
                continue
            children.setdefault(parent, []).append(int(folder.name))
    pids = [pid]
    for parent in pids:
        pids += children.get(parent, [])
    return pids


def process_memory(pids: list[int], proc: Path = Path("/proc")) -> MemoryUse:
    """Memory of these processes. A process that has ended counts as 0 MB."""
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
