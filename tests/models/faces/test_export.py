"""export.py: the files that ship are those that it writes."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tflite", reason="training needs tflite (make setup TRAIN=1)")
pytest.importorskip("torch", reason="training needs torch (make setup TRAIN=1)")

import onnxruntime

from models.faces import export
from models.serving.fetch import DETECTORS, FetchError
from models.serving.spec import ZOO, ModelSpec


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[ModelSpec]:
    folder = tmp_path_factory.mktemp("zoo")
    assert export.main(["--zoo", str(folder)]) == 0
    return [ModelSpec.load(folder / f"{name}.json") for name in export.NAMES.values()]


def test_the_shipped_files_come_out_again(made: list[ModelSpec]) -> None:
    """To the byte, as nothing is random; the measurements of the card are added later."""
    for spec in made:
        shipped = ModelSpec.load(ZOO / f"{spec.name}.json")
        assert spec.file_hashes() == shipped.file_hashes()
        assert spec == dataclasses.replace(shipped, metrics=spec.metrics)


def test_outputs_are_within_what_an_engine_is_compared_by(made: list[ModelSpec]) -> None:
    """Scores from 0 to 1, boxes in shares of the side, also of noise: differences of engines are absolute."""
    for spec in made:
        session = onnxruntime.InferenceSession(spec.checked_bytes(), providers=["CPUExecutionProvider"])
        noise = np.random.default_rng(1).standard_normal((2, *spec.inputs["image"]), np.float32)
        boxes, scores = session.run(list(spec.outputs), {"image": noise})
        assert np.abs(boxes).max() < 2.0
        assert 0.0 <= scores.min() <= scores.max() <= 1.0


def test_a_detector_that_cannot_be_fetched_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(name: str, _: Path) -> Path:
        raise FetchError(f"fetch: {name} cannot be had")

    monkeypatch.setattr(export, "fetch_detector", unreachable)
    assert export.main(["--zoo", str(tmp_path)]) == 4
    assert f"fetch: {DETECTORS[0]} cannot be had" in capsys.readouterr().err
