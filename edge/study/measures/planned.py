"""The plan of a study in its results: planned and exploratory tests, and the adjustment of their p-values."""

from collections.abc import Mapping, Sequence

import numpy as np

from edge.statistics.multiple import adjust_holm
from edge.study.counts import count_with_noun, participant_count_text
from edge.study.plan import GROUPS, StudyPlan
from edge.study.plans import PlannedPower, StoredPlan, find_plan_in_force
from edge.study.report.results import PlanFacts, PlannedTest

NO_PLAN = StudyPlan(0, (), ())
"""A plan without comparisons, for a study without a plan before its first session."""


def applied_plan(plans: Sequence[StoredPlan]) -> StudyPlan | None:
    """The plan that decides which tests are exploratory. None for a study without any plan.

    If every plan was stored after the first session, everything is exploratory.
    """
    in_force = find_plan_in_force(plans)
    return in_force.plan if in_force else NO_PLAN if plans else None


def adjust_by_plan(p: Sequence[float | None], planned: Sequence[bool | None]) -> list[float | None]:
    """p-values adjusted by Holm, separately over planned and over exploratory tests. None: no test."""
    adjusted: list[float | None] = [None] * len(p)
    for wanted in set(planned):
        places = [place for place, is_planned in enumerate(planned) if is_planned is wanted]
        found = adjust_holm(np.array([p[place] for place in places], dtype=np.float64))  # None becomes nan
        for place, value in zip(places, found.tolist(), strict=True):
            adjusted[place] = None if p[place] is None else value
    return adjusted


def plan_facts(
    plans: Sequence[StoredPlan], participants: int, reported: Mapping[str, Sequence[str]]
) -> PlanFacts | None:
    """The plan as a report shows it; None for a study without a plan.

    `participants`: in the report. `reported`: the measures with a value, by ad.
    """
    if not plans:
        return None
    in_force = find_plan_in_force(plans)
    history = tuple(map(_version_text, plans))
    if in_force is None:
        late = count_with_noun(plans[0].sessions, "session")
        origin = f"The study was planned after {late} had been recorded ({plans[0].title})."
        return PlanFacts(origin, f"{origin} Everything in this report is exploratory.", history)
    plan = in_force.plan
    question = f" Question: {plan.question}" if plan.question else ""
    origin = f"The study was planned before its first session ({in_force.title})."
    return PlanFacts(
        origin,
        f"{origin}{question} {participant_count_text(plan.participants)} were planned; {participants} are in this "
        "report. Only the tests below were planned. Everything else in this report is exploratory: a hint for the next "
        "study.",
        history,
        tuple(_planned_test(plan, power, reported) for power in in_force.powers),
        plan.exclusions,
    )


def _version_text(one: StoredPlan) -> str:
    before = "before the first session" if one.sessions == 0 else f"after {count_with_noun(one.sessions, 'session')}"
    return f"{one.title[0].upper()}{one.title[1:]}: stored {before}."


def _planned_test(plan: StudyPlan, power: PlannedPower, reported: Mapping[str, Sequence[str]]) -> PlannedTest:
    one = plan.comparisons[power.comparison]
    missing = [creative for creative in one.ads if power.measure not in reported.get(creative, ())]
    note = f"not measured in {', '.join(missing)}" if missing else None
    unit = f"{power.n} per group" if one.between == GROUPS else str(power.n)
    return PlannedTest(one.title, power.measure, one.difference, unit, power.tests, power.power, note)
