"""Measures how much `[camera] adaptive` saves: whole kiosks with and without it, alternately, on the same videos."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import cv2
from rich import box
from rich.console import Group
from rich.table import Table

from edge.messages.payloads import Use
from edge.tools.bench import senses, start
from edge.tools.bench.sense_meter import SenseInterval
from edge.tools.demo import scene as demo_scene

FORMATS = {"Motion JPEG": ("avi", "MJPG"), "MPEG-4": ("mp4", "mp4v")}
"""File extension and codec of each video format.

Most USB cameras send the first format, in which a skipped frame is not decoded. Network cameras send the second one, in
which every frame is decoded, because the next frame needs it.
"""
SCENES = {"empty shop": 0, "six people standing": 6}

CAPTION = (
    "cores: processor time per second of the whole kiosk, median of the turns. frames: observations per second. "
    "later: 95th percentile from capture to observation."
)


@dataclass(frozen=True, slots=True)
class SavingsDuration:
    """Durations of the videos and measurements in seconds, and the number of turns."""

    film_s: float  # its people jump where it begins again, so it is longer than a measurement
    settled_s: float  # until the people are known to be no posters
    measured_s: float
    turns: int


FULL = SavingsDuration(film_s=40.0, settled_s=11.0, measured_s=10.0, turns=2)
QUICK = SavingsDuration(film_s=4.0, settled_s=0.5, measured_s=1.5, turns=1)


@dataclass(frozen=True, slots=True)
class SavingsRow:
    """Results for one video: from the kiosk that searches every frame, and from the adaptive kiosk."""

    scene: str
    format: str
    every_cores: float
    adaptive_cores: float
    every_hz: float
    adaptive_hz: float
    every_p95_ms: float
    adaptive_p95_ms: float

    @property
    def ratio(self) -> float:
        return self.adaptive_cores / self.every_cores


def measure(scene: demo_scene.DemoScene, folder: Path, duration: SavingsDuration, use: Use) -> Iterator[SavingsRow]:
    """Measure both kiosks, and yield one row per video. Raises BenchStartError."""
    scene = replace(scene, present_s=duration.film_s, away_s=0.0)
    for name, people in SCENES.items():
        for format_name, (suffix, fourcc) in FORMATS.items():
            film = folder / f"{people}.{suffix}"
            _write(scene, film, people, fourcc)
            sides: dict[bool, list[SenseInterval]] = {False: [], True: []}
            for turn in range(duration.turns):
                for adaptive, intervals in sides.items():
                    kiosk = folder / f"{film.name}-{adaptive}-{turn}"
                    kiosk.mkdir()
                    intervals.append(_measure_kiosk(kiosk, film, use, duration, adaptive=adaptive))
            yield _row(name, format_name, sides[False], sides[True])


def _write(scene: demo_scene.DemoScene, path: Path, people: int, fourcc: str) -> None:
    size = (demo_scene.WIDTH, demo_scene.HEIGHT)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), demo_scene.RATE_HZ, size)
    for picture in scene.draw_frames(people):
        writer.write(picture)
    writer.release()


def _measure_kiosk(folder: Path, film: Path, use: Use, duration: SavingsDuration, *, adaptive: bool) -> SenseInterval:
    with (
        senses.prepare_kiosk_settings(folder, film, ("camera",), None, use, adaptive=adaptive) as settings,
        start.run_bench_process("senses", settings) as process,
    ):
        start.read_answer(process, start.FIRST_WITHIN_S)
        senses.wait_until_settled(process, ("camera",), duration.settled_s)
        time.sleep(duration.measured_s)
        return SenseInterval.from_json(start.request_answer(process))


def _row(scene: str, format_name: str, every: Sequence[SenseInterval], adaptive: Sequence[SenseInterval]) -> SavingsRow:
    return SavingsRow(
        scene,
        format_name,
        *(median(each.cpu_s["all"] / each.seconds for each in side) for side in (every, adaptive)),
        *(median(len(each.delays_s["camera"]) / each.seconds for each in side) for side in (every, adaptive)),
        *(_p95_ms(side) for side in (every, adaptive)),
    )


def _p95_ms(intervals: Sequence[SenseInterval]) -> float:
    delays_s = sorted(delay_s for interval in intervals for delay_s in interval.delays_s["camera"])
    return 1000 * delays_s[math.ceil(0.95 * len(delays_s)) - 1] if delays_s else math.nan


def savings_table(rows: Sequence[SavingsRow], machine: str, *, quick: bool) -> Group:
    title = f"vitrina bench --adaptive, {machine}" + (" (quick: only an estimate)" if quick else "")
    shown = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), title=title, title_justify="left")
    shown.add_column("", no_wrap=True)
    shown.add_column("camera", no_wrap=True)
    for heading in ("every frame", "adaptive", "ratio", "frames", "later"):
        shown.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        shown.add_row(
            row.scene,
            row.format,
            f"{row.every_cores:.3f} cores",
            f"{row.adaptive_cores:.3f} cores",
            f"{row.ratio:.2f}",
            f"{row.every_hz:.1f} / {row.adaptive_hz:.1f}",
            f"{row.every_p95_ms:.0f} / {row.adaptive_p95_ms:.0f} ms",
        )
    return Group(shown, "", CAPTION)


def savings_json(rows: Sequence[SavingsRow], machine: str, *, quick: bool) -> dict[str, Any]:
    names = SavingsRow.__slots__
    return {
        "machine": machine,
        "quick": quick,
        "rows": [{**{name: getattr(row, name) for name in names}, "ratio": row.ratio} for row in rows],
    }
