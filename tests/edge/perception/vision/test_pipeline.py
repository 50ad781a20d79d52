"""pipeline.py: from frames with a real face in them to what audience is told."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.events import FaceObservation, FrameObservation
from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.face_finder import FaceFinder
from edge.perception.vision.filters import FaceFilterRules, FaceFilters
from edge.perception.vision.head_pose import ScreenDirection
from edge.perception.vision.pipeline import FacePipeline, PipelineOptions, Reading
from edge.signals import Frame
from models.serving.spec import ZOO, ModelSpec
from tests.edge.perception.vision.pointing import pointing
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face

STEP_S = 1 / 15
START_S = 1767225600.0
CLIPS = Path(__file__).parents[4] / ".." / "shared" / "clips"
NETWORK = ZOO / "fer-1.4m.json"


@pytest.fixture(scope="module")
def faces() -> Iterator[FaceFinder]:
    faces = FaceFinder()
    yield faces
    faces.close()


@pytest.fixture(scope="module")
def expression() -> ExpressionClassifier:
    return ExpressionClassifier(InferenceSession(ModelSpec.load(NETWORK)))


def live(
    sight: FacePipeline, scene: Callable[[float], Picture], for_s: float, from_s: float = 0.0
) -> list[FrameObservation]:
    """What is seen of a scene at 15 frames a second, with a camera's noise."""
    times = [from_s + i * STEP_S for i in range(round(for_s / STEP_S))]
    return [sight.process(Frame(START_S + t, noisy(scene(t), i % 8))) for i, t in enumerate(times)]


def walking(at_s: float) -> Picture:
    """One face, 80 px wide, crossing slowly."""
    return with_face(wall(), 200 + 60 * at_s, 240, 80)


def only(seen: FrameObservation) -> FaceObservation:
    (face,) = seen.faces
    return face


def test_face_is_told_from_its_first_frame_on(faces: FaceFinder) -> None:
    """One person, one track number, in every frame; where it is, facing the screen, not at the edge."""
    seen = live(FacePipeline(faces), walking, 2.0)
    assert {only(frame).track for frame in seen} == {1}
    last = only(seen[-1])
    assert last.x_px + last.w_px / 2 == pytest.approx(200 + 60 * 29 * STEP_S, abs=8)
    assert abs(last.yaw_deg) < 15
    assert abs(last.pitch_deg) < 15
    assert last.h_px >= last.w_px
    assert not last.at_edge
    assert [frame.at_s for frame in seen[:2]] == [START_S, START_S + STEP_S]
    assert all(isinstance(value, float) for value in (last.x_px, last.h_px, last.yaw_deg)), "plain, as audience wants"


def test_empty_frames_are_told_too(faces: FaceFinder) -> None:
    """Time passes for audience by them."""
    assert live(FacePipeline(faces), lambda _: wall(), 0.4) == [
        FrameObservation(START_S + i * STEP_S) for i in range(6)
    ]


def test_letters_and_balls_are_nobody(faces: FaceFinder) -> None:
    """A moving title over a shelf of balls: no face is ever told."""

    def title(at_s: float) -> Picture:
        picture = wall()
        for i in range(6):
            cv2.circle(picture, (60 + 100 * i, 380), 34, (60, 110, 160 + 10 * i), -1)
        cv2.putText(picture, "BOO & COO", (20 + int(40 * at_s), 200), cv2.FONT_HERSHEY_TRIPLEX, 2.6, (240, 240, 240), 9)
        return picture

    assert not any(frame.faces for frame in live(FacePipeline(faces), title, 3.0))


def test_poster_is_taken_back_once(faces: FaceFinder) -> None:
    """A portrait on the wall is told as a face for 8 s, then as nobody, and is not seen again."""
    seen = live(FacePipeline(faces), lambda _: with_face(wall(), 300, 240, 80), 10.0)
    ((at_s, not_people),) = [(frame.at_s - START_S, frame.not_people) for frame in seen if frame.not_people]
    assert not_people == (1,)
    assert at_s == pytest.approx(8.0, abs=0.4)
    assert not any(frame.faces for frame in seen if frame.at_s - START_S > at_s)


