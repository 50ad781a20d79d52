"""Runs of sensing: an observation starts a run, and a pause ends it at the end of a window."""

from collections import deque
from math import inf

from edge.audience.rules import AudienceRules


class SensingRuns:
    """The current run, and the paused runs with an unchecked last window."""

    def __init__(self, rules: AudienceRules) -> None:
        self.is_running = False
        self._rules = rules
        self._ends_s: deque[float] = deque()  # of paused runs that are not checked yet
        self._begins_s: deque[float] = deque()  # of the runs after these

    @property
    def has_paused_run(self) -> bool:
        """True while the last window of a paused run is unchecked."""
        return bool(self._ends_s)

    @property
    def oldest_paused_end_s(self) -> float:
        """End of the oldest paused run with an unchecked last window. Infinite if there is none."""
        return self._ends_s[0] if self._ends_s else inf

    def start_run(self, at_s: float) -> bool:
        """Starts a run; does nothing during a run. Returns True if the new run starts at once, because no paused run
        waits for its check.
        """
        if self.is_running:
            return False
        self.is_running = True
        if self._ends_s:
            self._begins_s.append(at_s)
        return not self._ends_s

    def pause_run(self, at_s: float) -> float:
        """Ends the current run at the next end of a window or of a part of the day. Returns that time."""
        self.is_running = False
        self._ends_s.append(min(self._rules.next_window_end_s(at_s), self._rules.next_batch_end_s(at_s)))
        return self._ends_s[-1]

    def ends_paused_run(self, to_s: float) -> bool:
        """True if the window that ends at `to_s` is the last one of a paused run."""
        return bool(self._ends_s) and to_s >= self._ends_s[0]

    def end_paused_run(self) -> float | None:
        """Removes the paused run that was checked. Returns the start of the following run, if it has started."""
        self._ends_s.popleft()
        return self._begins_s.popleft() if self._begins_s else None

    def stop_run(self) -> None:
        """Ends the current run, and forgets the paused runs that have not been checked."""
        self.is_running = False
        self._ends_s.clear()
        self._begins_s.clear()
