"""Tests of coverage, gaps and artefacts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.study.analysis.coverage import Coverage, Gap, beat_artefact_times, signal_coverage, skin_artefact_times

NAN = float("nan")
TIMES_S = np.arange(0.0, 100.0, 0.25)


def test_a_whole_recording_is_covered() -> None:
    assert signal_coverage(TIMES_S, np.ones(400), 0.0, 100.0, 4.0) == Coverage(1.0, 100.0, ())


def test_gaps_are_told_with_their_times() -> None:
    values = np.ones(400)
    values[(TIMES_S > 20.0) & (TIMES_S < 30.0)] = NAN
    found = signal_coverage(TIMES_S, values, 0.0, 110.0, 4.0)
    assert found.gaps == (Gap(20.0, 30.0), Gap(99.75, 110.0))
    assert found.known_s == pytest.approx(110 - 10 - 10.25)
    assert found.share == pytest.approx(found.known_s / 110)


def test_a_missed_sample_is_no_gap() -> None:
    """Two and a half intervals are the limit."""
    assert signal_coverage([0.0, 2.5, 5.0], [1, 1, 1], 0.0, 5.0, 1.0).gaps == ()
    assert signal_coverage([0.0, 2.6, 5.0], [1, 1, 1], 0.0, 5.0, 1.0).gaps == (Gap(0.0, 2.6),)


def test_nothing_is_one_gap() -> None:
    assert signal_coverage([], [], 2.0, 12.0, 4.0) == Coverage(0.0, 0.0, (Gap(2.0, 12.0),))
    assert signal_coverage([1.0, 13.0, NAN], [1.0, 1.0, 1.0], 2.0, 12.0, 4.0).share == 0.0


@settings(max_examples=30)
@given(st.lists(st.floats(-5, 25), max_size=30))
def test_known_time_and_gaps_make_the_whole(times_s: list[float]) -> None:
    found = signal_coverage(times_s, np.ones(len(times_s)), 0.0, 20.0, 4.0)
    assert found.known_s + sum(gap.to_s - gap.from_s for gap in found.gaps) == pytest.approx(20.0)
    assert -1e-9 <= found.share <= 1.0


def test_a_wrong_stretch_is_refused() -> None:
    for start_s, end_s, hz in ((1.0, 1.0, 4.0), (0.0, 1.0, 0.0)):
        with pytest.raises(ValueError, match="give a later end and a rate above 0"):
            signal_coverage([], [], start_s, end_s, hz)


def test_openings_and_jumps_of_skin_are_artefacts() -> None:
    level = np.full(400, 2.0)
    level[100:110] = 0.01
    level[200:] = 3.1
    level[300] = NAN
    assert skin_artefact_times(TIMES_S, level) == pytest.approx([25.0, 50.0])


def test_responses_and_dry_skin_are_none() -> None:
    """A rise by a third within half a second, and 0.05 µS."""
    level = np.full(400, 2.0)
    level[200:] = 2.9
    assert skin_artefact_times(TIMES_S, level).size == 0
    assert skin_artefact_times(TIMES_S, np.full(400, 0.036)).size == 0
    assert skin_artefact_times(TIMES_S, np.full(400, 0.034)) == pytest.approx([0.0])
    slow = 2.0 * np.exp(0.6 * np.arange(400) / 4.0)
    assert skin_artefact_times(TIMES_S, slow).size == 0
    assert skin_artefact_times([], []).size == 0


def test_missed_and_invented_beats_are_artefacts() -> None:
    intervals = np.array([NAN, 0.8, 0.82, 1.6, 0.79, 0.81, 0.4, 0.4, 0.8, 0.8, 0.8])
    ends = np.arange(11.0)
    assert beat_artefact_times(ends, intervals) == pytest.approx([3.0, 6.0, 7.0])


def test_a_beat_a_fifth_from_the_usual_is_an_artefact() -> None:
    for share, count in ((0.19, 0), (0.21, 1)):
        for sign in (-1, 1):
            intervals = np.full(9, 1.0)
            intervals[4] += sign * share
            assert beat_artefact_times(np.arange(9), intervals).size == count


def test_a_quickening_heart_is_none() -> None:
    intervals = 1.0 - 0.03 * np.arange(15)
    assert beat_artefact_times(np.cumsum(intervals), intervals).size == 0
    assert beat_artefact_times([], []).size == 0
    assert beat_artefact_times([NAN, 1.0, 2.0], [0.1, NAN, 0.8]).size == 0
    assert beat_artefact_times([1.0], [0.8]).size == 0


def test_intervals_that_no_heart_has_are_artefacts() -> None:
    assert beat_artefact_times([1, 2, 3], [0.29, 0.29, 0.29]) == pytest.approx([1, 2, 3])
    assert beat_artefact_times([1, 2, 3], [0.3, 0.3, 0.3]).size == 0
    assert beat_artefact_times([2, 4, 6], [2.0, 2.0, 2.1]) == pytest.approx([6])
