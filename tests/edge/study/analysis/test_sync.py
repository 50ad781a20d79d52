"""Tests of offsets between clocks, against planted ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.sync import FEW_EDGES, NO_EDGES, ClockOffset, clock_offset, rising_edges
from tests.edge.study.made_people import contact_lost, flashes, heard_by_microphone, seen_by_camera

NAN = float("nan")
OFFSETS_S = (0.05, 0.1, 0.2, 0.4)


def disturbed(edges_s: Floats, rng: np.random.Generator) -> Floats:
    """Three of them missed, two invented."""
    kept = np.delete(edges_s, rng.choice(edges_s.size, 3, replace=False))
    return np.sort(np.append(kept, rng.uniform(3.0, 30.0, 2)))


@pytest.mark.parametrize("offset_s", OFFSETS_S)
@pytest.mark.parametrize("hz", [30.0, 15.0])
def test_screen_and_camera_are_joined_to_a_frame(hz: float, offset_s: float) -> None:
    rng = np.random.default_rng([1, round(1000 * offset_s)])
    sent_s = flashes(rng)
    seen_s = rising_edges(*seen_by_camera(sent_s, offset_s, hz, rng), 2.0)
    assert seen_s.size == 15
    found = clock_offset(sent_s, disturbed(seen_s, rng), near_s=1 / hz)
    assert found.offset_s == pytest.approx(offset_s, abs=1 / hz)
    assert (found.sent, found.seen, found.reason) == (15, 14, None)
    assert found.matched >= 12


@pytest.mark.parametrize("offset_s", OFFSETS_S)
def test_screen_and_microphone_are_joined_to_ten_milliseconds(offset_s: float) -> None:
    rng = np.random.default_rng([2, round(1000 * offset_s)])
    sent_s = flashes(rng)
    seen_s = rising_edges(*heard_by_microphone(sent_s, offset_s, rng), 2.0)
    found = clock_offset(sent_s, disturbed(seen_s, rng))
    assert found.offset_s == pytest.approx(offset_s, abs=0.010)
    assert found.spread_s is not None
    assert found.spread_s < 0.01


@pytest.mark.parametrize("offset_s", OFFSETS_S)
@pytest.mark.parametrize("hz", [4.0, 50.0])
def test_kits_are_joined_to_a_sample(hz: float, offset_s: float) -> None:
    """By three lifts of the finger."""
    rng = np.random.default_rng([3, round(1000 * offset_s)])
    lifts_s = 5.0 + 8.0 * np.arange(3) + rng.uniform(0.0, 1.0, 3)
    times_s, eda_us = contact_lost(lifts_s, offset_s, hz, rng)
    found = clock_offset(lifts_s, rising_edges(times_s, -eda_us, 8.0), near_s=1 / hz)
    assert found.offset_s == pytest.approx(offset_s, abs=1 / hz)
    assert found.matched == 3


def pulses(at_s: list[float], heights: list[float]) -> tuple[Floats, Floats]:
    """Samples of 10 a second with a pulse of one sample at each time."""
    times_s = np.arange(0.0, 20.0, 0.1)
    values = np.zeros(200)
    for start_s, height in zip(at_s, heights, strict=True):
        values[round(10 * start_s)] = height
    return float_array(times_s), values


def test_an_edge_lies_between_its_samples() -> None:
    assert rising_edges(*pulses([3.0, 5.0, 7.0, 9.0, 11.0, 13.0], [1.0] * 6), 2.0) == pytest.approx(
        np.array([3, 5, 7, 9, 11, 13]) - 0.05
    )


def test_a_single_bright_light_does_not_hide_the_others() -> None:
    """Nor is half of the height, or a second rise of the same edge, an edge."""
    times_s, values = pulses([3, 5, 7, 9, 11, 13, 15, 17], [1, 1, 50, 1, 0.5, 0.6, 1, 1])
    assert rising_edges(times_s, values, 2.0) == pytest.approx(np.array([3, 5, 7, 9, 13, 15, 17]) - 0.05)
    values[32] = 1.0
    assert rising_edges(times_s, values, 2.0)[:2] == pytest.approx([2.95, 4.95])
    values[40] = 1.0
    assert rising_edges(times_s, values, 2.0)[:2] == pytest.approx([2.95, 3.95])


def test_a_light_that_stays_on_is_one_edge() -> None:
    times_s, values = pulses([3, 9, 11, 13, 15, 17], [1] * 6)
    values[30:60] = 1.0
    assert rising_edges(times_s, values, 2.0)[:2] == pytest.approx([2.95, 8.95])


def test_unknown_samples_are_left_out() -> None:
    times_s, values = pulses([3, 5, 7, 9, 11, 13], [1] * 6)
    values[29] = NAN
    times_s[0] = NAN
    assert rising_edges(times_s, values, 2.0)[0] == pytest.approx(2.9)


def test_noise_has_no_edges() -> None:
    noise = np.random.default_rng(4).normal(0.0, 1.0, 200)
    assert rising_edges(np.arange(200) / 10, noise, 2.0).size == 0
    assert rising_edges(np.arange(200) / 10, np.ones(200), 2.0).size == 0
    assert rising_edges([], [], 2.0).size == 0


def test_a_sync_without_edges_says_so() -> None:
    assert clock_offset([1.0, 3.0, 5.0], []) == ClockOffset(None, None, 0, 3, 0, NO_EDGES)


def test_edges_that_agree_in_no_offset_give_none() -> None:
    """Two of three, or three of seven."""
    assert clock_offset([1, 3, 5], [1.1, 3.1, 5.5]).reason == FEW_EDGES
    assert clock_offset([1, 3, 5, 7, 9, 11, 13], [1.1, 3.1, 5.1]).reason == FEW_EDGES
    found = clock_offset([1, 3, 5, 7, 9, 11], [1.1, 3.1, 5.1])
    assert found.offset_s == pytest.approx(0.1)
    assert (found.matched, found.reason) == (3, None)
    assert clock_offset([1, 3, 5], [2.0, 4.0, 6.0]).matched == 0


@settings(max_examples=30)
@given(st.floats(-0.85, 0.85), st.permutations(range(15)), st.integers(0, 6))
def test_a_shift_is_found_whatever_is_missed(offset_s: float, order: list[int], missed: int) -> None:
    """In any order, also if the camera's clock is before the screen's."""
    sent_s = 2.0 * np.arange(15)
    found = clock_offset(sent_s, sent_s[order[missed:]] + offset_s)
    assert found.offset_s == pytest.approx(offset_s, abs=1e-9)
    assert found.spread_s == pytest.approx(0.0, abs=1e-9)
    assert found.matched == 15 - missed


def test_an_offset_is_looked_for_within_its_limit() -> None:
    assert clock_offset([1, 3, 5], [1.95, 3.95, 5.95]).offset_s is None
    assert clock_offset([1, 3, 5], [1.95, 3.95, 5.95], most_s=0.96).offset_s == pytest.approx(0.95)
    assert clock_offset([1, 3, 5], [1.5, 3.5, 5.5], most_s=0.5).offset_s == 0.5
    assert clock_offset([1, 3, 5], [0.5, 2.5, 4.5], most_s=0.5).offset_s == -0.5


def test_the_spread_is_that_of_the_edges() -> None:
    found = clock_offset([1, 3, 5, 7, 9], [1.08, 3.09, 5.1, 7.11, 9.12])
    assert found.offset_s == pytest.approx(0.1)
    assert found.spread_s == pytest.approx(0.02)
    assert clock_offset([1, 3, 5], [1.0, 3.119, 5.06]).matched == 3
    assert clock_offset([1, 3, 5], [1.0, 3.121, 5.06]).matched == 2
    assert clock_offset([1, 3, 5], [1.0, 3.121, 5.06], near_s=0.07).matched == 3


def test_the_first_of_two_offsets_counts() -> None:
    found = clock_offset([1, 3, 5], [1.1, 3.1, 5.1, 1.5, 3.5, 5.5])
    assert found.offset_s == pytest.approx(0.1)


def test_wrong_series_are_refused() -> None:
    with pytest.raises(ValueError, match="give one time per value"):
        rising_edges([1.0], [1.0, 2.0], 2.0)
    assert rising_edges([1.0], [1.0], 0.5).size == 0
    with pytest.raises(ValueError, match="the time between two sent edges"):
        rising_edges([1.0], [1.0], 0.0)
