"""`vitrina study session`: opens the study, pauses the kiosk, builds the stages, and runs the session."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Protocol

from edge import __version__
from edge.clock import Clock
from edge.kiosk import networks
from edge.kiosk.process.stop_signals import stop_on_signals
from edge.kiosk.stages.camera_lock import CameraLock
from edge.settings.settings import Settings
from edge.study.dictionary import ANSWERS
from edge.study.face_grid import AttentionRule
from edge.study.recorder import SessionClock, SessionRecorder
from edge.study.session_lock import hold_session_lock
from edge.study.sessions import SessionInfo, StudySession
from edge.study.study import Study
from edge.study_sessions.access import open_study_with_settings
from edge.study_sessions.control import SessionControl
from edge.study_sessions.course import SessionCourse, open_course
from edge.study_sessions.key_input import emit_key_markers
from edge.study_sessions.lsl import LslStreams
from edge.study_sessions.machine_hold import hold_kiosk_pause, wait_for_camera
from edge.study_sessions.marker_socket import MarkerServer
from edge.study_sessions.options import NONE, SessionOptions, make_session_settings, session_kits
from edge.study_sessions.plays import advert_stages
from edge.study_sessions.questions.open import require_answer_consent
from edge.study_sessions.session import SessionRun
from edge.study_sessions.session_lines import session_end_lines, session_start_lines
from edge.study_sessions.session_lsl import open_session_lsl
from edge.study_sessions.stages import SessionBuilder, SessionStages
from edge.study_sessions.told_once import log_faults_once

Watch = Callable[[Callable[[], None]], None]


class SessionLeader(Protocol):
    """Interface to a running session, for example for the leader's page. The session's loop calls it."""

    def begin_session(self, run: SessionRun, recorder: SessionRecorder, course: SessionCourse) -> None:
        """Called when the session is about to start."""

    def end_session(self, lines: Sequence[str]) -> None:
        """Called when the session has ended. `lines`: what was stored, as text for the leader."""


def record_session(
    settings: Settings,
    folder: Path,
    options: SessionOptions,
    watch: Watch = stop_on_signals,
    leader: SessionLeader | None = None,
) -> int:
    """Record one session. `watch` receives a function that it can call to stop the session. Returns the exit code."""
    with ExitStack() as stack:
        study = stack.enter_context(open_study_with_settings(folder, settings))
        study.participants.require(options.participant)
        session_kits(settings, options)
        clock = Clock()
        if options.questionnaire is not None:
            require_answer_consent(study, options.participant, clock.now())
        stack.enter_context(hold_session_lock(folder, clock.now, participant=options.participant))
        stack.enter_context(hold_kiosk_pause(settings.outbox.path))
        stack.enter_context(log_faults_once())
        session = _run(study, make_session_settings(settings, options), options, clock, stack, watch, leader)
        lines = _end_lines(study, session)
        print("\n".join(lines))
        if leader is not None:
            leader.end_session(lines)
    return 0


def _run(
    study: Study,
    settings: Settings,
    options: SessionOptions,
    clock: Clock,
    stack: ExitStack,
    watch: Watch,
    leader: SessionLeader | None,
) -> StudySession:
    name = options.participant
    builder = SessionBuilder(
        settings, clock, stack, lambda: study.participants.consented_scopes(name, clock.now()), options.zone
    )
    stages = builder.build(session_kits(settings, options), has_camera=options.camera != NONE)
    lsl = open_session_lsl(options, study.definition, stages.active, clock, stack)
    builder.add_streams(lsl.inputs, has_ads=lsl.has_ads)
    if stages.camera is not None:
        wait_for_camera(CameraLock(settings.outbox.path), clock.now)
    control = SessionControl(waits=options.waits)
    course = open_course(settings, options, study.definition, clock, stages.queue, stack, control)
    play_stages, adverts_s = advert_stages(
        settings, options, clock, stages, stack, course.make_player_screen(settings, with_questions=options.on_screen)
    )
    session_clock = SessionClock(clock.now, clock.error_s, lsl.clock_s)
    people = settings.audience
    recorder = SessionRecorder(
        study,
        name,
        _session_info(settings, options, stages, clock),
        session_clock,
        AttentionRule(people.attentive_yaw_deg, people.attentive_pitch_deg),
        lsl.outlets.send_rows if lsl.outlets else lambda _, __: None,
    )
    if options.questionnaire is not None:
        recorder.begin_series(ANSWERS.name)
    run = SessionRun(recorder, stages, clock, course.make_session_phases(options, adverts_s), play_stages)
    run.control = control
    run.on_play, run.on_end = course.process_play, course.close
    run.on_turn = partial(_turn, recorder, course, lsl.outlets)
    if leader is not None:
        leader.begin_session(run, recorder, course)
    lsl.read_markers(clock.now, run.queue.put, stack)
    server = MarkerServer(study.folder, session_clock, run.queue.put, control)
    stack.callback(server.close)
    stack.enter_context(emit_key_markers(clock.now, run.queue.put))
    watch(run.stop)
    asked = recorder.recorded_scopes if options.questionnaire is not None else recorder.recorded_scopes - {"answers"}
    print("\n".join(session_start_lines(recorder.session, asked, settings.models.use)), flush=True)
    return run.run()


def _turn(recorder: SessionRecorder, course: SessionCourse, streams: LslStreams | None) -> None:
    course.update_scopes(recorder.recorded_scopes)
    if streams:
        streams.send_due_session_marker()


def _session_info(settings: Settings, options: SessionOptions, stages: SessionStages, clock: Clock) -> SessionInfo:
    wanted = [task for task, series in (("expression", "face"), ("voice", "sound")) if series in stages.sources]
    return SessionInfo(
        started_s=clock.now(),
        zone=options.zone.edges if "face" in stages.sources else None,
        sources=dict(stages.sources),
        models={task: choice.label for task, choice in networks.choose_networks(settings, wanted).items()},
        version=__version__,
        rates_hz=dict(stages.rates_hz),
        streams=dict(stages.formats),
    )


def _end_lines(study: Study, session: StudySession) -> list[str]:
    if session.participant not in study.participants.pseudonyms():
        return ["study: the participant has withdrawn; nothing of the session is stored."]
    return list(session_end_lines(session))
