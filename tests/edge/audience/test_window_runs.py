"""Runs of windows: the shortest one that ends with each window and is about enough people."""

from itertools import pairwise

import pytest

from edge.audience.people import PeopleLowerBound, VisitStay
from edge.audience.window_runs import WindowRuns

PEOPLE = PeopleLowerBound(True, 60, 3600, 1, 2, [])
K = 4


def crowd(count: int, at_s: float) -> list[VisitStay]:
    """So many people at one moment."""
    return [VisitStay(at_s, at_s + 10) for _ in range(count)]


def runs(*windows: list[VisitStay], k: int = K) -> WindowRuns:
    told = WindowRuns(k)
    for window in windows:
        told.add_window(window, PEOPLE)
    return told


def test_a_window_with_enough_people_is_a_run() -> None:
    few, many = crowd(1, 0), crowd(4, 300)
    assert list(runs(few, many).runs_since(0)) == [many]
    assert list(runs(few, few).runs_since(0)) == []


def test_windows_together_have_enough_people() -> None:
    """Two windows of two, five minutes apart. The newest run comes first."""
    windows = [crowd(2, 300.0 * number) for number in range(3)]
    assert list(runs(*windows).runs_since(0)) == [windows[1] + windows[2], windows[0] + windows[1]]


@pytest.mark.parametrize(("shorter", "length"), list(pairwise((1, 2, 4, 8, 16, 32, 64))))
def test_a_run_is_of_a_power_of_two_windows(shorter: int, length: int) -> None:
    """Windows of one person each: what is above a shorter run needs the next length, and no less."""
    windows = [crowd(1, 300.0 * number) for number in range(length)]
    assert list(runs(*windows[1:], k=shorter + 1).runs_since(0)) == []
    assert [len(run) for run in runs(*windows, k=shorter + 1).runs_since(0)] == [length]


def test_only_runs_of_the_windows_since_the_last_reaction_count() -> None:
    windows = [crowd(2, 300.0 * number) for number in range(3)]
    told = runs(*windows)
    assert list(told.runs_since(1)) == [windows[1] + windows[2]]
    assert list(told.runs_since(2)) == []
    assert len(told) == 3


def test_a_window_that_joins_two_others_does_not_undo_them() -> None:
    """Alone the last window has enough people, with all others there may be fewer."""
    joining = [VisitStay(11.0 + 50 * i, 60.0 + 50 * i) for i in range(5)]
    told = runs(crowd(4, 0), joining, crowd(4, 300))
    assert next(len(stays) for stays in told.runs_since(0)) == 4


def test_without_a_minimum_every_window_is_a_run() -> None:
    """Empty ones too, for recordings."""
    assert list(runs([], [], k=0).runs_since(0)) == [[], []]


def test_after_a_day_no_run_is_left() -> None:
    told = runs(crowd(4, 0))
    told.clear()
    assert list(told.runs_since(0)) == []
    assert len(told) == 0
