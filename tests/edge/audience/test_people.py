"""The bounds against what they mean, worked out by brute force, and the cases that made them what they are."""

from itertools import pairwise
from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.people import ROUNDING_S, PeopleLowerBound, Stay, by_matching, by_overlap, stretch_begins

FINE = 12  # of moments at least 4 apart there are fewer than so many in 40
small_stays = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: Stay(pair[0], pair[0] + pair[1])), max_size=8
)


def stays(*spans: tuple[float, float]) -> list[Stay]:
    return [Stay(start_s, end_s) for start_s, end_s in spans]


def fewest_people(visits: list[Stay], same_person_s: float) -> int:
    """Visits less the largest matching of each to one that the same person may have made next, by augmenting paths."""
    successor: dict[int, int] = {}

    def extend(i: int, tried: set[int]) -> bool:
        for j, later in enumerate(visits):
            if 0 <= later.start_s - visits[i].end_s <= same_person_s and j not in tried:
                tried.add(j)
                if j not in successor or extend(successor[j], tried):
                    successor[j] = i
                    return True
        return False

    return len(visits) - sum(extend(i, set()) for i in range(len(visits)))


def most_at_moments(visits: list[Stay], span_s: int, staff: int) -> int:
    """All choices of moments on a grid; between whole numbers it leaves room for each to be just after the last."""
    grid = [i / FINE for i in range(40 * FINE)]
    in_view = [sum(v.start_s <= at_s < v.end_s for v in visits) for at_s in grid]
    best_to = [0] * len(grid)
    for i in range(len(grid)):
        before = i - span_s * FINE - 1
        earlier = best_to[before] - staff if before >= 0 else 0
        best_to[i] = max(best_to[i - 1] if i else 0, in_view[i] + max(0, earlier))
    return best_to[-1]


@given(small_stays, st.integers(0, 4))
def test_no_fewer_people_could_have_made_the_visits_of_a_window(visits: list[Stay], same_person_s: int) -> None:
    """The matching is the largest there is, so that the bound is what it says."""
    assert by_matching(visits, same_person_s) == fewest_people(visits, same_person_s)


@given(small_stays, small_stays, st.integers(0, 3), st.integers(4, 9), st.integers(0, 2))
def test_the_bound_of_a_set_is_that_of_the_best_choice_of_moments(
    members: list[Stay], others: list[Stay], same_person_s: int, span_s: int, staff: int
) -> None:
    """In each stretch the largest sum over moments far enough apart, as exhaustive search finds it."""
    stream = sorted(members + others, key=lambda v: v.start_s)
    begins = stretch_begins(stream, same_person_s)
    expected = sum(
        most_at_moments([v for v in members if begin <= v.start_s < end], span_s, staff)
        for begin, end in pairwise([*begins, 1000])
    )
    assert by_overlap(members, begins, span_s, staff) == expected


@given(small_stays, st.integers(0, 4))
def test_stretches_are_cut_where_nobody_was_in_view_for_long(visits: list[Stay], same_person_s: int) -> None:
    """A stretch begins where the visits before it all ended more than `same_person_s` ago."""
    expected = {
        visit.start_s
        for visit in visits
        if all(v.start_s >= visit.start_s or visit.start_s - v.end_s > same_person_s for v in visits)
    }
    assert stretch_begins(visits, same_person_s) == sorted(expected)


def test_who_steps_out_for_a_minute_is_one_person() -> None:
    """Away for exactly `same_person_s`: one; for longer: perhaps two."""
    assert by_matching(stays((0, 10), (70, 80)), 60) == 1
    assert by_matching(stays((0, 10), (70.001, 80)), 60) == 2
    assert stretch_begins(stays((0, 10), (70, 80)), 60) == [0]
    assert stretch_begins(stays((0, 10), (70.001, 80)), 60) == [0, 70.001]


def test_a_minute_is_a_minute_at_any_time_of_the_epoch() -> None:
    """Seconds since 1970 do not hold all fractions; 60 s away never becomes more than 60 s by rounding."""
    left_s = 1_767_225_600.0
    visits = stays((left_s - 10, left_s), (nextafter(left_s + 60, inf), left_s + 70))
    assert visits[1].start_s - visits[0].end_s > 60
    assert by_matching(visits, 60) == 1
    assert len(stretch_begins(visits, 60)) == 1
    just = stays((-10, 0), (60 + ROUNDING_S, 70))
    assert by_matching(just, 60) == 1
    assert len(stretch_begins(just, 60)) == 1


def test_two_seen_at_once_are_two() -> None:
    """An overlap is two people; one who comes the moment another is gone may be the same."""
    assert by_matching(stays((0, 10), (9, 20)), 60) == 2
    assert by_matching(stays((0, 10), (10, 20)), 60) == 1
    assert by_overlap(stays((0, 10), (9, 20)), [0], 3600, 1) == 2
    assert by_overlap(stays((0, 10), (10, 20)), [0], 3600, 1) == 1


def test_nobody_is_nobody() -> None:
    """No visit, no person."""
    assert by_matching([], 60) == 0
    assert by_overlap([], [], 3600, 1) == 0
    assert stretch_begins([], 60) == []


def test_one_clerk_who_glances_up_all_day_is_one_person_in_a_set() -> None:
    """Though each of the glances is far from the others, whoever else was there leads from one to the next."""
    glances = [Stay(i * 600.0, i * 600.0 + 5) for i in range(60)]
    stream = [Stay(i * 50.0, i * 50.0 + 20) for i in range(720)]
    begins = stretch_begins(glances + stream, 60)
    assert by_matching(glances, 60) == 60  # why the rule for windows is not the rule for sets
    assert by_overlap(glances, begins, 3600, 1) == 1


def test_people_of_another_hour_are_other_people() -> None:
    """Moments more than the span apart add up, each after the first less the staff; those at the span do not."""
    one, other = [(0.0, 10.0)] * 4, [(3610.5, 3620.0)] * 3
    assert by_overlap(stays(*one, *other), [0], 3600, 1) == 4 + 3 - 1
    assert by_overlap(stays(*one, *other), [0], 3600, 2) == 4 + 3 - 2
    assert by_overlap(stays((0, 1), (0, 1), (3601, 3602), (3601, 3602)), [0], 3601, 0) == 4  # 0.5 and 3601.75, say
    assert by_overlap(stays((0, 1), (0, 1), (3601, 3602), (3601, 3602)), [0], 3602, 0) == 2


def test_furniture_is_not_counted_in_a_set() -> None:
    """A stay of 600 s counts, a longer one does not."""
    assert by_overlap(stays((0, 600)), [0], 3600, 1) == 1
    assert by_overlap(stays((0, 600.5)), [0], 3600, 1) == 0
    assert by_matching(stays((0, 600.5)), 60) == 1


@pytest.mark.parametrize("matched", [True, False])
def test_for_looking_at_recordings_every_visit_is_a_person(matched: bool) -> None:
    """Where visits are not matched, both bounds are their number."""
    visits = stays((0, 10), (20, 30), (40, 700))
    people = PeopleLowerBound(matched=matched, same_person_s=60, span_s=3600, staff=1, begins_s=[0])
    assert people.of_window(visits) == (1 if matched else 3)
    assert people.of_set(visits) == (1 if matched else 3)
