"""Tests of static_faces.py: a face that never changes is static, a face that has moved once is a person."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from edge.perception.vision.detector import Detection
from edge.perception.vision.static_faces import StaticFaceDetector
from edge.perception.vision.tracker import FaceTrack
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face

STEP_S = 1 / 15
PX = 90.0
WIDTH, HEIGHT = 400, 240
X, Y = 200.0, 120.0


def track(number: int, at_s: float, x: float = X, y: float = Y, px: float = PX) -> FaceTrack:
    """A new track at this position."""
    return FaceTrack(number, at_s, Detection(x - px / 2, y - px / 2, px, px, 0.9, np.zeros((6, 2), np.float32)))


def process(
    detector: StaticFaceDetector,
    scene: Callable[[float], Picture],
    number: int = 1,
    from_s: float = 0.0,
    for_s: float = 9.0,
    is_detected: Callable[[float], bool] = lambda _: True,
) -> list[tuple[float, list[int], list[int]]]:
    """Processes one track whose box jitters by 8 % of its width; returns time, not_people and moved of each change."""
    rng = np.random.default_rng(number)
    face = track(number, from_s)
    found = []
    for frame in range(round(for_s / STEP_S)):
        at_s = from_s + frame * STEP_S
        face.x.at, face.y.at = X + rng.normal(0, 0.04 * PX), Y + rng.normal(0, 0.04 * PX)
        if is_detected(at_s):
            changes = detector.update_static_tracks(at_s, noisy(scene(at_s), frame % 16), [face])
            if changes.not_people or changes.moved:
                found.append((at_s, changes.not_people, changes.moved))
    return found


PORTRAIT = with_face(wall(WIDTH, HEIGHT), X, Y, PX)
OTHER = cv2.flip(with_face(wall(WIDTH, HEIGHT), X, Y, PX), 1)


def blinking(at_s: float) -> Picture:
    """The portrait with closed eyes for 0.25 s every 3 s; nothing else moves."""
    if at_s % 3 > 0.25:
        return PORTRAIT
    picture = PORTRAIT.copy()
    for x in (-19, 19):
        cv2.ellipse(picture, (int(X + x), int(Y - 38)), (9, 5), 0, 0, 360, (130, 150, 190), -1)
    return picture


def test_poster_is_static_after_eight_seconds() -> None:
    """It is reported once, and not before, despite jitter of its box and camera noise."""
    detector = StaticFaceDetector(8.0)
    ((at_s, not_people, moved),) = process(detector, lambda _: PORTRAIT)
    assert at_s == pytest.approx(8.0, abs=0.3)
    assert (not_people, moved) == ([1], [])
    assert 1 in detector.static


def test_face_that_only_blinks_is_a_person() -> None:
    """A person who sits as still as a photograph blinks three times in 8 s."""
    detector = StaticFaceDetector(8.0)
    assert process(detector, blinking, for_s=20.0) == []
    assert not detector.static


def test_face_that_sways_by_two_hundredths_of_its_width_is_a_person() -> None:
    """2 px of 90: three millimetres, over four seconds."""
    assert (
        process(StaticFaceDetector(8.0), lambda t: with_face(wall(WIDTH, HEIGHT), X + 2 * np.sin(t * 1.57), Y, PX))
        == []
    )


def test_person_who_has_moved_once_may_then_sit_still() -> None:
    """The track counts as a person until it ends."""
    moved = with_face(wall(WIDTH, HEIGHT), X + 4, Y, PX)
    assert process(StaticFaceDetector(8.0), lambda t: PORTRAIT if t < 2 else moved, for_s=30.0) == []


def test_lamp_does_not_count_as_movement_of_a_poster() -> None:
    """Brightness alone is no movement, neither before nor after the poster is static."""
    ((_, not_people, moved),) = process(
        StaticFaceDetector(8.0),
        lambda t: with_face(wall(WIDTH, HEIGHT), X, Y, PX, gain=1.0 if 3 < t < 12 else 0.8),
        for_s=15.0,
    )
    assert (not_people, moved) == ([1], [])


def test_face_in_a_panning_image_is_not_static() -> None:
    """A camera that pans: the change elsewhere is movement, not noise, and hides no movement of the face."""
    wide = cv2.resize(noisy(wall(150, 60), 5), (600, HEIGHT), interpolation=cv2.INTER_CUBIC)
    wide = with_face(wide, X + 100, Y, PX)

    def panning(at_s: float) -> Picture:
        left = 100 - int(6 * at_s)
        return np.ascontiguousarray(wide[:, left : left + WIDTH])

    assert process(StaticFaceDetector(8.0), panning) == []


def test_poster_with_interrupted_detections_is_static() -> None:
    """All its tracks are reported, also those that ended before the 8 s were over."""
    detector = StaticFaceDetector(8.0)
    for number, from_s in ((1, 0.0), (2, 4.0), (3, 8.0)):
        found = process(detector, lambda _: PORTRAIT, number, from_s, for_s=2.9)
        detector.keep_only_tracks([], from_s + 3.0)
    assert [not_people for _, not_people, _ in found] == [[1, 2, 3]]


def test_remembered_poster_is_static_at_once() -> None:
    """The next track at its place is static without the 8 s; a person in front of it is not."""
    detector = StaticFaceDetector(8.0)
    process(detector, lambda _: PORTRAIT)
    detector.keep_only_tracks([], 10.0)
    detector.forget_tracks()
    assert process(detector, lambda _: OTHER, number=2, from_s=11.0, for_s=1.0) == []
    detector.forget_tracks()
    ((at_s, not_people, _),) = process(detector, lambda _: PORTRAIT, number=3, from_s=13.0, for_s=1.0)
    assert (at_s, not_people) == (13.0, [3])


def test_static_face_that_moves_gets_a_new_track() -> None:
    """The track is reported as moved, once. The tracker then ends it, and the next track counts as a visit."""
    found = process(StaticFaceDetector(8.0), lambda t: PORTRAIT if t < 10 else OTHER, for_s=12.0)
    assert [(not_people, moved) for _, not_people, moved in found] == [([1], []), ([], [1])]
    assert found[1][0] == pytest.approx(10.6, abs=0.3)


def test_no_face_becomes_static_in_the_dark() -> None:
    """At a mean grey of 4 a smile changes less than rounding does."""
    night = (PORTRAIT // 30).astype(np.uint8)
    assert process(StaticFaceDetector(8.0), lambda _: night, for_s=12.0) == []


def test_face_with_few_detections_does_not_become_static() -> None:
    """Fifteen samples in 8 s are not enough evidence to remove a visit."""
    assert process(StaticFaceDetector(8.0), lambda _: PORTRAIT, is_detected=lambda t: t < 0.4 or t % 1 < 0.1) == []
