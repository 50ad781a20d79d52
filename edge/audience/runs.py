"""Runs of observations on the clock: started by the first observation, ended by a pause at the end of a window."""

from collections import deque
from math import inf

from edge.audience.rules import AudienceRules


class SensingRuns:
    """The present run, and paused ones whose last window is not checked yet."""

    def __init__(self, rules: AudienceRules) -> None:
        self.is_running = False
        self._rules = rules
        self._ends_s: deque[float] = deque()  # of paused runs that are not checked yet
        self._begins_s: deque[float] = deque()  # of the runs after these

    @property
    def has_paused_run(self) -> bool:
        """True while a paused run waits for the check of its last window."""
        return bool(self._ends_s)

    @property
    def oldest_paused_end_s(self) -> float:
        """End of the oldest paused run whose last window is not checked yet. Infinite if there is none."""
        return self._ends_s[0] if self._ends_s else inf

    def start_run(self, at_s: float) -> bool:
        """Starts a run, unless there is one already. True if it begins at once, because no paused run waits for its
        check.
        """
        if self.is_running:
            return False
        self.is_running = True
        if self._ends_s:
            self._begins_s.append(at_s)
        return not self._ends_s

    def pause_run(self, at_s: float) -> float:
        """Ends the present run at the next end of a window or a part of the day. Returns that end."""
        self.is_running = False
        self._ends_s.append(min(self._rules.next_window_end_s(at_s), self._rules.next_batch_end_s(at_s)))
        return self._ends_s[-1]

    def ends_paused_run(self, to_s: float) -> bool:
        """True if the window that ends at `to_s` is the last one of a paused run."""
        return bool(self._ends_s) and to_s >= self._ends_s[0]

    def end_paused_run(self) -> float | None:
        """Removes the paused run that was checked. Returns the start of the run after it, if that has begun."""
        self._ends_s.popleft()
        return self._begins_s.popleft() if self._begins_s else None

    def stop_run(self) -> None:
        """Ends the run, and forgets the paused ones."""
        self.is_running = False
        self._ends_s.clear()
        self._begins_s.clear()
