"""Newest values of each sense for the console: rate, delay, level and skin contact. Face outlines only while a page
requests them.
"""

from collections.abc import Callable
from math import isfinite

from edge.console.values import NO_OUTLINES, Outlines, PlayView, Rectangle
from edge.events import AudioObservation, BodyObservation, FrameObservation, PlayEnded, PlayStarted
from edge.kiosk.parts import BIOSIGNALS, HEARING, PERCEPTION

STEP_S = 0.2  # between two outlines: five a second
SEEN_S = 1.0  # after it outlines are of the past, and gone
ASKED_S = 2.0  # outlines are made for so long after somebody asked
LATE_S = 5.0  # after it a level or a contact is of the past

ConsoleEvent = FrameObservation | AudioObservation | BodyObservation | PlayStarted | PlayEnded


class SenseRate:
    """Rate of one sense's observations. One thread adds them, and another thread reads the rate."""

    def __init__(self) -> None:
        self.count = 0
        self.latency_s: float | None = None
        self._taken = 0

    def add(self, latency_s: float) -> None:
        """Adds an observation that arrived with this delay."""
        self.count += 1
        self.latency_s = latency_s

    def take_rate(self, passed_s: float) -> tuple[float, float | None]:
        """Rate since the last call, and the newest delay. None if no observation has been added since then."""
        count, self._taken = self.count - self._taken, self.count
        return count / passed_s, self.latency_s if count else None


class ConsoleSenses:
    """The newest observation of each sense, and the newest play. The threads that make observations and plays call
    `put_event`.
    """

    def __init__(self, now: Callable[[], float], size_px: Callable[[], tuple[int, int] | None]) -> None:
        self._now, self._size_px = now, size_px
        self.rates = {name: SenseRate() for name in (PERCEPTION, HEARING, BIOSIGNALS)}
        self._level: tuple[float, float] | None = None  # time, dB
        self._contacts: dict[str, tuple[float, bool]] = {}  # by wearer: time, on the body
        self._play: PlayStarted | None = None
        self._end: PlayEnded | None = None
        self._outlines: tuple[float, Outlines] = (0.0, NO_OUTLINES)  # time on the kiosk's clock
        self._asked_s = float("-inf")

    def put_event(self, event: ConsoleEvent) -> None:
        """Stores an event. Never waits."""
        match event:
            case FrameObservation():
                self._add(PERCEPTION, event.at_s)
                self._put_frame(event)
            case AudioObservation():
                self._add(HEARING, event.at_s)
                self._level = (event.at_s, event.level_db) if isfinite(event.level_db) else None
            case BodyObservation():
                self._add(BIOSIGNALS, event.at_s)
                self._contacts[event.wearer] = (event.at_s, event.on_body)
            case PlayStarted():
                self._play, self._end = event, None
            case PlayEnded():
                self._end = event

    @property
    def room_level_db(self) -> float | None:
        """Sound level of the room in dB. None without recent audio."""
        level = self._level
        return None if level is None or self._now() - level[0] > LATE_S else round(level[1], 1)

    def has_skin_contact(self, wearer: str) -> bool | None:
        """True if the kit has skin contact. None without recent data."""
        at_s, on_body = self._contacts.get(wearer, (float("-inf"), False))
        return None if self._now() - at_s > LATE_S else on_body

    def newest_play(self, feed: str) -> PlayView:
        """The newest play."""
        play, end = self._play, self._end
        if play is None:
            return PlayView(feed)
        error_s = max(play.error_s, end.error_s if end else 0.0)
        return PlayView(feed, play.creative, play.at_s, end is not None, error_s)

    def newest_outlines(self) -> Outlines:
        """Face outlines in a frame of the last second. Empty if no page had requested outlines before."""
        self._asked_s = self._now()
        at_s, outlines = self._outlines
        return outlines if self._asked_s - at_s <= SEEN_S else NO_OUTLINES

    def forget_stale_outlines(self) -> None:
        """Drops outlines that are too old or that no page requests any more."""
        if self._now() - self._outlines[0] > SEEN_S:
            self._outlines = (0.0, NO_OUTLINES)

    def _add(self, stage: str, at_s: float) -> None:
        self.rates[stage].add(max(0.0, self._now() - at_s))

    def _put_frame(self, frame: FrameObservation) -> None:
        now_s, size_px = self._now(), self._size_px()
        if size_px is None or now_s - self._asked_s > ASKED_S or now_s - self._outlines[0] < STEP_S:
            return
        self._outlines = now_s, face_outlines(frame, size_px)


def face_outlines(frame: FrameObservation, size_px: tuple[int, int]) -> Outlines:
    """Outlines of the faces, ordered from left to right, so that the order does not show who came first."""
    width, height = size_px
    rectangles = [
        Rectangle(
            round(face.x_px / width, 3),
            round(face.y_px / height, 3),
            round(face.w_px / width, 3),
            round(face.h_px / height, 3),
        )
        for face in frame.faces
    ]
    return Outlines(round(width / height, 3), tuple(sorted(rectangles, key=lambda one: (one.x, one.y))))
