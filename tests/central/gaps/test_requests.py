"""Requests of the gap keeper: their times, their ranges and their number."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from central.gaps.requests import AT_MOST, LONGEST_PAUSE_S, OLD_S, RANGES, GapRequests, first_numbers, intersect_ranges

DOOR = 1

ranges = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 5)), max_size=8).map(
    lambda parts: [(low, high) for low, high in _apart(parts)]
)


def _apart(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order that do not touch."""
    result: list[tuple[int, int]] = []
    for low, length in sorted(parts):
        if not result or low > result[-1][1] + 1:
            result.append((low, low + length))
    return result


def numbers(some: list[tuple[int, int]]) -> set[int]:
    return {number for low, high in some for number in range(low, high + 1)}


@given(ranges, ranges)
def test_an_intersection_holds_what_is_in_both(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    assert numbers(intersect_ranges(a, b)) == numbers(a) & numbers(b)


def test_a_young_gap_is_not_asked_for() -> None:
    """Messages overtake each other: only what is missing for ten seconds is."""
    requests = GapRequests()
    assert requests.due_ranges(DOOR, [(2, 4)], 100.0) == []
    assert requests.due_ranges(DOOR, [(2, 4)], 100.0 + OLD_S - 0.1) == []
    assert requests.due_ranges(DOOR, [(3, 4), (9, 9)], 100.0 + OLD_S) == [(3, 4)]


def test_an_answer_is_followed_by_the_next_request() -> None:
    """A thousand numbers at a time, which take a kiosk ten seconds."""
    requests = GapRequests()
    requests.due_ranges(DOOR, [(1, 2500)], 0.0)
    assert requests.due_ranges(DOOR, [(1, 2500)], 10.0) == [(1, 1000)]
    assert requests.due_ranges(DOOR, [(1001, 2500)], 20.0) == [(1001, 2000)]
    assert requests.due_ranges(DOOR, [(1500, 2500)], 30.0) == [(1500, 2499)]


def test_without_an_answer_it_asks_less_and_less_often() -> None:
    requests = GapRequests()
    asked_at = [second for second in range(0, 4000, 5) if requests.due_ranges(DOOR, [(5, 6)], float(second))]
    pauses = [later - sooner for sooner, later in pairwise(asked_at)]
    assert pauses[:4] == [10, 20, 40, 80]
    assert max(pauses) == LONGEST_PAUSE_S


def test_a_kiosk_that_is_away_is_left_in_peace() -> None:
    """And asked ten seconds after it came back."""
    requests = GapRequests()
    for second in range(0, 100, 5):
        assert requests.due_ranges(DOOR, [(5, 6)], float(second), is_away=True) == []
    assert requests.due_ranges(DOOR, [(5, 6)], 100.0) == []
    assert requests.due_ranges(DOOR, [(5, 6)], 105.0) == [(5, 6)]


def test_a_kiosk_without_gaps_is_forgotten() -> None:
    requests = GapRequests()
    requests.due_ranges(DOOR, [(5, 6)], 0.0)
    requests.keep_kiosks(set())
    assert requests.due_ranges(DOOR, [(5, 6)], 50.0) == []


@given(ranges)
def test_a_request_is_bounded(some: list[tuple[int, int]]) -> None:
    """And asks for the lowest numbers first."""
    far = [(low * 1000, high * 1000 + 900) for low, high in some]
    asked = first_numbers(far)
    assert len(asked) <= RANGES
    assert len(numbers(asked)) == min(AT_MOST, len(numbers(far)))
    assert numbers(asked) == set(sorted(numbers(far))[:AT_MOST])
