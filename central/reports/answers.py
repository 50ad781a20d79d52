"""Answers from a store, within the caller's scope: reports, experiments, comparisons and trends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timezone
from math import ceil

from sqlalchemy import Connection, text

from central.errors import NotFoundError, UsageError
from central.reports.build import Context, build_report
from central.reports.comments import build_comment_shares
from central.reports.compare import build_comparison
from central.reports.day_rows import ExperimentEvidence, read_experiment_evidence
from central.reports.experiment import build_experiment
from central.reports.experiment_ads import add_titles, find_shared_experiments
from central.reports.experiment_values import Comparison, Experiment
from central.reports.period_change import read_before
from central.reports.planned_ends import read_experiment_ends, read_last_day
from central.reports.selection import (
    NAME_ONE,
    CreativeRow,
    Request,
    Selection,
    build_selection,
    day_number,
    find_creatives,
    find_tenant,
    join_names,
)
from central.reports.sensitivity import find_sensitivity
from central.reports.spread import find_spread
from central.reports.sums import DatabaseSums, Sums
from central.reports.trend import build_trend as build_trend
from central.reports.trend_values import Trend
from central.reports.values import Report
from central.store.lift_plans import list_plans
from central.store.scope import Scope, visible_sites

MOST_LOOKS = 14
"""Maximum number of days for which the state of an experiment is shown."""


def answer_reports(
    connection: Connection,
    scope: Scope,
    names: Sequence[str],
    request: Request,
    now_ms: int,
    sums: Sums | None = None,
) -> list[Report]:
    """Return reports of some creatives of one tenant. `sums`: source of the totals, if it is not the store. Raises
    UsageError.
    """
    sums = sums or DatabaseSums(connection)
    tenant = find_tenant(connection, scope, names, request.tenant)
    context = _report_context(sums, build_selection(connection, scope, tenant, request), now_ms)
    context = replace(context, before=read_before(context.selection, sums.own_smiles))
    creatives = find_creatives(connection, scope, names, tenant)
    found = [build_report(sums.read_evidence(context.selection, each), context) for each in creatives]
    return [_with_comments(*pair, sums, context) for pair in zip(found, creatives, strict=True)]


def _with_comments(report: Report, creative: CreativeRow, sums: Sums, context: Context) -> Report:
    return report.model_copy(
        update={"comments": build_comment_shares(sums.read_comments(context.selection, [creative]))}
    )


def answer_comparison(
    connection: Connection,
    scope: Scope,
    names: Sequence[str],
    measure: str,
    request: Request,
    now_ms: int,
    sums: Sums | None = None,
) -> Comparison:
    """Compare two or more creatives. Raises UsageError."""
    sums = sums or DatabaseSums(connection)
    tenant = find_tenant(connection, scope, names, request.tenant) if names else ""
    creatives = find_creatives(connection, scope, names, tenant) if names else []
    if len(creatives) < 2:
        raise UsageError("compare: name at least two ads, each only once.")
    context = _report_context(sums, build_selection(connection, scope, tenant, request), now_ms)
    evidence = [sums.read_evidence(context.selection, each) for each in creatives]
    days = [sums.read_days(context.selection, each, measure) for each in creatives]
    found = build_comparison(evidence, days, measure, context)
    told = [_with_comments(*pair, sums, context) for pair in zip(found.reports, creatives, strict=True)]
    sensitivity = find_sensitivity(connection, context.selection, measure)
    experiments = find_shared_experiments(connection, context.selection, creatives)
    return found.model_copy(update={"reports": told, "sensitivity": sensitivity, "experiments": experiments})


def answer_experiment(
    connection: Connection, scope: Scope, name: str, measure: str, at: date | None, request: Request, now_ms: int
) -> Experiment:
    """Return an experiment as of the end of a day. The default and latest possible day is the last stored day. Raises
    UsageError.
    """
    return _build_experiments(connection, scope, name, measure, at, request, now_ms)[-1]


def answer_experiment_by_day(
    connection: Connection, scope: Scope, name: str, measure: str, at: date | None, request: Request, now_ms: int
) -> list[Experiment]:
    """Return the experiment as of the end of several of its days, including the last day. Raises UsageError."""
    return _build_experiments(connection, scope, name, measure, at, request, now_ms, looks=MOST_LOOKS)


def _build_experiments(
    connection: Connection,
    scope: Scope,
    name: str,
    measure: str,
    at: date | None,
    request: Request,
    now_ms: int,
    looks: int = 1,
) -> list[Experiment]:
    """Read an experiment once, and build its report for each of several days."""
    tenant = request.tenant or find_experiment_tenant(connection, scope, name)
    _refuse_days(connection, scope, tenant, name)
    selection = build_selection(connection, scope, tenant, request)
    newest = read_last_day(connection, tenant, name, selection)
    wanted = [day for day in (day_number(at), selection.to_day, newest) if day is not None]
    selection = replace(selection, to_day=min(wanted) if wanted else None)
    evidence = read_experiment_evidence(connection, selection, name, measure)
    if not len(evidence.plays) and not len(evidence.reactions):
        raise NotFoundError(f"experiment: nothing is stored for {name!r} of {tenant} on these days and sites.")
    ends = replace(
        read_experiment_ends(connection, tenant, name, selection.to_day or 0, now_ms), is_part=selection.is_part
    )
    context = _report_context(DatabaseSums(connection), selection, now_ms, has_own=False)
    before = [
        build_experiment(evidence.limit_to_day(day), measure, replace(ends, until=day), context)
        for day in _days_of_looks(evidence, looks)
    ]
    last = build_experiment(evidence, measure, ends, context)
    sensitivity = None if last.placebo else find_sensitivity(connection, selection, measure)
    return add_titles(connection, tenant, [*before, last.model_copy(update={"sensitivity": sensitivity})])


def _refuse_days(connection: Connection, scope: Scope, tenant: str, name: str) -> None:
    """Raise NotFoundError for an experiment by day, which the model of the lift answers for every measure."""
    if (tenant, name) in list_plans(connection, scope):
        raise NotFoundError(
            f"experiment: {name!r} changes its arms by day. Open the page Lift, or use: vitrina-central lift {name}"
        )


def _days_of_looks(evidence: ExperimentEvidence, most: int) -> list[int]:
    """Days before the last day at even steps, for which the state of an experiment is shown. There are stored data
    before each of these days.
    """
    days = evidence.reactions["day"]
    if not len(days) or most == 1:
        return []
    first, last = int(days.min()), int(days.max())
    step = max(1, ceil((last - first + 1) / most))
    return [last - number for number in range(last - first, 0, -1) if number % step == 0]


def find_experiment_tenant(connection: Connection, scope: Scope, name: str) -> str:
    """The only tenant that has this experiment. Raises UsageError."""
    found = list_experiments(connection, scope)
    tenants = sorted({tenant for tenant, experiment in found if experiment == name})
    if not tenants:
        names = sorted({experiment for _, experiment in found})
        stored = f"Stored: {join_names(names)}." if names else "No experiment is stored."
        raise NotFoundError(f"experiment: nothing is stored for {name!r}. {stored}")
    if len(tenants) > 1:
        raise UsageError(f"experiment: {name!r} exists for several tenants: {join_names(tenants)}. {NAME_ONE}.")
    return tenants[0]


def list_experiments(connection: Connection, scope: Scope) -> list[tuple[str, str]]:
    """Tenant and name of each experiment at the visible sites."""
    visible = visible_sites(connection, scope)
    query = " UNION ".join(
        f"SELECT s.tenant, m.experiment FROM {table} m JOIN sites s ON s.id = m.site_id"
        f" WHERE m.experiment <> '' AND {visible.sql_filter('m.site_id')}"
        for table in ("play_hours", "reaction_days")
    )
    return sorted((str(row[0]), str(row[1])) for row in connection.execute(text(query)))


def answer_trend(
    connection: Connection,
    scope: Scope,
    names: Sequence[str],
    tag: str | None,
    measure: str,
    request: Request,
    now_ms: int,
    sums: Sums | None = None,
) -> Trend:
    """Weekly results of the creatives with a tag, or of the creatives with the given names. Raises UsageError."""
    sums = sums or DatabaseSums(connection)
    if tag is not None:
        names = [*names, *_tagged_creatives(connection, scope, tag, request.tenant)]
    if not names:
        raise UsageError("trend: name an ad or a tag.")
    tenant = find_tenant(connection, scope, names, request.tenant)
    context = _report_context(sums, build_selection(connection, scope, tenant, request), now_ms, has_own=False)
    creatives = find_creatives(connection, scope, names, tenant)
    weeks = sums.read_weeks(context.selection, creatives, measure)
    visits = sums.read_week_visits(context.selection, creatives)
    return build_trend(creatives, weeks, visits, tag, measure, context)


def _tagged_creatives(connection: Connection, scope: Scope, tag: str, tenant: str | None) -> list[str]:
    seen = visible_sites(connection, scope).where_creative("c")
    query = text(
        "SELECT c.key FROM creatives c WHERE c.tag = :tag AND (CAST(:t AS TEXT) IS NULL OR c.tenant = :t)"
        f" AND {seen} ORDER BY c.key"
    )
    names = [row[0] for row in connection.execute(query, {"tag": tag, "t": tenant})]
    if not names:
        raise NotFoundError(f"trend: no creative has the tag {tag!r}. Give the tag to an ad first.")
    return names


def _report_context(sums: Sums, selection: Selection, now_ms: int, *, has_own: bool = True) -> Context:
    """Values that all reports of one call share. If the call includes a report, the values include the smiles of all
    creatives and the spread between ads.
    """
    return Context(
        selection,
        datetime.fromtimestamp(now_ms / 1000, timezone.utc),
        sums.kiosk_counts(selection),
        sums.is_research(selection),
        sums.own_smiles(selection) if has_own else None,
        find_spread(sums.read_spread_rows(selection, "smile"), "smile") if has_own else None,
    )
