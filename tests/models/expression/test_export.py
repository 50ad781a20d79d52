"""export.py: the files give the calibrated outputs of the trained network, and the spec describes them."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")
pytest.importorskip("onnx", reason="onnx is in the train extra: make train")

from edge.perception.runtime import InferenceSession  # noqa: E402
from models import calibration, export, loop, weights  # noqa: E402
from models.calibration import CalibrationScaling  # noqa: E402
from models.data import UNSAID, file_hashes  # noqa: E402
from models.expression import export as expression_export  # noqa: E402
from models.expression import heads  # noqa: E402
from models.expression.data import load_ferplus  # noqa: E402
from models.expression.recipe import QUICK  # noqa: E402
from models.expression.task import ExpressionTrainingTask  # noqa: E402
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
    loop.train_worker(0, ExpressionTrainingTask(recipe, faces, seed=1), folder)
    assert heads.main([str(folder), "--data", str(faces)]) == 0
    write_labels(faces, folder / "labels.npz")
    assert pose.main([str(folder), "--data", str(faces), "--labels", str(folder / "labels.npz")]) == 0
    return expression_export.export_network(folder, faces, folder, "tiny")


def test_exported_file_runs_in_the_kiosk_session(exported: ModelSpec) -> None:
    """The kiosk's session loads, checks and runs the file, at any batch size."""
    session = InferenceSession(ModelSpec.load(exported.folder / "tiny.json"))
    for count in (0, 1, 5):
        probabilities, affect, angles = session.run_network(np.zeros((count, 1, 48, 48), np.float32))
        assert probabilities.shape == (count, 8)
        assert affect.shape == angles.shape == (count, 2)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("precision", ["fp16", "int8"])
def test_smaller_variants_give_nearly_the_same_outputs(exported: ModelSpec, precision: str) -> None:
    """They run in the same session; the spec has their largest difference."""
    rows = np.random.default_rng(0).standard_normal((4, 1, 48, 48)).astype(np.float32)
    full, small = (InferenceSession(spec).run_network(rows)[0] for spec in (exported, exported.variant_spec(precision)))
    np.testing.assert_allclose(small, full, atol=0.15)
    assert exported.variant_spec(precision).path.stat().st_size < exported.path.stat().st_size
    assert exported.metrics["parity"][precision] < 0.15


def test_angles_are_those_of_the_fitted_head_in_every_precision(exported: ModelSpec) -> None:
    """Angles are in degrees, equal to those of torch within the precision of the file."""
    rows = np.random.default_rng(0).standard_normal((4, 1, 48, 48)).astype(np.float32)
    net, _, saved = expression_export.load_run(exported.folder)
    head, measured = expression_export.load_pose(exported.folder, saved["recipe"])
    assert head is not None
    with torch.no_grad():
        expected = head(net.middle_map(torch.from_numpy(rows))).numpy()
    for precision, most_deg in (("fp32", 1e-3), ("fp16", 0.5), ("int8", 10.0)):
        found = InferenceSession(exported.variant_spec(precision)).run_network(rows)[2]
        np.testing.assert_allclose(found, expected, atol=most_deg)
    assert exported.metrics["pose"] == measured["pose"]


def test_run_without_heads_exports_the_classes_alone(exported: ModelSpec, tmp_path: Path) -> None:
    """The file has class probabilities only, as older networks; the default name has the number of parameters."""
    shutil.copy(exported.folder / "state.pt", tmp_path)
    plain = expression_export.export_network(tmp_path, exported.folder / "faces", tmp_path / "zoo")
    assert list(plain.outputs) == ["probabilities"]
    assert "pose" not in plain.metrics
    assert plain.parameters < exported.parameters
    assert plain.name == f"fer-{plain.parameters / 1e6:.1f}m"
    rows = np.random.default_rng(0).standard_normal((4, 1, 48, 48)).astype(np.float32)
    (alone,), (beside, *_) = (InferenceSession(spec).run_network(rows) for spec in (plain, exported))
    np.testing.assert_allclose(alone, beside, atol=1e-5)


def test_spec_names_the_training_data_by_hash(exported: ModelSpec) -> None:
    """The spec lists training files only, none of the public split."""
    assert dict(exported.trained_on) == file_hashes(
        [exported.folder / "faces" / name for name in ("ferplus.csv", "ferplus_train0.webp")]
    )


def test_weights_file_is_written_beside_the_network(exported: ModelSpec) -> None:
    """The file holds all arrays of the network, under their names in the state_dict."""
    net, _, _ = expression_export.load_run(exported.folder)
    stored = weights.read_weights(exported)
    assert exported.weights["file"] == "tiny.weights.npz"
    assert list(stored) == list(net.state_dict())
    for name, tensor in net.state_dict().items():
        np.testing.assert_allclose(stored[name], tensor.numpy(), rtol=1e-3, atol=1e-6)


