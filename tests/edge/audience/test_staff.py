"""A clerk at an unmasked till is reported at the day's end, passers-by are not."""

import pytest

from edge.audience.audience import Audience
from edge.audience.people import VisitStay
from edge.audience.rules import AudienceRules
from edge.audience.staff import MIN_VISITS, is_one_place
from tests.worlds import BEGIN_S, DAY_S, Person, person, world


@pytest.mark.parametrize(
    ("at_till", "others", "expected"), [(7, 13, True), (6, 14, False), (7, 12, False), (31, 69, True), (30, 70, False)]
)
def test_a_till_in_the_picture_is_reported(at_till: int, others: int, expected: bool) -> None:
    """More than three of ten visits, of twenty at least."""
    visits = [VisitStay(i, i + 1, (48, 49)) for i in range(at_till)]
    visits += [VisitStay(i, i + 1, (4 * i + 100,)) for i in range(others)]
    assert is_one_place(visits) is expected


def test_visits_that_stand_nowhere_are_of_no_clerk() -> None:
    assert not is_one_place([VisitStay(i, i + 1) for i in range(MIN_VISITS)])


def day_of(*people: Person) -> Audience:
    """An audience after a day, at the begin of the next one."""
    audience = Audience(AudienceRules())
    for event in world(*people, hz=2.0, until=DAY_S - 60.0, tick=60.0):
        audience.handle(event)
    assert audience.counts.one_place is audience.counts.withheld is None
    for event in world(person(enters=60.0), begin_s=BEGIN_S + DAY_S):
        audience.handle(event)
    return audience


def test_the_answer_comes_when_the_local_day_ends() -> None:
    """Not before: a value that changes during the day would show who is there."""
    clerk = [person(enters=200.0 * glance, stays=5.0, over_edge=False) for glance in range(15)]
    passers = [person(enters=5000.0 + 200.0 * number, stays=5.0) for number in range(10)]
    assert day_of(*clerk, *passers).counts.one_place is True
    assert day_of(*passers, *passers[:0]).counts.one_place is False


def test_a_day_of_one_cleaner_is_not_counted() -> None:
    """Neither the place nor the withheld: they would be about this one person."""
    cleaner = day_of(*(person(enters=200.0 * glance, stays=5.0, over_edge=False) for glance in range(30)))
    assert cleaner.counts.dropped == 30
    assert cleaner.counts.withheld is cleaner.counts.one_place is None
