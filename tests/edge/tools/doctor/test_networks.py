"""The networks are tried for real, on faces that are nobody's."""

import shutil
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from edge.perception.vision.detector import CLOSED_PORT
from edge.perception.vision.face_finder import FAR, NEAR
from edge.tools.doctor import drawn, networks
from edge.tools.doctor.networks import detector, expression, silence, speed
from models.serving.spec import ZOO
from tests.doubles.gpu import broken
from tests.edge.tools.doctor.patient import known, levels, only


def copied(folder: Path, *names: str) -> Path:
    """A zoo that a test may spoil."""
    for name in names:
        for file in ZOO.glob(f"{name}.*"):
            shutil.copy(file, folder)
    return folder


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_the_detector_finds_a_drawn_face(tmp_path: Path) -> None:
    """Also where the settings cannot be used."""
    patient = known(tmp_path)
    patient.settings = None
    assert levels(list(detector(patient))) == [("detector", "ok")]


def test_an_altered_detector_is_named_with_its_cure(tmp_path: Path) -> None:
    patient = known(tmp_path)
    patient.zoo = copied(tmp_path, FAR, NEAR)
    spoil(tmp_path / f"{FAR}.tflite")
    finding = only(list(detector(patient)))
    assert finding.ok is False
    assert f"{FAR}.tflite is not the file that its card names" in finding.text
    assert finding.cure == "Fetch it again: python -m models.serving.fetch"


def test_a_detector_that_sees_nobody_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right file on a machine that gets wrong numbers out of it."""
    monkeypatch.setattr(drawn, "faces", lambda width, height, _: np.zeros((height, width, 3), np.uint8))
    finding = only(list(detector(known(tmp_path))))
    assert finding.ok is False
    assert "saw 0 faces where one is drawn" in finding.text


def test_libraries_that_mediapipe_misses_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: object) -> None:
        raise OSError("libEGL.so.1: cannot open shared object file")

    monkeypatch.setattr(networks, "FaceFinder", without)
    finding = only(list(detector(known(tmp_path))))
    assert finding.ok is False
    assert "libEGL.so.1" in finding.text
    assert "apt-get install" in finding.cure


def test_the_expression_network_answers(tmp_path: Path) -> None:
    """And whoever does business with it is told what its card says of its rights."""
    answers, licence = list(expression(known(tmp_path)))
    assert (answers.level, licence.level) == ("ok", "ok")
    assert "fer-1.4m@sha256:" in answers.text
    assert licence.text.startswith("fer-1.4m: evaluation. The pictures of FER2013")


def test_a_network_that_may_not_do_business_is_a_fault_where_the_settings_ask_for_it(tmp_path: Path) -> None:
    """With the way out: the section of the documents that says how to train another."""
    finding = only(list(expression(known(tmp_path, '[models]\nmodel_licence = "commercial"\n'))))
    assert finding.ok is False
    assert "fer-1.4m is for evaluation alone" in finding.text
    assert finding.cure.startswith("Retrain fer-1.4m")
    assert "Your own pictures" in finding.cure


def test_a_kiosk_that_does_without_tensorrt_is_told_what_to_do(tmp_path: Path) -> None:
    """Where it was expected; the network answers all the same, and doctor says on what."""
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")):
        answers, runtime, _ = list(expression(known(tmp_path, '[models]\nruntime = "tensorrt"\n')))
    assert answers.text.endswith("answers, on CPUExecutionProvider.")
    assert (runtime.part, runtime.level) == ("runtime", "warning")
    assert "TensorRT is not installed" in runtime.text
    assert "vitrina engines build" in runtime.cure


def test_an_altered_expression_network_is_named(tmp_path: Path) -> None:
    copied(tmp_path, "fer-1.4m")
    patient = known(tmp_path, f'[models]\nexpression = "{tmp_path}/fer-1.4m.json"\n')
    spoil(tmp_path / "fer-1.4m.onnx")
    finding = only(list(expression(patient)))
    assert finding.ok is False
    assert "fer-1.4m.onnx is not the file that its card names" in finding.text
    assert "[models] expression" in finding.cure


@pytest.mark.parametrize(
    ("version", "proxy", "level"),
    [("0.10.33", None, "ok"), ("1.0.1", CLOSED_PORT, "ok"), ("1.0.1", None, "error")],
)
def test_nobody_is_told_of_its_use(
    tmp_path: Path, version: str, proxy: str | None, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer MediaPipe is asked whether it is kept from it."""
    monkeypatch.setattr(networks, "version", lambda _: version)
    monkeypatch.delenv("https_proxy", raising=False)
    if proxy:
        monkeypatch.setenv("https_proxy", proxy)
    assert metadata.version("mediapipe")
    assert only(list(silence(known(tmp_path)))).level == level


def test_a_machine_that_is_too_slow_is_told_what_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """100 ms for each picture and a third of 50 ms, and a fifth of it for the rest: 7 of 15 a second."""
    patient = known(tmp_path)
    patient.size_px = (1920, 1080)
    monkeypatch.setattr(networks, "_timed_ms", lambda *_: (100.0, 50.0))
    finding = only(list(speed(patient)))
    assert finding.level == "warning"
    assert "1920x1080 with 4 faces" in finding.text
    assert "About 7 of 15 pictures a second" in finding.text
    assert 'tiles = "whole"' in finding.cure
    monkeypatch.setattr(networks, "_timed_ms", lambda *_: (20.0, 5.0))
    assert only(list(speed(patient))).level == "ok"


def test_speed_is_measured_with_all_faces_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a machine under load nothing is claimed but that it was measured."""
    monkeypatch.setattr(networks, "TIMED_S", 0.0)
    finding = only(list(speed(known(tmp_path))))
    assert "1280x720, supposed, with 4 faces: detector " in finding.text
