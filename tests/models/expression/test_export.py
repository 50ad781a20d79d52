"""export.py: the files give what the trained network gives, calibrated, and their spec says so."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")
pytest.importorskip("onnx", reason="onnx is in the train extra: make train")

from edge.perception.runtime import InferenceSession  # noqa: E402
from models import calibration, export, loop, weights  # noqa: E402
from models.calibration import LogitScaling  # noqa: E402
from models.data import file_hashes  # noqa: E402
from models.expression import export as expression_export  # noqa: E402
from models.expression import heads  # noqa: E402
from models.expression.data import load_ferplus  # noqa: E402
from models.expression.recipe import QUICK  # noqa: E402
from models.expression.task import ExpressionTask  # noqa: E402
from models.labelling import pose  # noqa: E402
from models.serving.spec import LICENCES, ModelSpec  # noqa: E402
from tests.models.expression.drawn_faces import write_faces, write_labels  # noqa: E402


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    """A small network trained on drawn faces, with both heads, exported."""
    folder = tmp_path_factory.mktemp("exported")
    faces = write_faces(folder / "faces")
    recipe = dataclasses.replace(
        QUICK, widths=(8, 16), blocks=(1, 1), schedule=dataclasses.replace(QUICK.schedule, epochs=2)
    )
    loop.train_worker(0, ExpressionTask(recipe, faces, seed=1), folder)
    assert heads.main([str(folder), "--data", str(faces)]) == 0
    write_labels(faces, folder / "labels.npz")
    assert pose.main([str(folder), "--data", str(faces), "--labels", str(folder / "labels.npz")]) == 0
    return expression_export.export(folder, faces, folder, "tiny")


def test_spec_and_file_belong_together(exported: ModelSpec) -> None:
    """What was written can be loaded, checked and run by the kiosk's session, at any batch size."""
    session = InferenceSession(ModelSpec.load(exported.folder / "tiny.json"))
    for count in (0, 1, 5):
        probabilities, affect, angles = session.run(np.zeros((count, 1, 48, 48), np.float32))
        assert probabilities.shape == (count, 8)
        assert affect.shape == angles.shape == (count, 2)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("precision", ["fp16", "int8"])
def test_smaller_variants_open_and_say_nearly_the_same(exported: ModelSpec, precision: str) -> None:
    """Through the same session, their hash checked too; the spec says how far off they are."""
    rows = np.random.default_rng(0).standard_normal((4, 1, 48, 48)).astype(np.float32)
    full, small = (InferenceSession(spec).run(rows)[0] for spec in (exported, exported.variant(precision)))
    np.testing.assert_allclose(small, full, atol=0.15)
    assert exported.variant(precision).path.stat().st_size < exported.path.stat().st_size
    assert exported.metrics["parity"][precision] < 0.15


def test_angles_are_those_of_the_fitted_head_in_every_precision(exported: ModelSpec) -> None:
    """Degrees, as torch gives them; in smaller files to within what their arithmetic costs."""
    rows = np.random.default_rng(0).standard_normal((4, 1, 48, 48)).astype(np.float32)
    net, _, saved = expression_export.load(exported.folder)
    head, measured = expression_export.load_pose(exported.folder, saved["recipe"])
    assert head is not None
    with torch.no_grad():
        expected = head(net.middle_map(torch.from_numpy(rows))).numpy()
    for precision, most_deg in (("fp32", 1e-3), ("fp16", 0.5), ("int8", 10.0)):
        found = InferenceSession(exported.variant(precision)).run(rows)[2]
        np.testing.assert_allclose(found, expected, atol=most_deg)
    assert exported.metrics["pose"] == measured["pose"]


def test_a_run_without_the_heads_has_the_classes_alone(exported: ModelSpec, tmp_path: Path) -> None:
    """The kiosk then goes by centroids and keypoints, as with every older network; the name says the network's size."""
    shutil.copy(exported.folder / "state.pt", tmp_path)
    plain = expression_export.export(tmp_path, exported.folder / "faces", tmp_path / "zoo")
    assert list(plain.outputs) == ["probabilities"]
    assert "pose" not in plain.metrics
    assert plain.parameters < exported.parameters
    assert plain.name == f"fer-{plain.parameters / 1e6:.1f}m"
    rows = np.random.default_rng(0).standard_normal((4, 1, 48, 48)).astype(np.float32)
    (alone,), (beside, *_) = (InferenceSession(spec).run(rows) for spec in (plain, exported))
    np.testing.assert_allclose(alone, beside, atol=1e-5)


def test_spec_names_the_training_data_by_hash(exported: ModelSpec) -> None:
    """Training files only: nothing of the public split."""
    assert dict(exported.trained_on) == file_hashes(
        [exported.folder / "faces" / name for name in ("ferplus.csv", "ferplus_train0.webp")]
    )


