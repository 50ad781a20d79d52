"""Status of a sensor kit, from the data of its port: ok, lost, or too noisy to be read."""

import logging
from collections import deque
from dataclasses import dataclass
from typing import Literal

log = logging.getLogger(__name__)

State = Literal["opening", "ok", "lost", "noise"]

WATCHED_S = 30.0
NOISY, CLEAN = 0.5, 0.2
"""Shares of bytes outside intact frames and lines, over WATCHED_S: noise starts above NOISY and ends at CLEAN. The
window is long because a sketch may name its columns only every 10 s, and its lines cannot be read before that."""

FEW_BYTES = 100
"""Fewer bytes are ignored: this many may be left over at a start."""

CHECK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class KitCondition:
    """State of a kit and its text for a person. It does not name the wearer."""

    state: State
    text: str


class KitStatus:
    """Status of one kit, set by the thread that reads its port. `condition` may be read from any thread.

    `name`: the text by which a person finds the kit. Times may be on any clock. A loss and a return are logged once
    each.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._since_s: float | None = None  # when the loss or the noise began
        self.condition = KitCondition("opening", f"kits: {name} is being opened.")

    def set_ok(self, at_s: float) -> None:
        """The kit gives data that can be read."""
        if self._since_s is not None:
            log.info("kits: %s is back after %.0f s.", self._name, at_s - self._since_s)
        self._since_s = None
        if self.condition.state != "ok":
            self.condition = KitCondition("ok", f"kits: {self._name} is read.")

    def set_lost(self, why: str, at_s: float) -> None:
        """The kit gives no data."""
        self._set_fault("lost", why, at_s)

    def set_noisy(self, why: str, at_s: float) -> None:
        """The kit gives data, but little or none of it can be read."""
        self._set_fault("noise", why, at_s)

    def _set_fault(self, state: State, why: str, at_s: float) -> None:
        self.condition = KitCondition(state, f"kits: {self._name}: {why}")
        if self._since_s is None:
            self._since_s = at_s
            log.warning("%s", self.condition.text)


class KitNoiseDetector:
    """Detects that most bytes of an open port are not the kit's."""

    def __init__(self) -> None:
        self._checks: deque[tuple[float, int, int]] = deque()  # time, bytes, skipped bytes
        self._is_noisy = False

    def is_noise(self, at_s: float, count: int, skipped: int) -> bool:
        """True while the port gives mostly noise. `count` and `skipped` are bytes since the port was opened."""
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
