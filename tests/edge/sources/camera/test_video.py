"""When the frames of a file are, and which of them are taken."""

import itertools
import math

import pytest

from edge.sources.camera.video import FrameSampler, FrameTimestamps


def test_times_are_those_of_the_container() -> None:
    """Uneven times stay as they are, counted from the first frame."""
    times = FrameTimestamps(rate_hz=25.0)
    assert [times.of_next(ms) for ms in (200.0, 240.0, 500.0, 510.0)] == pytest.approx([0.0, 0.04, 0.3, 0.31])
    assert times.step_s == pytest.approx(0.01)
    assert times.dropped == 0


def test_frame_that_goes_back_in_time_is_dropped_and_counted() -> None:
    """Neither a time before the last one, nor the same again, nor no number at all makes a frame."""
    times = FrameTimestamps(rate_hz=25.0)
    said = [times.of_next(ms) for ms in (0.0, 40.0, 20.0, 40.0, math.nan, math.inf, 80.0)]
    assert said == [0.0, 0.04, None, None, None, None, 0.08]
    assert times.dropped == 4


@pytest.mark.parametrize("nothing_ms", [0.0, -1.0, math.nan])
def test_container_without_times_is_counted_by_its_rate(nothing_ms: float) -> None:
    """Where the container gives every frame the same time or none, frame number over rate is the time."""
    times = FrameTimestamps(rate_hz=10.0)
    assert [times.of_next(nothing_ms) for _ in range(4)] == pytest.approx([0.0, 0.1, 0.2, 0.3])
    assert times.dropped == 0


def taken(file_hz: float, rate_hz: float | None, frames: int = 600) -> list[int]:
    pace = FrameSampler(rate_hz)
    return [index for index in range(frames) if pace.takes(index / file_hz)]


def test_twenty_five_a_second_at_fifteen_gives_fifteen() -> None:
    """The average is the rate asked for; steps are one or two frames of the file."""
    indices = taken(25.0, 15.0)
    assert len(indices) == 600 * 15 // 25
    assert {after - before for before, after in itertools.pairwise(indices)} == {1, 2}


def test_thirty_a_second_at_fifteen_gives_every_second_one() -> None:
    """Where the rate divides the file's, the steps are even."""
    assert taken(30.0, 15.0) == list(range(0, 600, 2))
    assert taken(29.97, 15.0)[:100] == list(range(0, 200, 2))


@pytest.mark.parametrize("file_hz", [5.0, 12.0, 15.0])
def test_slow_file_loses_no_frame(file_hz: float) -> None:
    """A file at or below the rate is taken whole, and so is any file without a rate."""
    assert taken(file_hz, 15.0) == list(range(600))
    assert taken(file_hz, None) == list(range(600))


def test_times_in_whole_milliseconds_make_no_difference() -> None:
    """Containers round to milliseconds; a frame that comes a hair early still is the one for its slot."""
    pace = FrameSampler(15.0)
    assert [n for n in range(60) if pace.takes(round(n * 1000 / 30) / 1000)] == list(range(0, 60, 2))


def test_pace_goes_on_after_a_gap() -> None:
    """After a gap of an hour the first frame is taken, and none of the missed slots is made up for."""
    pace = FrameSampler(10.0)
    times_s = [n / 20 for n in range(20)] + [3600 + n / 20 for n in range(20)]
    assert sum(pace.takes(at_s) for at_s in times_s) == 20
