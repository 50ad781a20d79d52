"""Faults of the parts of the kiosk and the state that follows from them. An alert is raised once and cleared once."""

import threading
import time
from dataclasses import dataclass, replace
from math import floor
from typing import Literal

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.resume_clock import ResumeClock

State = Literal["sensing", "paused", "degraded", "offline"]

MAX_CHANGES = 500  # that wait for a full disk; the oldest are dropped


@dataclass(frozen=True, slots=True)
class KioskStateSnapshot:
    """State of the kiosk, its reasons, and its start (seconds since 1970 UTC)."""

    state: State
    reasons: tuple[str, ...]
    since_s: float


@dataclass(frozen=True, slots=True)
class AlertChange:
    """An alert that was raised, or cleared at `cleared_s`."""

    alert: Alert
    cleared_s: float | None = None


class KioskStateTracker:
    """Collects faults and alerts of all parts, from any thread. The kiosk's loop reads the changes and stores them.

    Each part that wants a pause holds it. When none does, sensing begins again at the time of the `resume` clock.
    """

    def __init__(self, clock: Clock, resume: ResumeClock | None = None) -> None:
        self._now, self._resume = clock.now, resume or ResumeClock()
        self._lock = threading.Lock()
        self._paused: dict[str, str] = {}
        self._degraded: dict[str, str] = {}
        self._active: dict[tuple[str, int], Alert] = {}
        self._changes: list[AlertChange] = []
        self._snapshot = KioskStateSnapshot("degraded", ("starting",), clock.now())
        self._reported: KioskStateSnapshot | None = None
        self._started = False

    def started(self) -> None:
        """Ends the reason "starting": from now on the state is sensing if there is no fault."""
        with self._lock:
            self._started = True
            self._update_state()

    def pause(self, part: str, reason: str | None, at_s: float | None = None) -> None:
        """Sets the reason of a part to pause sensing, which holds from `at_s` on. None lifts it then."""
        with self._lock:
            at_s = self._now() if at_s is None else at_s
            if reason is not None:
                self._resume.hold(at_s)
                self._paused[part] = reason
            elif self._paused.pop(part, None) is not None and not self._paused:
                self._resume.lift(at_s)
            self._update_state()

    def degrade(self, part: str, reason: str | None) -> None:
        """Sets the reason of a part for incomplete data. None removes it."""
        self._set(self._degraded, part, reason)

    def _set(self, reasons: dict[str, str], part: str, reason: str | None) -> None:
        with self._lock:
            if reason is None:
                reasons.pop(part, None)
            else:
                reasons[part] = reason
            self._update_state()

    def _update_state(self) -> None:
        state: State = "sensing"
        now_s = self._now()
        holds = list(self._paused.values())
        if not holds and self._resume.is_paused(now_s):
            holds = [f"resumes at {utc_time(self._resume.resumes_s)} (on the clock)"]
        reasons = [*holds, *self._degraded.values()]
        if holds:
            state = "paused"
        elif self._degraded or not self._started:
            state, reasons = "degraded", reasons or ["starting"]
        if (state, tuple(reasons)) != (self._snapshot.state, self._snapshot.reasons):
            since_s = self._snapshot.since_s if state == self._snapshot.state else now_s
            self._snapshot = KioskStateSnapshot(state, tuple(reasons), since_s)

    def raise_alert(self, alert: Alert) -> None:
        """Raises an alert. Raising an active alert again changes nothing."""
        with self._lock:
            if alert.key not in self._active:
                self._active[alert.key] = alert
                self._changes.append(AlertChange(alert))

    def clear_alert(self, code: str, instance: int = 0) -> None:
        """Clears an alert, if it is active."""
        with self._lock:
            if alert := self._active.pop((code, instance), None):
                self._changes.append(AlertChange(alert, self._now()))

    @property
    def snapshot(self) -> KioskStateSnapshot:
        """State for people on this machine."""
        with self._lock:
            self._update_state()
            return self._snapshot

    @property
    def told(self) -> KioskStateSnapshot:
        """State for messages: a pause is dated no finer than the windows."""
        with self._lock:
            self._update_state()
            return self._told()

    def _told(self) -> KioskStateSnapshot:
        snapshot, window_s = self._snapshot, self._resume.window_s
        if snapshot.state != "paused":
            return snapshot
        return replace(snapshot, since_s=floor(snapshot.since_s / window_s) * window_s)

    @property
    def texts(self) -> list[str]:
        """Texts of all active alerts."""
        with self._lock:
            return [alert.text for alert in self._active.values()]

    @property
    def paused(self) -> bool:
        """True while something holds a pause, and until sensing begins again."""
        with self._lock:
            return self._resume.is_paused(self._now())

    def state_if_changed(self) -> KioskStateSnapshot | None:
        """The state for messages, if it changed since the last call; else None."""
        with self._lock:
            self._update_state()
            told = self._told()
            if told == self._reported:
                return None
            self._reported = told
            return told

    def requeue_alerts(self, changes: list[AlertChange]) -> None:
        """Puts changes back that could not be stored."""
        with self._lock:
            self._changes = [*changes, *self._changes][-MAX_CHANGES:]

    def pop_alerts(self) -> list[AlertChange]:
        """Changes of alerts since the last call, in their order."""
        with self._lock:
            changes, self._changes = self._changes, []
            return changes


def utc_time(at_s: float) -> str:
    """Time of the day in UTC, for a reason."""
    return time.strftime("%H:%M:%S UTC", time.gmtime(at_s))
