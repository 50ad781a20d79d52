"""Tests of pipeline.py: from frames with a real face to observations for the audience core."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.events import FaceObservation, FrameObservation, FrameTimings
from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.filters import FaceFilterRules, FaceFilters
from edge.perception.vision.head_pose import ScreenDirection
from edge.perception.vision.pipeline import ExpressionResult, FacePipeline, PipelineOptions
from edge.signals import Frame
from models.serving.spec import ZOO, ModelSpec
from tests.edge.perception.vision.pointing import pointing
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face

STEP_S = 1 / 15
START_S = 1767225600.0
CLIPS = Path(__file__).parents[4] / ".." / "shared" / "clips"
NETWORK = ZOO / "fer-1.4m.json"
LONG = os.environ.get("VITRINA_LONG") == "1"
FIRST_S = 12.0
"""So much of a clip is looked at in CI."""


@pytest.fixture(scope="module")
def expression() -> ExpressionClassifier:
    return ExpressionClassifier(InferenceSession(ModelSpec.load(NETWORK)))


def run(
    pipeline: FacePipeline, scene: Callable[[float], Picture], for_s: float, from_s: float = 0.0
) -> list[FrameObservation]:
    """Observations of a scene at 15 frames a second, with a camera's noise."""
    times = [from_s + i * STEP_S for i in range(round(for_s / STEP_S))]
    return [pipeline.process(Frame(START_S + t, noisy(scene(t), i % 8))) for i, t in enumerate(times)]


def walking(at_s: float) -> Picture:
    """One face, 80 px wide, crossing slowly."""
    return with_face(wall(), 200 + 60 * at_s, 240, 80)


def only_face(observation: FrameObservation) -> FaceObservation:
    (face,) = observation.faces
    return face


def test_face_is_observed_from_its_first_frame_on(faces: FaceFinder) -> None:
    """One person has one track number in every frame: at the right position, facing the screen, not at the edge."""
    observations = run(FacePipeline(faces), walking, 2.0)
    assert {only_face(frame).track for frame in observations} == {1}
    last = only_face(observations[-1])
    assert last.x_px + last.w_px / 2 == pytest.approx(200 + 60 * 29 * STEP_S, abs=8)
    assert abs(last.yaw_deg) < 15
    assert abs(last.pitch_deg) < 15
    assert last.h_px >= last.w_px
    assert not last.at_edge
    assert [frame.at_s for frame in observations[:2]] == [START_S, START_S + STEP_S]
    assert all(isinstance(value, float) for value in (last.x_px, last.h_px, last.yaw_deg)), "no numpy numbers"


def test_empty_frames_give_observations_too(faces: FaceFinder) -> None:
    """They advance the time of the audience core."""
    assert run(FacePipeline(faces), lambda _: wall(), 0.4) == [FrameObservation(START_S + i * STEP_S) for i in range(6)]


def test_letters_and_balls_are_no_faces(faces: FaceFinder) -> None:
    """A moving title over a row of balls never gives a face."""

    def title(at_s: float) -> Picture:
        picture = wall()
        for i in range(6):
            cv2.circle(picture, (60 + 100 * i, 380), 34, (60, 110, 160 + 10 * i), -1)
        cv2.putText(picture, "BOO & COO", (20 + int(40 * at_s), 200), cv2.FONT_HERSHEY_TRIPLEX, 2.6, (240, 240, 240), 9)
        return picture

    assert not any(frame.faces for frame in run(FacePipeline(faces), title, 3.0))


def test_poster_is_reported_as_not_people_once(faces: FaceFinder) -> None:
    """A portrait on the wall is a face for 8 s, then in `not_people` once, and never a face again."""
    observations = run(FacePipeline(faces), lambda _: with_face(wall(), 300, 240, 80), 10.0)
    ((at_s, not_people),) = [(frame.at_s - START_S, frame.not_people) for frame in observations if frame.not_people]
    assert not_people == (1,)
    assert at_s == pytest.approx(8.0, abs=0.4)
    assert not any(frame.faces for frame in observations if frame.at_s - START_S > at_s)


def test_visitor_beside_a_poster_stays_a_face(faces: FaceFinder) -> None:
    """Only the poster is removed."""
    poster = with_face(wall(), 150, 240, 70)
    observations = run(FacePipeline(faces), lambda t: with_face(poster, 480 + 10 * np.sin(t), 240, 80), 9.0)
    assert [len(frame.faces) for frame in (observations[5], observations[-1])] == [2, 1]
    assert only_face(observations[-1]).x_px > 400


