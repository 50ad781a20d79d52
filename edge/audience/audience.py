"""The audience core: it turns input events into releases. It sorts the events, builds visits and groups them into
batches. No other part of the kiosk stores visits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite

from edge.audience.batches import ReleaseBatches
from edge.audience.comment_disclosure import SLOT_S, slot_number
from edge.audience.comments import PendingComments
from edge.audience.ordering import CAMERA, EventReorderBuffer
from edge.audience.plays import PlayHistory
from edge.audience.rules import FRAME_STANDS_S, AudienceRules
from edge.audience.sensing import CameraCoverage, RoomAudioBySecond
from edge.audience.staff import CrowdedPlace
from edge.audience.staff_filter import StaffFilter
from edge.audience.visits import Visit, VisitTracker
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
    Release,
    SourceLost,
    SourceRestored,
    Tick,
    VisitClosed,
)

BODY_DURATION_S = 1.0
"""Length in seconds of the data that one body observation covers."""
SWEEP_S = 1.0
"""Seconds between two searches for visits that are over."""
OBSERVATIONS = (FrameObservation, AudioObservation, BodyObservation, CommentObservation)


@dataclass(frozen=True, slots=True)
class AudienceCounts:
    """Counts of visits, exposed visits and late events, for `status` and `health` on this kiosk.

    The number of all visits is released + dropped + waiting + open. These counts change with the people in view, so the
    message contract limits which of them may be published, and when. The field `withheld` may always be published.
    """

    open: int  # visits that are not closed
    waiting: int  # closed visits that wait for more people
    released: int  # visits that left in a window
    dropped: int  # visits that were withheld
    reactions_waiting: int  # exposed visits of released windows, once for each creative
    reactions_released: int
    reactions_dropped: int
    without_verdicts: int  # exposed visits of this day whose place was most of a reaction
    late_plays: int  # reported too late to make a reaction
    dropped_events: int  # too late, without a time, or from a lost camera
    withheld: int | None  # people withheld in the last local day that ended, in multiples of k
    one_place: bool | None  # over 20 % of that day's watchers stand in one cell of the picture
    place: CrowdedPlace | None = None  # of the last day that had one; never in a message
    comments_waiting: int = 0  # comments that wait for more people
    comments_released: int = 0
    comments_dropped: int = 0  # withheld, late, or the second of a minute; moves when somebody writes
    comments_dropped_people: int | None = None  # people of such comments, of the last local day that ended


class Audience:
    """The audience core: input events go in, releases come out. `handle_event`, `pause` and `close` return the releases
    in the order in which to publish them.
    """

    def __init__(self, rules: AudienceRules) -> None:
        self._rules = rules
        self._ordering = EventReorderBuffer()
        self._plays = PlayHistory(all_count=not rules.matches_visits)
        self._coverage = CameraCoverage()
        self._room_audio = RoomAudioBySecond()
        self._staff = StaffFilter() if rules.badges else None
        self._visits = VisitTracker(rules, self._plays.exposure_cell_at)
        self._batches = ReleaseBatches(rules, self._plays, self._coverage, self._room_audio, self._visits.stays)
        self._comments = PendingComments(rules, self._plays)
        self._last_frame: FrameObservation | None = None  # last frame, while the time that it stands for is unknown
        self._camera_lost_at_s: float | None = None  # time of the loss; None: the camera is there
        self._dropped_frames = 0
        self._dropped_in_pause = 0  # observations before the end of the last window
        self._now_s = -inf  # latest processed time
        self._stopped_s = -inf  # end of the last window of the last run
        self._next_sweep_s = -inf  # time of the next search for visits that are over
        self._day_end_s = -inf

    @property
    def counts(self) -> AudienceCounts:
        """The current counts. Cheap to call."""
        batches = self._batches
        return AudienceCounts(
            open=self._visits.open_visit_count,
            waiting=batches.waiting_visit_count,
            released=batches.released,
            dropped=batches.dropped,
            reactions_waiting=batches.reactions.held_exposure_count,
            reactions_released=batches.reactions.released,
            reactions_dropped=batches.reactions.dropped,
            without_verdicts=batches.reactions.without_verdicts,
            late_plays=self._plays.late,
            dropped_events=self._ordering.dropped + self._dropped_frames + self._dropped_in_pause,
            withheld=batches.withheld,
            one_place=batches.one_place,
            place=batches.place,
            comments_waiting=self._comments.waiting_count,
            comments_released=self._comments.released,
            comments_dropped=self._comments.dropped,
            comments_dropped_people=self._comments.dropped_slot_count,
        )

    def handle_event(self, event: InputEvent) -> list[Release | VisitClosed]:
        """Handles an event and returns the releases that it allows, usually none."""
        releases: list[Release | VisitClosed] = []
        for ordered in self._ordering.add_event(event):
            self._process_event(ordered, releases)
        return releases

    def resume(self, at_s: float) -> None:
        """Starts a run that accepts comments written at `at_s` or later.

        Camera, microphone and kits need no call of this method: their first observation starts a run. Without a call,
        the first comment starts the run, at the start of the ten-minute slot that contains the comment.
        """
        self._comments.start_run(max(self._stopped_s, at_s))

    def close(self, at_s: float, *, clock_was_set: bool = False) -> list[Release | VisitClosed]:
        """Ends the run when the kiosk stops or a recording ends: closes all visits and returns the last releases.

        Data that may not be published are dropped and counted. The next observation starts a new run. With
        `clock_was_set`, it also drops a last window shorter than `window_s` and all reactions that were not ready.
        """
        releases: list[Release | VisitClosed] = []
        at_s = self._end_run(at_s, releases)
        releases += self._plays.end_current_play(at_s)
        releases += self._batches.stop_run(at_s, clock_was_set=clock_was_set)
        releases += self._comments.stop_run(at_s, clock_was_set=clock_was_set)
        self._stopped_s = at_s
        self._forget_past_days()
        return releases

    def pause(self, at_s: float) -> list[Release | VisitClosed]:
        """Ends the run because sensing is paused: closes all visits. The screen keeps playing.

        The run's last window ends at the next regular window end. It is released 30 s later, so keep sending ticks.
        Observations before that window end are dropped. The first observation after it starts a new run.
        """
        releases: list[Release | VisitClosed] = []
        at_s = self._end_run(at_s, releases)
        self._stopped_s = max(self._stopped_s, self._batches.pause_run(at_s), self._comments.pause_run(at_s))
        self._next_sweep_s = min(self._next_sweep_s, self._batches.next_check_s)
        return releases

    def _end_run(self, at_s: float, releases: list[Release | VisitClosed]) -> float:
        """Processes all events up to `at_s` or the latest event, whichever is later. Closes all visits and returns the
        later of the two times.
        """
        for ordered in self._ordering.flush(at_s):
            self._process_event(ordered, releases)
        at_s = self._ordering.emitted_until_s
        self._advance_to(at_s, releases)
        self._finish_frame(at_s)
        self._make_visits(inf)
        self._restore_camera()
        self._add_closed(self._visits.close_all_visits(at_s), releases)
        return at_s

    def _process_event(self, event: InputEvent, releases: list[Release | VisitClosed]) -> None:
        self._advance_to(event.at_s, releases)
        if event.at_s < self._stopped_s and isinstance(event, OBSERVATIONS):
            self._dropped_in_pause += 1
            return
        match event:
            case FrameObservation():
                self._handle_frame(event)
            case AudioObservation():
                self._start_run(event.at_s, event.duration_s)
                self._room_audio.add_observation(event)
            case BodyObservation():
                self._start_run(event.at_s, BODY_DURATION_S)
                self._batches.reactions.add_body_second(event)
            case CommentObservation():
                self.resume(slot_number(event.at_s) * SLOT_S)
                self._comments.add(event)
            case PlayStarted():
                releases += self._plays.start_play(event, self._now_s, self._ordering.newest_s)
            case PlayEnded():
                releases += self._plays.end_play(event, self._now_s, self._ordering.newest_s)
            case SourceLost(source=source):
                if source == CAMERA and self._camera_lost_at_s is None:
                    self._finish_frame(self._now_s)
                    self._make_visits(inf)
                    self._camera_lost_at_s = self._now_s
                    self._visits.mark_visits_cut_off(self._now_s)
            case SourceRestored(source=source):
                if source == CAMERA:
                    self._restore_camera()
            case ConsentEnded(wearer=wearer):
                self._batches.reactions.forget_wearer(wearer)
            case CameraMoved():
                self._batches.reactions.verdict_limit.invalidate_answer()
            case Tick():
                pass

    def _advance_to(self, at_s: float, releases: list[Release | VisitClosed]) -> None:
        """Advances the current time to `at_s`: closes visits and checks the windows that are due. A late play never
        sets the time back.
        """
        self._now_s = max(self._now_s, at_s)
        if self._last_frame is not None and at_s - self._last_frame.at_s >= FRAME_STANDS_S:
            self._finish_frame(at_s)
        if at_s < self._next_sweep_s:
            return
        self._make_visits(at_s)
        while (check_s := min(self._batches.next_check_s, self._comments.next_check_s)) <= at_s:
            if self._batches.next_check_s == check_s:
                self._add_closed(self._visits.close_due_visits(check_s), releases)
                releases += self._batches.release_due(check_s)
            if self._comments.next_check_s == check_s:
                releases += self._comments.release_due(check_s)
        self._add_closed(self._visits.close_due_visits(at_s), releases)
        releases += self._plays.take_due_proofs(at_s)
        self._batches.end_day_if_over(at_s)
        self._comments.end_day_if_over(at_s)
        self._forget_past_days()
        self._next_sweep_s = min(at_s + SWEEP_S, self._batches.next_check_s)

    def _handle_frame(self, frame: FrameObservation) -> None:
        if self._camera_lost_at_s is not None or (self._last_frame is not None and frame.at_s <= self._last_frame.at_s):
            self._dropped_frames += 1
            return
        self._batches.start_run(frame.at_s)
        self._finish_frame(frame.at_s)
        self._last_frame = frame

    def _start_run(self, at_s: float, duration_s: float) -> None:
        """Starts a run at the start of the first observation, that is: `duration_s` before `at_s`, but not before the
        last stop.
        """
        if isfinite(duration_s):
            self._batches.start_run(max(self._stopped_s, at_s - duration_s))

    def _restore_camera(self) -> None:
        if self._camera_lost_at_s is not None:
            self._visits.skip_lost_time(self._now_s - self._camera_lost_at_s)
            self._camera_lost_at_s = None

    def _finish_frame(self, until_s: float) -> None:
        """Processes the previous frame, now that its duration is known."""
        if self._last_frame is not None:
            frame, self._last_frame = self._last_frame, None
            stands_s = min(until_s - frame.at_s, FRAME_STANDS_S)
            self._coverage.add_span(frame.at_s, frame.at_s + stands_s)
            if self._staff is None:
                self._visits.handle_frame(frame, stands_s)
                return
            for number in self._staff.add_frame(frame, stands_s):
                self._discard_staff(number)
            self._make_visits(frame.at_s)

    def _make_visits(self, now_s: float) -> None:
        """Makes visits from the frames that have been queued long enough for badges to be read. If the given time is
        infinite, uses all frames.
        """
        if self._staff is not None:
            for frame, stands_s in self._staff.take_due_frames(now_s):
                self._visits.handle_frame(frame, stands_s)

    def _discard_staff(self, number: int) -> None:
        """Removes a track that turned out to be staff, and its visit, unless a window has already reported the
        visit.
        """
        stay = self._visits.discard_staff_track(number)
        if stay is not None and self._batches.discard_staff_visit(stay):
            self._visits.stays.remove(stay)

    def _add_closed(self, closed: Iterable[Visit], releases: list[Release | VisitClosed]) -> None:
        for visit in closed:
            self._batches.add(visit)
            if self._rules.trace:
                numbers = tuple(track.number for track in visit.tracks)
                releases.append(VisitClosed(visit.start_s, visit.end_s, numbers))

    def _forget_past_days(self) -> None:
        """Drops the data of the previous local day once that day is over."""
        if self._batches.day_end_s != self._day_end_s:
            self._visits.forget_stays(self._day_end_s)
            self._plays.forget_plays(min(self._day_end_s, self._comments.oldest_s))
            self._day_end_s = self._batches.day_end_s
