"""Thinning of frames: one in two or three is kept, and no gap grows longer than a person needs to pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.camera.thinning import LONGEST_GAP_S, FrameThinner
from edge.sources.camera.video import FrameSampler


def kept(times_s: list[float], one_in: int, rate_hz: float | None = 15.0) -> list[float]:
    thinner = FrameThinner(rate_hz)
    return [at_s for at_s in times_s if thinner.is_kept(at_s, one_in)]


@pytest.mark.parametrize(("one_in", "hz"), [(1, 15.0), (2, 7.5), (3, 5.0)])
def test_one_frame_in_so_many_is_kept(one_in: int, hz: float) -> None:
    """Of a steady camera, of one whose frames come up to 10 ms late, and of a film of 25 a second."""
    steady = [n / 15 for n in range(300)]
    late = [at_s + 0.01 * (n * 7 % 11) / 10 for n, at_s in enumerate(steady)]
    sampler = FrameSampler(15.0)
    film = [index / 25 for index in range(500) if sampler.is_due(index / 25)]
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
