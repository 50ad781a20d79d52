"""People before the screens on the days on which a creative played, by hour and weekday too."""

import numpy as np

from central.reports.columns import Columns, Floats
from central.reports.values import Flow, Hour, OverDays
from central.statistics.impressions import visits_over_days
from tests.central.reports.by_days.overlap import overlapping_visits

LOOKED = {"0.5": "looked_0_5", "1": "looked_1", "2": "looked_2", "5": "looked_5"}
DWELL = {edge: f"dwell_{edge}" for edge in ("0", "2", "5", "15", "30", "60")}
_HOUR_MS = 3_600_000


def flow_of(plays: Columns, windows: Columns, number_of_days: int) -> Flow:
    """Sums of the windows, and the plays of the creative."""
    return Flow(
        plays=round(plays.column_sum("plays")),
        proof_s=plays.column_sum("proof_ms") / 1000,
        windows=round(windows.column_sum("windows")),
        visits=round(windows.column_sum("visits")),
        watchers=round(windows.column_sum("watchers")),
        looked={edge: round(windows.column_sum(column)) for edge, column in LOOKED.items()},
        dwell={edge: round(windows.column_sum(column)) for edge, column in DWELL.items()},
        dwell_s=ratio(windows.column_sum("dwell_s_sum"), windows.column_sum("dwell_n")),
        coverage=ratio(windows.column_sum("sensed_ms"), windows.column_sum("span_ms")),
        overlapping_visits=_opportunities(plays, windows),
        overlapping_visits_interval=_interval(plays, windows, number_of_days),
    )


def _interval(plays: Columns, windows: Columns, number_of_days: int) -> OverDays:
    """Over the days on which a kiosk that played measured: its visits, and the plays of its site."""
    if number_of_days > 92:
        return OverDays(low=None, high=None, days=number_of_days, reason="more than 92 days")
    met: dict[int, list[float]] = {}
    for site, day in sorted({(site, day) for site, day, _ in {*_keys(plays)}}, key=lambda of: of[1]):
        of_site = [each.select_rows((each["site_id"] == site) & (each["day"] == day)) for each in (plays, windows)]
        visits = _opportunities(*of_site)
        if visits is not None and of_site[0].column_sum("plays"):
            of_day = met.setdefault(day, [0.0, 0.0])
            of_day[0] += of_site[0].column_sum("plays")
            of_day[1] += visits
    of = visits_over_days([each[0] for each in met.values()], [each[1] for each in met.values()], [*met])
    return OverDays(low=of.low, high=of.high, days=of.clusters, reason=of.reason)


def ratio(part: float, whole: float) -> float | None:
    """part / whole; None of nothing."""
    return part / whole if whole else None


def _opportunities(plays: Columns, windows: Columns) -> float | None:
    """By kiosk and day: a play meets the mean flow of the kiosk's day, whichever hours its windows span."""
    keys = sorted({*_keys(plays)} & {*_keys(windows)})
    if not keys:
        return None
    played, proof_ms = _by_day(plays, keys, "plays", "proof_ms")
    visits, dwell_s, dwell_n, sensed_ms = _by_day(windows, keys, "visits", "dwell_s_sum", "dwell_n", "sensed_ms")
    mean_dwell_s = np.divide(dwell_s, dwell_n, out=np.zeros(len(keys)), where=dwell_n > 0)
    play_s = np.divide(proof_ms / 1000, played, out=np.zeros(len(keys)), where=played > 0)
    return overlapping_visits(played, play_s, visits, mean_dwell_s, sensed_ms / 1000)


Key = tuple[int, int, int]


def _keys(columns: Columns) -> list[Key]:
    return list(zip(*(columns[name].tolist() for name in ("site_id", "day", "device_id")), strict=True))


def _by_day(columns: Columns, keys: list[Key], *names: str) -> list[Floats]:
    """Sums of columns for each of these kiosk-days."""
    place_of = {key: place for place, key in enumerate(keys)}
    places = np.array([place_of.get(key, len(keys)) for key in _keys(columns)], dtype=int)
    sums = [np.bincount(places, columns[name].astype(float), len(keys) + 1)[:-1] for name in names]
    return [values.astype(float) for values in sums]


def hours_of(windows: Columns) -> list[Hour]:
    """By local hour of the windows' ends. A window longer than an hour lies within none."""
    return [_hour(int(hour), windows.select_rows(windows["hour"] == hour)) for hour in np.unique(windows["hour"])]


def weekdays_of(windows: Columns) -> list[Hour]:
    """By weekday; day 0 of the store was a Thursday."""
    weekday = (windows["day"] + 3) % 7
    return [
        _hour(int(day), windows.select_rows(weekday == day)).model_copy(update={"within": None})
        for day in np.unique(weekday)
    ]


def _hour(at: int, windows: Columns) -> Hour:
    return Hour(
        at=at,
        windows=round(windows.column_sum("windows")),
        visits=round(windows.column_sum("visits")),
        watchers=round(windows.column_sum("watchers")),
        dwell_s=ratio(windows.column_sum("dwell_s_sum"), windows.column_sum("dwell_n")),
        within=ratio(windows.column_sum("within_visits"), windows.column_sum("visits")),
    )
