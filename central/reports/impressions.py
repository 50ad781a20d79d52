"""Answers how many impressions an ad had, by the names of the out-of-home trade, within the caller's scope."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from sqlalchemy import Connection

from central.reports.answers import answer_reports
from central.reports.columns import Columns, sum_by_day
from central.reports.flow import divide_or_none, interval_over_days
from central.reports.impression_rows import ImpressionRows, read_impression_rows
from central.reports.impression_values import Impressions, Multiplier, WeekHour
from central.reports.selection import Request, build_selection, find_creatives
from central.reports.values import Report
from central.statistics.impressions import (
    MOST_DAYS,
    SHORTEST_S,
    multiplier_over_days,
    visits_during_plays,
    visits_over_days,
)
from central.statistics.intervals import Estimate
from central.store.scope import Scope
from edge.statistics.columns import divide_or_nan

_MONDAY = 3
"""Weekday of the day 0: 1970-01-01 was a Thursday."""


def answer_impressions(
    connection: Connection,
    scope: Scope,
    name: str,
    request: Request,
    now_ms: int,
    report: Report | None = None,
) -> Impressions:
    """Impressions of one ad on at most its last MOST_DAYS days. `report`: its report for the same request, if the
    caller has it. Raises UsageError.
    """
    if report is None:
        (report,) = answer_reports(connection, scope, [name], request, now_ms)
    if report.from_ is not None and report.to is not None and _number_of_days(report.from_, report.to) > MOST_DAYS:
        request = replace(request, from_day=report.to - timedelta(days=MOST_DAYS - 1), to_day=report.to)
        (report,) = answer_reports(connection, scope, [name], request, now_ms)
    selection = build_selection(connection, scope, report.tenant, request)
    (creative,) = find_creatives(connection, scope, [name], report.tenant)
    return build_impressions(report, read_impression_rows(connection, selection, creative.id))


def _number_of_days(first: date, last: date) -> int:
    return (last - first).days + 1


def build_impressions(report: Report, rows: ImpressionRows) -> Impressions:
    """Build the impressions from the ad's report for the same days and the stored totals."""
    of, hours = rows.kiosk_days, rows.hours
    gross, opportunities = _visits(of, 0.0), _visits(of, SHORTEST_S)
    return Impressions(
        tenant=report.tenant,
        creative=report.creative,
        from_=report.from_,
        to=report.to,
        generated=report.generated,
        simulated=report.simulated,
        plays=report.flow.plays,
        play_s=report.flow.proof_s,
        share_of_voice=divide_or_none(of.column_sum("proof_ms"), of.column_sum("all_proof_ms")),
        overlapping_visits=gross.mean,
        overlapping_visits_interval=interval_over_days(gross),
        opportunity_to_see=opportunities.mean,
        opportunity_to_see_interval=interval_over_days(opportunities),
        exposed=round(rows.exposed.column_sum("exposed")) if len(rows.exposed) else None,
        likelihood_to_see=report.seen,
        multiplier=_multiplier(hours),
        week_hours=build_week_hours(hours),
        sensed_share=divide_or_none(hours.column_sum("sensed_ms"), hours.column_sum("span_ms")),
        reported_share=report.reported_share,
    )


def build_week_hours(hours: Columns) -> list[WeekHour]:
    """Multiplier of each hour of the week in which a window ended, from windows by day and hour."""
    slots = (hours["day"] + _MONDAY) % 7 * 24 + hours["hour"]
    return [
        WeekHour(
            weekday=int(slot) // 24, hour=int(slot) % 24, **_multiplier(hours.select_rows(slots == slot)).model_dump()
        )
        for slot in np.unique(slots)
    ]


def _multiplier(hours: Columns) -> Multiplier:
    days = np.unique(hours["day"])
    presence_s, sensed_ms = sum_by_day(hours, days, "presence_s", "sensed_ms")
    found = multiplier_over_days(presence_s, sensed_ms / 1000, days)
    return Multiplier(mean=found.mean, low=found.low, high=found.high, reason=found.reason, days=found.clusters)


def _visits(of: Columns, shortest_s: float) -> Estimate:
    """Visits during the plays, over the kiosk-days that were measured."""
    play_s = divide_or_nan(of["proof_ms"] / 1000, of["plays"])
    dwell_s = divide_or_nan(of["dwell_s_sum"], of["dwell_n"])
    visits = visits_during_plays(of["plays"], play_s, of["visits"], dwell_s, of["sensed_ms"] / 1000, shortest_s)
    measured = Columns({"day": of["day"], "plays": of["plays"], "visits": visits}).select_rows(~np.isnan(visits))
    days = np.unique(measured["day"])
    plays_of_days, visits_of_days = sum_by_day(measured, days, "plays", "visits")
    return visits_over_days(plays_of_days, visits_of_days, days)
