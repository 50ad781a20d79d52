"""Staff are taken out of the frames, which are held until their badges have been read."""

from dataclasses import replace

from edge.audience.staff_filter import StaffFilter
from edge.events import FrameObservation
from tests.worlds import face_of

STAFF, VISITOR = face_of(1, 300, 100, 60, 75), face_of(2, 20, 100, 60, 75)
BADGE = replace(STAFF, is_staff=True)


def test_a_frame_is_held_for_three_seconds() -> None:
    """It is given on whole, with the time that it stands for, if nobody in it is staff."""
    staff = StaffFilter()
    frame = FrameObservation(100.0, (VISITOR,))
    assert staff.add_frame(frame, 0.1) == []
    assert staff.take_due_frames(102.9) == []
    assert staff.take_due_frames(103.0) == [(frame, 0.1)]
    assert staff.take_due_frames(200.0) == []


def test_frames_before_the_badge_was_read_lose_its_track_too() -> None:
    """Others stay, and so does the frame."""
    staff = StaffFilter()
    assert staff.add_frame(FrameObservation(100.0, (STAFF, VISITOR)), 1.0) == []
    assert staff.add_frame(FrameObservation(101.0, (BADGE, VISITOR)), 1.0) == [1]
    assert staff.add_frame(FrameObservation(102.0, (STAFF,), not_people=(7,)), 1.0) == []
    assert staff.take_due_frames(float("inf")) == [
        (FrameObservation(100.0, (VISITOR,)), 1.0),
        (FrameObservation(101.0, (VISITOR,)), 1.0),
        (FrameObservation(102.0, (), not_people=(7,)), 1.0),
    ]