def test_known_temperature_is_recovered() -> None:
    """Labels drawn from softmax(logits / 2) give a temperature of about 2."""
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20_000, 8, generator=generator) * 3
    labels = torch.multinomial(torch.softmax(logits / 2, dim=1), 1, generator=generator)[:, 0]
    assert calibration.fit_temperature(logits, labels) == pytest.approx(2.0, rel=0.05)


def test_known_offsets_are_recovered() -> None:
    """One class is rarer in the labels than in the network's outputs, and another more frequent."""
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20_000, 8, generator=generator) * 3
    true = CalibrationScaling(1.5, (0.0, 0.8, -0.8, 0.0, 0.0, 0.0, 0.0, 0.0))
    labels = torch.multinomial(torch.softmax(true(logits), dim=1), 1, generator=generator)[:, 0]
    found = calibration.fit_scaling(logits, labels)
    assert found.temperature == pytest.approx(1.5, rel=0.05)
    assert found.offsets == pytest.approx(true.offsets, abs=0.12)
    before = torch.nn.functional.cross_entropy(logits / calibration.fit_temperature(logits, labels), labels)
    assert torch.nn.functional.cross_entropy(found(logits), labels) < before - 0.01


def test_threshold_is_where_half_of_the_results_below_are_wrong() -> None:
    """Confidences are evenly spread from 0.2, wrong below 0.3 and right above, so half of those below 0.4 are wrong."""
    confidence = np.linspace(0.2, 0.95, 2000)
    probabilities = np.repeat(((1 - confidence) / 9)[:, None], 10, axis=1).astype(np.float32)
    probabilities[:, 0] = confidence
    labels = np.where(confidence < 0.3, 1, 0)
    assert expression_export.abstention_threshold(labels, probabilities) == pytest.approx(0.4, abs=0.011)


def test_network_without_errors_has_the_lowest_threshold() -> None:
    """The lowest threshold is 0.2."""
    probabilities = np.eye(8, dtype=np.float32)[np.arange(400) % 8]
    assert expression_export.abstention_threshold(np.arange(400) % 8, probabilities) == 0.2


@pytest.mark.parametrize("count", [0, 99])
def test_too_few_rows_keep_the_calibration_of_the_start_network(exported: ModelSpec, count: int) -> None:
    """The start network's calibration is kept; without a start network the threshold is 0.5."""
    few = load_ferplus(exported.folder / "faces", ("train",)).select_rows(np.arange(count))
    logits = torch.randn(count, 8)
    offsets = [0.5, -0.5, *[0.0] * 6]
    start = {"temperature": 0.7, "abstain_below": 0.41, "offsets": offsets}
    assert expression_export.fit_calibration(few, logits, start) == (
        CalibrationScaling(0.7, tuple(offsets)),
        0.41,
        {"n": count, "fitted": False, "offsets": offsets},
    )
    assert expression_export.fit_calibration(few, logits, {})[:2] == (CalibrationScaling(1.0, (0.0,) * 8), 0.5)


def test_licence_is_no_wider_than_that_of_the_start_network() -> None:
    """This holds for all nine pairs of licences; the note names both."""
    for own in LICENCES:
        for before in LICENCES:
            start = {"name": "fer", "licence": before, "licence_note": "Theirs."}
            licence, note = expression_export.run_licence(
                {"licence": own, "licence_note": "Ours.", "start": start}, own=True
            )
            assert licence == min(own, before, key=LICENCES.index)
            assert note == f"Ours. Trained from fer ({before}): Theirs."


def test_network_without_given_rights_is_for_evaluation() -> None:
    """Own pictures without a licence are for evaluation; the note of FER2013 stays with any licence."""
    assert expression_export.run_licence({}, own=True) == ("evaluation", UNSAID)
    assert expression_export.run_licence({}, own=False) == ("evaluation", expression_export.NOTE)
    cleared = {"licence": "commercial", "licence_note": "Our lawyers."}
    assert expression_export.run_licence(cleared, own=False) == ("commercial", f"Our lawyers. {expression_export.NOTE}")


def test_missing_run_ends_with_exit_code_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints an error line with the missing file."""
    faces = write_faces(tmp_path / "faces", train=8, public=8)
    missing = ["--task", "expression", "--data", str(faces), "--zoo", str(tmp_path)]
    assert export.main([str(tmp_path / "nothing"), *missing]) == 3
    assert "state.pt" in capsys.readouterr().err
