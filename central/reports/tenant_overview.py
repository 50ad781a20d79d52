"""Builds the start page: people who came, looked and smiled, what changed, and what to do next."""

from collections.abc import Sequence
from datetime import datetime, timezone

import numpy as np
from sqlalchemy import Connection

from central.errors import NotFoundError
from central.reports.attention import read_attention
from central.reports.columns import Columns
from central.reports.experiment_values import Experiment
from central.reports.flow import divide_or_none
from central.reports.full_days import last_full_day
from central.reports.kept_experiments import ad_differences, experiment_names, list_results
from central.reports.kept_values import ListedExperiment
from central.reports.lift_list import Viewer, recent_lifts
from central.reports.selection import Request, Selection, build_selection, local_date
from central.reports.site_day_rows import WEEK, count_measured_sites, newest_day, read_days, read_week_pairs
from central.reports.tenant_overview_values import (
    Attention,
    OverviewChange,
    OverviewDay,
    OverviewMeasure,
    OverviewName,
    TenantOverview,
)
from central.statistics.told import reported_share
from central.statistics.week_change import WeekChange, count_change, judge_changes, share_change
from central.store.scope import Scope, visible_sites

WEEKS = 4
"""Number of weeks that are shown, and of the weeks before that are shown beside them."""
RECENT_DAYS = 28
"""Days since the last data of an experiment after which the start page no longer lists it."""
MOST_LIVE = 5
"""Largest number of experiments of a few shops that are computed for the start page."""
NO_ATTENTION = Attention(kiosks=0, unreachable=0, degraded=0, alerts=0, waiting_playlists=0, quarantined=None)


def build_tenant_overview(
    connection: Connection, scope: Scope, tenant: str | None, now_ms: int, *, with_quarantine: bool = False
) -> TenantOverview:
    """Overview of one tenant: of the named one, by default of the first that is visible. Raises NotFoundError."""
    tenants = visible_sites(connection, scope).tenants
    if tenant is not None and tenant not in tenants:
        raise NotFoundError(f"overview: there is no tenant {tenant!r}.")
    chosen = tenant or next(iter(tenants), None)
    generated = datetime.fromtimestamp(now_ms / 1000, timezone.utc)
    empty = TenantOverview(
        tenant=chosen,
        tenants=tenants,
        generated=generated,
        simulated=False,
        whole_tenant=False,
        sites=0,
        to=None,
        measures=[],
        days=[],
        reported_share=None,
        ads=None,
        experiments=[],
        lifts=[],
        attention=NO_ATTENTION,
    )
    if chosen is None:
        return empty
    selection = build_selection(connection, scope, chosen, Request(chosen))
    found = empty.model_copy(
        update={
            "simulated": selection.is_simulated,
            "whole_tenant": scope.allows_tenant(chosen),
            "sites": len(selection.sites),
            "attention": read_attention(connection, scope, chosen, now_ms, with_quarantine=with_quarantine),
        }
    )
    full = last_full_day(selection.sites, now_ms)
    last = None if full is None or selection.is_panel else newest_day(connection, selection, full)
    if last is None:
        return found
    return found.model_copy(
        update={
            "ads": ad_differences(connection, scope, chosen, last, now_ms),
            "experiments": _list_experiments(connection, scope, chosen, last, now_ms),
            "lifts": recent_lifts(connection, Viewer(scope, now_ms), chosen, last - RECENT_DAYS),
            **_numbers(connection, selection, last),
        }
    )


def _numbers(connection: Connection, selection: Selection, last: int) -> dict[str, object]:
    """Fields of the overview with the numbers of the shops up to a day."""
    rows = read_days(connection, selection, (last - 2 * WEEKS * WEEK + 1, last))
    model = _used_model(rows)
    days = list(range(last - 2 * WEEKS * WEEK + 1, last + 1))
    measured = count_measured_sites(connection, selection, last)
    pairs = read_week_pairs(connection, selection, last, model)
    week = rows.select_rows(rows["day"] > last - WEEK)
    return {
        "to": local_date(last),
        "days": [_build_day(rows.select_rows(rows["day"] == day), day, model) for day in days],
        "measures": _build_measures(week, pairs, model, measured),
        "reported_share": reported_share(week.column_sum("told_visits"), week.column_sum("told_of")),
    }


