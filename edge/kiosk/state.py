"""Faults of the parts of the kiosk and the state that follows from them. An alert is raised once and cleared once."""

import threading
from dataclasses import dataclass
from typing import Literal

from edge.alerts import Alert
from edge.clock import Clock

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
    """Collects faults and alerts of all parts, from any thread. The kiosk's loop reads the changes and stores them."""

    def __init__(self, clock: Clock) -> None:
        self._now = clock.now
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

    def pause(self, part: str, reason: str | None) -> None:
        """Sets the reason of a part to pause sensing. None removes it."""
        self._set(self._paused, part, reason)

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
        reasons = [*self._paused.values(), *self._degraded.values()]
        if self._paused:
            state = "paused"
        elif self._degraded or not self._started:
            state, reasons = "degraded", reasons or ["starting"]
        if (state, tuple(reasons)) != (self._snapshot.state, self._snapshot.reasons):
            since_s = self._snapshot.since_s if state == self._snapshot.state else self._now()
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
        with self._lock:
            return self._snapshot

    @property
    def texts(self) -> list[str]:
        """Texts of all active alerts."""
        with self._lock:
            return [alert.text for alert in self._active.values()]

    @property
    def paused(self) -> bool:
        with self._lock:
            return bool(self._paused)

    def state_if_changed(self) -> KioskStateSnapshot | None:
        """The snapshot, if it changed since the last call; else None."""
        with self._lock:
            if self._snapshot == self._reported:
                return None
            self._reported = self._snapshot
            return self._snapshot

    def requeue_alerts(self, changes: list[AlertChange]) -> None:
        """Puts changes back that could not be stored."""
        with self._lock:
            self._changes = [*changes, *self._changes][-MAX_CHANGES:]

    def pop_alerts(self) -> list[AlertChange]:
        """Changes of alerts since the last call, in their order."""
        with self._lock:
            changes, self._changes = self._changes, []
            return changes
