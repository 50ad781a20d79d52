"""serving_detector.py: it finds the faces that MediaPipe finds, in the same places and with the same scores."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.kiosk import networks
from edge.perception.runtime import InferenceSession
from edge.perception.vision import drawn_faces
from edge.perception.vision.detector import Detection, FaceDetector, read_checked_model
from edge.perception.vision.face_finder import FAR, NEAR
from edge.perception.vision.serving_detector import ServingFaceDetector
from models.serving.spec import ZOO
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face

CLIPS = Path(__file__).parents[4] / ".." / "shared" / "clips"
SCORE = 0.3

Pair = tuple[FaceDetector, ServingFaceDetector]


def served(name: str, score: float = SCORE) -> ServingFaceDetector:
    return ServingFaceDetector(InferenceSession(networks.detector_spec(name)), score)


@pytest.fixture(scope="module", params=[FAR, NEAR])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """MediaPipe's detector, and the served one of the same name."""
    with closing(FaceDetector(read_checked_model(request.param, ZOO), SCORE)) as mediapipe:
        yield mediapipe, served(request.param)


def require_equal(pair: Pair, picture: Picture) -> int:
    """Fails where a box is another by a pixel, a keypoint by a hundredth or a score by 0.001; returns the faces."""
    theirs, ours = (detector.detect_bgr(picture, 7, 5) for detector in pair)
    assert list(map(box, ours)) == list(map(box, theirs))
    for one, other in zip(ours, theirs, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-3)
        assert np.abs(one.keypoints - other.keypoints).max() < 0.01
        assert one.keypoints.dtype == np.float32
    return len(ours)


def box(face: Detection) -> tuple[float, float, float, float]:
    return face.x_px, face.y_px, face.w_px, face.h_px


@pytest.mark.parametrize("size", [(640, 480), (1280, 720), (720, 720), (405, 361), (101, 640)])
def test_drawn_faces_are_found_as_mediapipe_finds_them(pair: Pair, size: tuple[int, int]) -> None:
    """Of any size and shape of the picture; none on an empty wall."""
    found = sum(require_equal(pair, drawn_faces.draw_faces(*size, count)) for count in (0, 1, 4))
    assert size == (101, 640) or found >= 1


@pytest.mark.parametrize(("x", "y"), [(20, 240), (620, 240), (320, 10), (320, 470), (5, 5)])
def test_a_face_over_the_edge_is_found_as_mediapipe_finds_it(pair: Pair, x: int, y: int) -> None:
    """MediaPipe moves such a box inside, by its left and top edges."""
    assert require_equal(pair, noisy(with_face(wall(), x, y, 180), 1)) <= 2


def test_a_face_wider_than_the_picture_is_found_as_mediapipe_finds_it(pair: Pair) -> None:
    require_equal(pair, np.ascontiguousarray(with_face(wall(), 320, 240, 300)[150:330, 220:420]))


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips beside the project are absent")
@pytest.mark.parametrize("clip", ["s05_two_walk_up", "s15_six_people_tiles", "s19_low_light_composite"])
def test_people_are_found_as_mediapipe_finds_them(pair: Pair, clip: str) -> None:
    film, found = cv2.VideoCapture(str(CLIPS / f"{clip}.mp4")), 0
    for share in (0.2, 0.5, 0.8):
        film.set(cv2.CAP_PROP_POS_FRAMES, int(film.get(cv2.CAP_PROP_FRAME_COUNT) * share))
        _, picture = film.read()
        found += require_equal(pair, np.asarray(picture, np.uint8))
    assert found > 0


@given(st.integers(1, 325), st.integers(1, 200), st.sampled_from([1, 2, 4]))
@settings(max_examples=40)
def test_the_network_sees_the_pixels_of_mediapipes_perspective_transform(width: int, height: int, times: int) -> None:
    """Of every size of the picture, bit for bit: a resize would move the faces by up to half a step."""
    width, height = width * times, height * times
    picture = np.random.default_rng(width * height).integers(0, 256, (height, width, 3), np.uint8)
    side = 128
    left, top, length = (width - max(width, height)) / 2, (height - max(width, height)) / 2, max(width, height)
    there, here = (
        np.array(((x, y), (x + size, y), (x, y + size), (x + size, y + size)), np.float32)
        for x, y, size in ((left, top, length), (0, 0, side))
    )
    expected = cv2.warpPerspective(picture, cv2.getPerspectiveTransform(there, here), (side, side))
    seen: list[NDArray[np.float32]] = []

    class Session:
        spec = networks.detector_spec(NEAR)

        def run_network(self, images: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
            seen.append(images)
            return np.zeros((1, 896, 16), np.float32), np.zeros((1, 896, 1), np.float32)

    assert ServingFaceDetector(cast(InferenceSession, Session()), SCORE).detect_bgr(picture) == []
    assert np.array_equal(np.round((seen[0][0] + 1) * 127.5)[::-1].transpose(1, 2, 0), expected)


def test_a_part_of_a_picture_need_not_be_copied(pair: Pair) -> None:
    """A view with rows apart gives what a copy gives."""
    part = drawn_faces.draw_faces(640, 480, 1)[20:460, 60:560]
    _, ours = pair
    assert list(map(box, ours.detect_bgr(part))) == list(map(box, ours.detect_bgr(np.ascontiguousarray(part))))


def test_faces_lie_where_the_part_does() -> None:
    """Without a place it is the picture itself."""
    picture, detector = drawn_faces.draw_faces(640, 480, 1), served(FAR)
    (alone,), (part,) = detector.detect_bgr(picture), detector.detect_bgr(picture, 30, 20)
    assert box(part) == (alone.x_px + 30, alone.y_px + 20, alone.w_px, alone.h_px)
    assert np.allclose(part.keypoints, np.add(alone.keypoints, (30, 20)), atol=1e-3)
    with closing(FaceDetector(read_checked_model(FAR, ZOO), SCORE)) as mediapipe:
        (theirs,) = mediapipe.detect_bgr(picture)
    assert box(alone) == box(theirs)


def test_a_score_is_the_least_that_counts() -> None:
    picture = drawn_faces.draw_faces(640, 480, 1)
    (face,) = served(FAR).detect_bgr(picture)
    assert served(FAR, face.score - 1e-3).detect_bgr(picture)
    assert served(FAR, face.score + 1e-3).detect_bgr(picture) == []


def test_a_closed_detector_raises() -> None:
    """As MediaPipe's does here. A second close is no error."""
    detector = served(NEAR)
    detector.close()
    detector.close()
    with pytest.raises(RuntimeError, match="closed"):
        detector.detect_bgr(wall())
