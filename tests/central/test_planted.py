"""Short form of the search for planted truth: two small fleets, one of them with equal arms."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.central.planted import Counts, checked, table
from tests.central.planted_cases import CASES, check_case
from tests.central.planted_flow import STREETS, flow_of


def test_what_was_planted_is_found(tmp_path: Path) -> None:
    """Of 12 shops in 8 days: fixed seeds, so the counts are the same each time."""
    counts = Counts()
    for seed in (1, 2):
        counts += checked(tmp_path / str(seed), seed, sites=12, days=8)
    assert counts.of["headline"] == 12
    assert counts.held["headline"] >= 11
    assert counts.held["whole curve"] >= 11
    assert counts.held["difference"] == 2
    assert counts.held["tie"] == 1
    assert counts.held["winner"] == 1
    assert counts.held["named moment"] == counts.of["named moment"] > 10
    assert counts.held["planted moment"] == counts.of["planted moment"] > 3
    assert table(counts, 2, 12, 8).count("\n") == 10


def test_visits_that_overlap_a_play_are_reported_as_counted_one_by_one(tmp_path: Path) -> None:
    """People come in bursts. Plays and their proof are exact."""
    found, seen = flow_of(tmp_path, STREETS["in bursts"], 1, sites=2, days=1)
    assert seen.overlaps > 200
    assert found.overlapping_visits == pytest.approx(seen.overlaps, rel=0.1)
    assert (found.plays, found.proof_s) == (seen.plays, 15.0 * seen.plays)
    assert 0.95 * seen.visits < found.visits <= seen.visits


def test_a_chain_is_printed_as_it_was_planted(tmp_path: Path) -> None:
    """By the real commands: numbers lie in their intervals, and the better arm is named."""
    case = replace(CASES["b 4 points ahead"], sites=5, days=5, ads={"a": 0.15, "b": 0.35})
    checks = list(check_case(tmp_path / "chain", case, 1))
    assert [name for name, held in checks if not held] == []
    assert {name for name, _ in checks} == {"case level", "case numbers", "case text", "case winner", "case ahead"}
