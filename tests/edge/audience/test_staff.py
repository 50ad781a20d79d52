"""A clerk at an unmasked till is reported at the day's end, passers-by are not."""

from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.audience.staff import UnmaskedStaffPlaceDetector
from tests.worlds import BEGIN_S, DAY_S, person, world


def test_a_till_in_the_picture_is_reported() -> None:
    """Four of ten visits at the till are enough, also across the border of two places; three are not."""
    for at_till, expected in ((4, True), (3, False)):
        day = UnmaskedStaffPlaceDetector()
        for visit in range(at_till):
            day.add((5 + visit % 2, 3), (5, 3 + visit % 2))
        for visit in range(10 - at_till):
            day.add((3 * visit, 9), (3 * visit, 9))
        assert day.end_day(5) is expected


def test_people_who_walk_through_or_over_the_edge_are_no_clerks() -> None:
    """Visits that begin or end at the edge, or end at another place, count at no place."""
    day = UnmaskedStaffPlaceDetector()
    for _ in range(10):
        day.add(None, (4, 4))
        day.add((4, 4), None)
        day.add((4, 4), (6, 4))
    assert day.end_day(5) is False


def test_a_day_with_fewer_than_k_visits_gives_no_answer() -> None:
    """Fewer than k visits would be about too few people. Each day starts from zero."""
    day = UnmaskedStaffPlaceDetector()
    for _ in range(4):
        day.add((4, 4), (4, 4))
    assert day.end_day(5) is None
    assert day.end_day(0) is None


def test_the_answer_comes_when_the_local_day_ends() -> None:
    """Not before: a value that changes during the day would show who is there."""
    audience = Audience(AudienceRules())
    clerk = [person(enters=100.0 * glance, stays=5.0, over_edge=False) for glance in range(12)]
    for event in world(*clerk, hz=2.0, until=DAY_S - 60.0, tick=60.0):
        audience.handle(event)
    assert audience.counts.one_place is None
    for event in world(person(enters=60.0), begin_s=BEGIN_S + DAY_S):
        audience.handle(event)
    assert audience.counts.one_place is True
