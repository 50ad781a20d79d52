"""Coverage of a recorded series: gaps, and the share that is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.study.analysis.coverage import Gap
from edge.study.coverage import SHORTEST_GAP_S, sample_coverage, usual_step_s


def every(*times_s: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    return np.array(times_s), np.ones(len(times_s), np.bool_)


def test_values_at_both_ends_of_the_session_count_and_those_outside_do_not() -> None:
    times_s, known = every(-0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 4.0)
    found = sample_coverage(times_s, known, 0.0, 2.0, 0.5)
    assert (found.share, found.known_s, found.gaps) == (1.0, 2.0, ())


def test_the_start_counts_as_a_gap_when_the_first_value_is_late() -> None:
    times_s, known = every(1.25, 1.75, 2.25)
    assert sample_coverage(times_s, known, 0.0, 2.5, 0.5).gaps == (Gap(0.0, 1.25),)
    assert sample_coverage(times_s, known, 0.25, 2.5, 0.5).gaps == ()  # exactly the shortest


@pytest.mark.parametrize(
    ("step_s", "apart_s", "is_gap"), [(0.25, 1.25, False), (0.25, 1.5, True), (2.0, 6.0, False), (2.0, 6.5, True)]
)
def test_a_gap_is_longer_than_a_second_and_than_two_steps(step_s: float, apart_s: float, is_gap: bool) -> None:
    """It begins a step after the last value before it."""
    assert SHORTEST_GAP_S == 1.0
    times_s, known = every(0.0, apart_s)
    found = sample_coverage(times_s, known, 0.0, apart_s, step_s)
    assert found.gaps == ((Gap(step_s, apart_s),) if is_gap else ())
    assert found.known_s == pytest.approx(step_s if is_gap else apart_s)
    assert found.share == pytest.approx(found.known_s / apart_s)


def test_times_out_of_order_and_a_session_without_length() -> None:
    times_s, known = every(1.0, 0.0, 2.0)
    assert sample_coverage(times_s, known, 0.0, 3.0, 1.0).share == 1.0
    assert sample_coverage(times_s, known, 5.0, 5.0, 1.0).share == 0.0
    assert sample_coverage(times_s, known, 1.0, 1.5, 1.0).share == 1.0


def test_the_usual_step_is_the_median() -> None:
    assert usual_step_s(np.array([0.0, 1.0, 2.0, 9.0])) == 1.0
    assert usual_step_s(np.array([3.0, 5.0])) == 2.0
    assert usual_step_s(np.array([3.0])) == 0.0
    assert usual_step_s(np.empty(0)) == 0.0
