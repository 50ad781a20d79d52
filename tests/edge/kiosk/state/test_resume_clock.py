"""Sensing begins again on the clock of the windows, and by command not more often than an hour allows."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from edge.kiosk.state.resume_clock import HOUR_S, RESUMES_AN_HOUR, ResumeClock, resume_allowed_s, times_of_last_hour

NOW_S = 1_795_521_600.0
WINDOWS = st.sampled_from([10.0, 45.0, 60.0, 300.0])
STEPS = st.lists(st.tuples(st.floats(0.0, 200.0), st.booleans()), min_size=1, max_size=30)


@given(WINDOWS, st.sampled_from([60.0, 60.2, 600.0]), STEPS)
def test_sensing_begins_again_at_a_multiple_long_enough_after_the_pause_began(
    window_s: float, same_person_s: float, steps: Sequence[tuple[float, bool]]
) -> None:
    """Whatever holds and lifts come: the first multiple of `window_s` that is `same_person_s` after the pause began,
    and not before the last hold was lifted."""
    clock, at_s, began_s, is_held = ResumeClock(window_s, same_person_s), NOW_S, NOW_S, False
    for passes_s, holds in steps:
        at_s += passes_s
        if holds:
            began_s = began_s if clock.is_paused(at_s) else at_s
            clock.begin_hold(at_s)
            is_held = True
        elif is_held:
            clock.end_hold(at_s)
            is_held = False
            least_s = max(began_s + same_person_s, at_s - 1)
            assert clock.resumes_s % window_s == 0
            assert least_s <= clock.resumes_s < least_s + window_s + 1
        assert clock.is_paused(at_s) == (is_held or at_s < clock.resumes_s)


def test_without_a_pause_nothing_waits() -> None:
    clock = ResumeClock()
    assert not clock.is_paused(NOW_S)
    clock.end_hold(NOW_S)
    assert not clock.is_paused(NOW_S)


def test_sensing_begins_at_the_time_itself() -> None:
    """As usual the windows have a minute, and whoever is away for a minute may be the same person."""
    clock = ResumeClock()
    clock.begin_hold(NOW_S)
    clock.end_hold(NOW_S)
    assert clock.resumes_s == NOW_S + 60
    assert clock.is_paused(NOW_S + 59.999)
    assert not clock.is_paused(NOW_S + 60)
    clock.begin_hold(NOW_S + 60.5)
    clock.end_hold(NOW_S + 60.5)
    assert clock.resumes_s == NOW_S + 180


@given(st.lists(st.floats(0.0, 2000.0), max_size=60))
def test_no_hour_has_more_than_three_resumes_beside_that_of_the_full_hour(gaps_s: Sequence[float]) -> None:
    """Each resume is asked for after the one before it was heeded."""
    now_s, heeded = NOW_S + 0.5, list[float]()
    for gap_s in gaps_s:
        now_s += gap_s
        now_s = resume_allowed_s(now_s, heeded)
        heeded.append(now_s)
    for at_s in heeded:
        others = [other for other in heeded if at_s <= other < at_s + HOUR_S and other % HOUR_S != 0]
        assert len(others) <= RESUMES_AN_HOUR


def test_the_resume_after_three_waits_for_the_full_hour() -> None:
    heeded = (NOW_S, NOW_S + 1, NOW_S + 2)
    assert resume_allowed_s(NOW_S + 3, heeded) == NOW_S + HOUR_S
    assert resume_allowed_s(NOW_S + 3, heeded[1:]) == NOW_S + 3
    assert resume_allowed_s(NOW_S + HOUR_S, heeded) == NOW_S + HOUR_S
    assert times_of_last_hour((NOW_S + 90, NOW_S - HOUR_S), NOW_S) == (NOW_S,)
