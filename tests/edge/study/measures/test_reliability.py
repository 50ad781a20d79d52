"""Reliability of the curves of a study: one value for each curve of each ad that somebody has."""

from dataclasses import replace

from edge.study.measures.reliability import advert_reliability, curve_reliability
from edge.study.measures.table import make_measure_table, stack_rows
from tests.edge.study.measures.made import session

PEOPLE = [[session(f"w{n}", n)] for n in range(6)]


def test_a_planted_smile_is_reliable_and_a_curve_that_nobody_has_is_skipped() -> None:
    table = make_measure_table(PEOPLE)
    found = curve_reliability(table)
    assert [(one.creative, one.measure) for one in found] == [
        (creative, f"{name}, change")
        for creative in ("advert-1", "advert-2")
        for name in ("skin conductance", "heart rate", "smile")
    ]
    assert found[:3] == advert_reliability("advert-1", table.rows["advert-1"])
    smile = found[5].found
    assert smile.n == 6
    assert smile.value is not None
    assert smile.value > 0.8


def test_a_participant_without_the_curve_is_not_counted() -> None:
    table = make_measure_table([[replace(PEOPLE[0][0], skin=None)], *PEOPLE[1:]])
    assert [one.found.n for one in curve_reliability(table)] == [5, 6, 6, 5, 6, 6]
    assert stack_rows([None, None]) is None
