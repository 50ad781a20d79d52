"""Times of the frames of a file, and the selection of frames at a lower rate."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.video import LONGEST_GAP_S, FrameSampler, FrameThinner, FrameTimestamps


def test_times_are_the_times_of_the_container() -> None:
    """Uneven times stay as they are, counted from the first frame."""
    times = FrameTimestamps(rate_hz=25.0)
    assert [times.next_s(ms) for ms in (200.0, 240.0, 500.0, 510.0)] == pytest.approx([0.0, 0.04, 0.3, 0.31])
    assert times.step_s == pytest.approx(0.01)


def test_frame_that_goes_back_in_time_has_no_time() -> None:
    """A frame has no time if its time is before the last one, equal to it, or not a number."""
    times = FrameTimestamps(rate_hz=25.0)
    found = [times.next_s(ms) for ms in (0.0, 40.0, 20.0, 40.0, math.nan, math.inf, 80.0)]
    assert found == [0.0, 0.04, None, None, None, None, 0.08]


@pytest.mark.parametrize("nothing_ms", [0.0, -1.0, math.nan])
def test_times_follow_the_rate_if_the_container_has_none(nothing_ms: float) -> None:
    """If the container gives every frame the same time or none, the time is frame number over rate."""
    times = FrameTimestamps(rate_hz=10.0)
    assert [times.next_s(nothing_ms) for _ in range(4)] == pytest.approx([0.0, 0.1, 0.2, 0.3])


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


def kept(times_s: list[float], one_in: int, rate_hz: float | None = 15.0) -> list[float]:
    thinner = FrameThinner(rate_hz)
    return [at_s for at_s in times_s if thinner.is_kept(at_s, one_in)]


@pytest.mark.parametrize(("one_in", "hz"), [(1, 15.0), (2, 7.5), (3, 5.0)])
def test_one_frame_in_so_many_is_kept(one_in: int, hz: float) -> None:
    """Of a steady camera, of one whose frames come up to 10 ms late, and of a film of 25 a second."""
    steady = [n / 15 for n in range(300)]
    late = [at_s + 0.01 * (n * 7 % 11) / 10 for n, at_s in enumerate(steady)]
    film = [index / 25 for index in selected(25.0, 15.0, 500)]
    for times_s in (steady, late, film):
        assert len(kept(times_s, one_in)) == pytest.approx(20 * hz, rel=0.12)
    assert kept(steady, one_in) == steady[::one_in]


@pytest.mark.parametrize("rate_hz", [2.0, 4.0, 5.0])
def test_a_slow_camera_keeps_all_its_frames(rate_hz: float) -> None:
    times_s = [n / rate_hz for n in range(20)]
    assert kept(times_s, 3) == times_s


def test_without_a_rate_all_frames_are_kept() -> None:
    assert len(kept([n / 30 for n in range(60)], 3, None)) == 60


@given(st.lists(st.floats(0.001, 0.5), min_size=2, max_size=60), st.lists(st.integers(1, 3), min_size=60, max_size=60))
def test_a_gap_is_only_as_long_as_those_of_the_camera(steps_s: list[float], wanted: list[int]) -> None:
    """Between two kept frames is no longer time than LONGEST_GAP_S and the step that could not be foreseen."""
    thinner, at_s, kept_s = FrameThinner(15.0), 0.0, 0.0
    assert thinner.is_kept(0.0, 3)
    for step_s, one_in in zip(steps_s, wanted, strict=False):
        at_s += step_s
        if thinner.is_kept(at_s, one_in):
            assert at_s - kept_s <= LONGEST_GAP_S + step_s
            kept_s = at_s
        else:
            assert one_in > 1
