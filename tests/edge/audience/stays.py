"""Stays of people that the tests of disclosure share, and bounds on the people behind them."""

from edge.audience.people import PeopleLowerBound, VisitStay

EVERY_VISIT = PeopleLowerBound(matched=False, same_person_s=60, span_s=3600, staff=1, places=2, begins_s=[])
ONE_STRETCH = PeopleLowerBound(matched=True, same_person_s=60, span_s=3600, staff=1, places=2, begins_s=[0.0])
K = 4


def crowd(count: int, at_s: float = 0.0) -> list[VisitStay]:
    """Stays of `count` people at one moment."""
    return [VisitStay(at_s, at_s + 10) for _ in range(count)]


def queue(count: int) -> list[VisitStay]:
    """Stays one after the other, which one person may have made."""
    return [VisitStay(20.0 * i, 20.0 * i + 10) for i in range(count)]
