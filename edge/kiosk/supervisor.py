"""Supervisor of stages in threads: starts, restarts with backoff, marks as degraded, stops in time.

A stage is a function that runs until its `stop` is set. This module has the only broad `except` of the project: an
unexpected error ends its stage and is logged with a traceback, and the other stages continue.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

BACKOFF_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
FAILURES, WITHIN_S = 3, 60.0  # a stage with so many failures in that time is degraded


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the kiosk with its own thread. `run` returns when its event is set."""

    name: str
    run: Callable[[threading.Event], None]


class Supervisor:
    """Runs stages until `request_stop`.

    `on_change(name, text)` is called with a text when a stage is degraded, and with None when it is well again.
    """

    def __init__(
        self,
        now: Callable[[], float],
        on_change: Callable[[str, str | None], None],
        backoff_s: tuple[float, ...] = BACKOFF_S,
    ) -> None:
        self._now, self._on_change, self._backoff_s = now, on_change, backoff_s
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._progress_s: dict[str, float] = {}  # of running stages, not of those that wait for a restart

    def start(self, stages: list[Stage]) -> None:
        for stage in stages:
            thread = threading.Thread(target=self._run_stage, args=(stage,), name=stage.name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def request_stop(self) -> None:
        """Asks every stage to end."""
        self._stop.set()

    def heartbeat(self, name: str) -> None:
        """Records progress of a stage. A stage calls this every few seconds, even if its device or network fails."""
        if name in self._progress_s:
            self._progress_s[name] = self._now()

    def hung(self, within_s: float) -> list[str]:
        """Names of the running stages without a heartbeat for more than `within_s`."""
        now_s = self._now()
        return [name for name, at_s in list(self._progress_s.items()) if now_s - at_s > within_s]

    def join(self, names: list[str], within_s: float) -> list[str]:
        """Waits at most `within_s` for all of these stages to end. Returns the names of those that still run."""
        until_s = self._now() + within_s
        threads = [thread for thread in self._threads if thread.name in names]
        for thread in threads:
            thread.join(max(0.0, until_s - self._now()))
        return [thread.name for thread in threads if thread.is_alive()]

    def _run_stage(self, stage: Stage) -> None:
        failures: list[float] = []
        while not self._stop.is_set():
            self._progress_s[stage.name] = self._now()
            try:
                stage.run(self._stop)
                return  # it was asked to stop, or has nothing left to do
            except Exception:
                log.exception("%s: this stage ended by a fault nobody foresaw; the rest goes on", stage.name)
            finally:
                self._progress_s.pop(stage.name, None)
            failed_s = self._now()
            failures = [at_s for at_s in failures if failed_s - at_s < WITHIN_S] + [failed_s]
            if len(failures) >= FAILURES:
                self._on_change(stage.name, f"{stage.name}: ended {len(failures)} times within a minute; see the log")
            self._stop.wait(self._backoff_s[min(len(failures), len(self._backoff_s)) - 1])
            if len(failures) < FAILURES:
                self._on_change(stage.name, None)
