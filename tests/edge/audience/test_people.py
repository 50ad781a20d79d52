"""The bounds on people against brute force, and the cases that shaped them."""

from itertools import combinations, pairwise
from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.matching import ROUNDING_S
from edge.audience.people import PeopleLowerBound, VisitStay, stretch_start_times

FINE = 12  # a time of 40 holds fewer than this many moments at least 4 apart
small_stays = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda pair: VisitStay(pair[0], pair[0] + pair[1])), max_size=8
)


def stays(*spans: tuple[float, float]) -> list[VisitStay]:
    return [VisitStay(start_s, end_s) for start_s, end_s in spans]


def by_matching(visits: list[VisitStay], same_person_s: float, places: int = 0) -> int:
    return PeopleLowerBound(True, same_person_s, 3600, 1, places, [])._fewest_in_window(visits, None)


def by_overlap(visits: list[VisitStay], begins_s: list[float], span_s: float, staff: int, places: int = 0) -> int:
    return PeopleLowerBound(True, 60, span_s, staff, places, begins_s).fewest_people_in_set(visits)


def choices_of(visits: list[VisitStay], most: int) -> list[tuple[int, ...]]:
    """All choices of at most `most` cells."""
    cells = sorted({cell for visit in visits for cell in visit.cells})
    return [chosen for count in range(most + 1) for chosen in combinations(cells, count)]


def fewest_people(visits: list[VisitStay], same_person_s: float, chosen: tuple[int, ...] = ()) -> int:
    """Number of visits less the largest matching to a possible next visit of the same person, by augmenting paths."""
    successor: dict[int, int] = {}

    def leads(earlier: VisitStay, later: VisitStay) -> bool:
        is_one_place = any(cell in earlier.cells and cell in later.cells for cell in chosen)
        away_s = later.start_s - earlier.end_s
        return away_s >= 0 and (away_s <= same_person_s or is_one_place)

    def extend(i: int, tried: set[int]) -> bool:
        for j, later in enumerate(visits):
            if leads(visits[i], later) and j not in tried:
                tried.add(j)
                if j not in successor or extend(successor[j], tried):
                    successor[j] = i
                    return True
        return False

    return len(visits) - sum(extend(i, set()) for i in range(len(visits)))


def most_at_moments(visits: list[VisitStay], span_s: int, staff: int) -> int:
    """Best choice of moments on a grid, fine enough to place each moment just after the last one."""
    grid = [i / FINE for i in range(40 * FINE)]
    in_view = [sum(v.start_s <= at_s < v.end_s for v in visits) for at_s in grid]
    best_to = [0] * len(grid)
    for i in range(len(grid)):
        before = i - span_s * FINE - 1
        earlier = best_to[before] - staff if before >= 0 else 0
        best_to[i] = max(best_to[i - 1] if i else 0, in_view[i] + max(0, earlier))
    return best_to[-1]


@given(small_stays, st.integers(0, 4))
def test_window_bound_is_the_smallest_possible_number_of_people(visits: list[VisitStay], same_person_s: int) -> None:
    """The matching is the largest one."""
    assert by_matching(visits, same_person_s) == fewest_people(visits, same_person_s)


@given(small_stays, small_stays, st.integers(0, 3), st.integers(4, 9), st.integers(0, 2))
def test_set_bound_is_that_of_the_best_choice_of_moments(
    members: list[VisitStay], others: list[VisitStay], same_person_s: int, span_s: int, staff: int
) -> None:
    """It equals the largest sum over moments far enough apart, found by exhaustive search in each stretch."""
    stream = sorted(members + others, key=lambda v: v.start_s)
    begins = stretch_start_times(stream, same_person_s)
    expected = sum(
        most_at_moments([v for v in members if begin <= v.start_s < end], span_s, staff)
        for begin, end in pairwise([*begins, 1000])
    )
    assert by_overlap(members, begins, span_s, staff) == expected


@given(small_stays, st.integers(0, 4))
def test_stretches_are_cut_where_nobody_was_in_view_for_long(visits: list[VisitStay], same_person_s: int) -> None:
    """A stretch begins where all visits before it ended more than `same_person_s` ago."""
    expected = {
        visit.start_s
        for visit in visits
        if all(v.start_s >= visit.start_s or visit.start_s - v.end_s > same_person_s for v in visits)
    }
    assert stretch_start_times(visits, same_person_s) == sorted(expected)


