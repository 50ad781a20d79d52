"""Tests of face_finder.py: a real face is found near and far, once; the verification tells it from false faces."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from edge.perception.vision.detector import Detection
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions, cut_square_around
from edge.signals import Frame
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face


@pytest.fixture(scope="module")
def whole() -> Iterator[FaceFinder]:
    """A face finder that uses the whole image only."""
    faces = FaceFinder(FaceFinderOptions(tiles="whole"))
    yield faces
    faces.close()


def at(picture: Picture) -> Frame:
    return Frame(0.0, noisy(picture, 1))


def test_face_is_found_where_it_is(faces: FaceFinder) -> None:
    """The box has about the face's width; eyes, nose, mouth and ears are in the documented order."""
    (found,) = faces.detect(at(with_face(wall(), 300, 260, 150)))
    assert found.score > 0.7
    assert found.w_px == pytest.approx(150, rel=0.1)
    left, right, nose, mouth, ear_left, ear_right = found.keypoints
    assert ear_left[0] < left[0] < nose[0] < right[0] < ear_right[0]
    assert left[1] < nose[1] < mouth[1]
    assert found.keypoints.dtype == np.float32


def test_far_face_is_found_in_a_square(faces: FaceFinder, whole: FaceFinder) -> None:
    """A face of 45 px in 1280x720 is too small for a good box in the whole image."""
    frame = at(with_face(wall(1280, 720), 1000, 400, 45))
    (found,) = [d for d in faces.detect(frame) if d.score >= 0.5]
    assert found.w_px == pytest.approx(45, rel=0.15)
    assert not [d for d in whole.detect(frame) if d.score >= 0.5 and d.w_px < 55]


@pytest.mark.parametrize("x", [200, 560, 640, 720, 1000])
@pytest.mark.parametrize("face_px", [60, 100, 300])
def test_face_on_the_seam_of_two_squares_is_found_once(faces: FaceFinder, x: int, face_px: int) -> None:
    """Near and far, at any position in a wide image, the face is found once and whole."""
    (found,) = [d for d in faces.detect(at(with_face(wall(1280, 720), x, 360, face_px))) if d.score >= 0.5]
    assert found.x_px + found.w_px / 2 == pytest.approx(x, abs=0.15 * face_px)
    assert found.w_px == pytest.approx(face_px, rel=0.2)


def test_same_image_gives_the_same_faces(faces: FaceFinder) -> None:
    """A replay is deterministic, to the byte."""
    frame = at(with_face(wall(), 300, 260, 80))
    one, other = faces.detect(frame), faces.detect(frame)
    assert [(d.x_px, d.y_px, d.score, d.keypoints.tobytes()) for d in one] == [
        (d.x_px, d.y_px, d.score, d.keypoints.tobytes()) for d in other
    ]


@pytest.mark.parametrize("face_px", [50, 80, 200])
def test_verification_of_a_face_scores_high(faces: FaceFinder, face_px: int) -> None:
    """In a large view, both networks give a face a high score, also close to the image's edge."""
    for x in (320, face_px / 2 + 2):
        frame = at(with_face(wall(), x, 240, face_px))
        (found,) = [d for d in faces.detect(frame) if d.score >= 0.5]
        assert faces.verification_score(frame, found) > 0.75


def test_verification_of_a_false_face_scores_low(faces: FaceFinder) -> None:
    """Letters and a ball, each as large as a face, score less than 0.5."""
    picture = wall()
    cv2.putText(picture, "OPEN", (60, 280), cv2.FONT_HERSHEY_DUPLEX, 4, (255, 255, 255), 12)
    cv2.circle(picture, (500, 240), 50, (40, 60, 90), -1)
    frame = at(picture)
    for x, y in ((60, 190), (150, 190), (450, 190)):
        candidate = Detection(x, y, 100, 100, 0.6, np.zeros((6, 2), np.float32))
        assert faces.verification_score(frame, candidate) < 0.5


def test_square_around_a_box_beyond_the_edge_is_black_there() -> None:
    """Its corner may lie outside the image; the image keeps its position in the square."""
    picture = np.full((100, 100, 3), 200, np.uint8)
    box = Detection(-10, 90, 20, 20, 0.9, np.zeros((6, 2), np.float32))
    crop, left, top = cut_square_around(picture, box, 3)
    assert (left, top, crop.shape) == (-30, 70, (60, 60, 3))
    assert crop[:30, 30:].min() == 200
    assert crop[:, :30].max() == crop[30:].max() == 0


@pytest.mark.parametrize(("x_px", "y_px"), [(-20, 40), (100, 40), (40, -20), (40, 100)])
def test_square_around_a_box_beyond_one_side_keeps_its_shape(x_px: float, y_px: float) -> None:
    """A face that is half outside on the left or right is not squeezed."""
    picture = np.full((100, 100, 3), 200, np.uint8)
    crop, left, top = cut_square_around(
        picture, Detection(x_px - 10, y_px, 20, 20, 0.9, np.zeros((6, 2), np.float32)), 3
    )
    assert crop.shape == (60, 60, 3)
    assert (left, top) == (x_px - 30, y_px - 20)
    assert 0 < (crop > 0).mean() < 1
