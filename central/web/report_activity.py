"""Tracks whether a report of a user runs or waits. Work in the background gives way to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ReportActivity:
    """Number of reports that run or wait now. Threads of several servers change it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    @contextmanager
    def cover_report(self) -> Iterator[None]:
        """Context in which a report runs or waits for its turn."""
        with self._lock:
            self._count += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1

    @property
    def is_busy(self) -> bool:
        """True while a report runs or waits."""
        return self._count > 0
