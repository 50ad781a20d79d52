"""`vitrina bench`: measures the cost of the kiosk on this machine, as a ratio to its networks alone in the same run."""

import json
import os
import platform
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from rich.console import Console, RenderableType

from edge.kiosk import networks
from edge.messages.payloads import Use
from edge.settings.settings import Settings, load
from edge.tools import output_files
from edge.tools.bench import camera as bench_camera
from edge.tools.bench import detector_cost, pipeline_cost, savings, senses_table
from edge.tools.bench import people as bench_people
from edge.tools.bench import plot as bench_plot
from edge.tools.bench import senses as senses_runs
from edge.tools.bench import start as bench_start
from edge.tools.bench import table as bench_table
from edge.tools.demo import scene as demo_scene
from edge.tools.demo.sources import cache_folder

DetectorRuntime = Literal["mediapipe", "serving"]

FACES = (1, 2, 4, 6, 8, 16)
KIOSK_FACES = 6
WIDE = 100  # characters a line, if the output is no terminal

SETTINGS = """
[camera]
source = {film}
loop = true
adaptive = false  # the floor calls its networks on every picture
[faces]
rate_hz = 15.0
tiles = "whole"
runtime = {detector}
[expression]
rate_hz = 5.0
[models]
use = {use}
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
    """Length of each measurement: number of blocks and starts, and seconds."""

    blocks: int  # for each number of faces
    starts: int
    watch_s: float
    camera_s: float


FULL = BenchDuration(blocks=30, starts=3, watch_s=12.0, camera_s=12.0)
QUICK = BenchDuration(blocks=2, starts=1, watch_s=1.5, camera_s=1.5)


def bench(
    as_json: bool, quick: bool, plot: str | None = None, use: Use = "shop", detector: DetectorRuntime = "mediapipe"
) -> int:
    """Measures, prints the table, and draws the plot if a file is named. `use`: of `[models]`; `detector`: runtime of
    `[faces]`.

    Raises OutputFileError, FetchError and ModelFileError.
    """
    output_files.check({"--plot": Path(plot) if plot else None}, [])
    try:
        run = measure(quick, use, detector)
        if plot:
            bench_plot.plot(run.costs, run.machine, Path(plot))
    except (bench_camera.BenchNoFramesError, bench_start.BenchStartError, bench_plot.PlotError) as error:
        print(error, file=sys.stderr)
        return 1
    _print(bench_table.as_json(run) if as_json else bench_table.table(run))
    return 0


def bench_senses(
    as_json: bool, quick: bool, minutes: float | None = None, microphone: str | None = None, use: Use = "shop"
) -> int:
    """Measures whole kiosks with one sense after the other, and with all for `minutes`. Raises FetchError."""
    duration = senses_runs.QUICK if quick else senses_runs.FULL
    if minutes:
        duration = replace(duration, together_s=minutes * 60)
    machine = f"{_machine()}, load {os.getloadavg()[0]:.1f} before"
    try:
        with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
            _progress("arranging the recorded people, and starting four kiosks in turn")
            scene = demo_scene.load(cache_folder())
            kiosks = list(senses_runs.run_kiosks(scene, Path(folder), duration, microphone, use))
    except bench_start.BenchStartError as error:
        print(error, file=sys.stderr)
        return 1
    run = senses_table.SensesResult(kiosks, machine, quick)
    _print(senses_table.as_json(run) if as_json else senses_table.tables(run))
    return 0


def bench_adaptive(as_json: bool, quick: bool, use: Use = "shop") -> int:
    """Measures whole kiosks with and without `[camera] adaptive`. Raises FetchError."""
    duration = savings.QUICK if quick else savings.FULL
    machine = f"{_machine()}, load {os.getloadavg()[0]:.1f} before"
    try:
        with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
            _progress("arranging the recorded people, and starting kiosks in turn")
            scene = demo_scene.load(cache_folder())
            rows = list(savings.measure(scene, Path(folder), duration, use))
    except bench_start.BenchStartError as error:
        print(error, file=sys.stderr)
        return 1
    as_wanted = savings.as_json if as_json else savings.table
    _print(as_wanted(rows, machine, quick=quick))
    return 0


def _print(result: dict[str, Any] | RenderableType) -> None:
    """Prints a dict as JSON, and a table with rich."""
    if isinstance(result, dict):
        print(json.dumps(result, indent=1))
        return
    console = Console()
    (console if console.is_terminal else Console(width=WIDE)).print(result)


def measure(quick: bool, use: Use, detector: DetectorRuntime) -> bench_table.BenchResult:
    """Runs all measurements one after the other, so that they do not disturb each other."""
    duration = QUICK if quick else FULL
    _progress("fetching and arranging the recorded people")
    people = bench_people.SyntheticAudienceFrames(demo_scene.load(cache_folder()))
    with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
        film, path = Path(folder) / "people.avi", Path(folder) / "vitrina.toml"
        people.write(film, KIOSK_FACES, duration.camera_s + 1)
        settings = _settings(film, path, use, detector)
        _progress("starting the kiosk, and the networks alone")
        starts = bench_start.measure_starts(path, duration.starts, duration.watch_s)
        _progress("taking pictures from a camera")
        capture = bench_camera.measure_capture(film, duration.camera_s)
        _progress("the two networks against each other")
        calls = pipeline_cost.network_calls(people, settings, duration.blocks)
        _progress("the two runtimes of the detector against each other")
        detectors = detector_cost.detector_calls(people, settings, duration.blocks)
        _progress(f"the pipeline against its floor, with {', '.join(map(str, FACES))} faces")
        costs = pipeline_cost.costs(people, settings, FACES, duration.blocks)
    return bench_table.BenchResult(
        costs=costs,
        networks=calls,
        detectors=detectors,
        capture=capture,
        kiosk=starts["kiosk"],
        networks_alone=starts["networks"],
        kiosk_faces=KIOSK_FACES,
        machine=_machine(),
        quick=quick,
        reader=networks.choose_reader(settings).text,
    )


def _settings(film: Path, path: Path, use: Use, detector: DetectorRuntime) -> Settings:
    """Writes the settings of the bench's kiosk to a file, and loads them."""
    outbox = film.with_name("outbox.db")
    values = {"film": str(film), "outbox": str(outbox), "use": use, "detector": detector}
    text = SETTINGS.format(**{key: json.dumps(value) for key, value in values.items()})
    path.write_text(text, encoding="utf-8")
    return load(path)


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores"


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"bench: {text} ...", file=sys.stderr)
