"""Runs self-checks in a separate thread, one at a time. No other thread waits for a self-check."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.console.hooks import Diagnostics, DiagnosticsError
from edge.console.values import Finding
from edge.supervised_thread import ONCE, SupervisedThread


@dataclass(frozen=True, slots=True)
class DiagnosticsState:
    """The self-check that is running, or the result of the last one."""

    is_running: bool = False
    findings: tuple[Finding, ...] = ()
    error: str = ""


class DiagnosticsRunner:
    """Runs a self-check on request, at most once every `every_s` seconds. Any thread may read `state`."""

    def __init__(self, diagnostics: Diagnostics, now_s: Callable[[], float], every_s: float = 0.0) -> None:
        self._diagnostics, self._now_s, self._every_s = diagnostics, now_s, every_s
        self._started_s = float("-inf")
        self._lock = threading.Lock()
        self.state = DiagnosticsState()

    def start(self) -> bool:
        """Start a self-check. Return False if a self-check is running or was started too recently."""
        with self._lock:
            now_s = self._now_s()
            if self.state.is_running or 0 <= now_s - self._started_s < self._every_s:
                return False
            self._started_s = now_s
            self.state = DiagnosticsState(is_running=True)
        SupervisedThread(self._run, "diagnostics", backoff_s=ONCE).start()
        return True

    def _run(self) -> None:
        findings: Sequence[Finding] = ()
        error = "The self-check ended with an unexpected error. Run it yourself: vitrina doctor"
        try:
            findings = self._diagnostics()
            error = ""
        except DiagnosticsError as failure:
            error = str(failure)
        finally:
            self.state = DiagnosticsState(False, tuple(findings), error)
