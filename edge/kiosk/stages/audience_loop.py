"""The audience stage, the only stage that stores visits. It gets input events and emits releases."""

import math
import threading
from collections.abc import Callable
from dataclasses import replace

from edge.audience.audience import Audience
from edge.events import (
    AudioObservation,
    BodyObservation,
    CommentObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    Release,
    ReleaseBatch,
    Tick,
    VisitClosed,
)
from edge.queues import BoundedQueue
from edge.stage import StageContext

MAX_OBSERVATIONS = 256  # about 17 s of frames, in case that this loop is so late
MAX_PLAYS = 10_000
PLAYS_AT_ONCE = 200  # in one turn, so that the loop sends its heartbeat in time
TURN_S = 0.2  # longest turn of the loop

PlayEvent = PlayStarted | PlayEnded
Observation = FrameObservation | AudioObservation | BodyObservation | CommentObservation


class AudienceLoop:
    """Stage that passes observations and plays to the audience, ticks once per second, and emits the releases.

    If a run fails, the audience may be in a wrong state, so the next run starts with a new audience. Pending data are
    lost, as after a crash.
    """

    def __init__(self, new_audience: Callable[[], Audience], context: StageContext[ReleaseBatch]) -> None:
        self._new_audience, self._context = new_audience, context
        self.audience = new_audience()
        self.counts = self.audience.counts  # after each turn; any thread may read them
        self._late_plays = self._dropped_events = 0  # of the audiences that failed
        self._observations: BoundedQueue[InputEvent] = BoundedQueue(MAX_OBSERVATIONS)
        self._plays: BoundedQueue[PlayEvent] = BoundedQueue(MAX_PLAYS)
        self._second = math.floor(context.now())
        self._was_active = self._failed = False
        self.clock_was_set = False  # set before the stop of a kiosk whose clock is wrong
        self._releases: list[Release] = []  # of this turn

    @property
    def dropped_observation_count(self) -> int:
        """Number of observations dropped because this loop was too slow to process them."""
        return self._observations.dropped

    @property
    def dropped_play_count(self) -> int:
        """Number of plays dropped because this loop was too slow to process them."""
        return self._plays.dropped

    def put_event(self, event: InputEvent) -> None:
        """Queues an observation or a play. May be called from any thread; never waits."""
        if isinstance(event, PlayStarted | PlayEnded):
            self._plays.put(event)
        else:
            self._observations.put(event)

    def run(self, stop: threading.Event) -> None:
        """Runs until `stop` is set. Then closes all visits and emits their releases."""
        if self._failed:
            self._restart_audience()
        self._failed = True
        while not stop.is_set():
            self._context.heartbeat()
            self.run_one_turn(TURN_S)
        self.close()
        self._failed = False

    def _restart_audience(self) -> None:
        """Replaces the audience. Drops the queued observations, because there may have been a pause between them."""
        former = self.counts
        self._late_plays, self._dropped_events = former.late_plays, former.dropped_events
        self.audience, self._was_active = self._new_audience(), False
        waiting = []
        while (event := self._observations.get()) is not None:
            waiting.append(event)
        for event in waiting:
            if not isinstance(event, Observation):
                self._observations.put(event)

    def _update_counts(self) -> None:
        """Updates the counts since the start of the kiosk. They include earlier audiences that were replaced."""
        counts = self.audience.counts
        self.counts = replace(
            counts,
            late_plays=self._late_plays + counts.late_plays,
            dropped_events=self._dropped_events + counts.dropped_events,
        )

    def run_one_turn(self, wait_s: float) -> None:
        """Runs one turn of the loop: processes the queued events. Waits at most `wait_s` for the first observation.

        When a pause starts, all visits close. Their releases wait for the regular window end. Observations that arrive
        during the pause are dropped. Plays and ticks continue.
        """
        is_active = self._context.is_active()
        if self._was_active and not is_active:
            self._handle_queued()
            self._collect(self.audience.pause(self._context.now()))
        if is_active and not self._was_active:
            self.audience.resume(self._context.now())
        self._was_active = is_active
        self._observations.wait(wait_s if not self._plays else 0.0)
        self._handle_plays()
        while (event := self._observations.get()) is not None:
            if is_active or not isinstance(event, Observation):
                self._handle(event)
        now_s = self._context.now()
        if math.floor(now_s) > self._second:
            self._second = math.floor(now_s)
            self._handle(Tick(now_s))
        self._finish_turn()

    def close(self) -> None:
        """Closes all visits and emits their releases. Drops and counts everything that may not be released."""
        self._handle_queued()
        self._collect(self.audience.close(self._context.now(), clock_was_set=self.clock_was_set))
        self._finish_turn()

    def _handle_queued(self) -> None:
        """Processes everything that is queued. Processes plays in parts, because a whole day of plays is too much
        for one transaction.
        """
        while self._plays:
            self._handle_plays()
            self._finish_turn()
        while (event := self._observations.get()) is not None:
            self._handle(event)

    def _handle_plays(self) -> None:
        for _ in range(PLAYS_AT_ONCE):
            if (play := self._plays.get()) is None:
                return
            self._handle(play)

    def _handle(self, event: InputEvent) -> None:
        self._collect(self.audience.handle_event(event))

    def _collect(self, events: list[Release | VisitClosed]) -> None:
        self._releases += [event for event in events if not isinstance(event, VisitClosed)]

    def _finish_turn(self) -> None:
        """Emits all releases of this turn together, so that one transaction stores them."""
        releases, self._releases = self._releases, []
        if releases:
            self._context.emit(ReleaseBatch(tuple(releases)))
        self._update_counts()