def test_masked_and_small_faces_are_not_observed(faces: FaceFinder) -> None:
    """Neither is in an observation."""
    mask = ((0.0, 0.0), (0.6, 0.0), (0.6, 1.0), (0.0, 1.0))
    assert not any(f.faces for f in run(FacePipeline(faces, FaceFilters(FaceFilterRules(masks=(mask,)))), walking, 0.4))
    assert not any(f.faces for f in run(FacePipeline(faces, FaceFilters(FaceFilterRules(min_px=150))), walking, 0.4))


def test_face_that_leaves_the_image_is_at_its_edge(faces: FaceFinder) -> None:
    """The audience core then knows that this visit cannot be re-acquired."""
    observations = run(FacePipeline(faces), lambda t: with_face(wall(), 500 + 150 * t, 240, 80), 1.6)
    faces_of_frames = [frame.faces[0] for frame in observations if frame.faces]
    assert not faces_of_frames[0].at_edge
    assert faces_of_frames[-1].at_edge


def test_screen_beside_the_camera_shifts_the_angles(faces: FaceFinder) -> None:
    """Angles are relative to the direction to the screen, which the options give."""
    straight = only_face(run(FacePipeline(faces), walking, 0.2)[-1])
    beside = only_face(
        run(FacePipeline(faces, rules=PipelineOptions(screen=ScreenDirection(20.0, -10.0))), walking, 0.2)[-1]
    )
    assert beside.yaw_deg == pytest.approx(straight.yaw_deg - 20)
    assert beside.pitch_deg == pytest.approx(straight.pitch_deg + 10)


def test_expression_is_classified_five_times_a_second(faces: FaceFinder, expression: ExpressionClassifier) -> None:
    """Every third frame at 15 a second; the other frames have no expression."""
    observations = run(FacePipeline(faces, expression=expression), walking, 2.0)
    assert [only_face(frame).expression is not None for frame in observations] == [i % 3 == 0 for i in range(30)]


def test_observer_changes_no_observation(faces: FaceFinder, expression: ExpressionClassifier) -> None:
    """The observer gets an expression for every face; the observations are equal with and without it."""
    observed: list[tuple[FrameObservation, Sequence[ExpressionResult | None]]] = []
    plain = run(FacePipeline(faces, expression=expression), walking, 1.0)
    traced = run(
        FacePipeline(faces, expression=expression, observer=lambda frame, results: observed.append((frame, results))),
        walking,
        1.0,
    )
    assert traced == plain
    assert [frame for frame, _ in observed] == plain
    assert all(result is not None for _, results in observed for result in results)
    pairs = [(only_face(frame).expression, results[0]) for frame, results in observed if only_face(frame).expression]
    assert len(pairs) == 5
    assert all(of_face is of_observer for of_face, of_observer in pairs)


def test_no_track_continues_after_a_reset(faces: FaceFinder) -> None:
    """The same face at the same place gets a new number."""
    pipeline = FacePipeline(faces)
    before = run(pipeline, walking, 0.4)
    pipeline.reset()
    after = run(pipeline, walking, 0.4, from_s=0.4)
    assert only_face(before[-1]).track == 1
    assert only_face(after[0]).track == 2


def test_timings_travel_with_the_observation(faces: FaceFinder, expression: ExpressionClassifier) -> None:
    """They are measured with the given clock, for the health message."""
    ticks = iter(range(1000))
    pipeline = FacePipeline(faces, expression=expression, now=lambda: float(next(ticks)))
    (frame,) = run(pipeline, walking, STEP_S)
    assert frame.timings == FrameTimings(1000.0, 1000.0)


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips beside the project are absent")
@pytest.mark.parametrize("clip", ["s02_no_face_title", "s07_aisle_backs", "s14_one_by_one_high_camera"])
def test_titles_shelves_and_backs_of_heads_are_no_faces(faces: FaceFinder, clip: str) -> None:
    """The detector alone finds faces in up to two thirds of the frames of these clips, which contain none."""
    pipeline, video, count = FacePipeline(faces), cv2.VideoCapture(str(next(CLIPS.glob(f"{clip}.*")))), 0
    rate_hz = video.get(cv2.CAP_PROP_FPS)
    frames = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
    for index in range(frames if LONG else min(frames, round(FIRST_S * rate_hz))):
        _, image = video.read()
        if index % round(rate_hz / 12) == 0:
            count += len(pipeline.process(Frame(START_S + index / rate_hz, np.asarray(image, np.uint8))).faces)
    assert count == 0


