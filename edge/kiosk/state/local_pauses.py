"""Pauses on this kiosk, as messages report them: only at fixed times, so that no message reveals when a visitor
opted out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor, inf

from edge.alerts import AlertChange
from edge.audience.rules import CLOSED_AFTER_S

LONGEST_STEP_S = 900.0
REPORTED_S = 1.0
"""A pause that is already over when it is due is reported for this many seconds, followed by sensing."""

Span = tuple[float, float]
"""Start and end of a pause, in seconds since 1970 UTC."""


def report_time_s(at_s: float, window_s: float) -> float:
    """Time at which messages report something that started on this kiosk at `at_s`: 30 s after the next multiple of
    `window_s`, or of 900 s if `window_s` is longer.
    """
    step_s = min(window_s, LONGEST_STEP_S)
    return (floor(at_s / step_s) + 1) * step_s + CLOSED_AFTER_S


@dataclass(slots=True)
class _Pause:
    began_s: float
    report_s: float
    end_s: float = inf
    reported_s: float = inf  # time at which the state was read for a message; the loop may be late

    @property
    def reported_until_s(self) -> float:
        return max(self.end_s, self.reported_s + REPORTED_S)


SOURCES = ("camera.", "microphone.")
"""Prefixes of the codes of alerts that are cleared when sensing pauses. For example, a camera that is closed is no
longer lost.
"""


class LocalPauses:
    """The current pause on this kiosk, and earlier pauses that messages have not reported yet."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._pauses: list[_Pause] = []

    def report_time_s(self, at_s: float) -> float:
        """Time at which messages report something that starts on this kiosk at `at_s`."""
        return report_time_s(at_s, self._window_s)

    def begin_pause(self, at_s: float) -> None:
        """Starts a pause, or continues the current pause."""
        if self._pauses and at_s < self._pauses[-1].end_s:
            self._pauses[-1].end_s = inf
        else:
            self._pauses.append(_Pause(at_s, self.report_time_s(at_s)))

    def end_pause(self, end_s: float) -> None:
        """Sets the end of the current pause."""
        self._pauses[-1].end_s = end_s

    def restore(self, over: Sequence[Span], now_s: float) -> None:
        """Restores pauses that ended before a restart and have not been reported yet. If the time to report a pause has
        passed, the pause is reported at the next report time.
        """
        for began_s, end_s in over:
            due_s = self.report_time_s(began_s)
            self._pauses.append(_Pause(began_s, due_s if due_s > now_s else self.report_time_s(now_s), end_s))

    def mark_reported(self, now_s: float) -> None:
        """Records that a message reports all pauses that are due at `now_s`."""
        for pause in self._pauses:
            if pause.report_s <= now_s:
                pause.reported_s = min(pause.reported_s, now_s)

    def ended_unreported_pauses(self, now_s: float) -> tuple[Span, ...]:
        """Pauses that have ended and that messages have not reported yet."""
        return tuple((one.began_s, one.end_s) for one in self._pauses if one.end_s <= now_s and one.reported_s == inf)

    def is_pause_reported(self, now_s: float) -> bool:
        """True while messages report a pause on this kiosk."""
        return any(pause.report_s <= now_s for pause in self._kept(now_s))

    def unreported_pause_began_s(self, now_s: float) -> float | None:
        """Start of the first pause that is still active or that messages have not fully reported. None if there is
        none.
        """
        return next((pause.began_s for pause in self._kept(now_s)), None)

    def present_pause_began_s(self, now_s: float) -> float | None:
        """Start of the current pause. None if there is none."""
        return next((pause.began_s for pause in self._pauses if now_s < pause.end_s), None)

    def _kept(self, now_s: float) -> list[_Pause]:
        """Drops the pauses that messages have fully reported, and returns the remaining pauses."""
        self._pauses = [pause for pause in self._pauses if now_s < pause.reported_until_s]
        return self._pauses


class ReportedFaults:
    """Faults and alert changes of the sources, as messages report them.

    A pause closes the sources, which also ends their faults. So until messages have reported a local pause, the
    reported faults change only at the times at which such pauses are reported.
    """

    def __init__(self, pauses: LocalPauses) -> None:
        self._pauses = pauses
        self._faults: Sequence[str] | None = None  # as messages report them; None: without a pause
        self._until_s = -inf
        self._waiting: list[tuple[float, AlertChange]] = []  # with the time at which each is reported

    def faults_to_report(self, present: Sequence[str], now_s: float) -> Sequence[str]:
        """The faults to report, given the current faults."""
        if self._pauses.unreported_pause_began_s(now_s) is None:
            self._faults = None
            return present
        if self._faults is None or now_s >= self._until_s:
            self._faults, self._until_s = present, self._pauses.report_time_s(now_s)
        return self._faults

    def delay_alert_change(self, change: AlertChange, now_s: float) -> bool:
        """Delays an alert change that would reveal the time of a pause. Returns True if it is delayed; `take_due`
        then returns it later.
        """
        is_held = change.alert.code.startswith(SOURCES)
        is_held = is_held and (self._pauses.unreported_pause_began_s(now_s) is not None or bool(self._waiting))
        if is_held:
            due_s = self._pauses.report_time_s(now_s)
            cleared_s = None if change.cleared_s is None else due_s
            self._waiting.append((due_s, replace(change, cleared_s=cleared_s)))
        return is_held

    def take_due(self, now_s: float) -> list[AlertChange]:
        """Takes the delayed alert changes that messages must report now, in order."""
        due = [change for due_s, change in self._waiting if due_s <= now_s]
        self._waiting = self._waiting[len(due) :]
        return due
