"""Tests of the told share."""

from central.statistics.told import told_share


def test_the_told_share_is_one_of_visits() -> None:
    assert told_share(30, 40) == 0.75
    assert told_share(0, 40) == 0.0


def test_without_visits_there_is_no_share() -> None:
    assert told_share(0, 0) is None
    assert told_share(1, 1) == 1.0
