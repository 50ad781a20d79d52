"""Thread that restarts its work after an error.

This module has the only broad `except` of the kiosk: it logs an unexpected exception with its traceback, and starts the
work again after a backoff. All other threads continue.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)

BACKOFF_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
ONCE: tuple[float, ...] = ()
"""Backoff of work that must not be retried, such as work for one client or for a person who asked."""
FAILURES, WITHIN_S = 3, 60.0  # this many failures within so long are a fault to show


@dataclass(frozen=True, slots=True)
class ThreadFault:
    """Repeated failure of a thread. `age_s`: seconds since the latest failure. `count`: failures within WITHIN_S."""

    count: int
    age_s: float


class SupervisedThread(threading.Thread):
    """Daemon thread that calls `work` until it returns or `stop` is set. Any thread may read `failures` and `fault`.

    Every thread of the kiosk is a SupervisedThread, so that `supervised_threads` finds all of them. The broad `except`
    does not catch SystemExit, which ends the thread.
    """

    def __init__(
        self,
        work: Callable[[], object],
        name: str,
        stop: threading.Event | None = None,
        backoff_s: Sequence[float] = BACKOFF_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`stop`: event that the owner sets to end the work. Setting it also ends the wait before a retry."""
        super().__init__(name=name, daemon=True)
        self._work, self._ends = work, stop or threading.Event()
        self._backoff_s, self._now = backoff_s, now
        self._working_since_s: float | None = None  # None: it waits for another try, or has ended
        self._count, self._failed_s = 0, float("-inf")  # of the fault that is shown; 0: none
        self.failures = 0  # since the start of the thread

    @property
    def fault(self) -> ThreadFault | None:
        """The fault, if there were FAILURES failures within WITHIN_S seconds. It lasts until the work has run without
        failure for WITHIN_S seconds.

        None while there is no such fault.
        """
        now_s, since_s, count = self._now(), self._working_since_s, self._count
        if not count or (since_s is not None and now_s - since_s >= WITHIN_S):
            return None
        return ThreadFault(count, now_s - self._failed_s)

    def run(self) -> None:
        """Call `work`, and call it again after each failure."""
        failed_s: list[float] = []
        while not self._ends.is_set():
            self._working_since_s = started_s = self._now()
            try:
                self._work()
                return
            except Exception:
                self.failures += 1
                log.exception("%s: an unexpected error ended this thread; the rest of Vitrina continues", self.name)
            finally:
                at_s = self._now()
                if at_s - started_s >= WITHIN_S:
                    self._count = 0
                self._working_since_s = None
            failed_s = [*(each for each in failed_s if at_s - each < WITHIN_S), at_s]
            if not self._backoff_s:
                return
            if len(failed_s) >= FAILURES:
                self._failed_s, self._count = at_s, len(failed_s)
            self._ends.wait(self._backoff_s[min(len(failed_s), len(self._backoff_s)) - 1])
            if len(failed_s) < FAILURES:
                self._count = 0


def supervised_threads() -> list[SupervisedThread]:
    """All supervised threads of this process that are running."""
    return [thread for thread in threading.enumerate() if isinstance(thread, SupervisedThread)]
