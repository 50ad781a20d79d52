"""`vitrina study plan`: stores the plan of a study with the power of its tests, and prints the stored versions."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from edge.settings.settings import Settings
from edge.study.attributes import read_attributes
from edge.study.counts import count_with_noun, participant_count_text
from edge.study.measures.values import COMPARED
from edge.study.plan import StudyPlan, read_plan
from edge.study.plans import PlannedPower, StoredPlan
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.simulation.power import simulate_plan_powers

SIZES = (0.5, 1.0, 1.5, 2.0)
"""Numbers of participants for which `--try` prints the power, as shares of the planned number."""


def store_plan(settings: Settings, folder: Path, file: Path, is_trial: bool) -> int:
    """Store a plan as the next version, and print it. `is_trial`: print only the power. Raises StudyError."""
    with open_study_with_settings(folder, settings) as study:
        plan = read_plan(file, COMPARED, read_attributes(study.folder))
        if is_trial:
            print("\n".join(_power_lines(plan)))
            return 0
        before = study.plans.stored_plans()
        stored = study.plans.add_plan(plan, simulate_plan_powers(plan))
    is_new = stored.version > len(before)
    print(f"study: {'stored the plan as' if is_new else 'nothing is new in this plan:'} {stored.title}.")
    print("\n".join(_content_lines(stored)))
    if stored.sessions:
        print(
            f"study: {count_with_noun(stored.sessions, 'session')} had been recorded before. A report calls tests "
            "exploratory if only this version plans them."
        )
    return 0


def print_plans(settings: Settings, folder: Path, as_json: bool) -> int:
    """Print all stored versions of the plan. Returns 1 if there is none. Raises StudyError or StudyStorageError."""
    with open_study_with_settings(folder, settings) as study:
        plans = study.plans.stored_plans()
    if as_json:
        print(json.dumps([{**json.loads(one.record), "sha256": one.sha256} for one in plans], indent=1))
        return 0
    for one in plans:
        sessions = "before the first session" if one.sessions == 0 else f"after {one.sessions} sessions"
        print(f"study: plan {one.title}, stored {sessions}")
        print("\n".join(_content_lines(one)))
    if not plans:
        print(f"study: {folder} has no plan. Write one as a TOML file (vitrina docs studies), then add its name.")
    return int(not plans)


def _content_lines(stored: StoredPlan) -> Iterator[str]:
    plan = stored.plan
    if plan.question:
        yield f"  question: {plan.question}"
    yield f"  {participant_count_text(plan.participants)}"
    for power in stored.powers:
        yield f"  {_test_text(plan, power)}: power {_power_text(power.power)}"
    for rule in plan.exclusions:
        yield f"  exclude: {rule}"


def _power_lines(plan: StudyPlan) -> Iterator[str]:
    """Power of each test for several numbers of participants."""
    counts = [max(1, round(plan.participants * size)) for size in SIZES]
    results = [simulate_plan_powers(replace(plan, participants=count)) for count in counts]
    yield "study: nothing is stored. Power by number of participants:"
    for place, power in enumerate(results[0]):
        by_size = (f"{count}: {_power_text(found[place].power)}" for count, found in zip(counts, results, strict=True))
        yield f"  {_test_text(plan, power)}: {', '.join(by_size)}"


def _test_text(plan: StudyPlan, power: PlannedPower) -> str:
    one = plan.comparisons[power.comparison]
    return f"{one.title}, {power.measure}, {one.difference:g} sd ({count_with_noun(power.tests, 'test')} by Holm)"


def _power_text(power: float | None) -> str:
    return "not simulated" if power is None else f"{power:.2f}"
