"""Tests of counts in words."""

from edge.study.counts import headcount, plural


def test_counts_have_their_plural() -> None:
    assert [plural(n, "gap") for n in (0, 1, 2)] == ["0 gaps", "1 gap", "2 gaps"]
    assert headcount(1) == "1 participant"
