"""When a lost source is tried again: soon after a short failure, seldom after a long one."""

import math

import pytest

from edge.sources.process.backoff import Backoff, wait_s


@pytest.mark.parametrize(("failing_s", "expected_s"), [(0, 1), (5, 1), (20, 2), (50, 5), (600, 60), (86400, 60)])
def test_source_that_keeps_failing_is_tried_ever_more_seldom(failing_s: float, expected_s: float) -> None:
    """A tenth of the time that it has been failing for: up to 50 s it is back 5 s after it is well, whatever it had."""
    assert wait_s(failing_s) == expected_s


def test_a_source_that_was_well_or_away_in_between_is_failing_anew() -> None:
    """The wait grows with one failure, and begins again with the next."""
    reopening = Backoff()
    assert [reopening.lost(100.0, 0.0), reopening.lost(140.0, 0.0)] == [1.0, 4.0]
    assert reopening.due_s == 144.0
    assert reopening.lost(150.0, gave_s=1.0) == 1.0
    reopening.lost(190.0, gave_s=0.5)
    assert reopening.due_s == 194.0
    reopening.was_absent()
    assert reopening.lost(200.0, 0.0) == 1.0
    reopening.never()
    assert reopening.due_s == math.inf
