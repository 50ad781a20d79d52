"""Status of a camera or microphone: its state and alert for people, and its events for the audience core."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from edge.alerts import Alert, Severity
from edge.events import SourceLost, SourceRestored

log = logging.getLogger(__name__)

SourceState = Literal["opening", "ok", "lost", "frozen", "dark", "silent", "ended"]
"""States of all sources. A camera is never "silent". A microphone is never "frozen" or "dark", and never "ended"."""


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """Names of one source in texts, and the severities of its faults."""

    source: str  # in events and alert codes
    label: str  # first word of each text
    name: str
    severities: Mapping[SourceState, Severity]  # of the states that are alerts
    is_assumed_ok: bool  # True if it counts as working until its first loss; else it is lost until it works
    is_logged: bool = True  # False for a source that is only looked for, whose absence is no fault


@dataclass(frozen=True, slots=True)
class _Condition:
    """State of the source, when this state started on the kiosk's clock, and its alert if it has one."""

    state: SourceState
    since_s: float
    alert: Alert | None = None

    @property
    def is_fault(self) -> bool:
        return self.state not in ("opening", "ok")


class SourceStatus:
    """Status of one source, set by the thread that reads its data.

    `state`, `alerts` and `opening_text` may be read from any thread. `now` returns the time on the kiosk's clock.
    `on_fault` is called with the time of each reported fault.
    """

    def __init__(
        self, profile: SourceProfile, now: Callable[[], float], on_fault: Callable[[float], None] = lambda _: None
    ) -> None:
        self._profile, self._now, self._on_fault = profile, now, on_fault
        self._condition = _Condition("opening", now())
        self._is_ok = profile.is_assumed_ok  # by the events: the last one was not SourceLost
        self._last_at_s: float | None = None  # end of the last good data
        self._events: list[SourceLost | SourceRestored] = []

    @property
    def state(self) -> SourceState:
        return self._condition.state

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """Alert about the current fault. Empty if there is none."""
        alert = self._condition.alert
        return () if alert is None else (alert,)

    @property
    def opening_text(self) -> str | None:
        """Status text while the source is opened for the first time; otherwise None."""
        return f"{self._profile.label}: opening {self._profile.name}." if self.state == "opening" else None

    def take_events(self) -> list[SourceLost | SourceRestored]:
        """Events since the last call, in order. Losses and returns alternate."""
        events, self._events = self._events, []
        return events

    def report_ok(self, at_s: float, ends_s: float) -> None:
        """Record that the source sent good data, which cover `at_s` to `ends_s` on the kiosk's clock."""
        before, profile = self._condition, self._profile
        if not self._is_ok:
            self._is_ok = True
            self._events.append(SourceRestored(at_s, profile.source))
        if before.is_fault:
            log.info("%s: %s is available again after %.0f s.", profile.label, profile.name, at_s - before.since_s)
        if before.state != "ok":
            self._condition = _Condition("ok", at_s)
        self._last_at_s = ends_s

    def report_fault(self, state: SourceState, text: str) -> None:
        """Record that the source sends no good data. `text` is added after the source's name. The first fault is
        logged.
        """
        before, profile, now_s = self._condition, self._profile, self._now()
        text = f"{profile.label}: {profile.name} {text}"
        since_s = before.since_s if before.state == state else now_s
        severity = profile.severities.get(state)
        alert = None if severity is None else Alert(f"{profile.source}.{state}", severity, text, since_s)
        self._condition = _Condition(state, since_s, alert)
        self._on_fault(now_s)
        if self._is_ok:
            self._is_ok = False
            self._events.append(SourceLost(now_s if self._last_at_s is None else self._last_at_s, profile.source))
        if not before.is_fault and profile.is_logged:
            log.log(logging.INFO if alert is None else logging.WARNING, "%s", text)