def test_closing_the_pipeline_closes_its_detectors() -> None:
    """The pipeline is a context manager; after it, a frame raises an error instead of giving no faces."""
    with FacePipeline(FaceFinder()) as pipeline:
        assert run(pipeline, walking, STEP_S)[0].faces
    with pytest.raises(RuntimeError, match="closed"):
        run(pipeline, walking, STEP_S)


def test_expression_rate_is_an_option(faces: FaceFinder, expression: ExpressionClassifier) -> None:
    """At 15 a second every frame has an expression."""
    pipeline = FacePipeline(faces, expression=expression, rules=PipelineOptions(reading_hz=15.0))
    assert all(only_face(frame).expression is not None for frame in run(pipeline, walking, 0.5))


def test_network_corrects_the_keypoints(faces: FaceFinder) -> None:
    """From the first prediction on, in every frame, within the keypoints' noise; not without a pose head."""
    plain, corrected = (
        run(FacePipeline(faces, expression=e), walking, 1.0) for e in (pointing(None), pointing((9.0, -12.0)))
    )
    assert abs(only_face(plain[-1]).yaw_deg - 9.0) > 3
    for frame in corrected:
        assert only_face(frame).yaw_deg == pytest.approx(9.0, abs=2.5)
        assert only_face(frame).pitch_deg == pytest.approx(-12.0, abs=4.0)


def test_screen_direction_shifts_corrected_angles(faces: FaceFinder) -> None:
    """The network's angles are relative to the camera; the observation's are relative to the screen."""
    beside = PipelineOptions(screen=ScreenDirection(30.0, -10.0))
    straight, shifted = (
        only_face(run(FacePipeline(faces, expression=pointing((9.0, -12.0)), rules=rules), walking, 0.4)[-1])
        for rules in (None, beside)
    )
    assert shifted.yaw_deg == pytest.approx(straight.yaw_deg - 30)
    assert shifted.pitch_deg == pytest.approx(straight.pitch_deg + 10)


def test_yaw_of_a_head_turned_far_is_that_of_the_keypoints(faces: FaceFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit, the network's yaw has no weight, even just after its prediction."""
    monkeypatch.setattr("edge.perception.vision.pipeline.head_orientation", lambda *_: (36.0, 2.0))
    face = only_face(run(FacePipeline(faces, expression=pointing((9.0, -12.0))), walking, 0.4)[-1])
    assert face.yaw_deg == pytest.approx(36.0)
    assert face.pitch_deg == pytest.approx(-12.0, abs=0.5)


def test_correction_ends_with_its_track(faces: FaceFinder) -> None:
    """A face after a gap is not corrected by predictions for another face."""
    pipeline = FacePipeline(faces, expression=pointing((20.0, 15.0)))
    run(pipeline, walking, 0.6)
    pipeline.reset()
    pipeline.expression = None
    after = only_face(run(pipeline, walking, 0.4, from_s=0.6)[-1])
    plain = only_face(run(FacePipeline(faces), walking, 0.4, from_s=0.6)[-1])
    assert (after.yaw_deg, after.pitch_deg) == (plain.yaw_deg, plain.pitch_deg)


def test_possible_faces_count_before_they_are_confirmed(faces: FaceFinder) -> None:
    """A second face counts from its first frame on; small and static ones never do."""
    pipeline = FacePipeline(faces, FaceFilters(FaceFilterRules(min_px=50)))
    pipeline.process(Frame(START_S, noisy(walking(0.0), 0)))
    assert pipeline.possible_face_count == 1
    both = with_face(walking(STEP_S), 500, 240, 80)
    pipeline.process(Frame(START_S + STEP_S, noisy(both, 1)))
    assert pipeline.possible_face_count == 2
    small = with_face(walking(2 * STEP_S), 500, 240, 24)
    pipeline.process(Frame(START_S + 2 * STEP_S, noisy(small, 2)))
    assert pipeline.possible_face_count == 1
    pipeline.process(Frame(START_S + 3 * STEP_S, wall()))
    assert pipeline.possible_face_count == 0
