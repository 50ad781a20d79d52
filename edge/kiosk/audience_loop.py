"""The audience loop: the only owner of visits. It takes input events and passes each release to a callback."""

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

MAX_OBSERVATIONS = 256  # about 17 s of frames, in case that this loop is so late
MAX_PLAYS = 1000

PlayEvent = PlayStarted | PlayEnded
Observation = FrameObservation | AudioObservation | BodyObservation


class AudienceLoop:
    """Passes observations and plays to the audience, in one thread, and ticks once a second.

    `plays_until` returns the plays of a playlist up to a time. The plays of a player come through `put_play`.
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
        self._observations: BoundedQueue[InputEvent] = BoundedQueue(MAX_OBSERVATIONS)
        self._plays: BoundedQueue[PlayEvent] = BoundedQueue(MAX_PLAYS)
        self._second = math.floor(now())
        self._was_sensing = False

    @property
    def dropped(self) -> int:
        """Observations that were dropped because this loop was late."""
        return self._observations.dropped

    @property
    def dropped_plays(self) -> int:
        return self._plays.dropped

    def put_observation(self, event: InputEvent) -> None:
        """Queues an event of a sense. May be called from any thread; never waits."""
        self._observations.put(event)

    def put_play(self, event: PlayEvent) -> None:
        """Queues a play that a player reported. May be called from any thread; never waits."""
        self._plays.put(event)

    def run_once(self, wait_s: float, sensing: bool) -> None:
        """One turn of the loop: handles the queued events. Waits at most `wait_s` for the first observation.

        When `sensing` becomes False (a pause), all visits close and their releases are emitted. Observations that
        come during the pause are dropped. Plays and ticks continue.
        """
        if self._was_sensing and not sensing:
            self._close(plays_go_on=True)
        self._was_sensing = sensing
        self._observations.wait(wait_s)
        for play in self._reported_plays():
            self._handle(play)
        while (event := self._observations.get()) is not None:
            if sensing or not isinstance(event, Observation):
                self._handle(event)
        now_s = self._now()
        if math.floor(now_s) > self._second:
            self._second = math.floor(now_s)
            self._handle(Tick(now_s))

    def close(self) -> None:
        """Closes all visits and emits their releases. The rest is dropped and counted."""
        self._close(plays_go_on=False)

    def _close(self, *, plays_go_on: bool) -> None:
        while (event := self._observations.get()) is not None:
            self._handle(event)
        self._emit_releases(self.audience.close(self._now(), plays_go_on=plays_go_on))

    def _reported_plays(self) -> list[PlayEvent]:
        plays = self._plays_until(self._now())
        while (play := self._plays.get()) is not None:
            plays.append(play)
        return plays

    def _handle(self, event: InputEvent) -> None:
        self._emit_releases(self.audience.handle(event))

    def _emit_releases(self, events: list[Release | VisitClosed]) -> None:
        for event in events:
            if not isinstance(event, VisitClosed):
                self._on_release(event)