def test_visitor_beside_a_poster_is_told(faces: FaceFinder) -> None:
    """The poster goes, the visitor stays."""
    poster = with_face(wall(), 150, 240, 70)
    seen = live(FacePipeline(faces), lambda t: with_face(poster, 480 + 10 * np.sin(t), 240, 80), 9.0)
    assert [len(frame.faces) for frame in (seen[5], seen[-1])] == [2, 1]
    assert only(seen[-1]).x_px > 400


def test_masked_and_small_faces_do_not_exist(faces: FaceFinder) -> None:
    """Neither is told, nor read."""
    mask = ((0.0, 0.0), (0.6, 0.0), (0.6, 1.0), (0.0, 1.0))
    assert not any(
        f.faces for f in live(FacePipeline(faces, FaceFilters(FaceFilterRules(masks=(mask,)))), walking, 0.4)
    )
    assert not any(f.faces for f in live(FacePipeline(faces, FaceFilters(FaceFilterRules(min_px=150))), walking, 0.4))


def test_who_walks_out_of_the_picture_is_at_its_edge(faces: FaceFinder) -> None:
    """Audience then knows that this visit cannot be found again."""
    seen = live(FacePipeline(faces), lambda t: with_face(wall(), 500 + 150 * t, 240, 80), 1.6)
    told = [frame.faces[0] for frame in seen if frame.faces]
    assert not told[0].at_edge
    assert told[-1].at_edge


def test_screen_beside_the_camera_shifts_the_angles(faces: FaceFinder) -> None:
    """Settings say where the screen is; angles are from the direction to it."""
    straight = only(live(FacePipeline(faces), walking, 0.2)[-1])
    beside = only(
        live(FacePipeline(faces, rules=PipelineOptions(screen=ScreenDirection(20.0, -10.0))), walking, 0.2)[-1]
    )
    assert beside.yaw_deg == pytest.approx(straight.yaw_deg - 20)
    assert beside.pitch_deg == pytest.approx(straight.pitch_deg + 10)


def test_expression_is_read_five_times_a_second(faces: FaceFinder, expression: ExpressionClassifier) -> None:
    """Every third frame at 15 a second; in the others nothing is said."""
    seen = live(FacePipeline(faces, expression=expression), walking, 2.0)
    assert [only(frame).expression is not None for frame in seen] == [i % 3 == 0 for i in range(30)]


def test_trace_changes_nothing_of_what_is_told(faces: FaceFinder, expression: ExpressionClassifier) -> None:
    """The observer gets a reading for every face; what audience gets is equal with and without it."""
    observed: list[tuple[FrameObservation, Sequence[Reading | None]]] = []
    plain = live(FacePipeline(faces, expression=expression), walking, 1.0)
    traced = live(
        FacePipeline(faces, expression=expression, observer=lambda seen, all_: observed.append((seen, all_))),
        walking,
        1.0,
    )
    assert traced == plain
    assert [seen for seen, _ in observed] == plain
    assert all(reading is not None for _, readings in observed for reading in readings)
    given = [(only(seen).expression, readings[0]) for seen, readings in observed if only(seen).expression]
    assert len(given) == 5
    assert all(told is read for told, read in given)


def test_after_a_gap_nobody_is_followed(faces: FaceFinder) -> None:
    """The same face in the same place has a new number; whether it is the same visit, nobody can know."""
    sight = FacePipeline(faces)
    before = live(sight, walking, 0.4)
    sight.reset()
    after = live(sight, walking, 0.4, from_s=0.4)
    assert only(before[-1]).track == 1
    assert only(after[0]).track == 2


