"""A self-check that runs in a thread of its own: nothing waits for it, and one runs at a time."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from edge.console.hooks import Diagnostics, DiagnosticsError
from edge.console.values import Finding
from edge.supervised_thread import ONCE, SupervisedThread


@dataclass(frozen=True, slots=True)
class DiagnosticsState:
    """The self-check that runs, or the result of the last one."""

    is_running: bool = False
    findings: tuple[Finding, ...] = ()
    error: str = ""


class DiagnosticsRunner:
    """Runs a self-check when it is asked to, at most once in `every_s`. Any thread may read `state`."""

    def __init__(self, diagnostics: Diagnostics, now_s: Callable[[], float], every_s: float = 0.0) -> None:
        self._diagnostics, self._now_s, self._every_s = diagnostics, now_s, every_s
        self._started_s = float("-inf")
        self._lock = threading.Lock()
        self.state = DiagnosticsState()

    def start(self) -> bool:
        """Starts a self-check. Returns False if one runs already, or began too short a time ago."""
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
        error = "The self-check ended by a fault nobody foresaw. Try: vitrina doctor"
        try:
            findings = self._diagnostics()
            error = ""
        except DiagnosticsError as failure:
            error = str(failure)
        finally:
            self.state = DiagnosticsState(False, tuple(findings), error)