standing_stays = st.lists(
    st.builds(
        lambda start_s, lasts_s, cells: VisitStay(start_s, start_s + lasts_s, tuple(sorted(cells))),
        st.integers(0, 200),
        st.integers(1, 30),
        st.sets(st.integers(0, 5), max_size=3),
    ),
    max_size=9,
)


@given(standing_stays, st.integers(0, 3))
def test_window_bound_is_that_of_the_worst_choice_of_places(visits: list[VisitStay], places: int) -> None:
    """Of all choices of cells the one with the fewest people counts."""
    expected = min(fewest_people(visits, 20, chosen) for chosen in choices_of(visits, places))
    assert by_matching(visits, 20, places) == expected


@given(standing_stays, st.integers(0, 3), st.sampled_from([50, 700]), st.integers(0, 2))
def test_set_bound_is_that_of_the_worst_choice_of_places(
    visits: list[VisitStay], places: int, span_s: float, staff: int
) -> None:
    """A cell of the choice is one person, and the others are counted without its visits."""
    begins = stretch_start_times(visits, 20)
    numbers = []
    for chosen in choices_of(visits, places):
        others = [v for v in visits if not any(cell in chosen for cell in v.cells)]
        numbers.append(by_overlap(others, begins, span_s, staff) + len(chosen))
    assert by_overlap(visits, begins, span_s, staff, places) == min(numbers)


@given(standing_stays, st.integers(0, 2), st.integers(0, 8))
def test_a_check_against_k_agrees_with_the_bound(visits: list[VisitStay], places: int, k: int) -> None:
    """It may stop as soon as the answer is clear."""
    people = PeopleLowerBound(True, 20, 3600, 1, places, stretch_start_times(visits, 20))
    assert people.has_enough_people_in_window(visits, k) == (people._fewest_in_window(visits, None) >= k)
    assert people.has_enough_people_in_set(visits, k) == (people.fewest_people_in_set(visits) >= k)


@given(standing_stays, standing_stays, st.integers(0, 2), st.sampled_from([50, 250, 700]), st.booleans())
def test_visits_that_are_missing_must_join_first(
    visits: list[VisitStay], joining: list[VisitStay], places: int, span_s: float, matched: bool
) -> None:
    """With fewer more there are never k people, wherever and whenever they are. For every k up to one too many."""
    people = PeopleLowerBound(matched, 20, span_s, 0, places, stretch_start_times(visits + joining, 20))
    for k in range(1, len(visits) + 2):
        missing = people.missing_visit_count(visits, k)
        assert (missing == 0) == people.has_enough_people_in_set(visits, k)
        assert missing == 0 or not people.has_enough_people_in_set(visits + joining[: missing - 1], k)


def test_as_many_visits_as_people_are_wanted_may_still_be_too_few() -> None:
    """Three glances of one person are not three people. Two of them are two more visits."""
    people = PeopleLowerBound(True, 20, 3600, 1, 0, [0])
    glances = stays((0, 10), (700, 710), (1400, 1410))
    assert [people.missing_visit_count(glances, k) for k in (1, 2, 3, 4)] == [0, 1, 2, 1]


def test_a_choice_has_no_more_cells_than_places() -> None:
    """Three people at three places: each further place makes one person of three visits."""
    visits = [VisitStay(i * 300.0, i * 300.0 + 10, (i % 3,)) for i in range(9)]
    assert [by_matching(visits, 60, places) for places in range(4)] == [9, 7, 5, 3]
    begins = stretch_start_times(visits, 60)
    assert [by_overlap(visits, begins, 3600, 1, places) for places in range(4)] == [9, 7, 5, 3]
    people = PeopleLowerBound(True, 60, 3600, 1, 2, begins)
    assert (
        [people.has_enough_people_in_window(visits, k) for k in (5, 6)]
        == [people.has_enough_people_in_set(visits, k) for k in (5, 6)]
        == [True, False]
    )


def test_a_clerk_who_comes_back_to_one_place_is_one_person() -> None:
    """However long each absence is. Two clerks are two, and with one place only the one with more visits is one."""
    glances = [VisitStay(i * 300.0, i * 300.0 + 10, (7,)) for i in range(20)]
    others = [VisitStay(i * 300.0 + 150, i * 300.0 + 160, (9,)) for i in range(10)]
    assert by_matching(glances, 60, places=0) == 20
    assert by_matching(glances, 60, places=2) == 1
    assert by_matching(glances + others, 60, places=2) == 2
    assert by_matching(glances + others, 60, places=1) == 11
    begins = stretch_start_times(glances + others, 60)
    assert by_overlap(glances + others, begins, 3600, 1, places=2) == 2