def _used_model(rows: Columns) -> str:
    """Expression model with the most people; of several, the last by name."""
    people = {
        str(model): rows.select_rows(rows["model"] == model).column_sum("smile_n") for model in set(rows["model"])
    }
    return max(people, key=lambda model: (people[model], model), default="")


def _of_model(rows: Columns, model: str) -> Columns:
    return rows.select_rows(np.asarray(rows["model"] == model, dtype=bool))


def _build_day(rows: Columns, day: int, model: str) -> OverviewDay:
    read, visits = _of_model(rows, model), rows.column_sum("visits")
    return OverviewDay(
        day=local_date(day),
        visits=round(visits),
        looked=divide_or_none(rows.column_sum("looked_1"), visits),
        smile=divide_or_none(read.column_sum("smile_sum"), read.column_sum("smile_n")),
        sites=round(rows.column_sum("sites")),
    )


def _build_measures(week: Columns, pairs: Columns, model: str, measured: int) -> list[OverviewMeasure]:
    """The three numbers of the week with their changes, which are judged together."""
    before, after = (
        [pairs[f"{name}_{of}"] for name in ("visits", "looked_1", "smile_n", "smile_sum")] for of in _WEEKS
    )
    changes = judge_changes(
        [
            count_change(before[0], after[0]),
            share_change(before[0], before[1], after[0], after[1]),
            share_change(before[2], before[3], after[2], after[3]),
        ]
    )
    read, visits = _of_model(week, model), week.column_sum("visits")
    values: Sequence[tuple[OverviewName, float | None, float]] = (
        ("visits", visits, visits),
        ("looked", divide_or_none(week.column_sum("looked_1"), visits), visits),
        ("smile", divide_or_none(read.column_sum("smile_sum"), read.column_sum("smile_n")), read.column_sum("smile_n")),
    )
    return [
        OverviewMeasure(measure=name, value=value, people=round(people), change=_build_change(change, measured))
        for (name, value, people), change in zip(values, changes, strict=True)
    ]


_WEEKS = ("before", "after")


def _build_change(found: WeekChange, measured: int) -> OverviewChange:
    return OverviewChange(
        before=found.before,
        after=found.after,
        change=found.change,
        low=found.low,
        high=found.high,
        shown=found.shown,
        sites=found.sites,
        excluded_sites=max(measured - found.sites, 0),
        reason=found.reason,
    )


def _list_experiments(
    connection: Connection, scope: Scope, tenant: str, last: int, now_ms: int
) -> list[ListedExperiment]:
    """Experiments with data of the last weeks: first those with a result, then the ones that end next."""
    names = experiment_names(connection, scope, tenant)
    found = list_results(connection, scope, names, now_ms, MOST_LIVE)
    oldest = local_date(last - RECENT_DAYS)
    recent = [one for one in found if one.experiment is None or (one.experiment.to or oldest) > oldest]
    return sorted(recent, key=lambda one: (not can_be_called(one.experiment), _days_left(one), one.id))


def can_be_called(found: Experiment | None) -> bool:
    """True if an ad has won, or if the planned end has shown no difference. An end that decides nothing gives no
    result, such as one that was moved.
    """
    return found is not None and found.verdict is not None and found.verdict.state != "too_early"


def days_left(found: Experiment) -> int | None:
    """Days from the last data to the planned end; without one, additional days to detect two points. None: unknown,
    or the planned end decides nothing.
    """
    if found.planned_end is not None and found.to is not None:
        if found.verdict is None or found.verdict.of_days is None:
            return None
        return max((found.planned_end - found.to).days, 0)
    return None if found.difference is None else found.difference.wanted_days


def _days_left(one: ListedExperiment) -> float:
    left = None if one.experiment is None else days_left(one.experiment)
    return float("inf") if left is None else left
