"""Turns the problems of one minute into alerts that are raised once and cleared once. Pure: no clock, no store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from central.alerts.codes import CODES, MINUTE_MS
from central.alerts.facts import Problem
from central.store.open_alerts import OpenAlert

Key = tuple[str, str]
HOLD_MS = 5 * MINUTE_MS
"""Time for which a problem must be gone before its alert is cleared. A problem that comes and goes is therefore one
alert.
"""


@dataclass(frozen=True, slots=True)
class Event:
    """An alert event to send to the channels. `ended_ms`: end of the problem; None while it lasts."""

    kind: Literal["raised", "cleared"]
    alert: OpenAlert
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Changes to the alerts in one minute."""

    changed: list[OpenAlert]
    gone: list[OpenAlert]
    events: list[Event]


def advance_alerts(
    before: Sequence[OpenAlert],
    problems: Mapping[Key, Problem],
    is_quiet: Callable[[OpenAlert], bool],
    now_ms: int,
) -> Step:
    """Return the alerts after a check. While `is_quiet` is true for an alert, the alert is not sent. It is sent later
    if the problem still lasts.
    """
    found = Step([], [], [])
    known = {alert.key: alert for alert in before}
    for key in [*known, *(key for key in problems if key not in known)]:
        old, problem = known.get(key), problems.get(key)
        if problem is not None and problem.is_stale and (old is None or old.raised_ms is None):
            problem = None  # it raises nothing, and is no time for which the problem has lasted
        alert = _new(problem, now_ms) if old is None and problem is not None else old
        if alert is None:
            continue
        alert = _lasting(alert, problem, now_ms) if problem is not None else _missing(alert, now_ms)
        if alert is None or (alert.gone_ms is not None and now_ms - alert.gone_ms >= HOLD_MS):
            _clear(found, known[key], now_ms)
            continue
        if alert.raised_ms is not None and alert.told_ms is None and alert.gone_ms is None and not is_quiet(alert):
            alert = replace(alert, told_ms=now_ms)
            found.events.append(Event("raised", alert))
        if alert != old:
            found.changed.append(alert)
    return found


def _new(problem: Problem, now_ms: int) -> OpenAlert:
    """Alert for a new problem. The alert never starts in the future, even if the kiosk's clock is ahead."""
    return OpenAlert(problem.place, problem.code, problem.severity, problem.text, min(problem.since_ms, now_ms))


def _lasting(alert: OpenAlert, problem: Problem, now_ms: int) -> OpenAlert:
    """Alert for a problem that still exists, with the text that the kiosk reports now. The alert is raised once the
    problem has lasted long enough.
    """
    lasts_ms = CODES[problem.code].lasts_ms if problem.code in CODES else 0
    is_due = now_ms - alert.first_ms >= lasts_ms
    raised_ms = now_ms if alert.raised_ms is None and is_due else alert.raised_ms
    return replace(alert, severity=problem.severity, text=problem.text, raised_ms=raised_ms, gone_ms=None)


def _missing(alert: OpenAlert, now_ms: int) -> OpenAlert | None:
    """Alert for a problem that is no longer detected; None if the alert was never raised."""
    if alert.raised_ms is None:
        return None
    return alert if alert.gone_ms is not None else replace(alert, gone_ms=now_ms)


def _clear(found: Step, alert: OpenAlert, now_ms: int) -> None:
    found.gone.append(alert)
    if alert.told_ms is not None:
        found.events.append(Event("cleared", alert, alert.gone_ms or now_ms))
