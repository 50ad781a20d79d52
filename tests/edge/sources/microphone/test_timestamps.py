"""When sound was captured, by when its blocks arrived."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sources.microphone.timestamps import SampleClock

RATE_HZ = 1000
BLOCK = 100  # 0.1 s


def begins(arrivals_s: Sequence[float]) -> list[float]:
    times = SampleClock(RATE_HZ)
    return [times.arrived(BLOCK, at_s) for at_s in arrivals_s]


@given(st.lists(st.floats(0.0, 0.3), min_size=60, max_size=60))
def test_blocks_that_come_late_were_captured_in_time(lates_s: list[float]) -> None:
    """Where one in five comes at once, each begins where the one before ended; and nothing is late for a second."""
    lates_s[::5] = [0.0] * 12
    found = begins([50.0 + 0.1 * (n + 1) + late_s for n, late_s in enumerate(lates_s)])
    assert found == pytest.approx([50.0 + 0.1 * n for n in range(60)])


@given(st.lists(st.floats(0.12, 0.29), min_size=120, max_size=120))
def test_a_busy_machine_has_lost_nothing(lates_s: list[float]) -> None:
    """Behind a sound server all blocks of some seconds may be late by one or two of its own; a few come at once."""
    lates_s[::35] = [0.0] * 4
    found = begins([50.0 + 0.1 * (n + 1) + late_s for n, late_s in enumerate(lates_s)])
    assert found == pytest.approx([50.0 + 0.1 * n for n in range(120)])


def test_little_that_was_lost_is_noticed_within_some_seconds() -> None:
    found = begins([0.1 * (n + 1) + (0.2 if n >= 50 else 0.0) for n in range(200)])
    assert found[:50] == pytest.approx([0.1 * n for n in range(50)])
    assert found[92:] == pytest.approx([0.1 * n + 0.2 for n in range(92, 200)])


def test_a_microphone_with_a_clock_of_its_own_is_followed() -> None:
    """One that is 200 ppm slow, or fast, is never more than a few milliseconds off."""
    for ppm in (-200, 200):
        step_s = 0.1 * (1 + ppm * 1e-6)
        found = begins([step_s * (n + 1) for n in range(3000)])
        assert found == pytest.approx([step_s * n for n in range(3000)], abs=0.004)


def test_sound_that_was_lost_is_noticed_within_a_second() -> None:
    """Half a second is missing: what comes after it is late for good, and not because the machine is."""
    found = begins([0.1 * (n + 1) + (0.5 if n >= 50 else 0.0) for n in range(100)])
    assert found[:50] == pytest.approx([0.1 * n for n in range(50)])
    assert found[62:] == pytest.approx([0.1 * n + 0.5 for n in range(62, 100)])


def test_a_machine_that_hangs_for_a_while_has_lost_nothing() -> None:
    """Two seconds of blocks come at once: they were captured one after the other."""
    found = begins([max(0.1 * (n + 1), 7.0) if n >= 50 else 0.1 * (n + 1) for n in range(100)])
    assert found == pytest.approx([0.1 * n for n in range(100)])
