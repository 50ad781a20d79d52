"""static_faces.py: what never changes is nobody, whoever once moves is somebody."""

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
    """A track that is seen at this place for the first time."""
    return FaceTrack(number, at_s, Detection(x - px / 2, y - px / 2, px, px, 0.9, np.zeros((6, 2), np.float32)))


def watch(
    posters: StaticFaceDetector,
    scene: Callable[[float], Picture],
    number: int = 1,
    from_s: float = 0.0,
    for_s: float = 9.0,
    seen: Callable[[float], bool] = lambda _: True,
) -> list[tuple[float, list[int], list[int]]]:
    """Follow one face whose box jitters by 8 % of its width; what was told, and when."""
    chance = np.random.default_rng(number)
    its = track(number, from_s)
    told = []
    for frame in range(round(for_s / STEP_S)):
        at_s = from_s + frame * STEP_S
        its.x.at, its.y.at = X + chance.normal(0, 0.04 * PX), Y + chance.normal(0, 0.04 * PX)
        if seen(at_s):
            found = posters.process(at_s, noisy(scene(at_s), frame % 16), [its])
            if found.not_people or found.awake:
                told.append((at_s, found.not_people, found.awake))
    return told


PORTRAIT = with_face(wall(WIDTH, HEIGHT), X, Y, PX)
OTHER = cv2.flip(with_face(wall(WIDTH, HEIGHT), X, Y, PX), 1)


def blinking(at_s: float) -> Picture:
    """The portrait, lids closed for 0.25 s every 3 s: nothing else moves."""
    if at_s % 3 > 0.25:
        return PORTRAIT
    picture = PORTRAIT.copy()
    for x in (-19, 19):
        cv2.ellipse(picture, (int(X + x), int(Y - 38)), (9, 5), 0, 0, 360, (130, 150, 190), -1)
    return picture


def test_poster_is_nobody_after_eight_seconds() -> None:
    """However its box jitters and the camera's noise runs; told once, and not before."""
    posters = StaticFaceDetector(8.0)
    ((at_s, not_people, awake),) = watch(posters, lambda _: PORTRAIT)
    assert at_s == pytest.approx(8.0, abs=0.3)
    assert (not_people, awake) == ([1], [])
    assert 1 in posters.nobody


def test_who_only_blinks_is_a_person() -> None:
    """Somebody who sits as still as a photograph blinks three times in 8 s."""
    posters = StaticFaceDetector(8.0)
    assert watch(posters, blinking, for_s=20.0) == []
    assert not posters.nobody


def test_who_sways_by_two_hundredths_of_a_face_is_a_person() -> None:
    """2 px of 90: three millimetres, over four seconds."""
    assert (
        watch(StaticFaceDetector(8.0), lambda t: with_face(wall(WIDTH, HEIGHT), X + 2 * np.sin(t * 1.57), Y, PX)) == []
    )


def test_who_has_once_moved_may_then_sit_still() -> None:
    """A person for the rest of the track."""
    moved = with_face(wall(WIDTH, HEIGHT), X + 4, Y, PX)
    assert watch(StaticFaceDetector(8.0), lambda t: PORTRAIT if t < 2 else moved, for_s=30.0) == []


def test_lamp_that_is_switched_on_wakes_no_poster() -> None:
    """Brightness alone is no movement, neither while it is watched nor after."""
    ((_, not_people, awake),) = watch(
        StaticFaceDetector(8.0),
        lambda t: with_face(wall(WIDTH, HEIGHT), X, Y, PX, gain=1.0 if 3 < t < 12 else 0.8),
        for_s=15.0,
    )
    assert (not_people, awake) == ([1], [])


def test_picture_that_moves_as_a_whole_is_no_poster() -> None:
    """A camera that pans: the change elsewhere is movement, and hides nobody."""
    wide = cv2.resize(noisy(wall(150, 60), 5), (600, HEIGHT), interpolation=cv2.INTER_CUBIC)
    wide = with_face(wide, X + 100, Y, PX)

    def panning(at_s: float) -> Picture:
        left = 100 - int(6 * at_s)
        return np.ascontiguousarray(wide[:, left : left + WIDTH])

    assert watch(StaticFaceDetector(8.0), panning) == []


def test_poster_whose_detections_come_and_go_is_nobody() -> None:
    """Every track of it, also those that ended before the 8 s were over."""
    posters = StaticFaceDetector(8.0)
    for number, from_s in ((1, 0.0), (2, 4.0), (3, 8.0)):
        told = watch(posters, lambda _: PORTRAIT, number, from_s, for_s=2.9)
        posters.keep_only([], from_s + 3.0)
    assert [not_people for _, not_people, _ in told] == [[1, 2, 3]]


def test_remembered_poster_is_nobody_at_once() -> None:
    """The next track at its place need not be watched for 8 s; somebody before it is not taken for it."""
    posters = StaticFaceDetector(8.0)
    watch(posters, lambda _: PORTRAIT)
    posters.keep_only([], 10.0)
    posters.reset()
    assert watch(posters, lambda _: OTHER, number=2, from_s=11.0, for_s=1.0) == []
    posters.reset()
    ((at_s, not_people, _),) = watch(posters, lambda _: PORTRAIT, number=3, from_s=13.0, for_s=1.0)
    assert (at_s, not_people) == (13.0, [3])


def test_who_sat_as_still_as_a_poster_and_then_moves_begins_anew() -> None:
    """Their track is told to be awake, once: the tracker ends it, and the next one is a visit like any other."""
    told = watch(StaticFaceDetector(8.0), lambda t: PORTRAIT if t < 10 else OTHER, for_s=12.0)
    assert [(not_people, awake) for _, not_people, awake in told] == [([1], []), ([], [1])]
    assert told[1][0] == pytest.approx(10.6, abs=0.3)


def test_nothing_is_told_in_the_dark() -> None:
    """At a mean grey of 4 a smile changes less than rounding does."""
    night = (PORTRAIT // 30).astype(np.uint8)
    assert watch(StaticFaceDetector(8.0), lambda _: night, for_s=12.0) == []


def test_poster_that_is_seldom_seen_is_watched_until_it_was_seen_enough() -> None:
    """Fifteen looks in 8 s tell too little to take somebody's visit away."""
    assert watch(StaticFaceDetector(8.0), lambda _: PORTRAIT, seen=lambda t: t < 0.4 or t % 1 < 0.1) == []
