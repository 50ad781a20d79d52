"""Connects the session leader's page, which its server runs in a thread, with the command that records sessions."""

import re
import threading
from collections.abc import Callable, Sequence

from edge.consent.record import SCOPES
from edge.study.markers import ARRIVED_ERROR_S, LONGEST_TEXT, Marker
from edge.study.participants import PATTERN
from edge.study.recorder import SessionRecorder, StudyEvent
from edge.study_sessions.control import RefusedActionError
from edge.study_sessions.course import SessionCourse
from edge.study_sessions.leader.monitor import SessionMonitor
from edge.study_sessions.session import SessionRun
from edge.study_sessions.values import LiveView, NoSessionError

LOOK_S = 0.25
"""Seconds between two views of the session that are made while the page requests views."""
ASKED_S = 5.0


class LeaderDesk:
    """Passes requests and views between the leader's page and the command that records sessions.

    Any thread may call it, except for `wait_for_request`, `begin_session`, `end_session` and `fail_session`, which only
    the command calls. `now`: seconds since 1970.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._changed = threading.Condition()
        self._wanted: str | None = None
        self._is_closed = False
        self._stop_session: Callable[[], None] | None = None
        self._live: _LiveSession | None = None
        self.said: tuple[str, ...] = ()
        """Lines about the last session, or the reason why the last session could not be recorded."""
        self.is_fault = False

    @property
    def is_busy(self) -> bool:
        """True from the request for a session until the session has ended."""
        return self._wanted is not None

    def wait_for_request(self) -> str | None:
        """Wait until the leader requests a session. Returns its participant, or None once the desk is closed."""
        with self._changed:
            self._wanted = None
            self._changed.wait_for(lambda: self._wanted is not None or self._is_closed)
            return None if self._is_closed else self._wanted

    def set_stop_function(self, stop: Callable[[], None]) -> None:
        """Store the function that stops the session that is about to start."""
        self._stop_session = stop

    def stop_session(self) -> None:
        """End the running session properly. If no session is running, close the desk."""
        stop = self._stop_session
        if stop is not None:
            stop()
            return
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def begin_session(self, run: SessionRun, recorder: SessionRecorder, course: SessionCourse) -> None:
        """Note that a session has started."""
        self._live = _LiveSession(run, recorder, course, self._now)

    def end_session(self, lines: Sequence[str]) -> None:
        """Record that a session has ended. `lines`: lines for the page about what was stored."""
        self._over(lines, is_fault=False)

    def fail_session(self, why: str) -> None:
        """Note that a session could not be recorded."""
        self._over([why], is_fault=True)

    def request_session(self, participant: object) -> None:
        """Request that the command start a session. Raises NoSessionError."""
        if not isinstance(participant, str) or not re.fullmatch(PATTERN, participant):
            raise NoSessionError("This participant does not exist. Choose a participant from the list.")
        with self._changed:
            if self.is_busy or self._is_closed:
                raise NoSessionError("A session is already running. End that session first.")
            self._wanted, self.said = participant, ()
            self._changed.notify_all()

    def request_action(self, action: str) -> None:
        """Request an action of the running session. Raises NoSessionError or RefusedActionError."""
        live = self._live
        if live is None:
            raise NoSessionError("No session is running. Start a session from the list.")
        live.run.control.request_action(action)

    def add_marker(self, text: object) -> None:
        """Add a marker to the running session. Raises NoSessionError or RefusedActionError."""
        live = self._live
        if live is None:
            raise NoSessionError("No session is running. Start a session from the list.")
        if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_TEXT:
            raise RefusedActionError(f"the text of a marker must have 1 to {LONGEST_TEXT} characters")
        live.run.queue.put(Marker(self._now(), "mark", text, error_s=ARRIVED_ERROR_S, origin="page"))

    def live_view(self) -> LiveView | None:
        """The newest view of the running session; None if no session is running."""
        live = self._live
        return None if live is None else live.newest_view()

    def _over(self, lines: Sequence[str], *, is_fault: bool) -> None:
        self._live = self._stop_session = None
        self.said, self.is_fault = tuple(lines), is_fault


class _LiveSession:
    """A running session. The session's loop makes views, and the page's server reads the newest view."""

    def __init__(
        self, run: SessionRun, recorder: SessionRecorder, course: SessionCourse, now: Callable[[], float]
    ) -> None:
        self.run = run
        self._recorder, self._course, self._now = recorder, course, now
        self._monitor = SessionMonitor(recorder.session.info.sources.keys(), now())
        self._phase, self._phase_s = "", now()
        self._asked_s, self._due_s = now(), 0.0
        self._view: LiveView | None = None
        self._turn = run.on_turn
        run.on_event, run.on_turn = self._process, self._look

    def newest_view(self) -> LiveView | None:
        """The newest view of the session."""
        self._asked_s = self._now()
        return self._view

    def _process(self, event: StudyEvent) -> None:
        self._monitor.process(event, self._now())

    def _look(self) -> None:
        self._turn()
        self._monitor.update_scopes(self._recorder.recorded_scopes)
        now_s = self._now()
        if now_s >= self._due_s and now_s - self._asked_s < ASKED_S:
            self._due_s = now_s + LOOK_S
            self._view = self._build_view(now_s)

    def _build_view(self, now_s: float) -> LiveView:
        session, monitor, state = self._recorder.session, self._monitor, self.run.control.current_state
        shown = "paused" if state.is_paused else state.phase
        if shown != self._phase:
            self._phase, self._phase_s = shown, now_s
        has_face, face_gap_s = monitor.face_state(now_s)
        level_db, sound_gap_s = monitor.sound_state(now_s)
        held = self._recorder.recorded_scopes
        scopes = {scope: scope in held for scope in (*SCOPES, *session.info.streams)}
        return LiveView(
            session.participant, session.number, now_s, now_s - self._phase_s, state,
            scopes, has_face, face_gap_s, level_db, sound_gap_s,
            monitor.kit_views(now_s), monitor.current_advert(now_s), self._course.open_question_count, self.run.alerts,
        )  # fmt: skip
