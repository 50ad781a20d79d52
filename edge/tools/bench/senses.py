"""Runs whole kiosks on recorded people, each in its own process: first with one sense each, then with all senses."""

import json
import math
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edge.messages.payloads import Use
from edge.settings.settings import load_settings_file
from edge.tools.bench import start
from edge.tools.bench.sense_meter import Sense, SenseInterval
from edge.tools.bench.start import MemoryUse
from edge.tools.demo import broker as demo_broker
from edge.tools.demo import scene as demo_scene
from edge.tools.demo import wearers as demo_wearers
from edge.tools.demo.sources import LAUGHS

KITS = 3
PRESENT_SHARE = 0.8  # share of a round of the film with people; in the rest they are away, and releases are made
INTERVAL_S = 60.0
OBSERVES_WITHIN_S = 60.0  # for each sense, after the first sense has observed something
ASK_EVERY_S = 0.2

SETTINGS = """
[site]
tenant = "bench"
site = "shop"
device = "kiosk"
[camera]
source = {film}
loop = true
adaptive = {adaptive}
[microphone]
{microphone}
advert_sound = "silent"
[audience]
k = 3
k_reaction = 5
unmasked_staff = 2
window_s = 10
[models]
use = {use}
[playback]
feed = "playlist"
playlist = [{{ creative = "bench_a", duration_s = 7.0 }}, {{ creative = "bench_b", duration_s = 8.0 }}]
[broker]
host = "127.0.0.1"
port = {port}
[outbox]
path = {outbox}
"""

KIT = """
[[kits]]
port = {port}
kit = {kit}
wearer = {wearer}
consent = {consent}
settings = {{ {settings} }}
"""


@dataclass(frozen=True, slots=True)
class SensesDuration:
    """Durations of the video and of the measurements, in seconds."""

    film_s: float
    settled_s: float  # wait after each sense has observed something, until tracks are confirmed and queues are empty
    alone_s: float  # measurement of a kiosk that lacks a sense
    together_s: float  # measurement of the kiosk with all senses


FULL = SensesDuration(film_s=50.0, settled_s=3.0, alone_s=20.0, together_s=20.0)
QUICK = SensesDuration(film_s=5.0, settled_s=0.5, alone_s=2.0, together_s=2.0)


@dataclass(frozen=True, slots=True)
class SenseIntervalWithMemory:
    """One interval of a kiosk's run, and its memory at the end of the interval."""

    senses: SenseInterval
    memory: MemoryUse
    bench_s: float  # processor time of the bench itself, which simulates the kits


@dataclass(frozen=True, slots=True)
class KioskRun:
    """One kiosk with its senses, and the intervals that were measured."""

    key: str
    name: str
    senses: tuple[Sense, ...]
    intervals: Sequence[SenseIntervalWithMemory]


KIOSKS: tuple[tuple[str, str, tuple[Sense, ...]], ...] = (
    ("camera", "camera only", ("camera",)),
    ("camera_voice", "camera and microphone", ("camera", "voice")),
    ("camera_body", f"camera and {KITS} kits", ("camera", "body")),
    ("all", "all senses", ("camera", "voice", "body")),
)


def run_kiosks(
    scene: demo_scene.DemoScene,
    folder: Path,
    duration: SensesDuration,
    microphone: str | None = None,
    use: Use = "shop",
    kiosks: Sequence[tuple[str, str, tuple[Sense, ...]]] = KIOSKS,
) -> Iterator[KioskRun]:
    """Run the kiosks one after the other and yield each run. Each kiosk has ended before the next kiosk starts.

    `microphone`: a microphone of this computer; by default an audio file is used. `use`: the setting of `[models]`.
    Raises BenchStartError.
    """
    film = folder / "people.mp4"
    present_s = duration.film_s * PRESENT_SHARE
    demo_scene.write_scene_video(replace(scene, present_s=present_s, away_s=duration.film_s - present_s), film)
    for key, name, senses in kiosks:
        kiosk_folder = folder / key
        kiosk_folder.mkdir()
        with prepare_kiosk_settings(kiosk_folder, film, senses, microphone, use) as settings:
            seconds = duration.together_s if key == "all" else duration.alone_s
            yield KioskRun(key, name, senses, _measure_intervals(settings, senses, duration.settled_s, seconds))


@contextmanager
def prepare_kiosk_settings(
    kiosk_folder: Path, film: Path, senses: Sequence[Sense], microphone: str | None, use: Use, *, adaptive: bool = True
) -> Iterator[Path]:
    """Settings file of a kiosk with these senses. Its kits and its broker run until the `with` block ends."""
    with ExitStack() as stack:
        _, port = stack.enter_context(demo_broker.run_broker())
        text = SETTINGS.format(
            film=_toml_string(film),
            adaptive=str(adaptive).lower(),
            microphone=f"device = {_toml_string(microphone or LAUGHS)}" if "voice" in senses else "",
            port=port,
            use=_toml_string(use),
            outbox=_toml_string(kiosk_folder / "outbox.db"),
        )
        if "body" in senses:
            text += "".join(_kit(kit) for kit in stack.enter_context(demo_wearers.simulated_kits(kiosk_folder, KITS)))
        path = kiosk_folder / "vitrina.toml"
        path.write_text(text, encoding="utf-8")
        demo_wearers.write_consents(load_settings_file(path))
        yield path


def _kit(kit: Mapping[str, Any]) -> str:
    settings = ", ".join(f"{name} = {json.dumps(value)}" for name, value in kit["settings"].items())
    strings = {key: _toml_string(kit[key]) for key in ("port", "kit", "wearer", "consent")}
    return KIT.format(**strings, settings=settings)


def _toml_string(value: object) -> str:
    return json.dumps(str(value))  # a JSON string is also a TOML string


def _measure_intervals(
    settings: Path, senses: Sequence[Sense], settled_s: float, seconds: float
) -> list[SenseIntervalWithMemory]:
    """Start a kiosk, and measure intervals of about INTERVAL_S."""
    count = max(1, math.ceil(seconds / INTERVAL_S))
    with start.run_bench_process("senses", settings) as process:
        start.read_answer(process, start.FIRST_WITHIN_S)
        wait_until_settled(process, senses, settled_s)
        return [_measure_interval(process, seconds / count) for _ in range(count)]


def wait_until_settled(
    process: "subprocess.Popen[str]",
    senses: Sequence[Sense],
    settled_s: float,
    observes_within_s: float = OBSERVES_WITHIN_S,
) -> None:
    """Wait until each sense has made an observation, and then for `settled_s`. Raises BenchStartError."""
    waiting, until_s = set(senses), time.perf_counter() + observes_within_s
    while waiting:
        time.sleep(ASK_EVERY_S)
        delays_s = SenseInterval.from_json(start.request_answer(process)).delays_s
        waiting -= {sense for sense in waiting if delays_s[sense]}
        if waiting and time.perf_counter() > until_s:
            raise start.BenchStartError(
                f"bench: no data arrived from {', '.join(sorted(waiting))}. Nothing was measured."
            )
    time.sleep(settled_s)
    start.request_answer(process)


def _measure_interval(process: "subprocess.Popen[str]", seconds: float) -> SenseIntervalWithMemory:
    start_s = time.process_time()
    time.sleep(seconds)
    interval = SenseInterval.from_json(start.request_answer(process))
    memory = start.process_memory(start.process_tree(process.pid))
    return SenseIntervalWithMemory(interval, memory, time.process_time() - start_s)
