"""`vitrina bench`: what the kiosk costs on this machine, as ratios to its networks alone in the same run."""

import json
import os
import platform
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType

from edge.settings.settings import Settings, load
from edge.tools.bench import camera as bench_camera
from edge.tools.bench import people as bench_people
from edge.tools.bench import pipeline_cost as bench_calls
from edge.tools.bench import plot as bench_plot
from edge.tools.bench import senses as bench_senses_of
from edge.tools.bench import senses_table as bench_senses_table
from edge.tools.bench import start as bench_start
from edge.tools.bench import table as bench_table
from edge.tools.demo import scene as demo_scene
from edge.tools.demo.command import cache_folder

FACES = (1, 2, 4, 6, 8, 16)
KIOSK_FACES = 6
WIDE = 100  # characters a line, where no terminal says how many

SETTINGS = """
[camera]
source = {film}
loop = true
[faces]
rate_hz = 15.0
tiles = "whole"
[expression]
rate_hz = 5.0
[playback]
feed = "playlist"
playlist = [{{ creative = "bench_a", duration_s = 15.0 }}, {{ creative = "bench_b", duration_s = 15.0 }}]
[broker]
port = 9  # nobody is there: messages wait in the outbox
[outbox]
path = {outbox}
"""


@dataclass(frozen=True, slots=True)
class BenchDuration:
    """How long to look."""

    blocks: int  # for each number of faces
    starts: int
    watched_s: float
    camera_s: float


FULL = BenchDuration(blocks=30, starts=3, watched_s=12.0, camera_s=12.0)
QUICK = BenchDuration(blocks=2, starts=1, watched_s=1.5, camera_s=1.5)


def bench(as_json: bool, quick: bool, plot: str | None = None) -> int:
    """Measure, print the table, and draw the picture if a file is named. Raises FetchError and ModelFileError."""
    try:
        run = measure(quick)
        if plot:
            bench_plot.plot(run.costs, run.machine, Path(plot))
    except (bench_camera.NoFramesError, bench_start.StartError, bench_plot.PlotError) as told:
        print(told, file=sys.stderr)
        return 1
    _show(bench_table.as_json(run) if as_json else bench_table.table(run))
    return 0


def bench_senses(as_json: bool, quick: bool, minutes: float | None = None, microphone: str | None = None) -> int:
    """Whole kiosks with the senses one by one and together, the last for so many minutes. Raises FetchError."""
    effort = bench_senses_of.QUICK if quick else bench_senses_of.FULL
    if minutes:
        effort = replace(effort, together_s=minutes * 60)
    began = f"{_machine()}, load {os.getloadavg()[0]:.1f} before"
    try:
        with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
            _say("arranging the recorded people, and starting four kiosks in turn")
            scene = demo_scene.load(cache_folder())
            kiosks = list(bench_senses_of.lived(scene, Path(folder), effort, microphone))
    except bench_start.StartError as told:
        print(told, file=sys.stderr)
        return 1
    run = bench_senses_table.SensesResult(kiosks, began, quick)
    _show(bench_senses_table.as_json(run) if as_json else bench_senses_table.tables(run))
    return 0


def _show(result: dict[str, Any] | RenderableType) -> None:
    """A dict as JSON, else what rich draws."""
    if isinstance(result, dict):
        print(json.dumps(result, indent=1))
        return
    console = Console()
    (console if console.is_terminal else Console(width=WIDE)).print(result)


def measure(quick: bool) -> bench_table.BenchResult:
    """Everything, one after the other, so that nothing disturbs what is measured."""
    effort = QUICK if quick else FULL
    _say("fetching and arranging the recorded people")
    people = bench_people.AudienceFrames(demo_scene.load(cache_folder()))
    with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
        film, path = Path(folder) / "people.avi", Path(folder) / "vitrina.toml"
        people.write(film, KIOSK_FACES, effort.camera_s + 1)
        settings = _settings(film, path)
        _say("starting the kiosk, and the networks alone")
        started = bench_start.started(path, effort.starts, effort.watched_s)
        _say("taking pictures from a camera")
        taking = bench_camera.taking(film, effort.camera_s)
        _say("the two networks against each other")
        networks = bench_calls.networks(people, settings, effort.blocks)
        _say(f"the pipeline against its floor, with {', '.join(map(str, FACES))} faces")
        costs = bench_calls.costs(people, settings, FACES, effort.blocks)
    return bench_table.BenchResult(
        costs=costs,
        networks=networks,
        taking=taking,
        kiosk=started["kiosk"],
        networks_alone=started["networks"],
        kiosk_faces=KIOSK_FACES,
        machine=_machine(),
        quick=quick,
    )


def _settings(film: Path, path: Path) -> Settings:
    """Those that the kiosk of the bench runs with, as a file and as values."""
    text = SETTINGS.format(film=json.dumps(str(film)), outbox=json.dumps(str(film.with_name("outbox.db"))))
    path.write_text(text, encoding="utf-8")
    return load(path)


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores"


def _say(what: str) -> None:
    if sys.stderr.isatty():
        print(f"bench: {what} ...", file=sys.stderr)
