"""Expressions are read as often as wanted at every rate of the frames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.perception.vision.reading_schedule import ReadingSchedule


def readings(frame_hz: float, *, catches_up: bool, seconds: int = 20) -> float:
    """Readings a second, of five wanted."""
    schedule, count = ReadingSchedule(5.0), 0
    for n in range(round(seconds * frame_hz)):
        if schedule.is_due(n / frame_hz):
            schedule.note_reading(n / frame_hz, catches_up=catches_up)
            count += 1
    return count / seconds


@pytest.mark.parametrize("frame_hz", [5.0, 6.0, 7.5, 10.0, 12.0, 15.0])
def test_five_a_second_are_read_with_fewer_frames(frame_hz: float) -> None:
    assert readings(frame_hz, catches_up=True) == pytest.approx(5.0, abs=0.21)


@pytest.mark.parametrize(("frame_hz", "expected"), [(7.5, 3.75), (12.0, 4.0), (15.0, 5.0)])
def test_without_catching_up_a_reading_waits_a_whole_step(frame_hz: float, expected: float) -> None:
    assert readings(frame_hz, catches_up=False) == pytest.approx(expected, abs=0.1)


@given(st.lists(st.floats(0.001, 3.0), min_size=10, max_size=200))
def test_there_are_never_more_readings_than_wanted(steps_s: list[float]) -> None:
    """Whatever the times of the frames are: five a second, and one at the beginning."""
    schedule, at_s, count = ReadingSchedule(5.0), 0.0, 0
    for step_s in steps_s:
        at_s += step_s
        if schedule.is_due(at_s):
            schedule.note_reading(at_s, catches_up=True)
            count += 1
            assert count <= (at_s - steps_s[0]) * 5.0 + 1.5


def test_after_a_reset_the_next_frame_is_read() -> None:
    schedule = ReadingSchedule(5.0)
    schedule.note_reading(10.0, catches_up=False)
    assert not schedule.is_due(10.1)
    schedule.make_next_frame_due()
    assert schedule.is_due(10.1)
