"""The plan in the results: planned and exploratory tests, their corrections, and what the report says."""

from dataclasses import replace

import numpy as np
import pytest

from edge.statistics.multiple import adjust_holm
from edge.study.analysis.compare import sign_flip_p
from edge.study.measures.comparisons import compare_advert_pairs, compare_groups
from edge.study.measures.planned import NO_PLAN, adjust_by_plan, applied_plan, plan_facts
from edge.study.measures.table import make_measure_table
from edge.study.plan import ADS, GROUPS, PlannedComparison, StudyPlan
from edge.study.plans import PlannedPower, StoredPlan
from edge.study.report.results import PlannedTest
from edge.study_sessions.simulation.people import make_simulated_adverts
from tests.edge.study.measures.made import session
from tests.edge.study.measures.test_comparisons import GROUP, TABLE, selection

SMILE = "smile, change over the ad"
PLAN = StudyPlan(
    40,
    (
        PlannedComparison(GROUPS, (SMILE,), ("spring",), 0.8, "group", ("a", "b")),
        PlannedComparison(ADS, (SMILE,), ("advert-1", "advert-2"), 0.5),
    ),
    ("who knew the ad",),
)
POWERS = (PlannedPower(0, SMILE, 20, 1, 0.8), PlannedPower(1, SMILE, 40, 1, None))


def stored(version: int, sessions: int, plan: StudyPlan = PLAN) -> StoredPlan:
    return StoredPlan(version, "2026-12-01", sessions, f"{version}ab", plan, POWERS, "")


def test_planned_and_exploratory_tests_are_adjusted_apart() -> None:
    p, planned = [0.01, 0.02, None, 0.03, 0.04], [True, False, True, False, True]
    assert adjust_by_plan(p, planned) == pytest.approx([0.02, 0.04, None, 0.04, 0.04])
    assert adjust_by_plan(p, [None] * 5) == pytest.approx([0.04, 0.06, None, 0.06, 0.06])
    assert adjust_by_plan([], []) == []


def test_only_planned_groups_count_as_planned() -> None:
    found = compare_groups(selection(GROUP), TABLE, PLAN)
    planned = [one for one in found if one.is_planned]
    assert [(one.measure, one.p_holm) for one in planned] == [(SMILE, planned[0].found.p)]
    others = [one for one in found if one.is_planned is False]
    assert len(others) == len(found) - 1
    expected = adjust_holm(np.array([one.found.p for one in others], dtype=np.float64))
    np.testing.assert_allclose([one.p_holm for one in others], expected)  # type: ignore[arg-type]
    assert {one.is_planned for one in compare_groups(selection(GROUP), TABLE)} == {None}
    assert {one.is_planned for one in compare_groups(selection(GROUP), TABLE, NO_PLAN)} == {False}


def test_only_planned_pairs_of_ads_count_as_planned() -> None:
    table = make_measure_table([[session(f"w{n}", n, make_simulated_adverts(3))] for n in range(7)])
    found = compare_advert_pairs(table, PLAN)
    (planned,) = [one for one in found if one.is_planned]
    assert (planned.measure, planned.a, planned.b) == (SMILE, "advert-1", "advert-2")
    without = next(
        one for one in compare_advert_pairs(table) if (one.measure, one.a, one.b) == (SMILE, "advert-1", "advert-2")
    )
    assert without.is_planned is None
    assert planned.p_holm is not None
    assert without.p_holm is not None
    assert planned.p_holm == 2 / 2**7 <= without.p_holm
    assert planned.difference == without.difference
    assert sign_flip_p([1.0] * 7) == planned.p_holm


def test_the_last_plan_from_before_the_first_session_applies() -> None:
    other = replace(PLAN, participants=9)
    assert applied_plan([]) is None
    assert applied_plan([stored(1, 0, other), stored(2, 0), stored(3, 4, other)]) == PLAN
    assert applied_plan([stored(1, 4)]) == NO_PLAN


def test_the_report_says_what_was_planned_and_what_is_missing() -> None:
    assert plan_facts([], 12, {}) is None
    facts = plan_facts([stored(1, 0), stored(2, 1)], 12, {"spring": [SMILE], "advert-1": [SMILE]})
    assert facts is not None
    assert facts.origin == "The study was planned before its first session (version 1 of 2026-12-01, SHA-256 1ab)."
    assert "40 participants were planned; 12 are in this report." in facts.summary
    assert "Question" not in facts.summary
    assert facts.tests == (
        PlannedTest("groups of group in spring", SMILE, 0.8, "20 per group", 1, 0.8),
        PlannedTest("the ads advert-1 and advert-2", SMILE, 0.5, "40", 1, None, "not measured in advert-2"),
    )
    assert facts.exclusions == ("who knew the ad",)
    assert facts.history[1] == "Version 2 of 2026-12-01, SHA-256 2ab: stored after 1 session."
    asked = plan_facts([stored(1, 0, replace(PLAN, question="Why?"))], 12, {})
    assert asked is not None
    assert "Question: Why? 40" in asked.summary


def test_a_plan_that_came_too_late_plans_nothing() -> None:
    facts = plan_facts([stored(1, 3)], 12, {})
    assert facts is not None
    assert facts.tests == ()
    assert facts.summary.startswith("The study was planned after 3 sessions had been recorded (version 1")
    assert facts.summary.endswith("Everything in this report is exploratory.")
    assert facts.history == ("Version 1 of 2026-12-01, SHA-256 1ab: stored after 3 sessions.",)