def test_a_person_away_for_a_minute_is_one_person() -> None:
    """Away for exactly `same_person_s` is one person; away for longer may be two."""
    assert by_matching(stays((0, 10), (70, 80)), 60) == 1
    assert by_matching(stays((0, 10), (70.001, 80)), 60) == 2
    assert stretch_start_times(stays((0, 10), (70, 80)), 60) == [0]
    assert stretch_start_times(stays((0, 10), (70.001, 80)), 60) == [0, 70.001]


def test_a_minute_is_a_minute_at_any_time_of_the_epoch() -> None:
    """Rounding of seconds since 1970 never turns 60 s into more than 60 s."""
    left_s = 1_767_225_600.0
    visits = stays((left_s - 10, left_s), (nextafter(left_s + 60, inf), left_s + 70))
    assert visits[1].start_s - visits[0].end_s > 60
    assert by_matching(visits, 60) == 1
    assert len(stretch_start_times(visits, 60)) == 1
    just = stays((-10, 0), (60 + ROUNDING_S, 70))
    assert by_matching(just, 60) == 1
    assert len(stretch_start_times(just, 60)) == 1


def test_two_overlapping_visits_are_two_people() -> None:
    """A visit that begins at the end of another may be of the same person."""
    assert by_matching(stays((0, 10), (9, 20)), 60) == 2
    assert by_matching(stays((0, 10), (10, 20)), 60) == 1
    assert by_overlap(stays((0, 10), (9, 20)), [0], 3600, 1) == 2
    assert by_overlap(stays((0, 10), (10, 20)), [0], 3600, 1) == 1


def test_no_visits_are_no_people() -> None:
    """All bounds of an empty set are zero."""
    assert by_matching([], 60) == 0
    assert by_overlap([], [], 3600, 1) == 0
    assert stretch_start_times([], 60) == []


def test_one_clerk_who_glances_up_all_day_is_one_person_in_a_set() -> None:
    """The glances are far apart, but the visits of others connect them into one stretch."""
    glances = [VisitStay(i * 600.0, i * 600.0 + 5) for i in range(60)]
    stream = [VisitStay(i * 50.0, i * 50.0 + 20) for i in range(720)]
    begins = stretch_start_times(glances + stream, 60)
    assert by_matching(glances, 60) == 60  # the reason for a separate rule for sets
    assert by_overlap(glances, begins, 3600, 1) == 1


def test_moments_more_than_the_span_apart_add_up() -> None:
    """Each moment after the first counts less the staff. Moments exactly at the span do not add up."""
    one, other = [(0.0, 10.0)] * 4, [(3610.5, 3620.0)] * 3
    assert by_overlap(stays(*one, *other), [0], 3600, 1) == 4 + 3 - 1
    assert by_overlap(stays(*one, *other), [0], 3600, 2) == 4 + 3 - 2
    assert by_overlap(stays((0, 1), (0, 1), (3601, 3602), (3601, 3602)), [0], 3601, 0) == 4  # 0.5 and 3601.75, say
    assert by_overlap(stays((0, 1), (0, 1), (3601, 3602), (3601, 3602)), [0], 3602, 0) == 2


def test_a_visit_is_one_person_however_many_spans_it_lasts() -> None:
    """It is in view at twelve moments that are more than a span apart."""
    people = PeopleLowerBound(True, 60, 50, 0, 0, [0])
    assert [people.has_enough_people_in_set(stays((0, 600)), k) for k in (1, 2)] == [True, False]


def test_furniture_is_not_counted_in_a_set() -> None:
    """A stay of 600 s counts, a longer stay does not."""
    assert by_overlap(stays((0, 600)), [0], 3600, 1) == 1
    assert by_overlap(stays((0, 600.5)), [0], 3600, 1) == 0
    assert by_matching(stays((0, 600.5)), 60) == 1


@pytest.mark.parametrize("matched", [True, False])
def test_without_matching_every_visit_is_a_person(matched: bool) -> None:
    """Without matching both bounds are the number of visits."""
    visits = stays((0, 10), (20, 30), (40, 700))
    people = PeopleLowerBound(matched=matched, same_person_s=60, span_s=3600, staff=1, places=2, begins_s=[0])
    assert people._fewest_in_window(visits, None) == (1 if matched else 3)
    assert people.fewest_people_in_set(visits) == (1 if matched else 3)
