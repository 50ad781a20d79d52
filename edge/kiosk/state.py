"""Faults of the parts of the kiosk and the state that follows from them. An alert is raised once and cleared once."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Literal

from edge.alerts import Alert
from edge.clock import Clock
from edge.kiosk.resume_clock import ResumeClock

State = Literal["sensing", "paused", "degraded", "offline"]
Where = Literal["everywhere", "here", "messages"]

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
        self._degraded: dict[Where, dict[str, str]] = {"everywhere": {}, "here": {}, "messages": {}}
        self._active: dict[tuple[str, int], Alert] = {}
        self._changes: list[AlertChange] = []
        self._snapshot = self._told = KioskStateSnapshot("degraded", ("starting",), clock.now())
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

    def degrade(self, part: str, reason: str | None, where: Where = "everywhere") -> None:
        """Sets the reason of a part for incomplete data. None removes it.

        `where`: it shows on this machine, in messages, or in both.
        """
        reasons = self._degraded[where]
        with self._lock:
            if reason is None:
                reasons.pop(part, None)
            else:
                reasons[part] = reason
            self._update_state()

    def _update_state(self) -> None:
        self._snapshot = self._after(self._snapshot, "here")
        self._told = self._after(self._told, "messages")

    def _after(self, before: KioskStateSnapshot, where: Where) -> KioskStateSnapshot:
        """The snapshot that follows: the same one, if nothing has changed."""
        state: State = "sensing"
        now_s = self._now()
        holds = list(self._paused.values())
        if not holds and self._resume.is_paused(now_s):
            holds = [f"resumes at {utc_time(self._resume.resumes_s)} (on the clock)"]
        degraded = [*self._degraded["everywhere"].values(), *self._degraded[where].values()]
        reasons = [*holds, *degraded]
        if holds:
            state = "paused"
        elif degraded or not self._started:
            state, reasons = "degraded", reasons or ["starting"]
        if (state, tuple(reasons)) == (before.state, before.reasons):
            return before
        return KioskStateSnapshot(state, tuple(reasons), before.since_s if state == before.state else now_s)

    def raise_alert(self, alert: Alert, *, told: bool = True) -> None:
        """Raises an alert. Raising an active alert again changes nothing. One that is not `told` shows here alone."""
        with self._lock:
            if alert.key not in self._active:
                self._active[alert.key] = alert
                if told:
                    self._changes.append(AlertChange(alert))

    def clear_alert(self, code: str, instance: int = 0, *, told: bool = True) -> None:
        """Clears an alert, if it is active."""
        with self._lock:
            if (alert := self._active.pop((code, instance), None)) and told:
                self._changes.append(AlertChange(alert, self._now()))

    def tell(self, changes: Sequence[AlertChange]) -> None:
        """Adds changes of alerts that show in messages alone."""
        with self._lock:
            self._changes += changes

    @property
    def active(self) -> list[Alert]:
        """All active alerts, as this machine shows them."""
        with self._lock:
            return list(self._active.values())

    @property
    def snapshot(self) -> KioskStateSnapshot:
        """State for people on this machine."""
        with self._lock:
            self._update_state()
            return self._snapshot

    @property
    def told(self) -> KioskStateSnapshot:
        """State for messages: a pause is dated no finer than the windows, and what is about a wearer is left out."""
        with self._lock:
            self._update_state()
            return self._with_coarse_start(self._told)

    def _with_coarse_start(self, snapshot: KioskStateSnapshot) -> KioskStateSnapshot:
        return replace(snapshot, since_s=self._coarse(snapshot.state, snapshot.since_s))

    def message_s(self, state: State) -> float:
        """Time of a message with this state: the present, but of a pause no finer than its start is."""
        return self._coarse(state, self._now())

    def _coarse(self, state: State, at_s: float) -> float:
        window_s = self._resume.window_s
        return floor(at_s / window_s) * window_s if state == "paused" else at_s

    @property
    def texts(self) -> list[str]:
        """Texts of all active alerts."""
        return [alert.text for alert in self.active]

    @property
    def paused(self) -> bool:
        """True while something holds a pause, and until sensing begins again."""
        with self._lock:
            return self._resume.is_paused(self._now())

    @property
    def holds(self) -> tuple[str, ...]:
        """Reasons of all parts that hold a pause."""
        with self._lock:
            return tuple(self._paused.values())

    @property
    def pause_began_s(self) -> float | None:
        """Start of the present pause, whatever holds it. None without one."""
        with self._lock:
            return self._resume.began_s if self._resume.is_paused(self._now()) else None

    def state_if_changed(self) -> KioskStateSnapshot | None:
        """The state for messages, if it changed since the last call; else None."""
        with self._lock:
            self._update_state()
            told = self._with_coarse_start(self._told)
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
