"""Events in the order of their times: waits at most 3 s for the slowest live sense, and counts what comes too late."""

from heapq import heappop, heappush
from math import inf, isfinite

from edge.events import (
    AudioObservation,
    BodyObservation,
    ConsentEnded,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    SourceLost,
    SourceRestored,
    Tick,
)

WAITS_S = 3.0
PLAYS = "plays"
CAMERA = "camera"
MICROPHONE = "microphone"
BODY = "body"  # and the wearer
# Of events at one time: what was on the screen first, then what was sensed, then that time has passed.
KINDS = (
    PlayEnded,
    PlayStarted,
    SourceRestored,
    FrameObservation,
    AudioObservation,
    BodyObservation,
    SourceLost,
    ConsentEnded,
    Tick,
)
RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class ReorderBuffer:
    """The reorder buffer.

    What is sensed and ticked drives the time; plays do not, since one may be told ahead. Once plays are told, the whole
    3 s are waited for them: between two plays nothing says how far their feed has come.
    """

    def __init__(self) -> None:
        self.dropped = 0  # events that came too late, or with no time
        self.newest_s = -inf  # the latest time sensed or ticked
        self.folded_s = -inf  # what is older than this has been given out
        self._waiting: list[tuple[float, int, int, InputEvent]] = []
        self._arrivals = 0  # keeps what is equal in time and kind in the order of arrival
        self._reached: dict[str, float] = {}  # by live sense, the latest time that it told

    def put(self, event: InputEvent) -> list[InputEvent]:
        """What may be folded now, in order of time. Plays, and what is over, come through even when late."""
        if not isfinite(event.at_s):
            self.dropped += 1
            return []
        self._note(event)
        if event.at_s < self.folded_s:
            return self._late(event)
        self._arrivals += 1
        heappush(self._waiting, (event.at_s, RANK[type(event)], self._arrivals, event))
        slowest_s = min(self._reached.values(), default=-inf)
        return self._release(max(slowest_s, self.newest_s - WAITS_S))

    def flush(self, at_s: float) -> list[InputEvent]:
        """The rest, up to `at_s`: nothing is waited for any longer."""
        self._reached.clear()
        return self._release(max(at_s, self.newest_s))

    def _note(self, event: InputEvent) -> None:
        """How far each live sense has come."""
        match event:
            case PlayStarted() | PlayEnded():
                self._reached[PLAYS] = -inf
                return
            case FrameObservation():
                self._reach(CAMERA, event.at_s)
            case AudioObservation():
                self._reach(MICROPHONE, event.at_s)
            case BodyObservation():
                self._reach(f"{BODY} {event.wearer}", event.at_s)
            case SourceLost():
                self._reached.pop(event.source, None)
            case ConsentEnded():
                self._reached.pop(f"{BODY} {event.wearer}", None)
            case SourceRestored():  # what it senses first will be told later than this
                self._reach(event.source, event.at_s)
            case Tick():
                pass
        self.newest_s = max(self.newest_s, event.at_s)

    def _reach(self, sense: str, at_s: float) -> None:
        self._reached[sense] = max(self._reached.get(sense, -inf), at_s)

    def _late(self, event: InputEvent) -> list[InputEvent]:
        if isinstance(event, PlayStarted | PlayEnded | SourceLost | SourceRestored | ConsentEnded):
            return [event]
        if not isinstance(event, Tick):
            self.dropped += 1
        return []

    def _release(self, until_s: float) -> list[InputEvent]:
        events = []
        while self._waiting and self._waiting[0][0] <= until_s:
            events.append(heappop(self._waiting)[-1])
        self.folded_s = max(self.folded_s, until_s)
        return events
