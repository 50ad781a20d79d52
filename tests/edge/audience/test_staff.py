"""A clerk at an unmasked till is reported at the day's end, passers-by are not."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from edge.audience.audience import Audience
from edge.audience.people import VisitStay
from edge.audience.rules import AudienceRules
from edge.audience.staff import (
    MIN_WATCHERS,
    CrowdedPlace,
    CustomerPlaceAnswer,
    StaffRules,
    VerdictLimit,
    append_new_place,
    find_staff_place,
    unanswered_places,
)
from edge.events import Tick
from edge.place_cells import overall_cell_number
from tests.worlds import BEGIN_S, DAY_S, HOUR_S, Person, person, world

TILL, BESIDE, ELSEWHERE, THIRD = (
    overall_cell_number(22, 0),
    overall_cell_number(22, 1),
    overall_cell_number(5, 0),
    overall_cell_number(80, 0),
)


def visits(count: int, cells: tuple[int, ...], hours: Sequence[int] = (9, 10, 11)) -> list[VisitStay]:
    """Visits that are spread evenly over these hours of the day."""
    return [
        VisitStay(BEGIN_S + hours[i % len(hours)] * HOUR_S + i, BEGIN_S + hours[i % len(hours)] * HOUR_S + i + 5, cells)
        for i in range(count)
    ]


def place_of(at_till: Sequence[VisitStay], others: int) -> int | None:
    watchers = [*at_till, *(visits(1, (4 * i + 1000,))[0] for i in range(others))]
    return find_staff_place(watchers, watchers, BEGIN_S + DAY_S)


@pytest.mark.parametrize(
    ("count", "others", "is_found"), [(9, 11, True), (9, 10, False), (9, 35, True), (9, 36, False), (30, 5, True)]
)
def test_a_till_in_the_picture_is_reported(count: int, others: int, is_found: bool) -> None:
    """More than one in five watchers, of twenty at least."""
    assert (place_of(visits(count, (TILL, BESIDE)), others) == TILL) is is_found


@pytest.mark.parametrize(
    ("hours", "is_found"), [((9, 10, 11), True), ((9, 10), False), ((9, 10, 11, 12), False), ((0, 12, 23), True)]
)
def test_a_queue_of_an_hour_or_two_is_no_place(hours: tuple[int, ...], is_found: bool) -> None:
    """More than two visits in each of three hours, of any of the day."""
    assert (place_of(visits(9, (TILL,), hours), 11) is not None) is is_found


@pytest.mark.parametrize("quarter_s", [0.0, 900.0])
def test_the_hours_are_those_of_the_local_day(quarter_s: float) -> None:
    """To the second, also where the local day begins a quarter of an hour after the full one."""
    end_s = BEGIN_S + DAY_S + quarter_s
    starts_s = [end_s - hour * HOUR_S + second for hour in (15, 14, 13) for second in (0.0, 1800.0, 3599.5)]
    at_till = [VisitStay(start_s, start_s + 0.4, (TILL,)) for start_s in starts_s]
    watchers = [*at_till, *visits(11, ())]
    assert find_staff_place(watchers, watchers, end_s) == TILL
    moved = [VisitStay(stay.start_s - 1.0, stay.end_s, (TILL,)) for stay in at_till]
    assert find_staff_place([*moved, *visits(11, ())], [*moved, *visits(11, ())], end_s) is None


def test_of_two_places_the_one_with_more_watchers_is_reported() -> None:
    watchers = [*visits(12, (TILL,)), *visits(10, (0,)), *visits(10, (4000,))]
    assert find_staff_place(watchers, watchers, BEGIN_S + DAY_S) == TILL


def test_visits_that_did_not_watch_count_for_the_hours_alone() -> None:
    at_till = visits(18, (TILL,))
    watchers = [*at_till[:6], *(visits(1, (4 * i + 1000,))[0] for i in range(20))]
    assert find_staff_place(watchers, watchers, BEGIN_S + DAY_S) is None
    assert find_staff_place([*watchers, *at_till[6:]], watchers, BEGIN_S + DAY_S) == TILL
    assert find_staff_place(at_till, at_till[:5], BEGIN_S + DAY_S) is None


def test_visits_that_stand_nowhere_are_of_no_clerk() -> None:
    assert place_of(visits(MIN_WATCHERS, ()), 0) is None


def test_a_place_that_touches_a_known_one_is_not_asked_about_again() -> None:
    known = (CrowdedPlace(TILL, BEGIN_S),)
    assert append_new_place(known, CrowdedPlace(BESIDE, BEGIN_S + DAY_S)) == known
    other = CrowdedPlace(ELSEWHERE, BEGIN_S + DAY_S)
    assert append_new_place(known, other) == (*known, other)
    both = (*known, other)
    assert append_new_place(both, CrowdedPlace(BESIDE, BEGIN_S + DAY_S)) == both


def test_a_place_that_cannot_be_read_touches_no_other() -> None:
    unknown, till = CrowdedPlace(None, BEGIN_S), CrowdedPlace(TILL, BEGIN_S)
    assert append_new_place((unknown,), unknown) == (unknown,)
    assert append_new_place((unknown,), till) == (unknown, till)
    assert append_new_place((till,), unknown) == (till, unknown)


def test_an_answer_is_for_places_of_the_days_before_and_what_touches_them() -> None:
    before, after = CrowdedPlace(TILL, BEGIN_S), CrowdedPlace(ELSEWHERE, BEGIN_S + 1.0)
    rules = StaffRules(places=(before, after), customers=CustomerPlaceAnswer(BEGIN_S, BEGIN_S + DAY_S))
    assert unanswered_places(rules, BEGIN_S) == (after,)
    assert unanswered_places(rules, BEGIN_S + DAY_S) == unanswered_places(rules, BEGIN_S - 1) == (before, after)
    assert unanswered_places(StaffRules(are_kept_out=True, places=(before,)), BEGIN_S) == ()


def is_reached(rules: StaffRules, at_place: int, others: int, cell: int = TILL) -> bool:
    """Whether one more visit at a place gives no verdicts to a reaction with so many there and elsewhere."""
    with_verdicts = [*visits(at_place, (cell,)), *visits(others, ())]
    return VerdictLimit(rules).is_reached(with_verdicts, visits(1, (cell,))[0], BEGIN_S)


@pytest.mark.parametrize(
    ("at_place", "others", "reached"), [(0, 0, False), (1, 0, True), (1, 3, True), (1, 4, False), (2, 6, False)]
)
def test_the_visits_at_one_place_are_at_most_a_third(at_place: int, others: int, reached: bool) -> None:
    assert is_reached(StaffRules(), at_place, others) is reached
    assert is_reached(StaffRules(are_kept_out=True, places=(CrowdedPlace(TILL, BEGIN_S),)), at_place, others) is reached


@pytest.mark.parametrize(("at_place", "others", "reached"), [(0, 20, False), (1, 20, True), (1, 4, True)])
def test_without_an_answer_one_visit_of_each_place_gives_verdicts(at_place: int, others: int, reached: bool) -> None:
    """At each place: not only where a day has shown one."""
    for place in (TILL, ELSEWHERE, None):
        assert is_reached(StaffRules(places=(CrowdedPlace(place, BEGIN_S),)), at_place, others) is reached


def test_beside_a_place_without_an_answer_those_with_one_have_a_third() -> None:
    answered = (CrowdedPlace(TILL, BEGIN_S), CrowdedPlace(ELSEWHERE, BEGIN_S))
    rules = StaffRules(
        places=(*answered, CrowdedPlace(THIRD, BEGIN_S + 1.0)), customers=CustomerPlaceAnswer(BEGIN_S, BEGIN_S + DAY_S)
    )
    assert [is_reached(rules, 1, 20, cell) for cell in (TILL, BESIDE, ELSEWHERE, THIRD)] == [False] * 3 + [True]
    later = replace(rules, customers=CustomerPlaceAnswer(BEGIN_S + 1.0, BEGIN_S + DAY_S))  # not yet
    assert is_reached(later, 1, 20)


def day_of(*people: Person) -> Audience:
    """An audience after a day, at the begin of the next one."""
    audience = Audience(AudienceRules())
    for event in world(*people, hz=2.0, until=DAY_S - 60.0, tick=60.0):
        audience.handle_event(event)
    assert audience.counts.one_place is audience.counts.withheld is None
    for event in world(person(enters=60.0), begin_s=BEGIN_S + DAY_S):
        audience.handle_event(event)
    return audience


CLERK = [person(enters=800.0 * glance, stays=5.0, over_edge=False) for glance in range(15)]


def passers(count: int, *, look: bool = True) -> list[Person]:
    return [person(enters=500.0 * number + 200.0, stays=5.0, looks=look) for number in range(count)]


def test_the_answer_comes_when_the_local_day_ends() -> None:
    """Not before: a value that changes during the day would show who is there."""
    counts = day_of(*CLERK, *passers(20)).counts
    assert counts.one_place is True
    assert counts.place is not None
    assert counts.place.day_end_s == BEGIN_S + DAY_S
    counts = day_of(*passers(20)).counts
    assert counts.one_place is False
    assert counts.place is None


def test_passers_by_who_do_not_look_hide_no_clerk() -> None:
    """The clerk is 18 % of the visits and 28 % of the watchers."""
    assert day_of(*CLERK, *passers(38), *passers(30, look=False)).counts.one_place is True


CLEANER = [person(enters=400.0 * glance, stays=5.0, over_edge=False) for glance in range(30)]


def test_a_day_of_one_cleaner_is_not_counted() -> None:
    """Neither the place nor the withheld: they would be about this one person."""
    cleaner = day_of(*CLEANER)
    assert cleaner.counts.dropped == 30
    assert cleaner.counts.withheld is cleaner.counts.one_place is None
    assert cleaner.counts.place is None


def test_a_kiosk_that_is_switched_off_after_a_day_of_one_cleaner_knows_no_place() -> None:
    """It would be about this one person."""
    audience = Audience(AudienceRules())
    for event in world(*CLEANER, hz=2.0, tick=60.0):
        audience.handle_event(event)
    audience.close(BEGIN_S + 20 * HOUR_S)
    assert audience.counts.place is None


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_kiosk_that_is_switched_off_in_the_evening_knows_the_place(is_closed: bool) -> None:
    """It sees no midnight, nor does one that opening hours have paused before. What a day reports waits for its end."""
    audience = Audience(AudienceRules())
    for event in world(*CLERK, *passers(20), hz=2.0, tick=60.0):
        audience.handle_event(event)
    if is_closed:
        audience.pause(BEGIN_S + 19 * HOUR_S)
        audience.handle_event(Tick(BEGIN_S + 19 * HOUR_S + 120.0))
    assert audience.counts.place is None
    audience.close(BEGIN_S + 20 * HOUR_S)
    assert audience.counts.place is not None
    assert audience.counts.one_place is None
