"""Events in, what may be told out: ordering, then visits and what they saw, then batches. The only owner of visits."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite

from edge.audience.batches import Batches
from edge.audience.ordering import CAMERA, ReorderBuffer
from edge.audience.plays import PlayHistory
from edge.audience.rules import FRAME_STANDS_S, AudienceRules
from edge.audience.sensing import CameraCoverage, RoomAudio
from edge.audience.visits import Visit, VisitTracker
from edge.events import (
    AudioObservation,
    BodyObservation,
    ConsentEnded,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    Release,
    SourceLost,
    SourceRestored,
    Tick,
    VisitClosed,
)

BODY_LATE_S = 1.0
"""A body's value is about so long."""
SWEEP_S = 1.0
"""So often visits are looked through for those that are over."""


@dataclass(frozen=True, slots=True)
class AudienceCounts:
    """Where all visits and all exposed visits went, and what came too late. For `status` and `health` on this machine.

    What went in is told + dropped + waiting + open. These move with people in view: what of them may leave, and when,
    is written in the contract; `withheld` may.
    """

    open: int  # visits that are not closed
    waiting: int  # closed visits that wait for more people
    released: int  # visits that left in a window
    dropped: int  # visits that were withheld
    reactions_waiting: int  # exposed visits, once for each creative, of told windows
    reactions_released: int
    reactions_dropped: int
    late_plays: int  # told too late to make a reaction
    dropped_events: int  # too late, without a time, or of a camera that was lost
    withheld: int | None  # visits withheld in the last local day that ended, in multiples of k
    one_place: bool | None  # whether over 30 % of that day's visits began and ended at one place inside the picture


class Audience:
    """The core. `take` and `close` give what may be told, in the order in which it may leave."""

    def __init__(self, rules: AudienceRules) -> None:
        self._rules = rules
        self._ordering = ReorderBuffer()
        self._plays = PlayHistory()
        self._coverage = CameraCoverage()
        self._room_audio = RoomAudio()
        self._visits = VisitTracker(rules, self._plays.cell_at)
        self._batches = Batches(rules, self._plays, self._coverage, self._room_audio, self._visits.stays)
        self._frame: FrameObservation | None = None  # the last one: how long it stands is not known yet
        self._lost_s: float | None = None  # since when the camera is lost
        self._unknown_events = 0
        self._now_s = -inf  # the time of what was folded last
        self._stopped_s = -inf  # the end of the last run
        self._sweep_s = -inf  # when to look for what is over
        self._day_end_s = -inf

    @property
    def counts(self) -> AudienceCounts:
        """How things stand; cheap."""
        batches = self._batches
        return AudienceCounts(
            open=self._visits.open,
            waiting=batches.waiting,
            released=batches.released,
            dropped=batches.dropped,
            reactions_waiting=batches.reactions.held,
            reactions_released=batches.reactions.released,
            reactions_dropped=batches.reactions.dropped,
            late_plays=self._plays.late,
            dropped_events=self._ordering.dropped + self._unknown_events,
            withheld=batches.withheld,
            one_place=batches.one_place,
        )

    def handle(self, event: InputEvent) -> list[Release | VisitClosed]:
        """What may be told now that this was seen. Most often nothing."""
        told: list[Release | VisitClosed] = []
        for ordered in self._ordering.put(event):
            self._fold(ordered, told)
        return told

    def close(self, at_s: float, *, plays_go_on: bool = False) -> list[Release | VisitClosed]:
        """The recording ended, the kiosk stops or is paused: all visits close and what may leave leaves.

        The rest is dropped and counted. What is taken after this begins a new run, as after a pause, during which the
        screen goes on: with `plays_go_on` what it shows is not told as ended.
        """
        told: list[Release | VisitClosed] = []
        for ordered in self._ordering.flush(at_s):
            self._fold(ordered, told)
        at_s = self._ordering.folded_s
        self._pass(at_s, told)
        self._settle(at_s)
        self._find_camera()
        self._file(self._visits.close_all(), told)
        if not plays_go_on:
            told += self._plays.stop(at_s)
        told += self._batches.stop(at_s)
        self._stopped_s = at_s
        self._forget_days()
        return told

    def _fold(self, event: InputEvent, told: list[Release | VisitClosed]) -> None:
        self._pass(event.at_s, told)
        match event:
            case FrameObservation():
                self._handle_frame(event)
            case AudioObservation():
                self._begin(event.at_s, event.duration_s)
                self._room_audio.add(event)
            case BodyObservation():
                self._begin(event.at_s, BODY_LATE_S)
                self._batches.reactions.add_body(event)
            case PlayStarted():
                told += self._plays.start(event, self._now_s, self._ordering.newest_s)
            case PlayEnded():
                told += self._plays.end(event, self._now_s, self._ordering.newest_s)
            case SourceLost(source=source):
                if source == CAMERA and self._lost_s is None:
                    self._settle(self._now_s)
                    self._lost_s = self._now_s
            case SourceRestored(source=source):
                if source == CAMERA:
                    self._find_camera()
            case ConsentEnded(wearer=wearer):
                self._batches.reactions.forget_wearer(wearer)
            case Tick():
                pass

    def _pass(self, at_s: float, told: list[Release | VisitClosed]) -> None:
        """Time has come to `at_s` (a late play turns nothing back): what is over by now is closed and looked at."""
        self._now_s = max(self._now_s, at_s)
        if self._frame is not None and at_s - self._frame.at_s >= FRAME_STANDS_S:
            self._settle(at_s)
        if at_s < self._sweep_s:
            return
        while self._batches.next_check_s <= at_s:
            look_s = self._batches.next_check_s
            self._file(self._visits.close_due(look_s), told)
            told += self._batches.release_due(look_s)
        self._file(self._visits.close_due(at_s), told)
        told += self._plays.settle(at_s)
        self._batches.pass_day(at_s)
        self._forget_days()
        self._sweep_s = min(at_s + SWEEP_S, self._batches.next_check_s)

    def _handle_frame(self, frame: FrameObservation) -> None:
        if self._lost_s is not None or (self._frame is not None and frame.at_s <= self._frame.at_s):
            self._unknown_events += 1
            return
        self._batches.start_run(frame.at_s)
        self._settle(frame.at_s)
        self._frame = frame

    def _begin(self, at_s: float, duration_s: float) -> None:
        """Something is sensed that took so long until `at_s`: then the run began with it, though not before a stop."""
        if isfinite(duration_s):
            self._batches.start_run(max(self._stopped_s, at_s - duration_s))

    def _find_camera(self) -> None:
        if self._lost_s is not None:
            self._visits.pause(self._now_s - self._lost_s)
            self._lost_s = None

    def _settle(self, until_s: float) -> None:
        """Now it is known how long the last frame stood."""
        if self._frame is not None:
            frame, self._frame = self._frame, None
            stands_s = min(until_s - frame.at_s, FRAME_STANDS_S)
            self._coverage.add(frame.at_s, frame.at_s + stands_s)
            self._visits.handle_frame(frame, stands_s)

    def _file(self, closed: Iterable[Visit], told: list[Release | VisitClosed]) -> None:
        for visit in closed:
            self._batches.add(visit)
            if self._rules.trace:
                numbers = tuple(track.number for track in visit.tracks)
                told.append(VisitClosed(visit.start_s, visit.end_s, numbers))

    def _forget_days(self) -> None:
        """What the last local day left in memory is needed no longer once it is over."""
        if self._batches.day_end_s != self._day_end_s:
            self._visits.forget(self._day_end_s)
            self._plays.forget(self._day_end_s)
            self._day_end_s = self._batches.day_end_s
