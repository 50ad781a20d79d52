"""Experiments by day in a list: the plan of each, and its answer in brief, computed now or in the last night."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from central.errors import NotFoundError, UsageError
from central.reports.kept_experiments import MOST_SITES
from central.reports.kept_making import LIFT
from central.reports.kept_parsing import parse_kept
from central.reports.lift import LiftRequest, answer_lift, no_plan_text
from central.reports.lift_values import Lift, ListedLift
from central.reports.selection import local_date
from central.store import lift_plans
from central.store.kept_answers import KeptAnswer, read_kept_answers
from central.store.local_time import day_in_last_zone
from central.store.scope import Scope

MOST_RECENT = 3
"""Number of experiments by day on the start page."""
STATES = ("running", "ended", "ahead")
"""States of a plan without its answer, in the order of the start page."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Sites that the caller may see, and the time of the request."""

    scope: Scope
    now_ms: int


def list_lifts(connection: Connection, viewer: Viewer, names: Sequence[tuple[str, str]]) -> list[ListedLift]:
    """Plans of experiments, each given as tenant and name, with their answers in brief."""
    kept = {(each.tenant, each.key): each for each in read_kept_answers(connection, viewer.scope, LIFT)}
    return [_with_answer(connection, viewer, find_planned(connection, viewer, *name), kept.get(name)) for name in names]


def find_planned(connection: Connection, viewer: Viewer, tenant: str, name: str) -> ListedLift:
    """Plan of an experiment by day, without its answer. Raises NotFoundError if there is none that the caller may
    see.
    """
    plan = lift_plans.read_plan(connection, tenant, name)
    of_sites = lift_plans.read_site_arms(connection, viewer.scope, tenant, name)
    if plan is None or not of_sites:
        raise NotFoundError(no_plan_text(name))
    today = day_in_last_zone(viewer.now_ms)
    others = sorted({arm for arms in of_sites.values() for arm in arms} - {plan.against})
    return ListedLift(
        tenant=tenant,
        experiment=name,
        product=plan.product,
        placebos=list(plan.placebos),
        **{"from": local_date(plan.first_day)},
        planned_end=local_date(plan.last_day),
        run_days=plan.run_days,
        washout_days=plan.washout_days,
        arms=[plan.against, *others],
        shops=len(of_sites),
        state="ahead" if today <= plan.first_day else "running" if today <= plan.last_day else "ended",
        problem=None,
        lift=None,
    )


def recent_lifts(connection: Connection, viewer: Viewer, tenant: str, since: int) -> list[ListedLift]:
    """Plans of a tenant that end on the day `since` or later, without their answers, at most MOST_RECENT: first the
    running ones, then the ended ones, then the coming ones.
    """
    found = []
    for _, name in [each for each in lift_plans.list_plans(connection, viewer.scope) if each[0] == tenant]:
        plan = lift_plans.read_plan(connection, tenant, name)
        if plan is not None and plan.last_day >= since:
            found.append(find_planned(connection, viewer, tenant, name))
    return sorted(found, key=lambda one: (STATES.index(one.state), one.planned_end, one.experiment))[:MOST_RECENT]


def _with_answer(connection: Connection, viewer: Viewer, planned: ListedLift, kept: KeptAnswer | None) -> ListedLift:
    """The plan with its answer: of more than MOST_SITES shops, the kept one, if the caller may see it."""
    if planned.state == "ahead":
        return planned
    if planned.shops > MOST_SITES:
        return planned.model_copy(update={"lift": None if kept is None else parse_kept(Lift, kept)})
    asked = LiftRequest(planned.experiment, planned.tenant, is_brief=True)
    found, problem = try_answer(connection, viewer, asked)
    changed = {"lift": found, "problem": problem, "state": planned.state if found else "open"}
    return planned.model_copy(update=changed)


def try_answer(connection: Connection, viewer: Viewer, asked: LiftRequest) -> tuple[Lift | None, str | None]:
    """The answer; or why there is none, such as no imported sales."""
    try:
        return answer_lift(connection, viewer.scope, asked, viewer.now_ms), None
    except UsageError as error:
        return None, str(error)
