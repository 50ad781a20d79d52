"""Limits repeated alerts: one alert for a part that fails and recovers again and again, and one per minute for
single events.
"""

from collections.abc import Callable, Mapping

from edge.alerts import Alert

Key = tuple[str, int]

QUIET_S = 60.0  # an alert that comes back sooner ends only after so long without the problem
EVENTS_EVERY_S = 60.0


class AlertDebouncer:
    """Alerts of one part, debounced. If an alert returns within `quiet_s` seconds, it ends only after it has been
    absent for `quiet_s` seconds.
    """

    def __init__(self, now: Callable[[], float], quiet_s: float = QUIET_S) -> None:
        self._now, self._quiet_s = now, quiet_s
        self._shown: dict[Key, Alert] = {}
        self._seen_s: dict[Key, float] = {}  # of the flapping ones: time at which the problem was last there
        self._ended_s: dict[Key, float] = {}

    def debounce_alerts(self, present: Mapping[Key, Alert]) -> dict[Key, Alert]:
        """Returns the alerts to show, given the current problems."""
        now_s = self._now()
        self._ended_s = {key: at_s for key, at_s in self._ended_s.items() if now_s - at_s < self._quiet_s}
        for key in present:
            if key in self._seen_s or key in self._ended_s:
                self._seen_s[key] = now_s
        quiet = [key for key, seen_s in self._seen_s.items() if now_s - seen_s >= self._quiet_s]
        for key in quiet:
            del self._seen_s[key]
        held = {key: alert for key, alert in self._shown.items() if key in self._seen_s}
        shown = {**held, **present}
        self._ended_s.update({key: now_s for key in self._shown if key not in shown})
        self._shown = shown
        return shown


class RateLimitedAlert:
    """Alert about single events that have no lasting state. It is raised at most once per `every_s` seconds, with
    the number of events.
    """

    def __init__(self, emit: Callable[[str], None], now: Callable[[], float], every_s: float = EVENTS_EVERY_S) -> None:
        """`emit` raises the alert with a given text."""
        self._emit, self._now, self._every_s = emit, now, every_s
        self._total: int | None = None
        self._due_s = float("-inf")

    def update_total(self, total: int, text: Callable[[int], str]) -> None:
        """Updates the number of events since the start. The number in the first call is the baseline: only later events
        raise the alert. `text` makes the alert's text from the number of events since the last alert.
        """
        if self._total is None:
            self._total = total
        if total > self._total and self._now() >= self._due_s:
            self._emit(text(total - self._total))
            self._total, self._due_s = total, self._now() + self._every_s
