"""Method section: exact sentences about a made study."""

from edge.study.report.method import clock_offset_text, participants_and_exclusions_text, titled_formula_texts
from edge.study.report.results import Exclusion, StudyFacts, SyncResult


def test_participants_and_exclusions() -> None:
    plain = StudyFacts("A", "2026-03-04", 1, 2)
    assert participants_and_exclusions_text(plain) == (
        "1 participant took part in 2 sessions. All signed a consent to what is reported about them. "
        "Nobody was excluded."
    )
    left_out = [Exclusion(1, "a loose electrode"), Exclusion(2, "gaps")]
    text = participants_and_exclusions_text(StudyFacts("A", "2026-03-04", 3, 1, exclusions=left_out))
    assert text.startswith("3 participants took part in 1 session.")
    assert text.endswith(" Excluded: 1 participant for a loose electrode; 2 participants for gaps.")


def test_formulas_name_the_limits_of_the_code() -> None:
    texts = dict(titled_formula_texts())
    assert list(texts) == [
        *("Intervals", "Curves", "Skin conductance responses", "Heart"),
        *("Inter-subject correlation", "Reliability", "Peak-end", "Comparisons"),
    ]
    assert "Below 5 participants there is no interval" in texts["Intervals"]
    assert "minus the mean of the 5 s before the ad" in texts["Curves"]
    assert "largest |t| of 2,000 bootstrap draws" in texts["Curves"]
    assert "starts 1 to 4 s after the event, with at least 0.05 µS" in texts["Skin conductance responses"]
    assert "relative to the 2 s before the event" in texts["Heart"]
    assert "local mean of 30 s" in texts["Inter-subject correlation"]
    assert "p from 1,000 circular shifts; needs 12 participants" in texts["Inter-subject correlation"]
    assert "needs 6 who saw both" in texts["Comparisons"]


def test_clocks_are_told_in_milliseconds() -> None:
    assert clock_offset_text(SyncResult("a and b", -0.0834, 0.0166, "2026-03-01")) == (
        "Clocks of a and b: −83 ms apart, 95 % of the edges within 17 ms, measured on 2026-03-01."
    )
    assert clock_offset_text(SyncResult("a and b", 2.0, 3.0, None)).endswith(
        "2000 ms apart, 95 % of the edges within 3000 ms, measured on an unknown day."
    )
    for offset_s, spread_s in ((None, 0.1), (0.1, None)):
        assert "not measured" in clock_offset_text(SyncResult("a and b", offset_s, spread_s, None))
