"""Alerts that would reveal when somebody was present. Messages report these alerts later. If an alert is about a
wearer, messages name neither the kit nor the wearer.

Only the kiosk itself shows these alerts at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from math import floor, inf

from edge.alerts import Alert, AlertChange

HOUR_S = 3600.0
TEXTS = {
    "kit.lost": "kits: a sensor kit is missing or sends nothing",
    "kit.noise": "kits: most of the data at a port are not from its kit",
    "kit.failed": "kits: the code of a kit failed",
    "consent.none": "consent: nobody has consented to a kit, or the consent was withdrawn",
    "consent.invalid": "consent: a consent record is not valid",
    "comments.failed": "comments: comments cannot be read",
    "camera.slow": "camera: it gives too few frames per second",
}
WHERE = "; `vitrina status` on the kiosk shows which"

HOURLY = ("kit.", "comments.", "camera.slow")
DAILY = ("consent.",)
OPENED = ("view.open", "console.open")
"""Codes of alerts about views that a person opens on this kiosk. Messages report them at the same times as local
pauses.
"""


@dataclass(slots=True)
class AlertSchedule:
    """Times at which messages report the alerts with these codes. `next_s` returns the first such time after a given
    time.
    """

    codes: tuple[str, ...]  # or their beginnings
    next_s: Callable[[float], float]
    due_s: float
    told: dict[str, Alert] = field(default_factory=dict)  # by code


def next_full_hour_s(at_s: float) -> float:
    """Next full hour in UTC, in seconds since 1970."""
    return (floor(at_s / HOUR_S) + 1) * HOUR_S


class LocalActionAlerts:
    """Alerts about views that a person opens on this kiosk, as messages report them. Each alert is raised and cleared
    at the first `report_s` time after the change, even if the view has already been closed at that time.
    """

    def __init__(self, report_s: Callable[[float], float]) -> None:
        self._report_s = report_s
        self._open: dict[str, Alert] = {}  # with the time at which it is reported
        self._waiting: list[tuple[float, AlertChange]] = []

    def update(self, present: Iterable[Alert], now_s: float) -> None:
        """Records the alerts about opened views that are active now."""
        alerts = {alert.code: alert for alert in present}
        for code in [code for code in self._open if code not in alerts]:
            due_s = self._report_s(now_s)
            self._waiting.append((due_s, AlertChange(self._open.pop(code), cleared_s=due_s)))
        for code in [code for code in alerts if code not in self._open]:
            due_s = self._report_s(now_s)
            self._open[code] = replace(alerts[code], since_s=due_s)
            self._waiting.append((due_s, AlertChange(self._open[code])))

    def take_due_changes(self, now_s: float) -> list[AlertChange]:
        """Takes the alert changes that messages must report now."""
        due = [change for due_s, change in self._waiting if due_s <= now_s]
        self._waiting = self._waiting[len(due) :]
        return due

    def take_remaining_changes(self, now_s: float) -> list[AlertChange]:
        """Takes the remaining changes when the kiosk stops, dated to that time. All alerts are cleared, and none is
        lost.
        """
        self.update((), now_s)
        changes = self.take_due_changes(inf)
        raised = [replace(change.alert, since_s=min(change.alert.since_s, now_s)) for change in changes]
        is_over = [change.cleared_s is not None for change in changes]
        return [AlertChange(alert, now_s if over else None) for alert, over in zip(raised, is_over, strict=True)]


class DelayedAlerts:
    """Alerts that messages report late. Alerts about kits, comments and a slow camera are reported at each full hour,
    alerts about consents at the end of each local day.

    Messages report at most one alert per code, however many kits it concerns, and no alert that is already over at the
    time of the report.
    """

    def __init__(self, now_s: float, day_end: Callable[[float], float]) -> None:
        self._times = (
            AlertSchedule(HOURLY, next_full_hour_s, next_full_hour_s(now_s)),
            AlertSchedule(DAILY, day_end, day_end(now_s)),
        )

    def take_due_changes(self, present: Iterable[Alert], now_s: float) -> list[AlertChange]:
        """Returns the changes to report now, given the current problems."""
        alerts = list(present)
        changes: list[AlertChange] = []
        for times in self._times:
            if now_s >= times.due_s:
                # after a time without a turn, the latest one counts
                while (next_s := times.next_s(times.due_s)) <= now_s:
                    times.due_s = next_s
                changes += _changes(times, [alert for alert in alerts if alert.code.startswith(times.codes)])
                times.due_s = next_s
        return changes


def is_delayed(code: str) -> bool:
    """True if an alert is about a wearer, would reveal when somebody wrote a comment or was at this kiosk, or
    changes with the number of people in view.
    """
    return code.startswith((*HOURLY, *DAILY, *OPENED))


def _changes(times: AlertSchedule, alerts: Iterable[Alert]) -> list[AlertChange]:
    at_s, told = times.due_s, times.told
    present = {alert.code: alert for alert in alerts if alert.since_s <= at_s}
    over = [AlertChange(told.pop(code), cleared_s=at_s) for code in sorted(told) if code not in present]
    new = [_about_nobody(present[code], at_s) for code in sorted(present) if code not in told]
    told.update({alert.code: alert for alert in new})
    return [*over, *(AlertChange(alert) for alert in new)]


def _about_nobody(alert: Alert, since_s: float) -> Alert:
    return Alert(alert.code, alert.severity, TEXTS.get(alert.code, alert.code) + WHERE, since_s)
