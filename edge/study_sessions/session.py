"""Runs one session: contact check, baseline, ads. Its loop only passes events to the recorder."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from edge.clock import Clock
from edge.events import PlayEnded, PlayStarted
from edge.kiosk.stages.supervisor import Stage
from edge.queues import BoundedQueue
from edge.study.markers import Marker
from edge.study.recorder import SessionRecorder, StudyEvent
from edge.study.sessions import StudySession
from edge.study_sessions.contact import GOOD, ContactMeter
from edge.study_sessions.control import Action, SessionControl
from edge.study_sessions.pause import PauseGate
from edge.study_sessions.stages import SessionStages

TURN_S = 0.05
STOP_S = 3.0
AFTER_S = 2.0
"""Seconds for which recording continues after the last ad.

A skin response may come up to 4 s after its cause, but the person's next session should not have to wait.
"""


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a session. `length_s`: None if it lasts until `is_over`, the action `waits_for`, or the session's end.

    `marks`: types of its markers. `until`: what ends it, as text for the session leader. `begin` is called at its
    start. `runs_on`: a pause does not extend it, for example because a video continues on another screen.
    """

    name: str
    length_s: float | None
    marks: tuple[str, str] | None = None
    until: str = "until Ctrl-C"
    begin: Callable[[], None] = lambda: None
    is_over: Callable[[], bool] = lambda: False
    waits_for: Action | None = None
    runs_on: bool = False


def timed_session_phases(
    check_s: float, baseline_s: float, adverts_s: float | None, *, waits: bool = False
) -> list[Phase]:
    """The parts of a session that take time, in order. `waits`: baseline and ads start only on request."""
    first = _waiting("contact", "baseline" if baseline_s > 0 else "adverts") if waits else Phase("contact", check_s)
    planned = [
        first,
        Phase("baseline", baseline_s, ("baseline_start", "baseline_end")),
        *([_waiting("ready", "adverts")] if waits and baseline_s > 0 else []),
        Phase("adverts", adverts_s, runs_on=adverts_s is not None),
    ]
    return [phase for phase in planned if phase.length_s is None or phase.length_s > 0]


def _waiting(name: str, action: Action) -> Phase:
    return Phase(
        name, None, until=f"until you run vitrina study control DIR {action} or press the button", waits_for=action
    )


