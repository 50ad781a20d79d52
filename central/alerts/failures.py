"""Failing tasks of this process. The threads that run the tasks record failures here, and the thread that raises alerts
reads them.
"""

import threading


class TaskFailures:
    """Reasons why tasks are failing, by task name. A reason is removed when its task succeeds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reasons: dict[str, str] = {}

    def mark_failed(self, task: str, reason: str) -> None:
        """Record that a task has failed."""
        with self._lock:
            self._reasons[task] = reason

    def mark_succeeded(self, task: str) -> None:
        """Record that a task has succeeded."""
        with self._lock:
            self._reasons.pop(task, None)

    def failure_reasons(self) -> dict[str, str]:
        """Reasons for failure, by the name of each task that is failing now."""
        with self._lock:
            return dict(self._reasons)
