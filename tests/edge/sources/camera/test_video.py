"""Times of the frames of a file, and the selection of frames at a lower rate."""

import itertools
import math

import pytest

from edge.sources.camera.video import FrameSampler, FrameTimestamps


def test_times_are_the_times_of_the_container() -> None:
    """Uneven times stay as they are, counted from the first frame."""
    times = FrameTimestamps(rate_hz=25.0)
    assert [times.next_frame_time_s(ms) for ms in (200.0, 240.0, 500.0, 510.0)] == pytest.approx([0.0, 0.04, 0.3, 0.31])
    assert times.step_s == pytest.approx(0.01)


def test_frame_that_goes_back_in_time_has_no_time() -> None:
    """A frame has no time if its time is before the last one, equal to it, or not a number."""
    times = FrameTimestamps(rate_hz=25.0)
    found = [times.next_frame_time_s(ms) for ms in (0.0, 40.0, 20.0, 40.0, math.nan, math.inf, 80.0)]
    assert found == [0.0, 0.04, None, None, None, None, 0.08]


@pytest.mark.parametrize("nothing_ms", [0.0, -1.0, math.nan])
def test_times_follow_the_rate_if_the_container_has_none(nothing_ms: float) -> None:
    """If the container gives every frame the same time or none, the time is frame number over rate."""
    times = FrameTimestamps(rate_hz=10.0)
    assert [times.next_frame_time_s(nothing_ms) for _ in range(4)] == pytest.approx([0.0, 0.1, 0.2, 0.3])


def selected(file_hz: float, rate_hz: float | None, frames: int = 600) -> list[int]:
    sampler = FrameSampler(rate_hz)
    return [index for index in range(frames) if sampler.is_due(index / file_hz)]


def test_twenty_five_a_second_at_fifteen_gives_fifteen() -> None:
    """The average is the requested rate; steps are one or two frames of the file."""
    indices = selected(25.0, 15.0)
    assert len(indices) == 600 * 15 // 25
    assert {after - before for before, after in itertools.pairwise(indices)} == {1, 2}


def test_thirty_a_second_at_fifteen_gives_every_second_one() -> None:
    """If the requested rate divides the file's rate, the steps are even."""
    assert selected(30.0, 15.0) == list(range(0, 600, 2))
    assert selected(29.97, 15.0)[:100] == list(range(0, 200, 2))


@pytest.mark.parametrize("file_hz", [5.0, 12.0, 15.0])
def test_slow_file_loses_no_frame(file_hz: float) -> None:
    """All frames of a file at or below the rate are selected, and all frames if there is no rate."""
    assert selected(file_hz, 15.0) == list(range(600))
    assert selected(file_hz, None) == list(range(600))


def test_times_in_whole_milliseconds_make_no_difference() -> None:
    """Containers round to milliseconds; a frame slightly early is still selected for its slot."""
    sampler = FrameSampler(15.0)
    assert [n for n in range(60) if sampler.is_due(round(n * 1000 / 30) / 1000)] == list(range(0, 60, 2))


def test_sampling_continues_after_a_gap() -> None:
    """After a gap of an hour the first frame is selected, and the missed slots are not made up for."""
    sampler = FrameSampler(10.0)
    times_s = [n / 20 for n in range(20)] + [3600 + n / 20 for n in range(20)]
    assert sum(sampler.is_due(at_s) for at_s in times_s) == 20
