"""Sorts events by time. It waits up to 3 s for the slowest active sense, and counts events that come too late."""

from heapq import heappop, heappush
from math import inf, isfinite

from edge.events import (
    AudioObservation,
    BodyObservation,
    CameraMoved,
    CommentObservation,
    ConsentEnded,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    SourceLost,
    SourceRestored,
    Tick,
)

MAX_WAIT_S = 3.0
PLAYS = "plays"
CAMERA = "camera"
MICROPHONE = "microphone"
BODY = "body"  # followed by the wearer
# Order of events of the same time: first the screen, then the observations, then the passing of that time.
KINDS = (
    PlayEnded,
    PlayStarted,
    SourceRestored,
    FrameObservation,
    AudioObservation,
    BodyObservation,
    CommentObservation,
    SourceLost,
    ConsentEnded,
    CameraMoved,
    Tick,
)
LATE = (PlayStarted, PlayEnded, CommentObservation, SourceLost, SourceRestored, ConsentEnded, CameraMoved)
RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class EventReorderBuffer:
    """Reorder buffer for events of several senses.

    Observations and ticks advance the time. Plays do not, because a play may be reported before it starts. Once a play
    has been reported, every event waits the full 3 s, because nothing shows whether the play feed has reported
    everything up to now.
    """

    def __init__(self) -> None:
        self.dropped = 0  # events that came too late, or without a time
        self.newest_s = -inf  # latest time of an observation or a tick
        self.emitted_until_s = -inf  # all waiting events up to this time were returned
        self._waiting: list[tuple[float, int, int, InputEvent]] = []
        self._arrivals = 0  # keeps events of the same time and kind in the order of arrival
        self._reached_s: dict[str, float] = {}  # by live sense: time of its newest event

    def add_event(self, event: InputEvent) -> list[InputEvent]:
        """Adds an event and returns the events that are ready, ordered by time.

        Some events are returned even if they come late: plays, comments, lost and restored sources, and ended consents.
        A comment is classified after it was sent, and the first comment waits until its model has loaded.
        """
        if not isfinite(event.at_s):
            self.dropped += 1
            return []
        self._note_progress(event)
        if event.at_s < self.emitted_until_s:
            return self._handle_late(event)
        self._arrivals += 1
        heappush(self._waiting, (event.at_s, RANK[type(event)], self._arrivals, event))
        slowest_s = min(self._reached_s.values(), default=-inf)
        return self._emit(max(slowest_s, self.newest_s - MAX_WAIT_S))

    def flush(self, at_s: float) -> list[InputEvent]:
        """Returns at once the waiting events up to `at_s` or up to the newest event's time, whichever is later."""
        self._reached_s.clear()
        return self._emit(max(at_s, self.newest_s))

    def _note_progress(self, event: InputEvent) -> None:
        """Records the event's time as the newest time of its sense."""
        match event:
            case PlayStarted() | PlayEnded():
                self._reached_s[PLAYS] = -inf
                return
            case FrameObservation():
                self._advance(CAMERA, event.at_s)
            case AudioObservation():
                self._advance(MICROPHONE, event.at_s)
            case BodyObservation():
                self._advance(f"{BODY} {event.wearer}", event.at_s)
            case SourceLost():
                self._reached_s.pop(event.source, None)
            case ConsentEnded():
                self._reached_s.pop(f"{BODY} {event.wearer}", None)
            case SourceRestored():  # its first observation arrives later than this event
                self._advance(event.source, event.at_s)
            case CommentObservation() | CameraMoved() | Tick():
                pass
        self.newest_s = max(self.newest_s, event.at_s)

    def _advance(self, sense: str, at_s: float) -> None:
        self._reached_s[sense] = max(self._reached_s.get(sense, -inf), at_s)

    def _handle_late(self, event: InputEvent) -> list[InputEvent]:
        if isinstance(event, LATE):
            return [event]
        if not isinstance(event, Tick):
            self.dropped += 1
        return []

    def _emit(self, until_s: float) -> list[InputEvent]:
        events = []
        while self._waiting and self._waiting[0][0] <= until_s:
            events.append(heappop(self._waiting)[-1])
        self.emitted_until_s = max(self.emitted_until_s, until_s)
        return events
