"""The limit of what comes from the page."""

from edge.screen.player.flood_limit import FloodLimit


def test_so_many_at_once_and_then_at_the_rate() -> None:
    limit = FloodLimit(100.0, 3, 0.5)
    assert [limit.count_message(100.0) for _ in range(4)] == [True, True, True, False]
    assert [limit.count_message(at_s) for at_s in (101.0, 102.0, 103.0, 104.0)] == [False, True, False, True]


def test_a_rest_fills_it_no_further_than_its_burst() -> None:
    limit = FloodLimit(0.0, 2, 1.0)
    assert [limit.count_message(1000.0) for _ in range(3)] == [True, True, False]


def test_who_floods_is_not_shut_out_for_longer_than_others() -> None:
    """A refused call is not owed."""
    limit = FloodLimit(0.0, 1, 1.0)
    assert limit.count_message(0.0)
    assert not any(limit.count_message(0.1) for _ in range(1000))
    assert limit.count_message(1.2)