def test_latencies_are_of_the_last_frame(faces: FaceFinder, expression: ExpressionClassifier) -> None:
    """For health, by the clock that is handed in."""
    ticks = iter(range(1000))
    sight = FacePipeline(faces, expression=expression, now=lambda: float(next(ticks)))
    live(sight, walking, STEP_S)
    assert (sight.detector_ms, sight.expression_ms) == (1000.0, 1000.0)


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips beside the project are absent")
@pytest.mark.parametrize("clip", ["s02_no_face_title", "s07_aisle_backs", "s14_one_by_one_high_camera"])
def test_titles_shelves_and_backs_of_heads_are_nobody(faces: FaceFinder, clip: str) -> None:
    """The plain detector finds faces in up to two thirds of the frames of these clips; there is none in them."""
    sight, video, told = FacePipeline(faces), cv2.VideoCapture(str(next(CLIPS.glob(f"{clip}.*")))), 0
    rate_hz = video.get(cv2.CAP_PROP_FPS)
    for index in range(int(video.get(cv2.CAP_PROP_FRAME_COUNT))):
        _, image = video.read()
        if index % round(rate_hz / 12) == 0:
            told += len(sight.process(Frame(START_S + index / rate_hz, np.asarray(image, np.uint8))).faces)
    assert told == 0


def test_closing_sight_closes_its_detectors() -> None:
    """It can be entered and left; afterwards it does not see an empty shop."""
    with FacePipeline(FaceFinder()) as sight:
        assert live(sight, walking, STEP_S)[0].faces
    with pytest.raises(RuntimeError, match="closed"):
        live(sight, walking, STEP_S)


def test_reading_rate_is_a_setting(faces: FaceFinder, expression: ExpressionClassifier) -> None:
    """At 15 a second every frame is read."""
    sight = FacePipeline(faces, expression=expression, rules=PipelineOptions(reading_hz=15.0))
    assert all(only(frame).expression is not None for frame in live(sight, walking, 0.5))


def test_network_puts_the_keypoints_right(faces: FaceFinder) -> None:
    """From its first reading on, in every picture, to within the keypoints' own noise; none without the head."""
    plain, corrected = (
        live(FacePipeline(faces, expression=e), walking, 1.0) for e in (pointing(None), pointing((9.0, -12.0)))
    )
    assert abs(only(plain[-1]).yaw_deg - 9.0) > 3
    for frame in corrected:
        assert only(frame).yaw_deg == pytest.approx(9.0, abs=2.5)
        assert only(frame).pitch_deg == pytest.approx(-12.0, abs=4.0)


def test_screen_shifts_corrected_angles_alike(faces: FaceFinder) -> None:
    """The network knows the camera only; what is told is from the direction to the screen."""
    beside = PipelineOptions(screen=ScreenDirection(30.0, -10.0))
    straight, shifted = (
        only(live(FacePipeline(faces, expression=pointing((9.0, -12.0)), rules=rules), walking, 0.4)[-1])
        for rules in (None, beside)
    )
    assert shifted.yaw_deg == pytest.approx(straight.yaw_deg - 30)
    assert shifted.pitch_deg == pytest.approx(straight.pitch_deg + 10)


def test_head_that_is_turned_far_is_left_to_the_keypoints(faces: FaceFinder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound nothing of the network's yaw is left, though it was asked a moment before."""
    monkeypatch.setattr("edge.perception.vision.pipeline.orientation", lambda *_: (36.0, 2.0))
    told = only(live(FacePipeline(faces, expression=pointing((9.0, -12.0))), walking, 0.4)[-1])
    assert told.yaw_deg == pytest.approx(36.0)
    assert told.pitch_deg == pytest.approx(-12.0, abs=0.5)


def test_correction_ends_with_its_track(faces: FaceFinder) -> None:
    """Who comes after a gap is not put right by what was seen of somebody else."""
    sight = FacePipeline(faces, expression=pointing((20.0, 15.0)))
    live(sight, walking, 0.6)
    sight.reset()
    sight.expression = None
    after = only(live(sight, walking, 0.4, from_s=0.6)[-1])
    plain = only(live(FacePipeline(faces), walking, 0.4, from_s=0.6)[-1])
    assert (after.yaw_deg, after.pitch_deg) == (plain.yaw_deg, plain.pitch_deg)
