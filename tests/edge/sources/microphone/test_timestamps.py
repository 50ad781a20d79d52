"""Capture times of audio are estimated from the arrival times of its blocks."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.microphone.timestamps import SampleClock

RATE_HZ = 1000
BLOCK = 100  # 0.1 s


def capture_times_s(arrivals_s: Sequence[float]) -> list[float]:
    clock = SampleClock(RATE_HZ)
    return [clock.capture_time_s(BLOCK, at_s) for at_s in arrivals_s]


@given(st.lists(st.floats(0.0, 0.3), min_size=60, max_size=60))
def test_late_blocks_have_their_regular_capture_times(lates_s: list[float]) -> None:
    """If one block in five is on time, each block begins where the previous one ended."""
    lates_s[::5] = [0.0] * 12
    times_s = capture_times_s([50.0 + 0.1 * (n + 1) + late_s for n, late_s in enumerate(lates_s)])
    assert times_s == pytest.approx([50.0 + 0.1 * n for n in range(60)])


@given(st.lists(st.floats(0.12, 0.29), min_size=120, max_size=120))
def test_a_busy_machine_loses_nothing(lates_s: list[float]) -> None:
    """With a sound server, blocks may be late by one or two blocks for seconds; a few are on time."""
    lates_s[::35] = [0.0] * 4
    times_s = capture_times_s([50.0 + 0.1 * (n + 1) + late_s for n, late_s in enumerate(lates_s)])
    assert times_s == pytest.approx([50.0 + 0.1 * n for n in range(120)])


def test_a_short_loss_is_noticed_within_seconds() -> None:
    times_s = capture_times_s([0.1 * (n + 1) + (0.2 if n >= 50 else 0.0) for n in range(200)])
    assert times_s[:50] == pytest.approx([0.1 * n for n in range(50)])
    assert times_s[92:] == pytest.approx([0.1 * n + 0.2 for n in range(92, 200)])


def test_a_microphone_clock_with_another_rate_is_followed() -> None:
    """With a clock 200 ppm slow or fast, times are never more than 4 ms off."""
    for ppm in (-200, 200):
        step_s = 0.1 * (1 + ppm * 1e-6)
        times_s = capture_times_s([step_s * (n + 1) for n in range(3000)])
        assert times_s == pytest.approx([step_s * n for n in range(3000)], abs=0.004)


def test_a_long_loss_is_noticed_within_about_a_second() -> None:
    """Half a second is missing: later blocks stay late, which a slow machine does not cause."""
    times_s = capture_times_s([0.1 * (n + 1) + (0.5 if n >= 50 else 0.0) for n in range(100)])
    assert times_s[:50] == pytest.approx([0.1 * n for n in range(50)])
    assert times_s[62:] == pytest.approx([0.1 * n + 0.5 for n in range(62, 100)])


def test_a_machine_that_hangs_for_a_while_loses_nothing() -> None:
    """Two seconds of blocks arrive at once: their capture times are one after the other."""
    times_s = capture_times_s([max(0.1 * (n + 1), 7.0) if n >= 50 else 0.1 * (n + 1) for n in range(100)])
    assert times_s == pytest.approx([0.1 * n for n in range(100)])
