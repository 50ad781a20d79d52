"""Tests of counts in words."""

from edge.study.counts import count_with_noun, participant_count_text


def test_counts_have_their_plural() -> None:
    assert [count_with_noun(n, "gap") for n in (0, 1, 2)] == ["0 gaps", "1 gap", "2 gaps"]
    assert participant_count_text(1) == "1 participant"
