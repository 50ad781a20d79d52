"""Tests of the reported share."""

from central.statistics.told import reported_share


def test_the_reported_share_is_one_of_visits() -> None:
    assert reported_share(30, 40) == 0.75
    assert reported_share(0, 40) == 0.0


def test_without_visits_there_is_no_share() -> None:
    assert reported_share(0, 0) is None
    assert reported_share(1, 1) == 1.0
