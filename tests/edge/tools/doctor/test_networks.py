"""Checks of the vision networks, with the real networks and drawn faces."""

import shutil
from dataclasses import replace
from importlib import metadata
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest

from edge.kiosk import networks as choices
from edge.perception.vision import drawn_faces as drawn
from edge.perception.vision.detector import CLOSED_PORT
from edge.perception.vision.face_finder import FAR, NEAR
from edge.tools.doctor import networks
from edge.tools.doctor.networks import detector_findings, expression_findings, speed_findings, telemetry_findings
from models.serving.spec import ZOO, ModelSpec
from tests.doubles.gpu import broken
from tests.doubles.measured import smile_figures
from tests.doubles.own_network import OwnNetwork
from tests.edge.tools.doctor.contexts import levels, make_context, only
from tests.research import TOML


def copy_zoo(folder: Path, *names: str) -> Path:
    """Copy of these networks, which a test may damage."""
    for name in names:
        for file in ZOO.glob(f"{name}.*"):
            shutil.copy(file, folder)
    return folder


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_the_detector_finds_a_drawn_face(tmp_path: Path) -> None:
    """It needs no usable settings."""
    context = make_context(tmp_path)
    context.settings = None
    finding = only(list(detector_findings(context)))
    assert finding.level == "ok"
    assert finding.text.endswith(f"{FAR} is the right file and finds a drawn face, on MediaPipe.")


def test_a_served_detector_finds_a_drawn_face_without_mediapipe(tmp_path: Path) -> None:
    """MediaPipe is not started, so it has nothing to report to its makers."""
    context = make_context(tmp_path, '[faces]\nruntime = "serving"\n')
    finding = only(list(detector_findings(context)))
    assert finding.level == "ok"
    assert finding.text.startswith("face-full-range@sha256:")
    assert finding.text.endswith("finds a drawn face, on CPUExecutionProvider.")
    started = only(list(telemetry_findings(context)))
    assert (started.level, "is not used" in started.text) == ("ok", True)


def test_a_damaged_served_detector_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = choices.DETECTORS[FAR].stem
    copy_zoo(tmp_path, name)
    damage(tmp_path / f"{name}.onnx")
    monkeypatch.setitem(choices.DETECTORS, FAR, tmp_path / f"{name}.json")
    finding = only(list(detector_findings(make_context(tmp_path, '[faces]\nruntime = "serving"\n'))))
    assert finding.is_ok is False
    assert "face-full-range.onnx is not the file that its model settings describe" in finding.text


def test_a_served_detector_that_no_gpu_runs_is_a_warning_where_one_is_wanted(tmp_path: Path) -> None:
    settings = '[faces]\nruntime = "serving"\n[models]\nruntime = "tensorrt"\n'
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        found = list(detector_findings(make_context(tmp_path, settings)))
    assert levels(found) == [("detector", "ok"), ("runtime", "warning")]
    assert "TensorRT is not installed" in found[1].text
    assert "vitrina engines build" in found[1].cure


