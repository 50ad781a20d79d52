"""Whole kiosks with one sense after the other, then with all, each in a process of its own, on recorded people."""

import json
import math
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edge.settings.settings import load
from edge.tools.bench import start
from edge.tools.bench.sense_meter import Sense, SenseInterval
from edge.tools.bench.start import MemoryUse
from edge.tools.demo import broker as demo_broker
from edge.tools.demo import scene as demo_scene
from edge.tools.demo import wearers as demo_wearers
from edge.tools.demo.command import LAUGHS

KITS = 3
PRESENT_SHARE = 0.8  # of a round of the film its people are there; then they are gone, and what may be told is told
LOOK_S = 60.0
OBSERVES_WITHIN_S = 60.0  # each sense, after the first of them did
ASK_EVERY_S = 0.2

SETTINGS = """
[site]
tenant = "bench"
site = "shop"
device = "kiosk"
[camera]
source = {film}
loop = true
[microphone]
{microphone}
advert_sound = "silent"
[audience]
k = 3
k_reaction = 5
unmasked_staff = 2
window_s = 10
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
    """How long to look, in seconds."""

    film_s: float
    settled_s: float  # after each sense has observed something: who was there is known, queues are empty
    alone_s: float  # a kiosk that lacks a sense
    together_s: float


FULL = SensesDuration(film_s=50.0, settled_s=3.0, alone_s=20.0, together_s=20.0)
QUICK = SensesDuration(film_s=5.0, settled_s=0.5, alone_s=2.0, together_s=2.0)


@dataclass(frozen=True, slots=True)
class IntervalMemory:
    """One look at a kiosk, and what it held in memory at its end."""

    of: SenseInterval
    held: MemoryUse
    beside_s: float  # processor time meanwhile of the bench itself, which plays the kits


@dataclass(frozen=True, slots=True)
class KioskRun:
    """One kiosk."""

    key: str
    name: str
    senses: tuple[Sense, ...]
    looks: Sequence[IntervalMemory]


KIOSKS: tuple[tuple[str, str, tuple[Sense, ...]], ...] = (
    ("camera", "camera alone", ("camera",)),
    ("camera_voice", "camera and microphone", ("camera", "voice")),
    ("camera_body", f"camera and {KITS} kits", ("camera", "body")),
    ("all", "everything together", ("camera", "voice", "body")),
)


def lived(
    scene: demo_scene.DemoScene,
    folder: Path,
    effort: SensesDuration,
    microphone: str | None = None,
    kiosks: Sequence[tuple[str, str, tuple[Sense, ...]]] = KIOSKS,
) -> Iterator[KioskRun]:
    """The kiosks, one after the other; each is over when the next is asked for. Raises NotStartedError.

    `microphone`: that of this machine which is heard, by default a sound file.
    """
    film = folder / "people.mp4"
    present_s = effort.film_s * PRESENT_SHARE
    demo_scene.write(replace(scene, present_s=present_s, away_s=effort.film_s - present_s), film)
    for key, name, senses in kiosks:
        home = folder / key
        home.mkdir()
        with _settings(home, film, senses, microphone) as settings:
            seconds = effort.together_s if key == "all" else effort.alone_s
            yield KioskRun(key, name, senses, _looks(settings, senses, effort.settled_s, seconds))


@contextmanager
def _settings(home: Path, film: Path, senses: Sequence[Sense], microphone: str | None) -> Iterator[Path]:
    """Those of a kiosk with these senses; its kits and its broker are there until the end of the `with`."""
    with ExitStack() as playing:
        _, port = playing.enter_context(demo_broker.running())
        text = SETTINGS.format(
            film=_quoted(film),
            microphone=f"device = {_quoted(microphone or LAUGHS)}" if "voice" in senses else "",
            port=port,
            outbox=_quoted(home / "outbox.db"),
        )
        if "body" in senses:
            text += "".join(_kit(kit) for kit in playing.enter_context(demo_wearers.simulated_kits(home, KITS)))
        path = home / "vitrina.toml"
        path.write_text(text, encoding="utf-8")
        demo_wearers.consent(load(path))
        yield path


def _kit(kit: Mapping[str, Any]) -> str:
    said = ", ".join(f"{name} = {json.dumps(value)}" for name, value in kit["settings"].items())
    return KIT.format(**{key: _quoted(kit[key]) for key in ("port", "kit", "wearer", "consent")}, settings=said)


def _quoted(value: object) -> str:
    return json.dumps(str(value))  # a string of JSON is one of TOML


def _looks(settings: Path, senses: Sequence[Sense], settled_s: float, seconds: float) -> list[IntervalMemory]:
    """Of about LOOK_S each."""
    count = max(1, math.ceil(seconds / LOOK_S))
    with start.running("senses", settings) as process:
        start.answer(process, start.FIRST_WITHIN_S)
        settle(process, senses, settled_s)
        return [_look(process, seconds / count) for _ in range(count)]


def settle(process: "subprocess.Popen[str]", senses: Sequence[Sense], settled_s: float) -> None:
    """Wait until each of these observed something, and a while. Raises NotStartedError."""
    waiting, until_s = set(senses), time.perf_counter() + OBSERVES_WITHIN_S
    while waiting:
        time.sleep(ASK_EVERY_S)
        told = SenseInterval.from_json(start.ask(process)).delays_s
        waiting -= {sense for sense in waiting if told[sense]}
        if waiting and time.perf_counter() > until_s:
            raise start.StartError(f"bench: {', '.join(sorted(waiting))} observed nothing. Nothing was measured.")
    time.sleep(settled_s)
    start.ask(process)


def _look(process: "subprocess.Popen[str]", seconds: float) -> IntervalMemory:
    began_s = time.process_time()
    time.sleep(seconds)
    told = SenseInterval.from_json(start.ask(process))
    return IntervalMemory(told, start.memory(start.family(process.pid)), time.process_time() - began_s)
