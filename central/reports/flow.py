"""Counts of people in front of the screens on the days on which a creative played, also by hour and weekday."""

from central.reports.columns import Columns
from central.reports.values import Flow, Hour, OverDays
from central.statistics.impressions import MANY_DAYS, MOST_DAYS, visits_over_days
from central.statistics.intervals import Estimate

LOOKED = {"0.5": "looked_0_5", "1": "looked_1", "2": "looked_2", "5": "looked_5"}
DWELL = {edge: f"dwell_{edge}" for edge in ("0", "2", "5", "15", "30", "60")}


def build_flow(windows: Columns, days: Columns, number_of_days: int) -> Flow:
    """Totals of the windows, and the plays of the creative. `windows`: totals by weekday. `days`: plays and expected
    visits by day. `number_of_days`: from the first to the last day.
    """
    return Flow(
        plays=round(windows.column_sum("plays")),
        proof_s=windows.column_sum("proof_ms") / 1000,
        windows=round(windows.column_sum("windows")),
        visits=round(windows.column_sum("visits")),
        watchers=round(windows.column_sum("watchers")),
        looked={edge: round(windows.column_sum(column)) for edge, column in LOOKED.items()},
        dwell={edge: round(windows.column_sum(column)) for edge, column in DWELL.items()},
        dwell_s=divide_or_none(windows.column_sum("dwell_s_sum"), windows.column_sum("dwell_n")),
        coverage=divide_or_none(windows.column_sum("sensed_ms"), windows.column_sum("span_ms")),
        overlapping_visits=windows.column_sum("opportunities") if windows.column_sum("opportunity_days") else None,
        overlapping_visits_interval=_interval_of_visits(days, number_of_days),
    )


def _interval_of_visits(days: Columns, number_of_days: int) -> OverDays:
    if number_of_days > MOST_DAYS:
        return OverDays(low=None, high=None, days=number_of_days, reason=MANY_DAYS)
    return interval_over_days(visits_over_days(days["plays"], days["opportunities"], days["day"]))


def interval_over_days(of: Estimate) -> OverDays:
    """Interval of a modelled number of visits, for the JSON."""
    return OverDays(low=of.low, high=of.high, days=of.clusters, reason=of.reason)


def divide_or_none(part: float, whole: float) -> float | None:
    """part / whole; None if the whole is 0."""
    return part / whole if whole else None


def build_hours(windows: Columns) -> list[Hour]:
    """Totals of windows by the local hour of their end. A window longer than an hour belongs to no hour."""
    return [
        _build_hour(int(hour), windows, place).model_copy(update={"within": divide_or_none(within, visits)})
        for place, (hour, within, visits) in enumerate(
            zip(windows["hour"], windows["within_visits"].tolist(), windows["visits"].tolist(), strict=True)
        )
        if windows["windows"][place]
    ]


def build_weekdays(windows: Columns) -> list[Hour]:
    """Totals of windows by weekday."""
    return [
        _build_hour(int(day), windows, place)
        for place, day in enumerate(windows["weekday"])
        if windows["windows"][place]
    ]


def _build_hour(at: int, windows: Columns, place: int) -> Hour:
    return Hour(
        at=at,
        windows=round(windows["windows"][place]),
        visits=round(windows["visits"][place]),
        watchers=round(windows["watchers"][place]),
        dwell_s=divide_or_none(float(windows["dwell_s_sum"][place]), float(windows["dwell_n"][place])),
        within=None,
    )
