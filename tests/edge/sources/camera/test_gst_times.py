"""Capture times of a pipeline follow its own times, and are never later than the arrival."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.gst_times import PipelineClock

START_S = 1000.0


def times(arrivals: list[tuple[float | None, float]]) -> list[float]:
    """Capture times of pictures, each with its time in the pipeline and that of its arrival."""
    clock = PipelineClock()
    return [clock.capture_time_s(None if pts_s is None else round(pts_s * 1e9), at_s) for pts_s, at_s in arrivals]


def test_a_late_picture_keeps_its_time() -> None:
    """A picture that waited 0.2 s for the processor was captured when its pipeline says so."""
    late_s = [0.05, 0.01, 0.2, 0.03, 0.01]
    captured = times([(n / 25, START_S + n / 25 + delay_s) for n, delay_s in enumerate(late_s)])
    assert captured[1:] == pytest.approx([START_S + 0.01 + n / 25 for n in range(1, 5)])


def test_a_clock_that_drifts_is_followed() -> None:
    """After ten minutes at 100 ppm, in either direction, the time is right to 2 ms."""
    for rate in (1 - 1e-4, 1 + 1e-4):
        captured = times([(n / 10 * rate, START_S + n / 10) for n in range(6000)])
        assert captured[-1] == pytest.approx(START_S + 599.9, abs=2e-3)


def test_a_time_that_jumps_back_begins_anew() -> None:
    """A film that starts again has times from 0."""
    captured = times([(n % 50 / 25, START_S + n / 25) for n in range(150)])
    assert captured == pytest.approx([START_S + n / 25 for n in range(150)])


def test_a_picture_without_a_time_was_captured_when_it_came() -> None:
    assert times([(None, START_S), (0.0, START_S + 1), (None, START_S + 2)]) == [START_S, START_S + 1, START_S + 2]


@given(st.lists(st.tuples(st.none() | st.integers(0, 2**64 - 2), st.floats(0, 30)), max_size=60))
def test_whatever_the_pipeline_says_times_are_sane(pictures: list[tuple[int | None, float]]) -> None:
    """Never later than the arrival, never before that of the last picture, and never older than a second."""
    clock, at_s, last_s = PipelineClock(), START_S, 0.0
    for pts_ns, passed_s in pictures:
        at_s += passed_s
        captured_s = clock.capture_time_s(pts_ns, at_s)
        assert last_s <= captured_s <= at_s
        assert captured_s >= at_s - 1.01
        last_s = captured_s


def delayed(*pictures: tuple[float, float]) -> list[float]:
    """Delays that are taken for part of the time, of pictures with their time of capture and their own delay."""
    captured = times([(START_S + pts_s, START_S + pts_s + delay_s) for pts_s, delay_s in pictures])
    return [at_s - START_S - pts_s for at_s, (pts_s, _) in zip(captured, pictures, strict=True)]


@pytest.mark.parametrize(("after_s", "smallest_s"), [(9.5, 0.0), (10.0, 0.0), (10.25, 0.5), (10.75, 0.5)])
def test_the_fastest_picture_counts_for_ten_seconds(after_s: float, smallest_s: float) -> None:
    """`after_s`: time between the arrivals of the fastest picture and of a slower one."""
    assert delayed((0.0, 0.0), (after_s - 0.5, 0.5))[-1] == smallest_s


@pytest.mark.parametrize(("delay_s", "smallest_s"), [(0.96875, 0.0), (1.0, 0.0), (1.03125, 1.03125), (2.0, 2.0)])
def test_a_picture_that_is_a_second_late_begins_a_new_time(delay_s: float, smallest_s: float) -> None:
    assert delayed((0.0, 0.0), (0.0, 0.0), (5.0, delay_s))[-1] == smallest_s


def test_the_delay_is_compared_with_the_smallest_not_with_the_last() -> None:
    """One picture was slow, the next one is a second slower than the fastest."""
    assert delayed((0.0, 0.0), (1.0, 0.75), (2.0, 1.25))[-1] == 1.25


def test_of_those_that_are_left_the_fastest_counts() -> None:
    """After the fastest of all is forgotten: the second, whatever came between."""
    assert delayed((0.0, 0.0), (5.0, 0.5), (10.0, 0.625))[-1] == 0.5
    assert delayed((0.0, 0.0), (4.0, 0.875), (5.0, 0.5), (10.0, 0.75))[-1] == 0.5
