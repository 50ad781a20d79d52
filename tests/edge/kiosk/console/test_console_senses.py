"""Values of the senses for the technician's page: the newest of each, and outlines only while somebody looks."""

import dataclasses

from edge.console.values import NO_OUTLINES, Outlines, Rectangle
from edge.events import (
    AudioObservation,
    BodyObservation,
    ExpressionScores,
    FaceObservation,
    FrameObservation,
    PlayEnded,
    PlayStarted,
)
from edge.kiosk.console.console_senses import ASKED_S, LATE_S, SEEN_S, STEP_S, ConsoleSenses, SenseRate, face_outlines

SIZE_PX = (640, 360)
SCORES = ExpressionScores((0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.5, 0.5)


def face(track: int, x_px: float) -> FaceObservation:
    return FaceObservation(track, x_px, 90.0, 64.0, 72.0, 5.0, 3.0, False, False, False, (1, 2, 3, 4), SCORES)


class Senses(ConsoleSenses):
    """The senses of a kiosk at a time that the test sets."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        super().__init__(lambda: self.now_s, lambda: SIZE_PX)

    def see(self, *faces: FaceObservation) -> None:
        self.put_event(FrameObservation(self.now_s, faces))


def test_outlines_have_neither_track_nor_expression_and_come_from_left_to_right() -> None:
    """The order of the tracks would say who came first."""
    made = face_outlines(FrameObservation(0.0, (face(1, 320.0), face(2, 64.0))), SIZE_PX)
    assert made == Outlines(1.778, (Rectangle(0.1, 0.25, 0.1, 0.2), Rectangle(0.5, 0.25, 0.1, 0.2)))
    assert {field.name for field in dataclasses.fields(Rectangle)} == {"x", "y", "w", "h"}


def test_outlines_are_made_only_while_somebody_asks() -> None:
    senses = Senses()
    senses.see(face(1, 64.0))
    assert senses.newest_outlines() == NO_OUTLINES
    senses.see(face(1, 64.0))
    assert len(senses.newest_outlines().rectangles) == 1
    senses.now_s += ASKED_S + 0.1
    senses.see(face(1, 64.0))
    assert senses.newest_outlines() == NO_OUTLINES


def test_outlines_change_five_times_a_second_at_most() -> None:
    senses, changes = Senses(), 0
    before = senses.newest_outlines()
    for frame in range(100):  # at 100 Hz
        senses.now_s += 0.01
        senses.see(face(1, float(frame)))
        after = senses.newest_outlines()
        changes += after is not before
        before = after
    assert 4 <= changes <= 1 / STEP_S + 1


def test_outlines_of_a_pause_are_gone() -> None:
    """From the answer after a second, and from memory with the next turn of the loop."""
    senses = Senses()
    senses.newest_outlines()
    senses.see(face(1, 64.0))
    senses.now_s += SEEN_S + 0.1
    assert senses.newest_outlines() == NO_OUTLINES
    senses.forget_stale_outlines()
    assert senses._outlines == (0.0, NO_OUTLINES)


def test_level_and_contact_are_of_the_last_seconds() -> None:
    senses = Senses()
    assert (senses.room_level_db, senses.has_skin_contact("w1")) == (None, None)
    senses.put_event(AudioObservation(1000.0, 0.5, -41.23, None))
    senses.put_event(BodyObservation(1000.0, "w1", True, 0.1, 70.0, 2.0))
    assert (senses.room_level_db, senses.has_skin_contact("w1"), senses.has_skin_contact("w2")) == (-41.2, True, None)
    senses.put_event(BodyObservation(1000.0, "w1", False, 0.0, None, None))
    assert senses.has_skin_contact("w1") is False
    senses.now_s += LATE_S + 0.1
    assert (senses.room_level_db, senses.has_skin_contact("w1")) == (None, None)
    senses.put_event(AudioObservation(senses.now_s, 0.5, float("-inf"), None))
    assert senses.room_level_db is None


def test_a_play_is_shown_with_the_larger_error_of_its_ends() -> None:
    senses = Senses()
    assert senses.newest_play("command").creative is None
    senses.put_event(PlayStarted(990.0, "spring_a", error_s=0.02))
    shown = senses.newest_play("command")
    assert (shown.creative, shown.since_s, shown.is_over, shown.error_s) == ("spring_a", 990.0, False, 0.02)
    senses.put_event(PlayEnded(995.0, 0.1))
    assert (senses.newest_play("command").is_over, senses.newest_play("command").error_s) == (True, 0.1)
    senses.put_event(PlayStarted(996.0, "b"))
    assert not senses.newest_play("command").is_over


def test_a_rate_is_that_since_the_last_look() -> None:
    rate = SenseRate()
    for _ in range(30):
        rate.add(0.05)
    assert rate.take_rate(2.0) == (15.0, 0.05)
    assert rate.take_rate(1.0) == (0.0, None)
