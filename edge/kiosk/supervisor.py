"""Runs stages in threads: starts them, restarts them with backoff, shows failed ones as alerts, stops them in time.

A stage is a function that runs until its `stop` is set. Here is the one broad `except` of the kiosk: an unforeseen
exception ends its stage, is logged with its traceback, and the other stages go on.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.alerts import Alert
from edge.clock import Clock

log = logging.getLogger(__name__)

BACKOFF_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
FAILURES, WITHIN_S = 3, 60.0  # this many failures within so long are an alert


@dataclass(frozen=True, slots=True)
class Stage:
    """Part of the kiosk with a thread of its own. `run` returns when the event that it gets is set."""

    name: str
    run: Callable[[threading.Event], None]


class StageSupervisor:
    """Runs stages until they are asked to stop. Any thread may read `alerts`."""

    def __init__(self, clock: Clock, backoff_s: tuple[float, ...] = BACKOFF_S) -> None:
        self._now, self._backoff_s = clock.now, backoff_s
        self._stops: dict[str, threading.Event] = {}
        self._threads: list[threading.Thread] = []
        self._progress_s: dict[str, float] = {}  # of the stages that run, not of those that wait for a restart
        self._alerts: dict[str, Alert] = {}
        self._started_s: dict[str, float] = {}  # of the stages that run

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """One alert for each stage that failed FAILURES times within WITHIN_S, until it has run for as long again."""
        now_s, started_s = self._now(), dict(self._started_s)
        alerts = dict(self._alerts).items()
        return tuple(alert for name, alert in alerts if now_s - started_s.get(name, now_s) < WITHIN_S)

    def start(self, stages: Sequence[Stage]) -> None:
        """Starts a thread for each stage."""
        for stage in stages:
            stop = self._stops[stage.name] = threading.Event()
            thread = threading.Thread(target=self._keep_running, args=(stage, stop), name=stage.name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def request_stop(self, names: Sequence[str]) -> None:
        """Asks these stages to stop. Names without a stage are ignored."""
        for name in names:
            if name in self._stops:
                self._stops[name].set()

    def heartbeat(self, name: str) -> None:
        """Notes that a stage makes progress. Each stage calls it every few seconds, whatever its device does."""
        if name in self._progress_s:
            self._progress_s[name] = self._now()

    def hung(self, within_s: float) -> list[str]:
        """Names of the stages that run and have made no progress for so long."""
        now_s = self._now()
        return [name for name, at_s in list(self._progress_s.items()) if now_s - at_s > within_s]

    def join(self, names: Sequence[str], within_s: float) -> list[str]:
        """Waits until these stages have stopped, at most so long for all. Returns the names of those that have not."""
        until_s = self._now() + within_s
        threads = [thread for thread in self._threads if thread.name in names]
        for thread in threads:
            thread.join(max(0.0, until_s - self._now()))
        return [thread.name for thread in threads if thread.is_alive()]

    def _keep_running(self, stage: Stage, stop: threading.Event) -> None:
        failures: list[float] = []
        while not stop.is_set():
            self._progress_s[stage.name] = self._started_s[stage.name] = self._now()
            try:
                stage.run(stop)
                return  # it was asked to stop, or it is done
            except Exception:
                log.exception("%s: this stage ended by a fault nobody foresaw; the rest goes on", stage.name)
            finally:
                if self._now() - self._started_s[stage.name] >= WITHIN_S:
                    self._alerts.pop(stage.name, None)
                self._progress_s.pop(stage.name, None)
                self._started_s.pop(stage.name, None)
            failed_s = self._now()
            failures = [f for f in failures if failed_s - f < WITHIN_S] + [failed_s]
            if len(failures) >= FAILURES:
                text = f"{stage.name}: ended {len(failures)} times within a minute; see the log"
                self._alerts[stage.name] = Alert(f"stage.{stage.name}", "error", text, failed_s)
            stop.wait(self._backoff_s[min(len(failures), len(self._backoff_s)) - 1])
            if len(failures) < FAILURES:
                self._alerts.pop(stage.name, None)