def test_weights_to_begin_from_lie_beside_the_network(exported: ModelSpec) -> None:
    """All that the network has learnt, under the names that it has there."""
    net, _, _ = expression_export.load(exported.folder)
    stored = weights.read(exported)
    assert exported.weights["file"] == "tiny.weights.npz"
    assert list(stored) == list(net.state_dict())
    for name, tensor in net.state_dict().items():
        np.testing.assert_allclose(stored[name], tensor.numpy(), rtol=1e-3, atol=1e-6)


def test_temperature_that_was_put_in_is_found() -> None:
    """Labels drawn from softmax(logits / 2) are best explained by a temperature of 2."""
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20_000, 8, generator=generator) * 3
    labels = torch.multinomial(torch.softmax(logits / 2, dim=1), 1, generator=generator)[:, 0]
    assert calibration.fit_temperature(logits, labels) == pytest.approx(2.0, rel=0.05)


def test_an_offset_that_was_put_in_is_found() -> None:
    """Labels of which one class is named less often than the network says, and another more."""
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20_000, 8, generator=generator) * 3
    true = LogitScaling(1.5, (0.0, 0.8, -0.8, 0.0, 0.0, 0.0, 0.0, 0.0))
    labels = torch.multinomial(torch.softmax(true(logits), dim=1), 1, generator=generator)[:, 0]
    found = calibration.fit_scaling(logits, labels)
    assert found.temperature == pytest.approx(1.5, rel=0.05)
    assert found.offsets == pytest.approx(true.offsets, abs=0.12)
    before = torch.nn.functional.cross_entropy(logits / calibration.fit_temperature(logits, labels), labels)
    assert torch.nn.functional.cross_entropy(found(logits), labels) < before - 0.01


def test_threshold_stands_where_those_below_are_wrong_every_other_time() -> None:
    """Evenly spread from 0.2: always wrong below 0.3, always right above; half of those below 0.4 are wrong."""
    confidence = np.linspace(0.2, 0.95, 2000)
    probabilities = np.repeat(((1 - confidence) / 9)[:, None], 10, axis=1).astype(np.float32)
    probabilities[:, 0] = confidence
    labels = np.where(confidence < 0.3, 1, 0)
    assert expression_export.abstain_below(labels, probabilities) == pytest.approx(0.4, abs=0.011)


def test_network_that_is_never_often_wrong_hardly_abstains() -> None:
    """The least threshold, 0.2."""
    probabilities = np.eye(8, dtype=np.float32)[np.arange(400) % 8]
    assert expression_export.abstain_below(np.arange(400) % 8, probabilities) == 0.2


@pytest.mark.parametrize("count", [0, 99])
def test_nothing_is_fitted_on_a_handful_of_rows(exported: ModelSpec, count: int) -> None:
    """What it began from says how sure to be; where it began from nothing, only what has half of the votes is told."""
    few = load_ferplus(exported.folder / "faces", ("train",)).where(np.arange(count))
    logits = torch.randn(count, 8)
    offsets = [0.5, -0.5, *[0.0] * 6]
    start = {"temperature": 0.7, "abstain_below": 0.41, "offsets": offsets}
    assert expression_export.fit(few, logits, start) == (
        LogitScaling(0.7, tuple(offsets)),
        0.41,
        {"n": count, "fitted": False, "offsets": offsets},
    )
    assert expression_export.fit(few, logits, {})[:2] == (LogitScaling(1.0, (0.0,) * 8), 0.5)


def test_a_network_may_be_used_for_no_more_than_what_it_began_from() -> None:
    """All nine pairs; the note names both."""
    for said in LICENCES:
        for before in LICENCES:
            start = {"name": "fer", "licence": before, "licence_note": "Theirs."}
            licence, note = expression_export.rights(
                {"licence": said, "licence_note": "Ours.", "start": start}, own=True
            )
            assert licence == min(said, before, key=LICENCES.index)
            assert note == f"Ours. Begun from fer ({before}): Theirs."


def test_what_nobody_vouched_for_is_for_evaluation() -> None:
    """Own pictures without a word, and FER2013, whose note stays whatever is said."""
    assert expression_export.rights({}, own=True) == ("evaluation", expression_export.UNSAID)
    assert expression_export.rights({}, own=False) == ("evaluation", expression_export.NOTE)
    cleared = {"licence": "commercial", "licence_note": "Our lawyers."}
    assert expression_export.rights(cleared, own=False) == ("commercial", f"Our lawyers. {expression_export.NOTE}")


def test_missing_run_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line, no traceback."""
    faces = write_faces(tmp_path / "faces", train=8, public=8)
    missing = ["--task", "expression", "--data", str(faces), "--zoo", str(tmp_path)]
    assert export.main([str(tmp_path / "nothing"), *missing]) == 3
    assert "state.pt" in capsys.readouterr().err
