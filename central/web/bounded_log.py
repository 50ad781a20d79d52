"""Log for lines that requests cause. It writes at most one line per minute, so that nobody can fill the disk with
requests.
"""

import logging
import threading

from central.clock import monotonic_s

EVERY_S = 60.0


class BoundedLog:
    """Log that drops a line if another line was logged within the last minute."""

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
