"""Measures each sense of a running kiosk: observations, delays, missed observations and processor time."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from edge.events import AudioObservation, BodyObservation, FrameObservation
from edge.kiosk.state import system_stats
from edge.tools.bench.start import process_tree

if TYPE_CHECKING:
    from edge.kiosk.assemble import KioskEvent
    from edge.kiosk.state.health import HealthCounters

Sense = Literal["camera", "voice", "body"]
SENSES: tuple[Sense, ...] = ("camera", "voice", "body")

THREADS: Mapping[str, Sense] = {"perception": "camera", "hearing": "voice", "biosignals": "body", "kit": "body"}
"""First words of the kiosk's thread names, for each sense. Threads without a name belong to the detector's library."""
PROCESSES: Mapping[str, Sense] = {
    "edge.sources.camera.capture_process": "camera",
    "edge.sources.microphone.capture_process": "voice",
}

BODY_STEP_S = 1.0


@dataclass(frozen=True, slots=True)
class SenseInterval:
    """Measurements of one sense meter since the end of the previous interval."""

    seconds: float
    delays_s: Mapping[Sense, list[float]]  # of each observation, from the end of its picture, half second or second
    missed: Mapping[Sense, int]  # observations that are missing between two observations
    cpu_s: Mapping[str, float]  # threads and processes of each sense; "all" is the whole kiosk
    samples_lost: int  # samples of sensor kits that are damaged, lost or late

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "SenseInterval":
        return cls(**json.loads(line))


class SenseMeter:
    """Collects the observations of a kiosk from any of its threads. `on_first` is called with the first observation.

    `now`: the kiosk's clock.
    """

    def __init__(self, on_first: Callable[[], None], now: Callable[[], float]) -> None:
        self._on_first, self._now = on_first, now
        self._lock = threading.Lock()
        self._last_s: dict[str, float] = {}  # time of the last observation of camera, microphone and each wearer
        self._delays_s, self._missed = _empty()
        self._start_s, self._cpu_s, self._lost = time.perf_counter(), processor_time_by_sense(), 0
        self._not_analysed = 0  # pictures, by the kiosk's own count

    def on_event(self, event: "KioskEvent") -> None:
        now_s = self._now()
        match event:
            case FrameObservation():
                self._add("camera", "camera", event.at_s, None, now_s)
            case AudioObservation():
                self._add("voice", "voice", event.at_s, event.duration_s, now_s)
            case BodyObservation():
                self._add("body", event.wearer, event.at_s, BODY_STEP_S, now_s)

    def next_interval(self, counters: "HealthCounters") -> SenseInterval:
        """Return the measurements since the last call."""
        with self._lock:
            delays_s, missed = self._delays_s, self._missed
            self._delays_s, self._missed = _empty()
        # the kiosk leaves out pictures that it does not need, so their times do not show which were missed
        missed["camera"] = counters.analysis_dropped - self._not_analysed
        self._not_analysed = counters.analysis_dropped
        kits = counters.kits
        lost = kits.bad + kits.lost + kits.dropped if kits else 0
        end_s, used_s = time.perf_counter(), processor_time_by_sense()
        used = {part: max(0.0, part_s - self._cpu_s[part]) for part, part_s in used_s.items()}
        interval = SenseInterval(end_s - self._start_s, delays_s, missed, used, lost - self._lost)
        self._start_s, self._cpu_s, self._lost = end_s, used_s, lost
        return interval

    def _add(self, sense: Sense, source: str, at_s: float, step_s: float | None, now_s: float) -> None:
        with self._lock:
            is_first = not self._last_s
            before_s = self._last_s.get(source)
            self._last_s[source] = at_s
            self._delays_s[sense].append(now_s - at_s)
            if step_s is not None and before_s is not None:
                self._missed[sense] += max(0, round((at_s - before_s) / step_s) - 1)
        if is_first:
            self._on_first()


def _empty() -> tuple[dict[Sense, list[float]], dict[Sense, int]]:
    return {sense: [] for sense in SENSES}, dict.fromkeys(SENSES, 0)


def processor_time_by_sense(proc: Path = Path("/proc")) -> dict[str, float]:
    """Processor time of this process and its children in seconds: for each sense, and in total."""
    pids = process_tree(os.getpid(), proc)
    used: dict[str, float] = dict.fromkeys(SENSES, 0.0)
    for pid in pids[1:]:
        sense = _sense_of(_arguments(pid, proc), PROCESSES)
        if sense:
            used[sense] += system_stats.processor_time_s([pid], proc)
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    tasks = proc / "self" / "task"
    for task in tasks.iterdir():
        name = names.get(int(task.name))
        sense = "camera" if name is None else _sense_of(name.split()[:1], THREADS)
        if sense:
            used[sense] += system_stats.processor_time_s([int(task.name)], tasks)
    return {**used, "all": system_stats.processor_time_s(pids, proc)}


def _arguments(pid: int, proc: Path) -> list[str]:
    try:
        return (proc / str(pid) / "cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:  # the process has ended
        return []


def _sense_of(names: Iterable[str], senses: Mapping[str, Sense]) -> Sense | None:
    return next((senses[name] for name in names if name in senses), None)
