"""pipeline.py: from frames with a real face in them to what audience is told."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.events import FaceObservation, FrameObservation
from edge.perception.runtime import Session
from edge.perception.vision.expression import Expression
from edge.perception.vision.face_finder import Faces
from edge.perception.vision.filters import Places, PlacesRules
from edge.perception.vision.head_pose import Screen
from edge.perception.vision.pipeline import Reading, Sight, SightRules
from edge.signals import Frame
from models.serving.spec import ZOO, ModelSpec
from tests.edge.perception.vision.pointing import pointing
from tests.edge.perception.vision.scenes import Picture, noisy, wall, with_face

STEP_S = 1 / 15
START_S = 1767225600.0
CLIPS = Path(__file__).parents[4] / ".." / "shared" / "clips"
NETWORK = ZOO / "fer-1.4m.json"


@pytest.fixture(scope="module")
def faces() -> Iterator[Faces]:
    faces = Faces()
    yield faces
    faces.close()


@pytest.fixture(scope="module")
def expression() -> Expression:
    return Expression(Session(ModelSpec.load(NETWORK)))


def live(sight: Sight, scene: Callable[[float], Picture], for_s: float, from_s: float = 0.0) -> list[FrameObservation]:
    """What is seen of a scene at 15 frames a second, with a camera's noise."""
    times = [from_s + i * STEP_S for i in range(round(for_s / STEP_S))]
    return [sight.take(Frame(START_S + t, noisy(scene(t), i % 8))) for i, t in enumerate(times)]


def walking(at_s: float) -> Picture:
    """One face, 80 px wide, crossing slowly."""
    return with_face(wall(), 200 + 60 * at_s, 240, 80)


def only(seen: FrameObservation) -> FaceObservation:
    (face,) = seen.faces
    return face


def test_face_is_told_from_its_first_frame_on(faces: Faces) -> None:
    """One person, one track number, in every frame; where it is, facing the screen, not at the edge."""
    seen = live(Sight(faces), walking, 2.0)
    assert {only(frame).track for frame in seen} == {1}
    last = only(seen[-1])
    assert last.x_px + last.w_px / 2 == pytest.approx(200 + 60 * 29 * STEP_S, abs=8)
    assert abs(last.yaw_deg) < 15
    assert abs(last.pitch_deg) < 15
    assert last.h_px >= last.w_px
    assert not last.at_edge
    assert [frame.at_s for frame in seen[:2]] == [START_S, START_S + STEP_S]
    assert all(isinstance(value, float) for value in (last.x_px, last.h_px, last.yaw_deg)), "plain, as audience wants"


def test_empty_frames_are_told_too(faces: Faces) -> None:
    """Time passes for audience by them."""
    assert live(Sight(faces), lambda _: wall(), 0.4) == [FrameObservation(START_S + i * STEP_S) for i in range(6)]


def test_letters_and_balls_are_nobody(faces: Faces) -> None:
    """A moving title over a shelf of balls: no face is ever told."""

    def title(at_s: float) -> Picture:
        picture = wall()
        for i in range(6):
            cv2.circle(picture, (60 + 100 * i, 380), 34, (60, 110, 160 + 10 * i), -1)
        cv2.putText(picture, "BOO & COO", (20 + int(40 * at_s), 200), cv2.FONT_HERSHEY_TRIPLEX, 2.6, (240, 240, 240), 9)
        return picture

    assert not any(frame.faces for frame in live(Sight(faces), title, 3.0))


def test_poster_is_taken_back_once(faces: Faces) -> None:
    """A portrait on the wall is told as a face for 8 s, then as nobody, and is not seen again."""
    seen = live(Sight(faces), lambda _: with_face(wall(), 300, 240, 80), 10.0)
    ((at_s, not_people),) = [(frame.at_s - START_S, frame.not_people) for frame in seen if frame.not_people]
    assert not_people == (1,)
    assert at_s == pytest.approx(8.0, abs=0.4)
    assert not any(frame.faces for frame in seen if frame.at_s - START_S > at_s)


def test_visitor_beside_a_poster_is_told(faces: Faces) -> None:
    """The poster goes, the visitor stays."""
    poster = with_face(wall(), 150, 240, 70)
    seen = live(Sight(faces), lambda t: with_face(poster, 480 + 10 * np.sin(t), 240, 80), 9.0)
    assert [len(frame.faces) for frame in (seen[5], seen[-1])] == [2, 1]
    assert only(seen[-1]).x_px > 400


def test_masked_and_small_faces_do_not_exist(faces: Faces) -> None:
    """Neither is told, nor read."""
    mask = ((0.0, 0.0), (0.6, 0.0), (0.6, 1.0), (0.0, 1.0))
    assert not any(f.faces for f in live(Sight(faces, Places(PlacesRules(masks=(mask,)))), walking, 0.4))
    assert not any(f.faces for f in live(Sight(faces, Places(PlacesRules(min_px=150))), walking, 0.4))


def test_who_walks_out_of_the_picture_is_at_its_edge(faces: Faces) -> None:
    """Audience then knows that this visit cannot be found again."""
    seen = live(Sight(faces), lambda t: with_face(wall(), 500 + 150 * t, 240, 80), 1.6)
    told = [frame.faces[0] for frame in seen if frame.faces]
    assert not told[0].at_edge
    assert told[-1].at_edge


def test_screen_beside_the_camera_shifts_the_angles(faces: Faces) -> None:
    """Settings say where the screen is; angles are from the direction to it."""
    straight = only(live(Sight(faces), walking, 0.2)[-1])
    beside = only(live(Sight(faces, rules=SightRules(screen=Screen(20.0, -10.0))), walking, 0.2)[-1])
    assert beside.yaw_deg == pytest.approx(straight.yaw_deg - 20)
    assert beside.pitch_deg == pytest.approx(straight.pitch_deg + 10)


