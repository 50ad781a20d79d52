"""Log for lines that requests cause: at most one line per minute, so that nobody can fill the disk with requests."""

import logging
import threading

from central.clock import monotonic_s

EVERY_S = 60.0


class BoundedLog:
    """Drops a line that follows another within a minute."""

    def __init__(self, log: logging.Logger) -> None:
        self._log, self._lock = log, threading.Lock()
        self._logged_s = float("-inf")

    def log_error(self, text: str, *values: object) -> None:
        """Log a line, unless one was logged within the last minute."""
        with self._lock:
            now_s = monotonic_s()
            if now_s - self._logged_s < EVERY_S:
                return
            self._logged_s = now_s
        self._log.error(text, *values)
