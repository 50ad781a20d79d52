"""What is wrong with the kiosk, part by part and the state that follows. An alert is raised once and cleared once."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["sensing", "paused", "degraded", "offline"]
Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class StateSnapshot:
    """The state of the kiosk, why, and since when (seconds since 1970 UTC)."""

    state: State
    reasons: tuple[str, ...]
    since_s: float


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that needs a person, or that no longer does: then `cleared_s` is when."""

    code: str
    severity: Severity
    text: str
    raised_s: float
    cleared_s: float | None = None


class StateTracker:
    """Parts say what is wrong with them, from any thread; the audience loop takes what changed and has it told."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._paused: dict[str, str] = {}
        self._degraded: dict[str, str] = {}
        self._open: dict[tuple[str, int], Alert] = {}
        self._untold: list[Alert] = []
        self._standing = StateSnapshot("degraded", ("starting",), now())
        self._reported: StateSnapshot | None = None
        self._started = False

    def started(self) -> None:
        """The parts are there: from now on, nothing wrong means sensing."""
        with self._lock:
            self._started = True
            self._settle()

    def pause(self, part: str, reason: str | None) -> None:
        """A reason not to sense, by the part that has it; None takes it back."""
        self._set(self._paused, part, reason)

    def degrade(self, part: str, reason: str | None) -> None:
        """A reason why what is sensed is not all that there is; None takes it back."""
        self._set(self._degraded, part, reason)

    def _set(self, reasons: dict[str, str], part: str, reason: str | None) -> None:
        with self._lock:
            if reason is None:
                reasons.pop(part, None)
            else:
                reasons[part] = reason
            self._settle()

    def _settle(self) -> None:
        state: State = "sensing"
        reasons = [*self._paused.values(), *self._degraded.values()]
        if self._paused:
            state = "paused"
        elif self._degraded or not self._started:
            state, reasons = "degraded", reasons or ["starting"]
        if (state, tuple(reasons)) != (self._standing.state, self._standing.reasons):
            since_s = self._standing.since_s if state == self._standing.state else self._now()
            self._standing = StateSnapshot(state, tuple(reasons), since_s)

    def alert(self, code: str, severity: Severity, text: str, of: int = 0) -> None:
        """Raise an alert; while it is open, raising it again changes nothing. Of alike parts each has its own, `of`."""
        with self._lock:
            if (code, of) not in self._open:
                self._open[code, of] = Alert(code, severity, text, self._now())
                self._untold.append(self._open[code, of])

    def clear(self, code: str, of: int = 0) -> None:
        with self._lock:
            if alert := self._open.pop((code, of), None):
                self._untold.append(Alert(alert.code, alert.severity, alert.text, alert.raised_s, self._now()))

    @property
    def snapshot(self) -> StateSnapshot:
        with self._lock:
            return self._standing

    @property
    def texts(self) -> list[str]:
        """What every open alert says."""
        with self._lock:
            return [alert.text for alert in self._open.values()]

    @property
    def paused(self) -> bool:
        with self._lock:
            return bool(self._paused)

    def state_if_changed(self) -> StateSnapshot | None:
        """The standing, if it is another than at the last call."""
        with self._lock:
            if self._standing == self._reported:
                return None
            self._reported = self._standing
            return self._standing

    def requeue_alerts(self, alerts: list[Alert]) -> None:
        """What was taken and could not be told yet."""
        with self._lock:
            self._untold = [*alerts, *self._untold]

    def pop_alerts(self) -> list[Alert]:
        """Alerts raised and cleared since the last call, in their order."""
        with self._lock:
            alerts, self._untold = self._untold, []
            return alerts
