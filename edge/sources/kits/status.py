"""How a sensor kit is, from what its port gives: there, lost, or so noisy that little of it can be read."""

import logging
from collections import deque
from dataclasses import dataclass
from typing import Literal

log = logging.getLogger(__name__)

State = Literal["opening", "ok", "lost", "noise"]

WATCHED_S = 30.0
NOISY, CLEAN = 0.5, 0.2
"""Noise is told of from this share of bytes outside intact frames and lines on, over WATCHED_S, and until that one.
Long, as a sketch may say every 10 s what its columns are, and until then its lines are none."""

FEW_BYTES = 100
"""Of fewer nothing is said: so many are left over at a start."""

LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class KitCondition:
    """How a kit is, and what a person should know; there is no wearer in it."""

    state: State
    text: str


class KitStatus:
    """One kit. It is told what happens to its port, on any clock; `condition` may be read from any thread.

    `name`: how a person finds it. A loss and a return are logged once each.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._since_s: float | None = None  # when it was lost
        self.condition = KitCondition("opening", f"kits: {name} is being opened.")

    def gives(self, at_s: float) -> None:
        """It gives what can be read."""
        if self._since_s is not None:
            log.info("kits: %s is back after %.0f s.", self._name, at_s - self._since_s)
        self._since_s = None
        if self.condition.state != "ok":
            self.condition = KitCondition("ok", f"kits: {self._name} is read.")

    def lost(self, why: str, at_s: float) -> None:
        """Nothing comes of it."""
        self._wrong("lost", why, at_s)

    def noisy(self, why: str, at_s: float) -> None:
        """Something comes, and little or nothing of it can be read."""
        self._wrong("noise", why, at_s)

    def _wrong(self, state: State, why: str, at_s: float) -> None:
        self.condition = KitCondition(state, f"kits: {self._name}: {why}")
        if self._since_s is None:
            self._since_s = at_s
            log.warning("%s", self.condition.text)


class KitNoiseDetector:
    """Whether the bytes of an open port are mostly none of the kit's."""

    def __init__(self) -> None:
        self._looks: deque[tuple[float, int, int]] = deque()  # when, bytes, skipped bytes
        self._is_noisy = False

    def is_noise(self, at_s: float, count: int, skipped: int) -> bool:
        """Both since the port was opened."""
        looks = self._looks
        if looks and at_s - looks[-1][0] < LOOK_EVERY_S:
            return self._is_noisy
        looks.append((at_s, count, skipped))
        while len(looks) > 1 and looks[1][0] <= at_s - WATCHED_S:
            looks.popleft()
        from_s, from_count, from_skipped = looks[0]
        if at_s - from_s >= WATCHED_S and count - from_count >= FEW_BYTES:
            share = (skipped - from_skipped) / (count - from_count)
            self._is_noisy = share > (CLEAN if self._is_noisy else NOISY)
        return self._is_noisy
