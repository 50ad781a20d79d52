"""Mappings from a kit's clock to that of the session: lines through made clocks, cut where a clock was set."""

import numpy as np
import pytest

from edge.study.clocks import JUMP_S, ClockMapping, clock_mappings


def test_a_line_goes_through_a_clock_that_drifts() -> None:
    device = np.array([2.0, 4.0, 6.0, 9.0])
    (only,) = clock_mappings(100.0 + 1.001 * device, device)
    assert (only.first, only.end) == (0, 4)
    assert only.offset_s == pytest.approx(100.0)
    assert only.drift == pytest.approx(0.001)
    assert only.spread_s == pytest.approx(0.0, abs=1e-9)


def test_the_spread_is_the_largest_distance_from_the_line() -> None:
    """Of four samples the second is 30 ms late, and the line follows it a little."""
    (only,) = clock_mappings(np.array([50.0, 51.03, 52.0, 53.0]), np.array([0.0, 1.0, 2.0, 3.0]))
    assert only.drift == pytest.approx(-0.003)
    assert only.offset_s == pytest.approx(50.012)
    assert only.spread_s == pytest.approx(0.021)


def test_two_samples_close_together_make_a_line_too() -> None:
    (only,) = clock_mappings(np.array([10.0, 10.503]), np.array([0.0, 0.5]))
    assert only.drift == pytest.approx(0.006)


def test_one_sample_is_a_mapping_without_drift() -> None:
    assert clock_mappings(np.array([7.0, np.nan]), np.array([2.0, 3.0])) == (ClockMapping(0, 1, 5.0, 0.0, 0.0),)


@pytest.mark.parametrize(("step_s", "count"), [(JUMP_S, 1), (-JUMP_S, 1), (JUMP_S + 0.25, 2), (-JUMP_S - 0.25, 2)])
def test_a_clock_that_was_set_by_more_than_a_second_has_two_mappings(step_s: float, count: int) -> None:
    """A sample without a device time before them belongs to none."""
    assert JUMP_S == 1.0
    device = np.array([np.nan, 0.0, 1.0, 2.0, 3.0])
    times_s = 10.0 + device + np.array([0.0, 0.0, 0.0, step_s, step_s])
    found = clock_mappings(times_s, device)
    assert len(found) == count
    assert (found[0].first, found[-1].end) == (1, 5)
    if count == 2:
        assert (found[0].end, found[1].first) == (3, 3)
        assert [one.offset_s for one in found] == pytest.approx([10.0, 10.0 + step_s])