def test_a_damaged_detector_is_a_fault(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    context.zoo = copy_zoo(tmp_path, FAR, NEAR)
    damage(tmp_path / f"{FAR}.tflite")
    finding = only(list(detector_findings(context)))
    assert finding.is_ok is False
    assert f"{FAR}.tflite is not the file that its model settings describe" in finding.text
    assert "vitrina models fetch" in finding.cure


def test_a_detector_that_finds_no_face_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is right, but the machine computes wrong results."""
    monkeypatch.setattr(drawn, "draw_faces", lambda width, height, _: np.zeros((height, width, 3), np.uint8))
    finding = only(list(detector_findings(make_context(tmp_path))))
    assert finding.is_ok is False
    assert "detected 0 faces where one is drawn" in finding.text


def test_a_library_that_mediapipe_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_library(*_: object) -> None:
        raise OSError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(networks, "FaceFinder", without_library)
    finding = only(list(detector_findings(make_context(tmp_path))))
    assert finding.is_ok is False
    assert "libEGL.so.1" in finding.text
    assert "apt-get install" in finding.cure


def test_the_expression_network_answers(tmp_path: Path) -> None:
    """Other findings have the licence of its card, and that the data are of no shop."""
    answers, licence, use = list(expression_findings(make_context(tmp_path, TOML)))
    assert (answers.level, licence.level, use.level) == ("ok", "warning", "warning")
    assert "fer-1.4m@sha256:" in answers.text
    assert "It reports smile, negative, surprise, valence, arousal." in answers.text
    assert licence.text.startswith("fer-1.4m: evaluation. The pictures of FER2013")
    assert 'use = "shop"' in licence.cure
    assert 'use = "research"' in use.text


def test_a_named_evaluation_network_is_a_fault_in_a_shop(tmp_path: Path) -> None:
    """The cure names the page about training another model."""
    finding = only(list(expression_findings(make_context(tmp_path, f'[models]\nexpression = "{ZOO}/fer-1.4m.json"\n'))))
    assert finding.is_ok is False
    assert "fer-1.4m is licensed for evaluation use only" in finding.text
    assert "retrain fer-1.4m" in finding.cure
    assert "vitrina docs networks" in finding.cure


def test_a_shop_without_a_reader_is_a_warning_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attention is told all the same. The speed is that of the detector."""
    monkeypatch.setattr(choices, "SHOP_EXPRESSION", None)
    finding = only(list(expression_findings(make_context(tmp_path))))
    assert (finding.part, finding.level) == ("expression", "warning")
    assert finding.text.startswith("none. [models] use = ")
    assert "attention comes from the keypoints" in finding.text
    assert 'expression = "none"' in finding.cure
    assert "expressions are off" in only(list(speed_findings(make_context(tmp_path), timed_s=0.1))).text


def test_no_reader_as_wanted_is_good(tmp_path: Path) -> None:
    finding = only(list(expression_findings(make_context(tmp_path, '[models]\nexpression = "none"\n'))))
    assert (finding.level, finding.cure) == ("ok", "")
    assert '[models] expression = "none"' in finding.text


def test_a_reader_that_may_tell_smiles_alone_says_so(tmp_path: Path) -> None:
    """A commercial card without gates. Nothing says that the data are of no shop."""
    spec = ModelSpec.load(ZOO / "fer-1.4m.json")
    copy_zoo(tmp_path, "fer-1.4m")
    replace(spec, folder=tmp_path, licence="commercial", metrics=smile_figures()).save()
    context = make_context(tmp_path, f'[models]\nexpression = "{tmp_path}/fer-1.4m.json"\n')
    answers, licence = list(expression_findings(context))
    assert answers.text.endswith("[models] expression names it. It reports smile.")
    assert licence.text.startswith("fer-1.4m: commercial.")


def test_a_model_that_nobody_measured_is_a_fault_in_a_shop(tmp_path: Path) -> None:
    """The cure is the command that measures it, and the check of the result."""
    OwnNetwork().write(tmp_path)
    finding = only(list(expression_findings(make_context(tmp_path, f'[models]\nexpression = "{tmp_path}/own.json"\n'))))
    assert finding.is_ok is False
    assert "wants that measured: smile.n ≥ 100 (not measured)" in finding.text
    assert finding.cure.startswith(
        "Evaluate it on images of people who are not in its training data: "
        "vitrina models evaluate smile --data DIR --split NAME --model "
    )


@pytest.mark.parametrize(
    ("coverage", "level"),
    [(0.0, "error"), (0.02, "ok")],
)
def test_a_model_that_abstained_from_every_picture_is_a_fault_in_research_too(
    tmp_path: Path, coverage: float, level: str
) -> None:
    OwnNetwork().write(tmp_path, metrics={"expression": {"coverage": coverage}})
    finding = next(iter(expression_findings(make_context(tmp_path, f'{TOML}expression = "{tmp_path}/own.json"\n'))))
    assert finding.level == level
    assert ("gave no verdict on any image of its evaluation (coverage 0)" in finding.text) is (level == "error")


def test_missing_tensorrt_is_a_warning_with_its_cure(tmp_path: Path) -> None:
    """The network still answers, and the finding names the provider."""
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        answers, runtime, *_ = list(expression_findings(make_context(tmp_path, f'{TOML}runtime = "tensorrt"\n')))
    assert "works, on CPUExecutionProvider." in answers.text
    assert (runtime.part, runtime.level) == ("runtime", "warning")
    assert "TensorRT is not installed" in runtime.text
    assert "vitrina engines build" in runtime.cure


def test_a_damaged_expression_network_is_a_fault(tmp_path: Path) -> None:
    copy_zoo(tmp_path, "fer-1.4m")
    context = make_context(tmp_path, f'{TOML}expression = "{tmp_path}/fer-1.4m.json"\n')
    damage(tmp_path / "fer-1.4m.onnx")
    finding = only(list(expression_findings(context)))
    assert finding.is_ok is False
    assert "fer-1.4m.onnx is not the file that its model settings describe" in finding.text
    assert "[models] expression" in finding.cure


@pytest.mark.parametrize(
    ("version", "proxy", "level"),
    [("0.10.33", None, "ok"), ("1.0.1", CLOSED_PORT, "ok"), ("1.0.1", None, "error")],
)
def test_mediapipe_must_not_report_its_use(
    tmp_path: Path, version: str, proxy: str | None, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer MediaPipe reports its use unless its proxy is the closed port."""
    monkeypatch.setattr(networks, "version", lambda _: version)
    monkeypatch.delenv("https_proxy", raising=False)
    if proxy:
        monkeypatch.setenv("https_proxy", proxy)
    assert metadata.version("mediapipe")
    assert only(list(telemetry_findings(make_context(tmp_path)))).level == level


def test_a_slow_machine_is_a_warning_with_its_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """100 ms for each frame, a third of 50 ms, and a fifth of their sum for the rest: 7 of 15 per second."""
    context = make_context(tmp_path)
    context.size_px = (1920, 1080)
    monkeypatch.setattr(networks, "_measure_ms", lambda *_: (100.0, 50.0))
    finding = only(list(speed_findings(context)))
    assert finding.level == "warning"
    assert "1920x1080 with 4 faces" in finding.text
    assert "about 7 of 15 frames per second" in finding.text
    assert 'tiles = "whole"' in finding.cure
    monkeypatch.setattr(networks, "_measure_ms", lambda *_: (20.0, 5.0))
    assert only(list(speed_findings(context))).level == "ok"


def test_speed_is_measured_with_four_faces(tmp_path: Path) -> None:
    """The machine may be under load, so the test does not compare times."""
    finding = only(list(speed_findings(make_context(tmp_path), timed_s=0.0)))
    assert "1280x720 (assumed size) with 4 faces: detector " in finding.text


@pytest.mark.parametrize(
    ("installed", "is_fault"), [("1.28.0", False), ("1.29.0", True), ("1.32.0", True), (None, False)]
)
@pytest.mark.parametrize("package", ["onnxruntime", "onnxruntime-gpu"])
def test_an_onnx_runtime_that_collects_usage_data_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, installed: str | None, is_fault: bool
) -> None:
    def version(name: str) -> str:
        if name != package or installed is None:
            raise PackageNotFoundError(name)
        return installed

    monkeypatch.setattr("edge.tools.doctor.networks.version", version)
    first, *others = telemetry_findings(make_context(tmp_path))
    assert first.text == "MediaPipe is not installed."
    assert [finding.level for finding in others] == (["error"] if is_fault else [])
    if is_fault:
        assert others[0].text == f"{package} {installed} collects usage data for Microsoft as soon as it is loaded."
        assert f"pip install '{package}<1.29'" in str(others[0].cure)
