"""Looks for badges, marks of staff, and faces that may be read. In the pipeline, with a real face."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import cv2
import numpy as np
import pytest

from edge.events import FaceObservation, FrameObservation
from edge.perception.vision.badge import BadgeFinder, Marker
from edge.perception.vision.badge_looks import BadgeScanner
from edge.perception.vision.detector import Detection
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.pipeline import FacePipeline, PipelineOptions
from edge.signals import Frame
from tests.doubles.printed_badge import Look, with_badge
from tests.edge.perception.vision.pointing import pointing
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face
from tests.worlds import face_of

START_S = 1767225600.0
STEP_S = 1 / 15
PICTURE = np.zeros((10, 10, 3), np.uint8)
BADGES = PipelineOptions(badges=True)


class Finder:
    """Finds the markers that are given, and counts its looks."""

    def __init__(self, markers: Callable[[int], list[Marker]] = lambda _: []) -> None:
        self.looks = 0
        self.markers = markers

    def find_markers(self, _: Picture, __: Detection) -> list[Marker]:
        self.looks += 1
        return self.markers(self.looks)


def looks_with(finder: Finder) -> BadgeScanner:
    return BadgeScanner(cast(BadgeFinder, finder))


def pair(face: FaceObservation) -> tuple[FaceObservation, Detection]:
    return face, Detection(face.x_px, face.y_px, face.w_px, face.w_px, 0.9, np.zeros((6, 2), np.float32))


ONE, OTHER = pair(face_of(1, 300, 100, 60, 75)), pair(face_of(2, 20, 100, 60, 75))


def test_a_track_is_looked_at_five_times_a_second() -> None:
    """Each track for itself, at 15 frames a second and at 30."""
    for rate in (15, 30):
        finder = Finder()
        looks = looks_with(finder)
        for i in range(2 * rate):
            looks.find_badge_tracks(i / rate, PICTURE, [ONE, OTHER])
        assert finder.looks == 20


def test_a_badge_is_read_once() -> None:
    """Two looks make it; from then on its track is staff without another."""
    finder = Finder(lambda _: [Marker(3, 24.0)])
    looks = looks_with(finder)
    staff = [looks.find_badge_tracks(i / 15, PICTURE, [ONE]) for i in range(30)]
    assert staff == [set()] * 3 + [{1}] * 27
    assert finder.looks == 2


def test_no_face_is_read_in_its_first_second() -> None:
    """Nor one that is not in view."""
    looks = looks_with(Finder())
    allowed = []
    for i in range(16):
        looks.find_badge_tracks(10 + i / 15, PICTURE, [ONE])
        allowed.append(looks.may_read_face(1))
    assert allowed == [False] * 15 + [True]
    assert not looks.may_read_face(2)
    looks.keep_only_tracks([])
    assert not looks.may_read_face(1)


def test_staff_are_never_read() -> None:
    """Nor who begins where staff were, although no badge is read there: that track is not told as staff."""
    found = {2: [Marker(3, 50.0)]}
    looks = looks_with(Finder(lambda look: found.get(look, [])))
    for i in range(30):
        looks.find_badge_tracks(i / 15, PICTURE, [ONE])
    assert not looks.may_read_face(1)
    later = pair(replace(ONE[0], track=5))
    for i in range(30):
        assert looks.find_badge_tracks(30 + i / 15, PICTURE, [later, OTHER]) == set()
    assert not looks.may_read_face(5)
    assert looks.may_read_face(2)


# With a real face ----------------------------------------------------------------------------------------------------


def scene(*badges: int, until_s: float = 100.0) -> Callable[[float], Picture]:
    """A face of 80 px that walks slowly, with badges on the chest that turn away at `until_s`."""

    def picture(at_s: float) -> Picture:
        x_px = 200 + 60 * at_s
        drawn = with_face(wall(), x_px, 200, 80)
        for i, number in enumerate(badges if at_s < until_s else ()):
            drawn = with_badge(drawn, Look(number, x_px - 20 + 44 * i, 330, 30))
        return drawn

    return picture


def run(pipeline: FacePipeline, shown: Callable[[float], Picture], for_s: float) -> list[FrameObservation]:
    steps = range(round(for_s / STEP_S))
    return [pipeline.process(Frame(START_S + i * STEP_S, noisy(shown(i * STEP_S), i % 8))) for i in steps]


def test_whichever_badge_and_how_many_says_the_same_of_a_track(faces: FaceFinder) -> None:
    """One badge, another number, two badges: all that leaves perception, but for the pixels of a staff track's box."""
    one, other, two = (
        run(FacePipeline(faces, expression=pointing(None), rules=BADGES), scene(*badges), 2.0)
        for badges in ((3,), (11,), (3, 11))
    )
    assert said(one) == said(other) == said(two)
    assert [face.is_staff for frame in one for face in frame.faces].index(True) == 3


def said(frames: list[FrameObservation]) -> list[object]:
    return [(frame.at_s, [(face.track, face.is_staff, face.expression) for face in frame.faces]) for frame in frames]


def test_staff_have_no_verdict_and_stay_staff_when_the_badge_turns_away(faces: FaceFinder) -> None:
    """The network is never asked about them, not for a trace either. Who has no badge is read after a second."""
    traced: list[object] = []
    staff = FacePipeline(
        faces, expression=pointing(None), rules=BADGES, observer=lambda _, results: traced.extend(results)
    )
    observations = [frame.faces[0] for frame in run(staff, scene(7, until_s=0.6), 2.4)]
    assert [face.is_staff for face in observations] == [False] * 3 + [True] * 33
    assert {face.expression for face in observations} == {None}
    assert set(traced) == {None}
    visitor = FacePipeline(faces, expression=pointing(None), rules=BADGES)
    read = [frame.faces[0].expression is not None for frame in run(visitor, scene(), 2.0)]
    assert read == [i >= 15 and i % 3 == 0 for i in range(30)]


def test_without_the_setting_nothing_is_made_and_nobody_is_staff(
    faces: FaceFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs nothing: not even the detector of markers exists."""

    def refuse(*_: object) -> None:
        raise AssertionError("a detector of markers was made")

    monkeypatch.setattr(cv2.aruco, "ArucoDetector", refuse)
    pipeline = FacePipeline(faces, expression=pointing(None))
    observations = run(pipeline, scene(7), 1.0)
    assert not any(face.is_staff for frame in observations for face in frame.faces)
    assert observations[0].faces[0].expression is not None
    with pytest.raises(AssertionError, match="detector of markers"):
        FacePipeline(faces, rules=BADGES)
