"""models/export.py: the file gives what the trained network gives, calibrated, and its spec says so."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")
onnx = pytest.importorskip("onnx", reason="onnx is in the train extra: make train")

from edge.perception.runtime import Session  # noqa: E402
from models import export, train  # noqa: E402
from models.datasets import file_hashes  # noqa: E402
from models.nets import ExpressionNet  # noqa: E402
from models.recipes import QUICK  # noqa: E402
from models.spec import ModelSpec  # noqa: E402
from tests.models.drawn_faces import write_faces  # noqa: E402


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    """A small network trained on drawn faces, exported."""
    folder = tmp_path_factory.mktemp("exported")
    faces = write_faces(folder / "faces")
    train.work(0, train.Job(dataclasses.replace(QUICK, widths=(8, 16), epochs=2), faces, folder, seed=1))
    return export.export(folder, faces, folder, "tiny")


def test_spec_and_file_belong_together(exported: ModelSpec) -> None:
    """What was written can be loaded, checked and run by the kiosk's session, at any batch size."""
    session = Session(ModelSpec.load(exported.folder / "tiny.json"))
    for count in (0, 1, 5):
        probabilities = session.run(np.zeros((count, 1, 48, 48), np.float32))
        assert probabilities.shape == (count, 8)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)


def test_one_file_of_opset_17(exported: ModelSpec) -> None:
    """No weights beside it; the newer exporter would write opset 18 and a second file."""
    model = onnx.load(str(exported.path))
    assert [entry.version for entry in model.opset_import] == [17]
    assert not list(exported.folder.glob("*.data"))


def test_spec_names_the_training_data_by_hash(exported: ModelSpec) -> None:
    """Training files only: nothing of the public split."""
    assert dict(exported.trained_on) == file_hashes(
        [exported.folder / "faces" / name for name in ("ferplus.csv", "ferplus_train0.webp")]
    )


def test_a_file_that_differs_from_its_network_is_refused(exported: ModelSpec) -> None:
    """Parity with other weights fails loudly."""
    other = export.Calibrated(ExpressionNet((8, 16), 1), 1.0).eval()
    with pytest.raises(RuntimeError, match="differs from the trained network"):
        export.check_parity(other, exported.path, torch.randn(4, 1, 48, 48))


def test_temperature_that_was_put_in_is_found() -> None:
    """Labels drawn from softmax(logits / 2) are best explained by a temperature of 2."""
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20_000, 8, generator=generator) * 3
    labels = torch.multinomial(torch.softmax(logits / 2, dim=1), 1, generator=generator)[:, 0]
    assert export.fit_temperature(logits, labels) == pytest.approx(2.0, rel=0.05)


def test_threshold_stands_where_those_below_are_wrong_every_other_time() -> None:
    """Evenly spread from 0.2: always wrong below 0.3, always right above; half of those below 0.4 are wrong."""
    confidence = np.linspace(0.2, 0.95, 2000)
    probabilities = np.repeat(((1 - confidence) / 9)[:, None], 10, axis=1).astype(np.float32)
    probabilities[:, 0] = confidence
    labels = np.where(confidence < 0.3, 1, 0)
    assert export.abstain_below(labels, probabilities) == pytest.approx(0.4, abs=0.011)


def test_network_that_is_never_often_wrong_hardly_abstains() -> None:
    """The least threshold, 0.2."""
    probabilities = np.eye(8, dtype=np.float32)[np.arange(400) % 8]
    assert export.abstain_below(np.arange(400) % 8, probabilities) == 0.2


def test_missing_run_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line, no traceback."""
    faces = write_faces(tmp_path / "faces", train=8, public=8)
    assert export.main([str(tmp_path / "nothing"), "--data", str(faces), "--zoo", str(tmp_path)]) == 3
    assert "state.pt" in capsys.readouterr().err
