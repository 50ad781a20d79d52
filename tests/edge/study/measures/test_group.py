"""Results of a group from a stored study: exclusions are counted, shares stay shares, and nothing is no fault."""

from pathlib import Path

import pytest

from edge.study.analysis.people import Mean
from edge.study.export.selection import choose_participants
from edge.study.measures.group import _limited, compute_group_results
from edge.study.report.page import group_report_html
from tests.doubles.study import START_S, Lab, record
from tests.edge.study.export.shared import SHARED, session


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_study_without_adverts_has_a_page_without_numbers(lab: Lab) -> None:
    with lab.open() as study:
        study.participants.add("w1", lab.terms(SHARED))
        record(study, "w1", 1.5)
        results = compute_group_results("Ads", choose_participants(study, None, START_S, shared_only=False), START_S)
    assert (results.adverts, results.comparisons) == ([], [])
    assert "1 participant took part in 1 session" in group_report_html(results)


def test_what_is_not_known_is_left_out_and_told(lab: Lab) -> None:
    """Two people; of the ten seconds of spring the kit of both misses nearly two, and the face six of the ten."""
    with lab.open() as study:
        for name in ("w1", "w2"):
            study.participants.add(name, lab.terms(SHARED))
            session(study, name)
        study.participants.add("w3", lab.terms(frozenset({"share"})))
        lab.now_s = START_S
        results = compute_group_results("Ads", choose_participants(study, None, START_S, shared_only=False), START_S)
    assert [(one.creative, one.seconds) for one in results.adverts] == [("spring", 10), ("summer", 10)]
    reasons = [f"{one.participants}: {one.reason}" for one in results.study.exclusions]
    assert "2: smile during spring: less than 80 % is known" in reasons
    assert not [reason for reason in reasons if "summer" in reason and "smile" in reason]
    spring = {one.measure: one.value for one in results.adverts[0].measures}
    assert "skin response to the start, rate" not in spring  # the gap lies where a response would begin
    assert "smile, change over the ad" not in spring
    summer = {one.measure: one.value for one in results.adverts[1].measures}
    assert summer["skin response to the start, rate"].n == 2
    (mood,) = results.adverts[0].answers
    assert (mood.measure, mood.unit, mood.value.mean, mood.value.n) == ("mood", "1 to 9", 7.0, 2)
    assert "mood" in group_report_html(results)
    assert results.adverts[1].answers == []
    assert results.study.networks == ["expression net-a; voice net-b"]
    assert [(one.pair, one.date) for one in results.study.sync] == [("screen-camera", "2026-11-29")]
    assert "In 1 of 2 sessions, the offset between the clocks was not measured." in results.study.notes


def test_the_interval_of_a_share_is_one_of_shares() -> None:
    wide = Mean(0.9, -0.2, 1.4, 6)
    assert (_limited(wide, "share of showings").low, _limited(wide, "share of showings").high) == (0.0, 1.0)
    assert _limited(wide, "µS") == wide