class SessionRun:
    """One session, from the call of `run` to its end. Any thread may call `stop`.

    `play_stages` start with the phase "adverts". They fill the same queue as the stages of camera, microphone and kits.
    """

    def __init__(
        self,
        recorder: SessionRecorder,
        stages: SessionStages,
        clock: Clock,
        planned: Sequence[Phase],
        play_stages: Sequence[Stage] = (),
    ) -> None:
        self._recorder, self._stages, self._clock = recorder, stages, clock
        self._phases, self._play_stages = planned, play_stages
        self._meter: ContactMeter | None = None
        self._stop = threading.Event()
        self._reported: set[str] = set()
        self._dropped = 0
        self._gate = PauseGate()
        self.control = SessionControl()
        self.on_event: Callable[[StudyEvent], None] = lambda _: None  # after it was recorded
        self.on_turn: Callable[[], None] = lambda: None  # called several times a second
        self.on_end: Callable[[], None] = lambda: None  # before the last events are recorded
        self.on_play: Callable[[PlayStarted | PlayEnded], None] = lambda _: None  # before a play is recorded

    @property
    def queue(self) -> BoundedQueue[StudyEvent]:
        return self._stages.queue

    @property
    def alerts(self) -> tuple[str, ...]:
        """Texts of all current faults of the session's devices."""
        return self._stages.alert_texts

    def stop(self) -> None:
        """Request that `run` end the session properly."""
        self._stop.set()

    def run(self) -> StudySession:
        """Record until all phases end, `stop` is called, or the participant withdraws. Raises StudyStorageError."""
        self._stages.supervisor.start(self._stages.all)
        try:
            for phase in self._phases:
                self._run_phase(phase)
                if self._is_over:
                    break
        finally:
            self._end()
        return self._recorder.session

    @property
    def _is_over(self) -> bool:
        return self._stop.is_set() or self._recorder.is_withdrawn or self.control.is_ended

    def _run_phase(self, phase: Phase) -> None:
        self._begin_phase(phase)
        until_s = None if phase.length_s is None else self._clock.now() + phase.length_s
        while not self._is_over and not self._is_past(phase, until_s):
            paused_s = self._run_one_turn()
            if until_s is not None and not phase.runs_on:
                until_s += paused_s
        if phase.marks:
            self._recorder.handle_event(Marker(self._clock.now(), phase.marks[1]))
        if self._meter is not None:
            self._report_contact(self._meter)
            self._meter = None

    def _is_past(self, phase: Phase, until_s: float | None) -> bool:
        if self._gate.since_s is not None and not phase.runs_on:
            return False
        is_late = until_s is not None and self._clock.now() >= until_s
        return is_late or phase.is_over() or self.control.was_action_taken(phase.waits_for)

    def _begin_phase(self, phase: Phase) -> None:
        length = phase.until if phase.length_s is None else f"{phase.length_s:.0f} s"
        print(f"study: {phase.name} ({length})", flush=True)
        self.control.begin_phase(phase.name, phase.waits_for)
        phase.begin()
        if phase.marks:
            self._recorder.handle_event(Marker(self._clock.now(), phase.marks[0]))
        if phase.name == "contact":
            self._meter = ContactMeter()
        if phase.name == "adverts":
            self._stages.supervisor.start(self._play_stages)

    def _run_one_turn(self) -> float:
        """Run one turn of the loop. Returns the length in seconds of a pause that ended during the turn."""
        paused_s = self._update_pause()
        for event in self._events(TURN_S):
            self._handle_event(event)
        if self.queue.dropped > self._dropped:
            lost, self._dropped = self.queue.dropped - self._dropped, self.queue.dropped
            self._recorder.handle_event(Marker(self._clock.now(), "dropped", str(lost)))
        self._recorder.write_due_rows()
        self._stages.active = self._recorder.recorded_scopes
        self.on_turn()
        for text in self._stages.alert_texts:
            if text not in self._reported:
                self._reported.add(text)
                print(text, flush=True)
        return paused_s

    def _update_pause(self) -> float:
        is_paused, now_s = self.control.is_paused, self._clock.now()
        if is_paused == (self._gate.since_s is not None):
            return 0.0
        kind = "pause_start" if is_paused else "pause_end"
        self._recorder.handle_event(Marker(now_s, kind))
        print("study: paused: nothing is recorded" if is_paused else "study: the pause is over", flush=True)
        if not is_paused:
            return self._gate.end(now_s)
        self._gate.begin(now_s)
        return 0.0

    def _events(self, wait_s: float) -> Iterator[StudyEvent]:
        event = self.queue.get(wait_s)
        while event is not None:
            yield event
            event = self.queue.get()

    def _handle_event(self, event: StudyEvent) -> None:
        if not self._gate.is_outside_pause(event):
            return
        if self._meter is not None:
            self._meter.add_kit_samples(event)
        if isinstance(event, PlayStarted | PlayEnded):
            self.on_play(event)
            if self._stages.microphone is not None:
                self._stages.microphone.put_play(event)
        self._recorder.handle_event(event)
        self.on_event(event)

    def _report_contact(self, meter: ContactMeter) -> None:
        info = self._recorder.session.info
        names = [name for name in sorted(info.sources) if not info.is_text_stream(name)]
        shares = {name: meter.good_shares_by_series.get(name, 0.0) for name in names}
        self._recorder.replace_description(replace(info, contact=shares))
        for name, share in shares.items():
            advice = "" if share >= GOOD else "  check it before you continue"
            what = "contact" if meter.measures_contact(name) else "heart rate"
            print(f"study: {what} of {name}: {share:.0%}{advice}", flush=True)

    def _end(self) -> None:
        ended_s = self._clock.now()  # the time in which devices close is no part of the session
        names = [stage.name for stage in (*self._stages.all, *self._play_stages)]
        self._stages.supervisor.request_stop(names)
        self._stages.supervisor.join(names, STOP_S)
        self.on_end()
        for event in self._events(0.0):
            self._handle_event(event)
        self._recorder.close(ended_s)
