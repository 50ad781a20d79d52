"""Alerts about wearers and writers: messages tell them late and without kit and wearer, else they would date who is
there.

At once they show on the kiosk's own machine alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import floor

from edge.alerts import Alert
from edge.kiosk.state import AlertChange

HOUR_S = 3600.0
TEXTS = {
    "kit.lost": "kits: a sensor kit is not there, or says nothing",
    "kit.noise": "kits: most of what comes from a port is not of its kit",
    "consent.none": "consent: nobody has consented to a kit, or the consent was withdrawn",
    "consent.invalid": "consent: a record of consent does not hold",
    "comments.failed": "comments: comments cannot be read",
}
WHERE = "; `vitrina status` there says which"


@dataclass(slots=True)
class AlertSchedule:
    """Times at which the alerts of some codes are told. `next_s` gives the first one after a time."""

    next_s: Callable[[float], float]
    due_s: float
    told: dict[str, Alert] = field(default_factory=dict)  # by code


def full_hour(at_s: float) -> float:
    """Next full hour, in UTC."""
    return (floor(at_s / HOUR_S) + 1) * HOUR_S


class DelayedAlerts:
    """Alerts of kits and comments as messages tell them, at each full hour, and of consents, at each local day's end.

    One of each code at most, whatever number of kits it is about, and none that is over by then.
    """

    def __init__(self, now_s: float, day_end: Callable[[float], float]) -> None:
        self._times = {
            "kit": AlertSchedule(full_hour, full_hour(now_s)),
            "comments": AlertSchedule(full_hour, full_hour(now_s)),
            "consent": AlertSchedule(day_end, day_end(now_s)),
        }

    def update(self, present: Iterable[Alert], now_s: float) -> list[AlertChange]:
        """Takes the problems that are there, and returns what is to be told of them."""
        alerts = list(present)
        changes: list[AlertChange] = []
        for part, times in self._times.items():
            if now_s >= times.due_s:
                # after a time without a turn, the latest one counts
                while (next_s := times.next_s(times.due_s)) <= now_s:
                    times.due_s = next_s
                changes += _changes(times, [alert for alert in alerts if _part(alert.code) == part])
                times.due_s = next_s
        return changes


def is_delayed(code: str) -> bool:
    """Checks that an alert is about a wearer, or dates a comment."""
    return _part(code) in ("kit", "consent", "comments")


def _part(code: str) -> str:
    return code.partition(".")[0]


def _changes(times: AlertSchedule, alerts: Iterable[Alert]) -> list[AlertChange]:
    at_s, told = times.due_s, times.told
    present = {alert.code: alert for alert in alerts if alert.since_s <= at_s}
    over = [AlertChange(told.pop(code), cleared_s=at_s) for code in sorted(told) if code not in present]
    new = [_about_nobody(present[code], at_s) for code in sorted(present) if code not in told]
    told.update({alert.code: alert for alert in new})
    return [*over, *(AlertChange(alert) for alert in new)]


def _about_nobody(alert: Alert, since_s: float) -> Alert:
    return Alert(alert.code, alert.severity, TEXTS.get(alert.code, alert.code) + WHERE, since_s)
