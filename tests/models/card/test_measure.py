"""measure.py: all numbers of a card are measured, and have the keys that card and gate read."""

import dataclasses
import shutil
from functools import partial
from pathlib import Path

import pytest

from models.card.document import card_text
from models.card.measure import LEADING, MEASUREMENTS, measure_network
from models.evaluate.command import TASKS
from models.evaluate.cost import relative_cost
from models.gate import GATES
from models.serving.gate import number_at_path
from models.serving.spec import TASKS as KINDS
from models.serving.spec import ZOO
from tests.models.card.specs import SHIPPED
from tests.models.expression.drawn_faces import write_faces

needs_detector = pytest.mark.skipif(
    not (ZOO / "face_detection_full_range_sparse.tflite").is_file(), reason="the detector's files are not fetched yet"
)


@needs_detector
def test_measurements_have_all_values_of_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured on drawn faces, with few calls. The network itself stands in for its smaller files, so these lose
    nothing."""
    monkeypatch.setattr("models.card.measure.relative_cost", partial(relative_cost, rounds=3, calls=2))
    faces = write_faces(tmp_path / "faces", train=8, public=16)
    shutil.copy(SHIPPED.path, tmp_path / "same.onnx")
    same = {"file": "same.onnx", "sha256": SHIPPED.sha256}
    spec = dataclasses.replace(SHIPPED, file="same.onnx", folder=tmp_path, variants={"fp16": same, "int8": same})
    metrics = measure_network(spec, faces)
    assert {metrics["variants"][kind]["accuracy_lost"] for kind in ("fp16", "int8")} == {0.0}
    assert metrics["variants"]["int8"]["smile_accuracy"] == metrics["expression"]["smile_accuracy"]
    assert set(metrics["cost"]) == {"batch_1", "batch_8"}
    assert metrics["valence_held_back"]["n"] < metrics["valence"]["n"]
    for rule in GATES["expression"]:
        if not rule.path.startswith(("parameters", "disparity.gaps.mean")):  # drawn faces may not be found
            assert number_at_path(metrics, rule.path) is not None, rule.path
    assert "### Robustness" in card_text(dataclasses.replace(spec, metrics={**spec.metrics, **metrics}), "2026-11-24")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_has_measurements(kind: str) -> None:
    """Each measurement is a task of the evaluation; a kind with measurements has leading metrics."""
    assert all(step.task in TASKS for step in MEASUREMENTS[kind])
    assert not MEASUREMENTS[kind] or LEADING[kind]
