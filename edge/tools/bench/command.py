"""`vitrina bench`: measures the kiosk's cost on this computer, and compares it with the cost of only its models."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType

from edge.kiosk import networks
from edge.kiosk.detector_runtime import DetectorRuntime
from edge.messages.payloads import Use
from edge.settings.settings import Settings, load_settings_file
from edge.tools import output_files
from edge.tools.bench import camera as bench_camera
from edge.tools.bench import detector_cost, pipeline_cost, report, savings, senses_table, whole_kiosk
from edge.tools.bench import people as bench_people
from edge.tools.bench import plot as bench_plot
from edge.tools.bench import senses as senses_runs
from edge.tools.bench import start as bench_start
from edge.tools.bench import table as bench_table
from edge.tools.bench.people import KIOSK_FACES
from edge.tools.demo import scene as demo_scene
from edge.tools.demo.sources import cache_folder

USES: tuple[Use, ...] = ("shop", "research")
FACES = (1, 2, 4, 6, 8, 16)
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
    """Size of each measurement: numbers of faces, blocks and turns, and durations in seconds."""

    faces: Sequence[int]
    blocks: int  # for each number of faces
    turns: int  # of each whole kiosk
    quiet_s: float  # before each turn, to see what other programs do
    watch_s: float
    camera_s: float


FULL = BenchDuration(FACES, blocks=30, turns=5, quiet_s=1.0, watch_s=12.0, camera_s=12.0)
QUICK = BenchDuration(bench_table.DETAILED_FACES, blocks=1, turns=1, quiet_s=0.2, watch_s=1.0, camera_s=1.5)


def run_bench(
    as_json: bool,
    quick: bool,
    plot: str | None = None,
    uses: Sequence[Use] = USES,
    detector: DetectorRuntime = "mediapipe",
) -> int:
    """Run the benchmark, print its tables, and write a plot if a file is given.

    `uses`: values of `use` in `[models]`. `detector`: runtime in `[faces]`. Raises OutputFileError, FetchError and
    ModelFileError.
    """
    output_files.check({"--plot": Path(plot) if plot else None}, [])
    try:
        run = run_all_measurements(quick, uses, detector)
        if plot:
            bench_plot.write_plot(run, Path(plot))
    except (bench_camera.BenchNoFramesError, bench_start.BenchStartError, bench_plot.PlotError) as error:
        print(error, file=sys.stderr)
        return 1
    warn_if_busy(run)
    _print(report.report_json(run) if as_json else report.result_tables(run))
    return 0


def warn_if_busy(run: report.BenchReport) -> None:
    """Print a warning if other programs used the processor during the run."""
    if not run.is_idle:
        print(
            f"bench: other programs used {run.busy_cores:.2f} cores, so these figures are not those of an idle "
            "computer. Close them, then run it again.",
            file=sys.stderr,
        )


def run_senses_bench(
    as_json: bool, quick: bool, minutes: float | None = None, microphone: str | None = None, use: Use = "shop"
) -> int:
    """Measure whole kiosks, each with one sense, then one with all senses for `minutes`. Raises FetchError."""
    duration = senses_runs.QUICK if quick else senses_runs.FULL
    if minutes:
        duration = replace(duration, together_s=minutes * 60)
    machine = f"{_machine()}, load {os.getloadavg()[0]:.1f} before"
    try:
        with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
            _progress("preparing the recorded people, and starting four kiosks in turn")
            scene = demo_scene.load(cache_folder())
            kiosks = list(senses_runs.run_kiosks(scene, Path(folder), duration, microphone, use))
    except bench_start.BenchStartError as error:
        print(error, file=sys.stderr)
        return 1
    run = senses_table.SensesResult(kiosks, machine, quick)
    _print(senses_table.senses_json(run) if as_json else senses_table.sense_tables(run))
    return 0


def run_adaptive_bench(as_json: bool, quick: bool, use: Use = "shop") -> int:
    """Measure whole kiosks with and without `[camera] adaptive`. Raises FetchError."""
    duration = savings.QUICK if quick else savings.FULL
    machine = f"{_machine()}, load {os.getloadavg()[0]:.1f} before"
    try:
        with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
            _progress("preparing the recorded people, and starting kiosks in turn")
            scene = demo_scene.load(cache_folder())
            rows = list(savings.measure(scene, Path(folder), duration, use))
    except bench_start.BenchStartError as error:
        print(error, file=sys.stderr)
        return 1
    as_wanted = savings.savings_json if as_json else savings.savings_table
    _print(as_wanted(rows, machine, quick=quick))
    return 0


def _print(result: dict[str, Any] | RenderableType) -> None:
    """Print the results as JSON if they are a dict; print a table with rich."""
    if isinstance(result, dict):
        print(json.dumps(result, indent=1))
        return
    console = Console()
    (console if console.is_terminal else Console(width=WIDE)).print(result)


def run_all_measurements(
    quick: bool, uses: Sequence[Use] = USES, detector: DetectorRuntime = "mediapipe"
) -> report.BenchReport:
    """Run the measurements one after the other, so that they do not disturb each other."""
    duration = QUICK if quick else FULL
    _progress("downloading and preparing the recorded people")
    people = bench_people.SyntheticAudienceFrames(demo_scene.load(cache_folder()))
    with tempfile.TemporaryDirectory(prefix="vitrina-bench-") as folder:
        film, files = Path(folder) / "people.avi", {use: Path(folder) / use / "vitrina.toml" for use in uses}
        people.write_film(film, KIOSK_FACES, duration.camera_s + 1)
        settings = {use: _settings(film, path, use, detector) for use, path in files.items()}
        _progress(f"whole kiosks for {' and '.join(uses)}, {duration.turns} times each")
        whole, busy_cores = whole_kiosk.measure(files, duration.turns, duration.quiet_s, duration.watch_s)
        _progress("reading frames from a camera")
        capture = bench_camera.measure_capture(film, duration.camera_s)
        _progress("comparing the two runtimes of the detector")
        detectors = detector_cost.measure_detector_calls(people, settings[uses[0]], duration.blocks)
        shared = (capture, detectors)
        parts = {use: _measure_one_use(people, use, settings[use], shared, duration) for use in uses}
    return report.BenchReport(whole, parts, KIOSK_FACES, _machine(), busy_cores, quick)


def _measure_one_use(
    people: bench_people.SyntheticAudienceFrames,
    use: Use,
    settings: Settings,
    shared: tuple[bench_camera.CaptureCost, detector_cost.DetectorCallCost],
    duration: BenchDuration,
) -> bench_table.BenchResult:
    """Measure everything that depends on `[models] use`. `shared`: results for camera and detector, which do not."""
    capture, detectors = shared
    _progress(f"{use}: comparing the two models")
    calls = pipeline_cost.compare_network_calls(people, settings, duration.blocks)
    _progress(f"{use}: comparing the pipeline with its floor, with {', '.join(map(str, duration.faces))} faces")
    costs = pipeline_cost.measure_costs(people, settings, duration.faces, duration.blocks)
    return bench_table.BenchResult(
        costs, calls, detectors, capture, networks.choose_expression_reader(settings).label_with_reason
    )


def _settings(film: Path, path: Path, use: Use, detector: DetectorRuntime) -> Settings:
    """Write the settings of the bench's kiosk to a file in a new folder, and load them from it."""
    path.parent.mkdir()
    outbox = path.with_name("outbox.db")
    values = {"film": str(film), "outbox": str(outbox), "use": use, "detector": detector}
    text = SETTINGS.format(**{key: json.dumps(value) for key, value in values.items()})
    path.write_text(text, encoding="utf-8")
    return load_settings_file(path)


def _machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores"


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"bench: {text} ...", file=sys.stderr)
