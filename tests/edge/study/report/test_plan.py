"""Plan and paragraph of a report: planned tests, exploratory ones, devices and exclusions in words."""

from dataclasses import replace

from edge.study.report.page import group_report_html
from edge.study.report.paragraph import methods_paragraph
from edge.study.report.plan import note_text, plan_section
from edge.study.report.results import PlanFacts, PlannedTest, RecordedSignals
from tests.edge.study.report.made_results import facts, group

PLAN = PlanFacts(
    "The study was planned before its first session (version 1).",
    "The study was planned <before>.",
    ("Version 1: stored.", "Version 2: stored later."),
    (
        PlannedTest("the ads a and b", "smile", 0.5, "40", 3, 0.8125),
        PlannedTest("groups of x in a", "attention", 1.0, "20 per group", 1, None, "not measured in a"),
    ),
    ("who knew an ad", "who slept"),
)


def test_the_section_lists_tests_exclusions_and_all_versions() -> None:
    assert list(plan_section(None)) == []
    text = "".join(part.html for part in plan_section(PLAN))
    assert "planned &lt;before&gt;" in text
    for cell in ("the ads a and b", "0.50", "0.81", "20 per group", "not simulated", "not measured in a"):
        assert f">{cell}<" in text, cell
    assert "<li>who knew an ad</li><li>who slept</li>" in text
    assert "All versions. Version 1: stored. Version 2: stored later." in text
    short = "".join(part.html for part in plan_section(replace(PLAN, history=("One.",), exclusions=(), tests=())))
    assert "All versions" not in short
    assert "<ul>" not in short
    assert "<table" not in short


def test_a_note_says_planned_or_exploratory_only_with_a_plan() -> None:
    assert note_text(None, None) == ""
    assert note_text("few", None) == "few"
    assert note_text(None, True) == "planned"
    assert note_text("few", False) == "exploratory; few"


def test_a_report_has_the_plan_before_the_ads_and_the_paragraph_at_its_end() -> None:
    results = group(14)
    page = group_report_html(replace(results, study=replace(results.study, plan=PLAN)))
    assert page.index("<h2>Plan</h2>") < page.index("<h2>Coffee &amp; cake")
    assert page.index("<h3>Paragraph for a paper</h3>") > page.index("<h2>Method</h2>")
    assert "<h2>Plan</h2>" not in group_report_html(results)


def test_the_paragraph_names_plan_devices_versions_and_exclusions() -> None:
    study = replace(
        facts(12), plan=PLAN, versions=("1.2", "1.3"), version="1.4",
        devices=[RecordedSignals("The face was", "camera", 23, 5.0), RecordedSignals("Laughter was", "microphone", 1)],
    )  # fmt: skip
    assert methods_paragraph(study) == (
        "The study was planned before its first session (version 1). Planned test: the ads a and b, smile, with a "
        "simulated power of 0.81 for 0.50 standard deviations (n = 40). Planned test: groups of x in a, "
        "attention, of unknown power for 1.00 standard deviations (n = 20 per group). Planned rules of "
        "exclusion: who knew an ad; who slept. 12 participants with a signed consent took part in 24 sessions, "
        "recorded with Vitrina 1.2, 1.3. The face was recorded in 23 sessions (camera, 5.0 samples per second). "
        "Laughter was recorded in 1 session (microphone). Models: fer-1.4m (research use). Clocks of screen and camera "
        "differed by 124 ms. Excluded: 1 participant for a loose electrode (skin conductance alone). Participants are "
        "the unit of analysis. Intervals are 95 % intervals; p-values are two-sided, from sign flips (ads, within "
        "participants) or permutations with Welch's t (groups), and adjusted by Holm, separately for planned and "
        "exploratory tests. Analysed with Vitrina 1.4 on 2026-03-04."
    )
    plain = methods_paragraph(replace(facts(1), sync=()))
    assert plain.startswith("1 participant with a signed consent took part in 2 sessions, recorded. Models: fer")
    assert "Nobody was excluded." in plain
    assert "exploratory" not in plain
