"""What each sense of a running kiosk observes, how late, and in which processor time; told from inside the kiosk."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from edge.events import AudioObservation, BodyObservation, FrameObservation
from edge.kiosk import system_stats
from edge.tools.bench.start import family

if TYPE_CHECKING:
    from edge.kiosk.health import HealthCounters
    from edge.kiosk.kiosk import Watched

Sense = Literal["camera", "voice", "body"]
SENSES: tuple[Sense, ...] = ("camera", "voice", "body")

THREADS: Mapping[str, Sense] = {"perception": "camera", "hearing": "voice", "feeling": "body", "kit": "body"}
"""First words of the names of a kiosk's threads. Those without a name are libraries' own: the detector's."""
PROCESSES: Mapping[str, Sense] = {
    "edge.sources.camera.capture_process": "camera",
    "edge.sources.microphone.capture_process": "voice",
}

BODY_STEP_S = 1.0


@dataclass(frozen=True, slots=True)
class SenseInterval:
    """What happened since the look before it."""

    seconds: float
    delays_s: Mapping[Sense, list[float]]  # of each observation, from when what it is about was over
    missed: Mapping[Sense, int]  # observations that should have come between two that came
    cpu_s: Mapping[str, float]  # of each sense, its threads and processes; "all" of the kiosk
    samples_lost: int  # of sensor kits: damaged, lost or late

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "SenseInterval":
        return cls(**json.loads(line))


class SenseMeter:
    """Shown what a kiosk observes, from any of its threads, as it comes. `began` is called with the first.

    `now`: the kiosk's clock. `picture_hz`: pictures a second that should be looked at.
    """

    def __init__(self, picture_hz: float, on_first: Callable[[], None], now: Callable[[], float]) -> None:
        self._picture_s, self._on_first, self._now = 1 / picture_hz, on_first, now
        self._lock = threading.Lock()
        self._last_s: dict[str, float] = {}  # what was observed last, of each camera, microphone and wearer
        self._delays_s, self._missed = _nothing()
        self._look_s, self._cpu_s, self._lost = time.perf_counter(), cpu_s(), 0

    def watch(self, event: "Watched") -> None:
        now_s = self._now()
        match event:
            case FrameObservation():
                self._observed("camera", "camera", event.at_s, self._picture_s, now_s)
            case AudioObservation():
                self._observed("voice", "voice", event.at_s, event.duration_s, now_s)
            case BodyObservation():
                self._observed("body", event.wearer, event.at_s, BODY_STEP_S, now_s)

    def next_interval(self, counters: "HealthCounters") -> SenseInterval:
        """What has come since the last look."""
        with self._lock:
            delays_s, missed = self._delays_s, self._missed
            self._delays_s, self._missed = _nothing()
        kits = counters.kits
        lost = kits.bad + kits.lost + kits.dropped if kits else 0
        look_s, used_s = time.perf_counter(), cpu_s()
        used = {part: max(0.0, spent_s - self._cpu_s[part]) for part, spent_s in used_s.items()}
        look = SenseInterval(look_s - self._look_s, delays_s, missed, used, lost - self._lost)
        self._look_s, self._cpu_s, self._lost = look_s, used_s, lost
        return look

    def _observed(self, sense: Sense, who: str, at_s: float, step_s: float, now_s: float) -> None:
        with self._lock:
            is_first = not self._last_s
            before_s = self._last_s.get(who, at_s - step_s)
            self._last_s[who] = at_s
            self._delays_s[sense].append(now_s - at_s)
            self._missed[sense] += max(0, round((at_s - before_s) / step_s) - 1)
        if is_first:
            self._on_first()


def _nothing() -> tuple[dict[Sense, list[float]], dict[Sense, int]]:
    return {sense: [] for sense in SENSES}, dict.fromkeys(SENSES, 0)


def cpu_s(proc: Path = Path("/proc")) -> dict[str, float]:
    """Seconds of processor time that this process and those that it started have used: of each sense, and of all."""
    pids = family(os.getpid(), proc)
    used: dict[str, float] = dict.fromkeys(SENSES, 0.0)
    for pid in pids[1:]:
        sense = _sense_of(_words(pid, proc), PROCESSES)
        if sense:
            used[sense] += system_stats.cpu_s([pid], proc)
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    tasks = proc / "self" / "task"
    for task in tasks.iterdir():
        name = names.get(int(task.name))
        sense = "camera" if name is None else _sense_of(name.split()[:1], THREADS)
        if sense:
            used[sense] += system_stats.cpu_s([int(task.name)], tasks)
    return {**used, "all": system_stats.cpu_s(pids, proc)}


def _words(pid: int, proc: Path) -> list[str]:
    try:
        return (proc / str(pid) / "cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:  # it ended meanwhile
        return []


def _sense_of(words: Iterable[str], senses: Mapping[str, Sense]) -> Sense | None:
    return next((senses[word] for word in words if word in senses), None)
