"""Computes the answers of a tenant that are kept for a day: its experiments and lifts, which of its ads differ, and
lists of its ads.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from central import VERSION
from central.errors import NotFoundError, UsageError
from central.reports.ad_differences import MEASURE, compare_ads
from central.reports.answers import answer_experiment, list_experiments
from central.reports.full_days import last_full_day
from central.reports.kept_arrivals import (
    LATEST_DAYS,
    Arrived,
    count_arrived,
    experiment_names_since,
    is_outdated,
)
from central.reports.kept_lists import LIST, list_keys, make_list
from central.reports.kept_parsing import parse_kept
from central.reports.lift import LiftRequest, answer_lift
from central.reports.selection import Request, build_selection, local_date
from central.store.kept_answers import KeptAnswer, forget_other_answers, keep_answer, read_kept_answers
from central.store.lift_plans import list_plans
from central.store.scope import Scope

EXPERIMENT, LIFT, ADS, PASS = "experiment", "lift", "ads", "pass"
"""Kinds of kept answers. A pass is a complete set; its key is the program version, since another version may compute
other fields.
"""
MOST_ADS = 12
"""Largest number of ads that are compared with each other."""
HOUR_MS = 3_600_000
AFTER_MIDNIGHT_MS = 2 * HOUR_MS
"""Time after the end of a day at which its answers are due, so that kiosks have sent its last messages."""


@dataclass(frozen=True, slots=True)
class Task:
    """One answer to compute. `make` returns None if the store has nothing to answer."""

    kind: str
    key: str
    make: Callable[[Connection], str | None]


def tenant_scope(tenant: str) -> Scope:
    """Scope of all shops of a tenant."""
    return Scope.sites_scope([f"{tenant}/*"])


@dataclass(frozen=True, slots=True)
class Due:
    """State of a tenant's answers: must they be computed? `day`: last full day. `count`: visits and plays that have
    arrived. `is_settled`: False if they are not those of the last set, and may still become more.
    """

    day: int
    count: int
    is_due: bool
    is_settled: bool


def find_due(connection: Connection, tenant: str, now_ms: int, counted: int | None = None) -> Due | None:
    """State of the answers of a tenant. None if no day of it is over. `counted`: the count of an earlier call.

    A set of a much later day was computed while the clock was wrong, so it is not current. Neither is one after which
    much arrived, such as on the first day of a server.
    """
    selection = build_selection(connection, tenant_scope(tenant), tenant, Request(tenant))
    day = last_full_day(selection.sites, now_ms - AFTER_MIDNIGHT_MS)
    if day is None:
        return None
    kept = read_kept_answers(connection, tenant_scope(tenant), PASS, tenant)
    current = next((each for each in kept if each.key == VERSION and day <= each.day <= day + 1), None)
    if current is None:
        return Due(day, count_arrived(connection, selection, day), is_due=True, is_settled=True)
    count = count_arrived(connection, selection, current.day)
    former = parse_kept(Arrived, current) or Arrived()
    is_settled = count in (counted, former.count) or former.count is None
    sites = [each.id for each in selection.sites] if count != former.count and is_settled else []
    latest = experiment_names_since(connection, sites, current.day - LATEST_DAYS)
    return Due(day, count, is_outdated(former, count, latest, is_settled=is_settled), is_settled)


def list_tasks(connection: Connection, tenant: str, day: int, now_ms: int) -> list[Task]:
    """Answers of a tenant for a day."""
    names = [name for _, name in list_experiments(connection, tenant_scope(tenant))]
    by_day = [name for _, name in list_plans(connection, tenant_scope(tenant))]
    return [
        *(Task(EXPERIMENT, name, _experiment_maker(tenant, name, now_ms)) for name in names),
        *(Task(LIFT, name, _lift_maker(tenant, name, now_ms)) for name in by_day),
        Task(ADS, MEASURE, _ads_maker(tenant, day, now_ms)),
        *(
            Task(LIST, key, _list_maker(tenant, (first, local_date(day)), now_ms))
            for key, first in list_keys(connection, tenant_scope(tenant), tenant, day).items()
        ),
    ]


def _experiment_maker(tenant: str, name: str, now_ms: int) -> Callable[[Connection], str | None]:
    def make(connection: Connection) -> str | None:
        scope, request = tenant_scope(tenant), Request(tenant)
        try:
            found = answer_experiment(connection, scope, name, MEASURE, None, request, now_ms)
        except NotFoundError:  # only participants have seen it, or nothing was reported
            return None
        return found.model_dump_json()

    return make


def _lift_maker(tenant: str, name: str, now_ms: int) -> Callable[[Connection], str | None]:
    def make(connection: Connection) -> str | None:
        asked = LiftRequest(name, tenant, is_brief=True)
        try:
            return answer_lift(connection, tenant_scope(tenant), asked, now_ms).model_dump_json()
        except UsageError:  # its first day is not over, or its sales are missing
            return None

    return make


def _ads_maker(tenant: str, day: int, now_ms: int) -> Callable[[Connection], str | None]:
    def make(connection: Connection) -> str | None:
        found = compare_ads(connection, tenant_scope(tenant), tenant, day, now_ms, MOST_ADS)
        return None if found is None else found.model_dump_json()

    return make


def _list_maker(tenant: str, days: tuple[date, date], now_ms: int) -> Callable[[Connection], str | None]:
    def make(connection: Connection) -> str | None:
        return make_list(connection, tenant_scope(tenant), tenant, days, now_ms).model_dump_json()

    return make


def finish_pass(connection: Connection, tenant: str, due: Due, tasks: Sequence[Task], now_ms: int) -> None:
    """Delete answers that this set does not have, and mark the set of the day as complete. The mark of another version
    for this day stays, because a server of that version would otherwise compute the set again.
    """
    day = due.day
    scope = tenant_scope(tenant)
    for kind in (EXPERIMENT, LIFT, ADS, LIST):
        made = {each.key for each in read_kept_answers(connection, scope, kind, tenant) if each.day == day}
        listed = [task.key for task in tasks if task.kind == kind and task.key in made]
        forget_other_answers(connection, tenant, kind, listed)
    kept = read_kept_answers(connection, scope, PASS, tenant)
    forget_other_answers(connection, tenant, PASS, [VERSION, *(each.key for each in kept if each.day >= day)])
    names = tuple(task.key for task in tasks if task.kind == EXPERIMENT)
    arrived = Arrived(count=due.count, experiments=names).model_dump_json()
    keep_answer(connection, KeptAnswer(tenant, PASS, VERSION, day, now_ms, arrived))
