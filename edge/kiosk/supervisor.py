"""Stages in threads: started, watched, started again with backoff, marked degraded, stopped in time.

A stage is a function that runs until its `stop` is set. Here is the one broad `except` of the house: what a stage did
not foresee ends that stage, is logged with its traceback, and the rest goes on.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

BACKOFF_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
DEATHS, WITHIN_S = 3, 60.0  # so many deaths within so long mark a stage as degraded


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the kiosk with a thread of its own. `run` returns when the event that it is given is set."""

    name: str
    run: Callable[[threading.Event], None]


class Supervisor:
    """Runs stages until they are asked to end. `changed(name, text)` is told when one is degraded, and None when it
    is well."""

    def __init__(
        self,
        now: Callable[[], float],
        on_change: Callable[[str, str | None], None],
        backoff_s: tuple[float, ...] = BACKOFF_S,
    ) -> None:
        self._now, self._on_change, self._backoff_s = now, on_change, backoff_s
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._progress_s: dict[str, float] = {}  # of the stages that run, and do not wait to be started again

    def start(self, stages: list[Stage]) -> None:
        for stage in stages:
            thread = threading.Thread(target=self._keep, args=(stage,), name=stage.name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def request_stop(self) -> None:
        """Ask every stage to end."""
        self._stop.set()

    def heartbeat(self, name: str) -> None:
        """A stage got somewhere; it is to say so every few seconds, whatever happens to what it reads or writes."""
        if name in self._progress_s:
            self._progress_s[name] = self._now()

    def hung(self, within_s: float) -> list[str]:
        """The stages that run and have not got anywhere for so long."""
        now_s = self._now()
        return [name for name, at_s in list(self._progress_s.items()) if now_s - at_s > within_s]

    def join(self, names: list[str], within_s: float) -> list[str]:
        """Wait for these stages together, which were asked to end. Returns the names of those that did not."""
        until_s = self._now() + within_s
        threads = [thread for thread in self._threads if thread.name in names]
        for thread in threads:
            thread.join(max(0.0, until_s - self._now()))
        return [thread.name for thread in threads if thread.is_alive()]

    def _keep(self, stage: Stage) -> None:
        deaths: list[float] = []
        while not self._stop.is_set():
            self._progress_s[stage.name] = self._now()
            try:
                stage.run(self._stop)
                return  # it was told to stop, or has nothing left to do
            except Exception:
                log.exception("%s: this stage ended by a fault nobody foresaw; the rest goes on", stage.name)
            finally:
                self._progress_s.pop(stage.name, None)
            died_s = self._now()
            deaths = [d for d in deaths if died_s - d < WITHIN_S] + [died_s]
            if len(deaths) >= DEATHS:
                self._on_change(stage.name, f"{stage.name}: ended {len(deaths)} times within a minute; see the log")
            self._stop.wait(self._backoff_s[min(len(deaths), len(self._backoff_s)) - 1])
            if len(deaths) < DEATHS:
                self._on_change(stage.name, None)
