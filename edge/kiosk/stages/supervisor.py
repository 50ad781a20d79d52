"""Runs stages in supervised threads, stops them in time, and raises an alert if a thread fails repeatedly.

A stage is a function that runs until its `stop` event is set.
"""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.alerts import Alert, merge_alerts
from edge.clock import Clock
from edge.supervised_thread import BACKOFF_S, SupervisedThread, ThreadFault, supervised_threads


@dataclass(frozen=True, slots=True)
class Stage:
    """Part of the kiosk that runs in its own thread. `run` gets an event and returns once the event is set."""

    name: str
    run: Callable[[threading.Event], None]


class StageSupervisor:
    """Runs stages until they are asked to stop. Any thread may read `alerts`."""

    def __init__(self, clock: Clock, backoff_s: Sequence[float] = BACKOFF_S) -> None:
        self._now, self._backoff_s = clock.now, backoff_s
        self._stops: dict[str, threading.Event] = {}
        self._threads: list[SupervisedThread] = []
        self._progress_s: dict[str, float] = {}  # of the stages that run, not of those that wait for a restart

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """One alert for each stage or other thread of this process that fails repeatedly."""
        threads = dict.fromkeys([*self._threads, *supervised_threads()])
        faults = [(thread.name, fault) for thread in threads if (fault := thread.fault)]
        return merge_alerts(self._alert(name, fault) for name, fault in faults)

    def start(self, stages: Sequence[Stage]) -> None:
        """Starts a thread for each stage."""
        for stage in stages:
            stop = self._stops[stage.name] = threading.Event()
            thread = SupervisedThread(
                self._make_stage_runner(stage, stop), stage.name, stop, self._backoff_s, self._now
            )
            self._threads.append(thread)
            thread.start()

    def request_stop(self, names: Sequence[str]) -> None:
        """Asks these stages to stop. Ignores names without a stage."""
        for name in names:
            if name in self._stops:
                self._stops[name].set()

    def note_heartbeat(self, name: str) -> None:
        """Records that a stage makes progress. Each stage calls it every few seconds, even if its device does not
        respond.
        """
        if name in self._progress_s:
            self._progress_s[name] = self._now()

    def hung_stages(self, within_s: float) -> list[str]:
        """Names of the running stages that have made no progress for the given time."""
        now_s = self._now()
        return [name for name, at_s in list(self._progress_s.items()) if now_s - at_s > within_s]

    def join(self, names: Sequence[str], within_s: float) -> list[str]:
        """Waits until the stages have stopped, but no longer than the given time in total. Returns the names of those
        still running.
        """
        until_s = self._now() + within_s
        threads = [thread for thread in self._threads if thread.name in names]
        for thread in threads:
            thread.join(max(0.0, until_s - self._now()))
        return [thread.name for thread in threads if thread.is_alive()]

    def _make_stage_runner(self, stage: Stage, stop: threading.Event) -> Callable[[], None]:
        def run() -> None:
            self._progress_s[stage.name] = self._now()
            try:
                stage.run(stop)
            finally:
                self._progress_s.pop(stage.name, None)

        return run

    def _alert(self, name: str, fault: ThreadFault) -> Alert:
        code = "stage." + re.sub("[^a-z0-9]", "_", name.lower())
        text = f"{name}: failed {fault.count} times within a minute; see the log"
        return Alert(code, "error", text, self._now() - fault.age_s)
