"""The audience loop: the only owner of visits. Seen events in; what may be told goes to whoever was handed in."""

import logging
import math
from collections.abc import Callable

from edge.audience.audience import Audience
from edge.events import (
    AudioObservation,
    BodyObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    Release,
    Tick,
    VisitClosed,
)
from edge.queues import BoundedQueue

log = logging.getLogger(__name__)

FRAMES = 256  # about 17 s of frames, should this loop ever be so late
PLAYS = 1000

PlayEvent = PlayStarted | PlayEnded
Sensed = FrameObservation | AudioObservation | BodyObservation


class AudienceLoop:
    """Folds what senses and players give, in one thread, and ticks once a second.

    `plays_until` gives the plays of a playlist up to a time; plays of a player come through `play`.
    """

    def __init__(
        self,
        audience: Audience,
        on_release: Callable[[Release], None],
        now: Callable[[], float],
        plays_until: Callable[[float], list[PlayEvent]] = lambda _: [],
    ) -> None:
        self.audience = audience
        self._on_release, self._now, self._plays_until = on_release, now, plays_until
        self._frames: BoundedQueue[InputEvent] = BoundedQueue(FRAMES)
        self._plays: BoundedQueue[PlayEvent] = BoundedQueue(PLAYS)
        self._second = math.floor(now())
        self._observations = False

    @property
    def dropped(self) -> int:
        """Frames that this loop was too late for."""
        return self._frames.dropped

    @property
    def dropped_plays(self) -> int:
        return self._plays.dropped

    def put_observation(self, event: InputEvent) -> None:
        """What a sense saw; from any thread, never waits."""
        self._frames.put(event)

    def put_play(self, event: PlayEvent) -> None:
        """What a player told; from any thread, never waits."""
        self._plays.put(event)

    def run_once(self, wait_s: float, sensing: bool) -> None:
        """One turn of the loop: fold what has come, or wait for it at most so long.

        When `sensing` is over (a pause), all visits close and what may leave leaves; what senses give after that is
        dropped. Plays and time go on.
        """
        if self._observations and not sensing:
            self._close(plays_go_on=True)
        self._observations = sensing
        self._frames.wait(wait_s)
        for play in self._reported_plays():
            self._fold(play)
        while (event := self._frames.get()) is not None:
            if sensing or not isinstance(event, Sensed):
                self._fold(event)
        now_s = self._now()
        if math.floor(now_s) > self._second:
            self._second = math.floor(now_s)
            self._fold(Tick(now_s))

    def close(self) -> None:
        """All visits close; what may leave leaves, the rest is dropped and counted."""
        self._close(plays_go_on=False)

    def _close(self, *, plays_go_on: bool) -> None:
        while (event := self._frames.get()) is not None:
            self._fold(event)
        self._emit_releases(self.audience.close(self._now(), plays_go_on=plays_go_on))

    def _reported_plays(self) -> list[PlayEvent]:
        plays = self._plays_until(self._now())
        while (play := self._plays.get()) is not None:
            plays.append(play)
        return plays

    def _fold(self, event: InputEvent) -> None:
        self._emit_releases(self.audience.handle(event))

    def _emit_releases(self, told: list[Release | VisitClosed]) -> None:
        for event in told:
            if not isinstance(event, VisitClosed):
                self._on_release(event)
