"""The matching of visits to earlier ones: the limits of time, and the order at one place."""

from edge.audience.matching import ROUNDING_S, VisitMatching


def test_a_visit_leads_to_one_that_begins_at_most_so_long_after_it() -> None:
    """The tolerance is for rounding alone, and belongs to it."""
    for away_s, people in ((0.0, 1), (0.95e-6, 1), (ROUNDING_S, 1), (1.05e-6, 2), (1.0, 2)):
        assert VisitMatching([(-5.0, 0.0), (away_s, 5.0)], 0.0).people == people


def test_at_one_place_a_visit_follows_one_that_has_ended() -> None:
    """Two follow the only one that has ended before them; the longer ones, which began before, have not."""
    times = [(0.0, 100.0), (1.0, 2.0), (3.0, 200.0), (4.0, 5.0)]
    matching = VisitMatching(times, 60.0)
    assert matching.people == 3
    assert matching.add_group(frozenset(range(4))).people == 3


def test_at_one_place_a_visit_follows_any_earlier_one() -> None:
    times = [(0.0, 10.0), (1000.0, 1010.0), (3000.0, 3010.0)]
    matching = VisitMatching(times, 60.0)
    assert matching.people == 3
    assert matching.add_group(frozenset({0, 2})).people == 2
    assert matching.add_group(frozenset({0, 1, 2})).people == 1
