"""Tests of the heart rate around events."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.statistics.columns import Floats, float_array
from edge.study.analysis.heart import FEW_EVENTS, heart_rate_changes_bpm, heart_response, rate_by_second
from tests.edge.study.made_people import beats

NAN = float("nan")


def test_a_second_has_the_rates_of_the_intervals_that_overlap_it() -> None:
    """0.6 s of 60 bpm and 0.4 s of 75 bpm."""
    rates = rate_by_second([1.6, 2.4, 3.2], [1.0, 0.8, 0.8], 1.0, 2)
    assert rates == pytest.approx([0.6 * 60 + 0.4 * 75, 75])


def test_a_second_with_less_than_half_in_intervals_is_not_known() -> None:
    assert rate_by_second([10.5], [1.0], 9.0, 4) == pytest.approx([60.0, 60.0, NAN, NAN], nan_ok=True)
    assert rate_by_second([10.45], [0.9], 10.0, 1) == pytest.approx([NAN], nan_ok=True)


def test_intervals_that_are_no_hearts_are_left_out() -> None:
    """From 0.3 to 2 s; the first beat has none."""
    assert rate_by_second([1.0, 3.1], [NAN, 2.1], 1.0, 2) == pytest.approx([NAN, NAN], nan_ok=True)
    assert rate_by_second([2.0], [2.0], 0.0, 2) == pytest.approx([30.0, 30.0])
    assert rate_by_second([0.3, 0.6, 0.89], [0.3, 0.3, 0.29], 0.0, 1) == pytest.approx([200.0])


@settings(max_examples=30)
@given(st.floats(40, 180), st.floats(0, 1))
def test_an_even_heart_has_its_rate_in_each_second(bpm: float, phase: float) -> None:
    interval_s = 60 / bpm
    ends = phase + interval_s * np.arange(1, 40)
    assert rate_by_second(ends, np.full(39, interval_s), phase, 10) == pytest.approx(np.full(10, bpm))


def test_beats_and_intervals_are_pairs() -> None:
    with pytest.raises(ValueError, match="2 beats and 1 intervals"):
        rate_by_second([1.0, 2.0], [1.0], 0.0, 1)
    assert np.isnan(rate_by_second([], [], 0.0, 2)).all()


def test_changes_are_those_against_the_two_seconds_before() -> None:
    rates = np.full(60, 70.0)
    rates[30:33] = [66.0, 62.0, 68.0]
    found = heart_rate_changes_bpm(*beats(rates, np.random.default_rng(1)), [30.0, 45.0])
    assert found.shape == (2, 8)
    assert found[1] == pytest.approx(np.zeros(8), abs=1e-9)
    assert found[0, :2] == pytest.approx([0, 0], abs=0.5)
    assert found[0, 2:6].sum() == pytest.approx(-14.0, abs=4.0)
    assert found[0, 2:5].max() < -3.0
    assert found[0, 6:] == pytest.approx([0, 0], abs=0.5)
    assert heart_rate_changes_bpm([], [], []).shape == (0, 8)


def orienting(events: int, deceleration_bpm: float) -> tuple[Floats, Floats, Floats]:
    """Beats of a heart that slows for 3 s after each event, and the events."""
    rates = np.full(20 * events + 20, 72.0)
    events_s = float_array(20 * np.arange(1, events + 1))
    for at_s in events_s.astype(int):
        rates[at_s + 1 : at_s + 3] -= deceleration_bpm
    ends, intervals = beats(rates, np.random.default_rng(2), 0.01)
    return ends, intervals, events_s


def test_a_planted_deceleration_is_found() -> None:
    found = heart_response(*orienting(20, 6.0))
    assert found.deceleration_bpm == pytest.approx(-6.0, abs=1.0)
    assert found.deceleration_bpm == found.change_bpm[2:6].min()
    assert (found.events, found.reason) == (20, None)
    assert int(found.change_bpm.argmin()) in (3, 4)


def test_few_events_are_told() -> None:
    assert heart_response(*orienting(9, 6.0)).reason == FEW_EVENTS
    assert heart_response(*orienting(10, 6.0)).reason is None


def test_a_deceleration_lies_in_the_four_seconds_after_the_event() -> None:
    """Slower before or later is none."""
    rates = np.full(60, 70.0)
    rates[35] = 50.0
    ends, intervals = beats(rates, np.random.default_rng(3))
    late = heart_response(ends, intervals, [30.0])
    assert late.deceleration_bpm == pytest.approx(0.0, abs=1.0)
    assert late.change_bpm[7] < -5


def test_an_unknown_second_leaves_the_deceleration_unknown() -> None:
    ends, intervals = beats(np.full(60, 60.0), np.random.default_rng(4))
    kept = (ends < 32) | (ends > 34)
    intervals[ends == 32.0] = NAN
    found = heart_response(ends[kept], intervals[kept], [30.0])
    assert found.deceleration_bpm is None
    assert found.events == 1
    assert heart_response([], [], [30.0]).events == 0
    assert heart_response([], [], []).deceleration_bpm is None
