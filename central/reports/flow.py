"""People before the screens on the days on which a creative played, by hour and weekday too."""

from central.reports.columns import Columns
from central.reports.values import Flow, Hour

LOOKED = {"0.5": "looked_0_5", "1": "looked_1", "2": "looked_2", "5": "looked_5"}
DWELL = {edge: f"dwell_{edge}" for edge in ("0", "2", "5", "15", "30", "60")}


def flow_of(windows: Columns) -> Flow:
    """Sums of the windows, and the plays of the creative; `windows`: by weekday."""
    return Flow(
        plays=round(windows.total("plays")),
        proof_s=windows.total("proof_ms") / 1000,
        windows=round(windows.total("windows")),
        visits=round(windows.total("visits")),
        watchers=round(windows.total("watchers")),
        looked={edge: round(windows.total(column)) for edge, column in LOOKED.items()},
        dwell={edge: round(windows.total(column)) for edge, column in DWELL.items()},
        dwell_s=ratio(windows.total("dwell_s_sum"), windows.total("dwell_n")),
        coverage=ratio(windows.total("sensed_ms"), windows.total("span_ms")),
        overlapping_visits=windows.total("opportunities") if windows.total("opportunity_days") else None,
    )


def ratio(part: float, whole: float) -> float | None:
    """part / whole; None of nothing."""
    return part / whole if whole else None


def hours_of(windows: Columns) -> list[Hour]:
    """By local hour of the windows' ends. A window longer than an hour lies within none."""
    return [
        _hour(int(hour), windows, place).model_copy(update={"within": ratio(within, visits)})
        for place, (hour, within, visits) in enumerate(
            zip(windows["hour"], windows["within_visits"].tolist(), windows["visits"].tolist(), strict=True)
        )
        if windows["windows"][place]
    ]


def weekdays_of(windows: Columns) -> list[Hour]:
    """By weekday."""
    return [
        _hour(int(day), windows, place) for place, day in enumerate(windows["weekday"]) if windows["windows"][place]
    ]


def _hour(at: int, windows: Columns, place: int) -> Hour:
    return Hour(
        at=at,
        windows=round(windows["windows"][place]),
        visits=round(windows["visits"][place]),
        watchers=round(windows["watchers"][place]),
        dwell_s=ratio(float(windows["dwell_s_sum"][place]), float(windows["dwell_n"][place])),
        within=None,
    )
