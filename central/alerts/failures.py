"""Failing tasks of this process. The thread that runs a task writes them, and the thread that raises alerts reads
them.
"""

import threading


class TaskFailures:
    """Reason why each task fails, by task name, for as long as it fails."""

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
        """Tasks that are failing now, with the reasons."""
        with self._lock:
            return dict(self._reasons)
