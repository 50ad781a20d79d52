"""News of a week for a mail: an experiment that was decided, one that runs, or the smiles of the week.

Every number comes from the functions that the pages use, within the user's scope.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, text

from central.clock import DAY_MS
from central.errors import NotFoundError
from central.reports.answers import answer_experiment, answer_trend
from central.reports.experiment_values import Experiment
from central.reports.selection import Request, build_selection, creative_names, day_number
from central.reports.trend_values import Trend
from central.reports.week_values import WeekNews
from central.store.local_time import LAST_ZONE_MS
from central.store.scope import Scope, visible_sites

MOST_EXPERIMENTS = 5
"""Largest number of experiments that are computed for a mail. Experiments that were planned to end in the week come
first.
"""
MOST_TENANTS = 5
MEASURE = "smile"
_RUNNING = (
    "SELECT r.experiment, max(e.planned_day) FROM reaction_days r"
    " LEFT JOIN experiments e ON e.key = :prefix || r.experiment"
    " WHERE r.experiment <> '' AND {condition} GROUP BY r.experiment"
)


def answer_week_news(connection: Connection, scope: Scope, monday: date, now_ms: int) -> WeekNews | None:
    """The most important news of the week that starts on a Monday; None without a visible site. At most MOST_TENANTS
    tenants are considered. Ask only once the week is over in every visible shop.
    """
    now_ms = max(now_ms, _over_everywhere_ms(monday))
    tenants = visible_sites(connection, scope).tenants[:MOST_TENANTS]
    found = [_tenant_news(connection, scope, tenant, monday, now_ms) for tenant in tenants]
    return min(found, key=lambda news: news.rank) if found else None


def _over_everywhere_ms(monday: date) -> int:
    """Time at which a week is over in the westernmost time zone. Pages wait for it, because any shop may be there."""
    return ((day_number(monday) or 0) + 7) * DAY_MS + LAST_ZONE_MS


def _tenant_news(connection: Connection, scope: Scope, tenant: str, monday: date, now_ms: int) -> WeekNews:
    news = WeekNews(tenant, monday)
    candidates = [
        (found, _was_decided(connection, scope, found, monday, now_ms) if found.winner is not None else False)
        for name in running_experiments(connection, scope, tenant, monday)
        for found in [_experiment(connection, scope, tenant, name, news.sunday, now_ms)]
        if found is not None and found.unit == "sites" and not found.placebo
    ]
    if not candidates:
        return WeekNews(tenant, monday, trend=_trend(connection, scope, tenant, now_ms))
    ranked = sorted(candidates, key=lambda pair: (pair[0].winner is None, pair[1]))
    decided = sum(found.winner is not None and not before for found, before in candidates)
    experiment, before = ranked[0]
    is_new = experiment.winner is not None and not before
    return WeekNews(tenant, monday, experiment, is_new=is_new, others=max(decided - 1, 0) if is_new else 0)


def running_experiments(connection: Connection, scope: Scope, tenant: str, monday: date) -> list[str]:
    """Names of the experiments with data at the visible sites in a week, at most MOST_EXPERIMENTS."""
    sunday = monday + timedelta(days=6)
    selection = build_selection(connection, scope, tenant, Request(tenant, monday, sunday))
    query = text(_RUNNING.format(condition=selection.sql_condition("r")))
    rows = connection.execute(query, {"prefix": f"{tenant}/"}).fetchall()
    first, last = day_number(monday), day_number(sunday)
    in_week = range(first or 0, (last or 0) + 1)

    def order(row: Sequence[object]) -> tuple[bool, str]:
        ends = row[1]
        return not (isinstance(ends, int) and ends in in_week), str(row[0])

    return [str(row[0]) for row in sorted(rows, key=order)[:MOST_EXPERIMENTS]]


def _experiment(
    connection: Connection, scope: Scope, tenant: str, name: str, day: date, now_ms: int
) -> Experiment | None:
    """An experiment as of a day; None without data up to that day."""
    try:
        return answer_experiment(connection, scope, name, MEASURE, day, Request(tenant), now_ms)
    except NotFoundError:
        return None


def _was_decided(connection: Connection, scope: Scope, found: Experiment, monday: date, now_ms: int) -> bool:
    """True if the experiment had the same winner at the end of the week before."""
    before = _experiment(connection, scope, found.tenant, found.id, monday - timedelta(days=1), now_ms)
    return before is not None and before.winner == found.winner


def _trend(connection: Connection, scope: Scope, tenant: str, now_ms: int) -> Trend | None:
    """Smiles of all ads by week; None if no ad has played at the visible sites."""
    try:
        names = creative_names(connection, scope, tenant)
        return answer_trend(connection, scope, names, None, MEASURE, Request(tenant), now_ms)
    except NotFoundError:
        return None
