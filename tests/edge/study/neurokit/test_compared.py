"""Tests of the kiosk's beats and tonic level against those of NeuroKit2."""

from tests.edge.study.neurokit.compared import ROOT, compared, table


def test_neurokit_finds_the_same_beats_and_tonic_level() -> None:
    """Within 60 ms, on all five wearers; rates within 1.5 bpm, tonic levels within a fiftieth."""
    assert len(compared()) == 5
    for each in compared():
        assert each.beats > 130
        assert each.found > 0.95, each
        assert each.shared > 0.94, each
        assert abs(each.rate_difference_bpm) < 1.5, each
        assert each.tonic_difference < 0.02, each


def test_the_document_has_this_table() -> None:
    assert table() in (ROOT / "docs" / "evidence/study-analyses.md").read_text(encoding="utf-8")
