"""face_finder.py: a real face is found near and far, once; the second look tells it from what is none."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from edge.perception.vision.detector import Detection
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions, square_around
from edge.signals import Frame
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face


@pytest.fixture(scope="module")
def faces() -> Iterator[FaceFinder]:
    """As the kiosk has them."""
    faces = FaceFinder()
    yield faces
    faces.close()


@pytest.fixture(scope="module")
def whole() -> Iterator[FaceFinder]:
    """Looking at the whole picture only."""
    faces = FaceFinder(FaceFinderOptions(tiles="whole"))
    yield faces
    faces.close()


def at(picture: Picture) -> Frame:
    return Frame(0.0, noisy(picture, 1))


def test_face_is_found_where_it_is(faces: FaceFinder) -> None:
    """The box is about its width; eyes, nose and mouth lie in it, in the order that is promised."""
    (found,) = faces.detect(at(with_face(wall(), 300, 260, 150)))
    assert found.score > 0.7
    assert found.w_px == pytest.approx(150, rel=0.1)
    left, right, nose, mouth, ear_left, ear_right = found.keypoints
    assert ear_left[0] < left[0] < nose[0] < right[0] < ear_right[0]
    assert left[1] < nose[1] < mouth[1]
    assert found.keypoints.dtype == np.float32


def test_far_face_is_found_in_a_square(faces: FaceFinder, whole: FaceFinder) -> None:
    """A face of 45 px in 1280x720, which the whole picture shows too small for a box of its size."""
    frame = at(with_face(wall(1280, 720), 1000, 400, 45))
    (found,) = [d for d in faces.detect(frame) if d.score >= 0.5]
    assert found.w_px == pytest.approx(45, rel=0.15)
    assert not [d for d in whole.detect(frame) if d.score >= 0.5 and d.w_px < 55]


@pytest.mark.parametrize("x", [200, 560, 640, 720, 1000])
@pytest.mark.parametrize("face_px", [60, 100, 300])
def test_face_on_the_seam_of_two_squares_is_one(faces: FaceFinder, x: int, face_px: int) -> None:
    """Wherever in a wide picture, near and far: found once, whole."""
    (found,) = [d for d in faces.detect(at(with_face(wall(1280, 720), x, 360, face_px))) if d.score >= 0.5]
    assert found.x_px + found.w_px / 2 == pytest.approx(x, abs=0.15 * face_px)
    assert found.w_px == pytest.approx(face_px, rel=0.2)


def test_same_picture_gives_the_same_faces(faces: FaceFinder) -> None:
    """A replay is deterministic to the byte."""
    frame = at(with_face(wall(), 300, 260, 80))
    one, other = faces.detect(frame), faces.detect(frame)
    assert [(d.x_px, d.y_px, d.score, d.keypoints.tobytes()) for d in one] == [
        (d.x_px, d.y_px, d.score, d.keypoints.tobytes()) for d in other
    ]


@pytest.mark.parametrize("face_px", [50, 80, 200])
def test_second_look_at_a_face_is_sure(faces: FaceFinder, face_px: int) -> None:
    """Shown large, a face convinces both networks, also one close to the picture's edge."""
    for x in (320, face_px / 2 + 2):
        frame = at(with_face(wall(), x, 240, face_px))
        (found,) = [d for d in faces.detect(frame) if d.score >= 0.5]
        assert faces.verify(frame, found) > 0.75


def test_second_look_at_what_is_none_is_not(faces: FaceFinder) -> None:
    """Letters and a ball, each as large as a face."""
    picture = wall()
    cv2.putText(picture, "OPEN", (60, 280), cv2.FONT_HERSHEY_DUPLEX, 4, (255, 255, 255), 12)
    cv2.circle(picture, (500, 240), 50, (40, 60, 90), -1)
    frame = at(picture)
    for x, y in ((60, 190), (150, 190), (450, 190)):
        candidate = Detection(x, y, 100, 100, 0.6, np.zeros((6, 2), np.float32))
        assert faces.verify(frame, candidate) < 0.5


def test_square_around_a_box_beyond_the_edge_is_black_there() -> None:
    """Its corner may lie outside; the picture keeps its place in it."""
    picture = np.full((100, 100, 3), 200, np.uint8)
    box = Detection(-10, 90, 20, 20, 0.9, np.zeros((6, 2), np.float32))
    crop, left, top = square_around(picture, box, 3)
    assert (left, top, crop.shape) == (-30, 70, (60, 60, 3))
    assert crop[:30, 30:].min() == 200
    assert crop[:, :30].max() == crop[30:].max() == 0
