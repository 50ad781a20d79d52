"""Alerts: current problems. Every part of the kiosk reports its problems as a tuple of alerts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One problem: raised once when it appears, cleared once when it is gone.

    `code` is an alert code from docs/shop/troubleshooting.md, such as "camera.lost". `instance` distinguishes parts of
    the same kind, such as kits, by their number; 0 if there is only one. `since_s` is the start of the problem, in
    seconds since 1970 UTC.
    """

    code: str
    severity: Severity
    text: str
    since_s: float
    instance: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """Key that identifies the problem. It stays the same when the alert's text changes."""
        return self.code, self.instance


@dataclass(frozen=True, slots=True)
class AlertChange:
    """An alert that was raised, or that was cleared at `cleared_s`."""

    alert: Alert
    cleared_s: float | None = None


def merge_alerts(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """One alert for each problem: alerts of the same problem are merged, with all texts and the earliest start."""
    by_key: dict[tuple[str, int], Alert] = {}
    for alert in alerts:
        other = by_key.get(alert.key)
        text = f"{other.text} {alert.text}" if other else alert.text
        since_s = min(other.since_s, alert.since_s) if other else alert.since_s
        by_key[alert.key] = replace(alert, text=text, since_s=since_s)
    return tuple(by_key.values())
