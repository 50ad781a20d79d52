"""Short form of the search for planted truth: two small fleets, one of them with equal arms."""

from pathlib import Path

from tests.central.planted import Counts, checked, table


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
