"""measure.py: everything that a card tells is measured, and stands where card and gate look for it."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from models.card.document import text
from models.card.measure import LEADING, STEPS, measured
from models.evaluate.command import TASKS
from models.gate import GATES, value_at
from models.serving.spec import TASKS as KINDS
from models.serving.spec import ZOO
from tests.models.card.specs import SHIPPED
from tests.models.expression.drawn_faces import write_faces

needs_detector = pytest.mark.skipif(
    not (ZOO / "face_detection_full_range_sparse.tflite").is_file(), reason="the detector's files are not fetched yet"
)


@needs_detector
def test_what_is_measured_is_what_the_gate_asks_for(tmp_path: Path) -> None:
    """On drawn faces, with the network itself in place of its smaller files, which then lose nothing."""
    faces = write_faces(tmp_path / "faces", train=8, public=16)
    shutil.copy(SHIPPED.path, tmp_path / "same.onnx")
    same = {"file": "same.onnx", "sha256": SHIPPED.sha256}
    spec = dataclasses.replace(SHIPPED, file="same.onnx", folder=tmp_path, variants={"fp16": same, "int8": same})
    found = measured(spec, faces)
    assert {found["variants"][kind]["accuracy_lost"] for kind in ("fp16", "int8")} == {0.0}
    assert found["variants"]["int8"]["smile_accuracy"] == found["expression"]["smile_accuracy"]
    assert set(found["cost"]) == {"batch_1", "batch_8"}
    assert found["valence_held_back"]["n"] < found["valence"]["n"]
    for rule in GATES["expression"]:
        if not rule.path.startswith(("parameters", "disparity.gaps.mean")):  # drawn faces may not be found
            assert value_at(found, rule.path) is not None, rule.path
    assert "### Robustness" in text(dataclasses.replace(spec, metrics={**spec.metrics, **found}), "2026-11-24")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_network_has_its_steps(kind: str) -> None:
    """Each a task of the evaluation; who has steps has leading numbers for the smaller files."""
    assert all(step.task in TASKS for step in STEPS[kind])
    assert not STEPS[kind] or LEADING[kind]
