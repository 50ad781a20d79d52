"""Faults of the kiosk's parts, and the state that follows from them. Each alert is raised once and cleared once."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, inf
from typing import Literal

from edge.alerts import Alert, AlertChange
from edge.clock import Clock
from edge.kiosk.state.local_pauses import LocalPauses, ReportedFaults, Span
from edge.kiosk.state.resume_clock import ResumeClock
from edge.messages.wire import LOCAL

State = Literal["sensing", "paused", "degraded", "offline"]
Where = Literal["everywhere", "here", "messages"]

LAST_BATCH_S = 45.0
"""Time from the end of a window until its batch is in the outbox: it is closed 30 s later, with badges 3 s more."""
MAX_CHANGES = 500  # that wait for a full disk; the oldest are dropped


@dataclass(frozen=True, slots=True)
class KioskStateSnapshot:
    """State of the kiosk, the reasons for it, and the kiosk's start in seconds since 1970 UTC."""

    state: State
    reasons: tuple[str, ...]
    since_s: float


class KioskStateTracker:
    """Collects faults and alerts of all parts, from any thread. The kiosk's loop reads the changes and stores them.

    Each part that needs a pause sets a hold. When no hold is left, sensing starts again at the time that the `resume`
    clock gives. A pause with the reason LOCAL appears at once on this kiosk, and in messages at the time that
    LocalPauses gives.
    """

    def __init__(self, clock: Clock, resume: ResumeClock | None = None) -> None:
        self._now, self._resume = clock.now, resume or ResumeClock()
        self._reported_resume = self._resume.copy_without_pause()  # of the pauses that messages report at once
        self._local = LocalPauses(self._resume.window_s)
        self._reported_faults = ReportedFaults(self._local)
        self._lock = threading.Lock()
        self._paused: dict[str, str] = {}
        self._degraded: dict[Where, dict[str, str]] = {"everywhere": {}, "here": {}, "messages": {}}
        self._active: dict[tuple[str, int], Alert] = {}
        self._reported_active: dict[tuple[str, int], Alert] = {}
        self._changes: list[AlertChange] = []
        self._snapshot = self._told = KioskStateSnapshot("degraded", ("starting",), clock.now())
        self._reported: KioskStateSnapshot | None = None
        self._started = False

    def end_startup(self) -> None:
        """Removes the reason "starting". From now on the state is sensing if there is no fault."""
        with self._lock:
            self._started = True
            self._update_state()

    def set_pause_reason(self, part: str, reason: str | None, at_s: float | None = None) -> None:
        """Sets a part's reason to pause sensing, starting at `at_s`. None ends that part's pause at `at_s`."""
        with self._lock:
            at_s = self._now() if at_s is None else at_s
            self._update_state()
            if reason is not None:
                self._resume.begin_hold(at_s)
                if reason == LOCAL:
                    self._local.begin_pause(at_s)
                else:
                    self._reported_resume.begin_hold(at_s)
                self._paused[part] = reason
            elif (former := self._paused.pop(part, None)) is not None:
                self._end_hold(former, at_s)
            self._update_state()

    def _end_hold(self, reason: str, at_s: float) -> None:
        """Ends the hold with this reason. If it was the last hold, this also ends the pause."""
        # on this machine to the moment: within a second of a multiple, sensing would go on at once and date the end
        at_s = ceil(at_s) if reason == LOCAL else at_s
        if not self._paused:
            self._resume.end_hold(at_s)
        if reason == LOCAL and LOCAL not in self._paused.values():
            self._local.end_pause(self._resume.next_window_multiple_s(at_s) if self._paused else self._resume.resumes_s)
        elif reason != LOCAL and not self._holds_of_others:
            self._reported_resume.end_hold(at_s)

    @property
    def _holds_of_others(self) -> list[str]:
        """Reasons of the pauses that messages report at once."""
        return [reason for reason in self._paused.values() if reason != LOCAL]

    def set_degraded_reason(self, part: str, reason: str | None, where: Where = "everywhere") -> None:
        """Sets a part's reason for incomplete data. A reason of None removes the part's previous reason.

        `where`: the reason appears on this kiosk, in messages, or in both.
        """
        reasons = self._degraded[where]
        with self._lock:
            if reason is None:
                reasons.pop(part, None)
            else:
                reasons[part] = reason
            self._update_state()

    def _update_state(self) -> None:
        now_s = self._now()
        holds = list(self._paused.values()) or self._wait(self._resume, now_s)
        self._snapshot = self._next_snapshot(self._snapshot, holds, self._faults("here"), now_s)
        holds = [*self._holds_of_others, *([LOCAL] if self._local.is_pause_reported(now_s) else [])]
        faults = self._reported_faults.faults_to_report(self._faults("messages"), now_s)
        self._told = self._next_snapshot(self._told, holds or self._wait(self._reported_resume, now_s), faults, now_s)

    def _wait(self, resume: ResumeClock, now_s: float) -> list[str]:
        """The reason for still being paused although the last hold has ended: sensing has not started again yet.
        Empty otherwise.
        """
        is_paused = resume.is_paused(now_s) and self._resume.is_paused(now_s)
        return [f"resumes at {utc_time_text(resume.resumes_s)} (on the clock)"] if is_paused else []

    def _faults(self, where: Where) -> list[str]:
        return [*self._degraded["everywhere"].values(), *self._degraded[where].values()]

    def _next_snapshot(
        self, before: KioskStateSnapshot, holds: Sequence[str], degraded: Sequence[str], now_s: float
    ) -> KioskStateSnapshot:
        """The next snapshot, or the same one if nothing has changed."""
        state: State = "sensing"
        reasons = [*holds, *degraded]
        if holds:
            state = "paused"
        elif degraded or not self._started:
            state, reasons = "degraded", reasons or ["starting"]
        if (state, tuple(reasons)) == (before.state, before.reasons):
            return before
        return KioskStateSnapshot(state, tuple(reasons), before.since_s if state == before.state else now_s)

    def raise_alert(self, alert: Alert, *, told: bool = True) -> None:
        """Raises an alert. Raising an active alert again changes nothing. If `told` is False, the alert appears only on
        this kiosk and not in messages.
        """
        with self._lock:
            if alert.key not in self._active:
                self._active[alert.key] = alert
                if told:
                    self._report(AlertChange(alert))

    def clear_alert(self, code: str, instance: int = 0, *, told: bool = True) -> None:
        """Clears an alert, if it is active."""
        with self._lock:
            if (alert := self._active.pop((code, instance), None)) and told:
                self._report(AlertChange(alert, self._now()))

    def _report(self, change: AlertChange) -> None:
        if not self._reported_faults.delay_alert_change(change, self._now()):
            self._changes.append(change)

    def add_reported_changes(self, changes: Sequence[AlertChange]) -> None:
        """Adds changes of alerts that appear only in messages."""
        with self._lock:
            self._changes += changes

    @property
    def active_alerts(self) -> list[Alert]:
        """All active alerts, as this kiosk shows them."""
        with self._lock:
            return list(self._active.values())

    @property
    def reported_alerts(self) -> list[Alert]:
        """The active alerts according to the published messages."""
        with self._lock:
            return list(self._reported_active.values())

    @property
    def local_snapshot(self) -> KioskStateSnapshot:
        """State as shown to people at this kiosk."""
        with self._lock:
            self._update_state()
            return self._snapshot

    @property
    def reported_snapshot(self) -> KioskStateSnapshot:
        """State for messages. It dates a pause no more precisely than the windows, reports a local pause at fixed
        times, and omits anything about a wearer.
        """
        with self._lock:
            self._update_state()
            return self._with_coarse_start(self._told)

    def _with_coarse_start(self, snapshot: KioskStateSnapshot) -> KioskStateSnapshot:
        return replace(snapshot, since_s=self._coarse(snapshot.state, snapshot.since_s))

    def message_time_s(self, state: State) -> float:
        """Time for a message with this state: the current time; for a pause, rounded down to the start of a window."""
        return self._coarse(state, self._now())

    def _coarse(self, state: State, at_s: float) -> float:
        window_s = self._resume.window_s
        return floor(at_s / window_s) * window_s if state == "paused" else at_s

    @property
    def alert_texts(self) -> list[str]:
        """Texts of all active alerts."""
        return [alert.text for alert in self.active_alerts]

    @property
    def is_paused(self) -> bool:
        """True while any part sets a hold, and afterwards until sensing starts again."""
        with self._lock:
            return self._resume.is_paused(self._now())

    @property
    def settled_s(self) -> float | None:
        """Time from which a stop ends no batch early: the pause closed the last one on the clock, and it has left.
        None while there is no pause.
        """
        with self._lock:
            if not self._resume.is_paused(self._now()):
                return None
            return self._resume.next_window_multiple_s(self._resume.began_s) + LAST_BATCH_S

    @property
    def pause_reasons(self) -> tuple[str, ...]:
        """Reasons of all parts that set a hold."""
        with self._lock:
            return tuple(self._paused.values())

    @property
    def pause_began_s(self) -> float | None:
        """Start of the current pause, among the pauses that messages report at once. None if there is none."""
        with self._lock:
            return self._reported_resume.began_s if self._reported_resume.is_paused(self._now()) else None

    @property
    def local_pause_began_s(self) -> float | None:
        """Start of the current local pause. None if there is none."""
        with self._lock:
            return self._local.present_pause_began_s(self._now())

    @property
    def unreported_pause_began_s(self) -> float | None:
        """Start of the first local pause that is still active or that messages have not fully reported. None if
        there is none.
        """
        with self._lock:
            return self._local.unreported_pause_began_s(self._now())

    @property
    def ended_local_pauses(self) -> tuple[Span, ...]:
        """Local pauses that have ended and that messages have not reported yet."""
        with self._lock:
            return self._local.ended_unreported_pauses(self._now())

    def restore_local_pauses(self, over: Sequence[Span]) -> None:
        """Restores local pauses that ended before a restart and that messages have not reported yet."""
        with self._lock:
            self._local.restore(over, self._now())

    def report_time_s(self, at_s: float) -> float:
        """Time at which messages report something that a person starts on this kiosk at `at_s`."""
        return self._local.report_time_s(at_s)

    def state_if_changed(self) -> KioskStateSnapshot | None:
        """The state for messages if it has changed since the last call, otherwise None. The local pauses in the
        returned state then count as reported.
        """
        with self._lock:
            now_s = self._now()
            self._update_state()
            self._local.mark_reported(now_s)
            told = self._with_coarse_start(self._told)
            if told == self._reported:
                return None
            self._reported = told
            return told

    def requeue_alert_changes(self, changes: list[AlertChange]) -> None:
        """Queues alert changes again, because they could not be stored."""
        with self._lock:
            self._changes = [*changes, *self._changes][-MAX_CHANGES:]

    def pop_alert_changes(self, *, is_last: bool = False) -> list[AlertChange]:
        """Alert changes to report since the last call, in order. With `is_last`, also includes the changes that are not
        due yet, and dates them to now.
        """
        with self._lock:
            now_s = self._now()
            held = [_until(change, now_s) for change in self._reported_faults.take_due(inf if is_last else now_s)]
            changes, self._changes = [*self._changes, *held], []
            for change in changes:
                self._note_reported(change)
            return changes

    def _note_reported(self, change: AlertChange) -> None:
        if change.cleared_s is None:
            self._reported_active[change.alert.key] = change.alert
        else:
            self._reported_active.pop(change.alert.key, None)


def _until(change: AlertChange, now_s: float) -> AlertChange:
    """The alert change as of now. If the alert's end is in the future, the end is removed."""
    return change if change.cleared_s is None else replace(change, cleared_s=min(change.cleared_s, now_s))


def utc_time_text(at_s: float) -> str:
    """Time of day in UTC as text, for use in a reason."""
    return time.strftime("%H:%M:%S UTC", time.gmtime(at_s))
