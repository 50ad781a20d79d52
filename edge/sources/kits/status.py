"""Status of a sensor kit: ok, lost, too noisy to be read, or failed in its own code."""

import logging
from collections import deque
from collections.abc import Callable
from typing import Literal

from edge.alerts import Alert

log = logging.getLogger(__name__)

State = Literal["opening", "ok", "lost", "noise", "failed"]

WATCHED_S = 30.0
NOISY, CLEAN = 0.5, 0.2
"""Limits for the share of bytes outside intact frames and lines, over WATCHED_S seconds: noise starts above NOISY
and ends at CLEAN. This period is long, because a sketch may send its column names only every 10 s, and its lines
cannot be read before that.
"""

FEW_BYTES = 100
"""Fewer unreadable bytes than this are ignored, because reading may start in the middle of a frame or line."""

CHECK_EVERY_S = 1.0


class KitStatus:
    """Status of one kit, set by the thread that reads its port. Any thread may read `state` and `alerts`.

    `name` is the text that identifies the kit to a person. Texts do not name the wearer. `number` is the instance in
    its alerts. `now` returns the time on the kiosk's clock. Each loss and each return is logged once.
    """

    def __init__(self, name: str, number: int, now: Callable[[], float]) -> None:
        self._name, self._number, self._now = name, number, now
        self._since_s: float | None = None  # when the loss or the noise began
        self.state: State = "opening"
        self.alerts: tuple[Alert, ...] = ()

    def set_ok(self) -> None:
        """Set the state to "ok": the kit sends readable data."""
        if self._since_s is not None:
            log.info("kits: %s is available again after %.0f s.", self._name, self._now() - self._since_s)
        self._since_s = None
        self.state, self.alerts = "ok", ()

    def set_lost(self, why: str) -> None:
        """Set the state to "lost": the kit sends no data."""
        self._set_fault("lost", why)

    def set_noisy(self, why: str) -> None:
        """Set the state to "noisy": the kit sends data, but little or none of it is readable."""
        self._set_fault("noise", why)

    def set_failed(self, why: str) -> None:
        """Set the state to "failed": the code of the kit, from another package, raised an error."""
        self._set_fault("failed", why)

    def _set_fault(self, state: State, why: str) -> None:
        now_s, text = self._now(), f"kits: {self._name}: {why}"
        since_s = self.alerts[0].since_s if self.state == state else now_s
        self.state, self.alerts = state, (Alert(f"kit.{state}", "warning", text, since_s, self._number),)
        if self._since_s is None:
            self._since_s = now_s
            log.warning("%s", text)


class KitNoiseDetector:
    """Detects that most bytes at an open port are not in the kit's format."""

    def __init__(self) -> None:
        self._checks: deque[tuple[float, int, int]] = deque()  # time, bytes, skipped bytes
        self._is_noisy = False

    def detect_noise(self, at_s: float, count: int, skipped: int) -> bool:
        """True while the port delivers mostly noise. `count` is the number of bytes received since the port was opened;
        `skipped` of them were unreadable.
        """
        checks = self._checks
        if checks and at_s - checks[-1][0] < CHECK_EVERY_S:
            return self._is_noisy
        checks.append((at_s, count, skipped))
        while len(checks) > 1 and checks[1][0] <= at_s - WATCHED_S:
            checks.popleft()
        from_s, from_count, from_skipped = checks[0]
        if at_s - from_s >= WATCHED_S and count - from_count >= FEW_BYTES:
            share = (skipped - from_skipped) / (count - from_count)
            self._is_noisy = share > (CLEAN if self._is_noisy else NOISY)
        return self._is_noisy
