"""Work of this process that fails: written by the thread that does it, read by the one that raises alerts."""

import threading


class TaskFailures:
    """Why each task fails, by its name, for as long as it does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reasons: dict[str, str] = {}

    def mark_failed(self, task: str, reason: str) -> None:
        """Notes that a task has failed."""
        with self._lock:
            self._reasons[task] = reason

    def mark_succeeded(self, task: str) -> None:
        """Notes that a task has succeeded."""
        with self._lock:
            self._reasons.pop(task, None)

    def failure_reasons(self) -> dict[str, str]:
        """Tasks that fail at present, and why."""
        with self._lock:
            return dict(self._reasons)
