"""Runs: begun once, ended by a pause on the clock, taken in order."""

import pytest

from edge.audience.rules import AudienceRules
from edge.audience.runs import SensingRuns

RULES = AudienceRules(window_s=60, part_end=lambda at_s: (at_s // 100 + 1) * 100)


def test_a_run_starts_once() -> None:
    runs = SensingRuns(RULES)
    assert not runs.is_running
    assert runs.start_run(5.0)
    assert runs.is_running
    assert not runs.start_run(6.0)
    assert not runs.has_paused_run


@pytest.mark.parametrize(("at_s", "end_s"), [(10.0, 60.0), (60.0, 100.0), (99.0, 100.0), (100.0, 120.0)])
def test_a_pause_ends_the_run_with_the_window_or_the_part(at_s: float, end_s: float) -> None:
    """Whichever ends first."""
    runs = SensingRuns(RULES)
    runs.start_run(5.0)
    assert runs.pause_run(at_s) == end_s
    assert (runs.is_running, runs.has_paused_run) == (False, True)
    assert not runs.ends_paused_run(end_s - 1)
    assert runs.ends_paused_run(end_s)


def test_a_run_after_a_paused_one_begins_once_that_one_was_checked() -> None:
    runs = SensingRuns(RULES)
    runs.start_run(5.0)
    runs.pause_run(10.0)
    assert not runs.start_run(61.0)
    assert runs.is_running
    assert runs.end_paused_run() == 61.0
    assert not runs.has_paused_run
    assert not runs.ends_paused_run(1e9)


def test_paused_runs_are_checked_in_order() -> None:
    """The first to begin is the first to end."""
    runs = SensingRuns(RULES)
    runs.start_run(5.0)
    assert runs.pause_run(10.0) == 60.0
    runs.start_run(61.0)
    assert runs.pause_run(70.0) == 100.0
    runs.start_run(101.0)
    assert (runs.ends_paused_run(59.0), runs.ends_paused_run(60.0)) == (False, True)
    assert runs.end_paused_run() == 61.0
    assert (runs.ends_paused_run(60.0), runs.ends_paused_run(100.0)) == (False, True)
    assert runs.end_paused_run() == 101.0
    assert not runs.has_paused_run


def test_a_paused_run_may_have_none_after_it() -> None:
    runs = SensingRuns(RULES)
    runs.start_run(5.0)
    runs.pause_run(10.0)
    assert runs.end_paused_run() is None


def test_a_stop_forgets_all_runs() -> None:
    runs = SensingRuns(RULES)
    runs.start_run(5.0)
    runs.pause_run(10.0)
    runs.start_run(61.0)
    runs.stop_run()
    assert (runs.is_running, runs.has_paused_run) == (False, False)
    assert runs.start_run(80.0)
    runs.pause_run(90.0)
    assert runs.end_paused_run() is None
