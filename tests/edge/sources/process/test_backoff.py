"""A lost source is tried again: soon after a short failure, rarely after a long one."""

import math

import pytest

from edge.sources.process.backoff import BackoffOptions, ReopenBackoff


@pytest.mark.parametrize(("failing_s", "expected_s"), [(0, 1), (5, 1), (20, 2), (50, 5), (600, 60), (86400, 60)])
def test_wait_grows_with_the_length_of_the_failure(failing_s: float, expected_s: float) -> None:
    """The wait is a tenth of the failing time, so a source is back within 5 s after a failure of up to 50 s."""
    assert BackoffOptions().wait_s(failing_s) == expected_s


def test_wait_starts_again_after_the_source_worked_or_was_absent() -> None:
    """The wait grows during one failure, and starts again with the next failure."""
    backoff = ReopenBackoff()
    assert [backoff.record_failure(100.0, 0.0), backoff.record_failure(140.0, 0.0)] == [1.0, 4.0]
    assert backoff.due_s == 144.0
    assert backoff.record_failure(150.0, worked_s=1.0) == 1.0
    backoff.record_failure(190.0, worked_s=0.5)
    assert backoff.due_s == 194.0
    backoff.reset()
    assert backoff.record_failure(200.0, 0.0) == 1.0
    backoff.stop_reopening()
    assert backoff.due_s == math.inf