def test_expression_is_read_five_times_a_second(faces: Faces, expression: Expression) -> None:
    """Every third frame at 15 a second; in the others nothing is said."""
    seen = live(Sight(faces, expression=expression), walking, 2.0)
    assert [only(frame).expression is not None for frame in seen] == [i % 3 == 0 for i in range(30)]


def test_trace_changes_nothing_of_what_is_told(faces: Faces, expression: Expression) -> None:
    """The observer gets a reading for every face; what audience gets is equal with and without it."""
    observed: list[tuple[FrameObservation, Sequence[Reading | None]]] = []
    plain = live(Sight(faces, expression=expression), walking, 1.0)
    traced = live(
        Sight(faces, expression=expression, observer=lambda seen, all_: observed.append((seen, all_))), walking, 1.0
    )
    assert traced == plain
    assert [seen for seen, _ in observed] == plain
    assert all(reading is not None for _, readings in observed for reading in readings)
    given = [(only(seen).expression, readings[0]) for seen, readings in observed if only(seen).expression]
    assert len(given) == 5
    assert all(told is read for told, read in given)


def test_after_a_gap_nobody_is_followed(faces: Faces) -> None:
    """The same face in the same place has a new number; whether it is the same visit, nobody can know."""
    sight = Sight(faces)
    before = live(sight, walking, 0.4)
    sight.reset()
    after = live(sight, walking, 0.4, from_s=0.4)
    assert only(before[-1]).track == 1
    assert only(after[0]).track == 2


def test_latencies_are_of_the_last_frame(faces: Faces, expression: Expression) -> None:
    """For health, by the clock that is handed in."""
    ticks = iter(range(1000))
    sight = Sight(faces, expression=expression, now=lambda: float(next(ticks)))
    live(sight, walking, STEP_S)
    assert (sight.detector_ms, sight.expression_ms) == (1000.0, 1000.0)


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips beside the project are absent")
@pytest.mark.parametrize("clip", ["s02_no_face_title", "s07_aisle_backs", "s14_one_by_one_high_camera"])
def test_titles_shelves_and_backs_of_heads_are_nobody(faces: Faces, clip: str) -> None:
    """The plain detector finds faces in up to two thirds of the frames of these clips; there is none in them."""
    sight, video, told = Sight(faces), cv2.VideoCapture(str(next(CLIPS.glob(f"{clip}.*")))), 0
    rate_hz = video.get(cv2.CAP_PROP_FPS)
    for index in range(int(video.get(cv2.CAP_PROP_FRAME_COUNT))):
        _, image = video.read()
        if index % round(rate_hz / 12) == 0:
            told += len(sight.take(Frame(START_S + index / rate_hz, np.asarray(image, np.uint8))).faces)
    assert told == 0


def test_closing_sight_closes_its_detectors() -> None:
    """It can be entered and left; afterwards it does not see an empty shop."""
    with Sight(Faces()) as sight:
        assert live(sight, walking, STEP_S)[0].faces
    with pytest.raises(RuntimeError, match="closed"):
        live(sight, walking, STEP_S)


def test_reading_rate_is_a_setting(faces: Faces, expression: Expression) -> None:
    """At 15 a second every frame is read."""
    sight = Sight(faces, expression=expression, rules=SightRules(reading_hz=15.0))
    assert all(only(frame).expression is not None for frame in live(sight, walking, 0.5))


def test_network_puts_the_keypoints_right(faces: Faces) -> None:
    """From its first reading on, in every picture, to within the keypoints' own noise; none without the head."""
    plain, corrected = (
        live(Sight(faces, expression=e), walking, 1.0) for e in (pointing(None), pointing((9.0, -12.0)))
    )
    assert abs(only(plain[-1]).yaw_deg - 9.0) > 3
    for frame in corrected:
        assert only(frame).yaw_deg == pytest.approx(9.0, abs=2.5)
        assert only(frame).pitch_deg == pytest.approx(-12.0, abs=4.0)


def test_screen_shifts_corrected_angles_alike(faces: Faces) -> None:
    """The network knows the camera only; what is told is from the direction to the screen."""
    beside = SightRules(screen=Screen(30.0, -10.0))
    straight, shifted = (
        only(live(Sight(faces, expression=pointing((9.0, -12.0)), rules=rules), walking, 0.4)[-1])
        for rules in (None, beside)
    )
    assert shifted.yaw_deg == pytest.approx(straight.yaw_deg - 30)
    assert shifted.pitch_deg == pytest.approx(straight.pitch_deg + 10)


def test_head_that_is_turned_far_is_left_to_the_keypoints(faces: Faces, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound nothing of the network's yaw is left, though it was asked a moment before."""
    monkeypatch.setattr("edge.perception.vision.pipeline.orientation", lambda *_: (36.0, 2.0))
    told = only(live(Sight(faces, expression=pointing((9.0, -12.0))), walking, 0.4)[-1])
    assert told.yaw_deg == pytest.approx(36.0)
    assert told.pitch_deg == pytest.approx(-12.0, abs=0.5)


def test_correction_ends_with_its_track(faces: Faces) -> None:
    """Who comes after a gap is not put right by what was seen of somebody else."""
    sight = Sight(faces, expression=pointing((20.0, 15.0)))
    live(sight, walking, 0.6)
    sight.reset()
    sight.expression = None
    after = only(live(sight, walking, 0.4, from_s=0.6)[-1])
    plain = only(live(Sight(faces), walking, 0.4, from_s=0.6)[-1])
    assert (after.yaw_deg, after.pitch_deg) == (plain.yaw_deg, plain.pitch_deg)
