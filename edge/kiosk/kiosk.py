"""The kiosk: builds all parts, runs their stages, and owns the audience loop."""

import logging
import math
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing

from edge import __version__
from edge.audience.audience import Audience
from edge.clock import Clock, day_end
from edge.consent.check import check_consent
from edge.consent.store import ConsentStore
from edge.events import (
    AudioObservation,
    BodyObservation,
    FrameObservation,
    InputEvent,
    PlayEnded,
    PlayStarted,
    Release,
    ReleasedWindow,
)
from edge.kiosk import build
from edge.kiosk.audience_loop import AudienceLoop, PlayEvent
from edge.kiosk.camera_stage import CameraStage
from edge.kiosk.health import EVERY_S, HealthCounters, HealthReporter
from edge.kiosk.kit_stage import KitStage
from edge.kiosk.message_writer import MessageWriter
from edge.kiosk.microphone_stage import MicrophoneStage
from edge.kiosk.monitor import Monitor
from edge.kiosk.state import StateTracker
from edge.kiosk.status import KioskStatus, LastMessage
from edge.kiosk.supervisor import Stage, Supervisor
from edge.messages.commands import AnyCommand, BadCommand, PauseCommand, PlayCommand, ResumeCommand, play_event
from edge.settings.settings import Settings
from edge.sources.kits.reader import KitReader
from edge.uplink.outbox.outbox import OutboxError
from edge.uplink.publisher.publisher import Publisher

log = logging.getLogger(__name__)

TURN_S = 0.5  # longest turn of the audience loop
STOP_S = 2.3  # for the end; with the turn in progress and the exit of Python it takes 3 s at most
LAST_FRAMES_S = 0.8  # part of STOP_S, for the frame that perception is processing
PERCEPTION, HEARING, FEELING, PUBLISHER = "perception", "hearing", "feeling", "publisher"
SENSES = [PERCEPTION, HEARING, FEELING]
HUNG_S = 20.0  # a stage without a heartbeat for so long hangs; each sends one at least every 5 s
EXPIRE_EVERY_S = 60.0
EXPIRE_AFTER_S = 600.0  # a clock that is far ahead at boot must not make messages too old

KioskEvent = FrameObservation | AudioObservation | BodyObservation | PlayStarted | PlayEnded


class Kiosk:
    """A kiosk built from settings. `run` returns after `stop`, or when a video file ends.

    `stop` may be called from any thread or signal handler. `on_event` gets every observation and play as it comes,
    for a terminal on this machine. `notice_exempt` is for the demo and the bench: the people in a recording need no
    notice. `heartbeat` is called once a second by the loop.

    Raises SettingsError, ModelFileError, OutboxError, CameraError, KitSettingsError and BrokerSettingsError. After an
    error nothing is left open.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        on_event: Callable[[KioskEvent], None] = lambda _: None,
        notice_exempt: bool = False,
        health_every_s: float = EVERY_S,
        heartbeat: Callable[["Kiosk"], None] = lambda _: None,
    ) -> None:
        now = clock.now
        self._clock, self._on_event, self._heartbeat = clock, on_event, heartbeat
        self._stop = threading.Event()
        self._bad_commands = self._expression_calls = 0
        self._second = math.floor(now())
        self.clock_was_set = False
        self._health_every_s, self._health_due_s = health_every_s, now() + health_every_s
        self._expire_due_s = now() + EXPIRE_AFTER_S
        self._state = StateTracker(now)
        self._monitor = Monitor(self._state, clock, settings.site)
        self._monitor.hours()
        if not notice_exempt:
            self._monitor.notice(settings.notice)
        with ExitStack() as undo:
            self._build(settings, now, undo)
            undo.pop_all()

    def _build(self, settings: Settings, now: Callable[[], float], undo: ExitStack) -> None:
        """Builds all parts. Errors in the settings are raised before the outbox is created."""
        self._broker, header = build.broker_options(settings), build.header(settings)
        build.build_camera(settings, now).close()  # raises now if the camera can never work, not in the stage's thread
        self._pipeline = undo.enter_context(build.build_face_pipeline(settings))
        self._microphone_stage = self._build_microphone_stage(settings, now) if settings.microphone.listens else None
        self._kit_stage = self._build_kit_stage(settings, now) if settings.kits else None
        self._audience = Audience(build.audience_rules(settings))
        self._outbox = undo.enter_context(closing(build.build_outbox(settings)))
        self._writer = MessageWriter(header, build.model_names(settings), self._outbox, self._state, now, os.urandom)
        self._playlist = build.plays_until(settings, now())
        self._audience_loop = AudienceLoop(self._audience, self._on_release, now, self._plays_until)
        self._camera_stage = CameraStage(
            lambda: build.build_camera(settings, now),
            self._pipeline,
            self._audience_loop.put_observation,
            lambda: not self._state.paused,
            settings.faces.rate_hz,
            self._on_frame,
            now,
            day_end(settings.site.timezone),
            lambda: self._supervisor.heartbeat(PERCEPTION),
        )
        self._publisher = Publisher(
            self._broker,
            header,
            self._outbox,
            state=self._writer.state,
            offline=self._writer.offline,
            on_command=self._on_command,
            now_s=now,
            monotonic_s=now,
            heartbeat=lambda: self._supervisor.heartbeat(PUBLISHER),
        )
        self._health = HealthReporter(now, self.counters, self._pids, build.model_labels(settings))
        self._supervisor = Supervisor(now, self._stage_changed)

    def _build_microphone_stage(self, settings: Settings, now: Callable[[], float]) -> MicrophoneStage:
        return MicrophoneStage(
            lambda: build.build_microphone(settings, now),
            build.build_advert_audio(settings),
            self._on_observation,
            lambda: not self._state.paused,
            lambda: self._supervisor.heartbeat(HEARING),
            lambda: build.build_loopback(settings, now),
        )

    def _build_kit_stage(self, settings: Settings, now: Callable[[], float]) -> KitStage:
        store = ConsentStore(settings.outbox.path)
        return KitStage(
            build.build_kit_readers(settings),
            lambda kit, emit: KitReader(kit, emit, now),
            lambda kit: check_consent(settings.kits[kit.number - 1], kit.name, store, now()),
            build.build_arousal_estimator(settings),
            self._on_observation,
            lambda: not self._state.paused,
            now,
            lambda: self._supervisor.heartbeat(FEELING),
        )

    def run(self) -> None:
        """Runs until `stop`. Ends within STOP_S; then every release is in the outbox."""
        self._state.started()
        if not self._state.paused:
            self._state.degrade("camera", "camera: opening")
            if self._microphone_stage:
                self._state.degrade("microphone", "microphone: opening")
        self._state.state_if_changed()  # the publisher sends the state when it connects
        stages = [Stage(PERCEPTION, self._camera_stage.run), Stage(PUBLISHER, lambda _: self._publisher.run())]
        if self._kit_stage:
            stages.append(Stage(FEELING, self._kit_stage.run))
        if self._microphone_stage:
            stages.append(Stage(HEARING, self._microphone_stage.run))
        self._supervisor.start(stages)
        try:
            while not self._stop.is_set() and not self._camera_stage.ended.is_set():
                self._run_once()
        finally:
            self._end()

    def stop(self) -> None:
        self._stop.set()

    def hung(self) -> list[str]:
        """Names of the stages that run but make no progress."""
        return self._supervisor.hung(HUNG_S)

    def status(self) -> KioskStatus:
        """Status of the kiosk. May be called from any thread."""
        state, publisher, counts = self._state.snapshot, self._publisher, self._audience.counts
        last, usage = self._writer.last, self._outbox.usage()
        return KioskStatus(
            version=__version__,
            state=state.state,
            reasons=state.reasons,
            since_s=state.since_s,
            held=counts.waiting > 0 or counts.reactions_waiting > 0,
            last=LastMessage(last.kind, last.seq, last.at_s) if last and last.seq else None,
            broker=self._broker.place,
            connected=publisher.connected,
            wrong=tuple(self._state.texts),
            waiting=usage.unsent,
            kept=usage.rows,
            dropped=usage.dropped,
        )

    def _run_once(self) -> None:
        self._audience_loop.run_once(TURN_S, sensing=not self._state.paused)
        self._monitor.camera(self._camera_stage.condition, self._camera_stage.warnings)
        if self._microphone_stage:
            self._monitor.microphone(self._microphone_stage.condition)
        if self._kit_stage:
            self._monitor.kits(self._kit_stage.alerts)
        self._monitor.broker(self._publisher.conditions)
        self._monitor.queues(self._publisher.dropped_commands + self._audience_loop.dropped_plays)
        if math.floor(self._clock.now()) > self._second:
            self._second = math.floor(self._clock.now())
            self._each_second()
        self._write_alerts()
        if self._state.state_if_changed():
            self._publisher.state_changed()
        if self._clock.now() >= self._health_due_s:
            self._health_due_s += self._health_every_s
            self._write_health()
        if self._clock.now() >= self._expire_due_s:
            self._expire_due_s += EXPIRE_EVERY_S
            self._expire()

    def _each_second(self) -> None:
        """Checks that are not needed with every frame."""
        self._monitor.hours()
        self._monitor.runtime(self._pipeline.fallback)
        self._monitor.outbox(self._outbox.usage(), self._outbox.set_aside_files)
        self._health.update()
        if self._monitor.clock_was_set():
            self.clock_was_set = True
            self._stop.set()
        self._heartbeat(self)

    def _expire(self) -> None:
        try:
            self._outbox.expire(self._clock.now())
        except OutboxError as error:
            self._state.degrade("expiry", str(error))
        else:
            self._state.degrade("expiry", None)

    def _end(self) -> None:
        until_s = self._clock.now() + STOP_S
        self._supervisor.request_stop()
        self._supervisor.join(SENSES, LAST_FRAMES_S)
        self._audience_loop.close()
        self._write_alerts()
        self._publisher.stop(max(0.5, until_s - self._clock.now()))
        left = self._supervisor.join([*SENSES, PUBLISHER], max(0.0, until_s - self._clock.now()))
        if left:
            log.warning("stop: %s did not end in time and is left behind", ", ".join(left))
        if PERCEPTION not in left:
            self._pipeline.close()
        if PUBLISHER not in left:
            self._outbox.close()

    def _write_alerts(self) -> None:
        alerts = self._state.pop_alerts()
        while alerts and self._writer.alert(alerts[0]):
            alerts.pop(0)
        self._state.requeue_alerts(alerts)

    def _write_health(self) -> None:
        kept = self._outbox.kept_range()  # read first: if `unsent` is then 0, all up to its last number was sent
        vitals = self._health.vitals(self._outbox.usage(), self._clock.error_s())
        self._publisher.health(self._writer.health(kept, vitals))

    # Callbacks of the parts ----------------------------------------------------------------------------------------

    def _on_release(self, release: Release) -> None:
        self._writer.write(release)
        if isinstance(release, ReleasedWindow):
            self._health.window_released(release.from_s, release.to_s)
            self._monitor.pace(self._health.analysed_hz)

    def _on_observation(self, event: InputEvent) -> None:
        """Event of the microphone or of a kit. Called in the thread of its stage."""
        self._audience_loop.put_observation(event)
        if isinstance(event, AudioObservation | BodyObservation):
            self._on_event(event)

    def _on_frame(self, frame: FrameObservation) -> None:
        self._health.detector_ms.add(frame.at_s, self._pipeline.detector_ms)
        if any(face.expression is not None for face in frame.faces) and self._pipeline.expression_ms is not None:
            self._expression_calls += 1
            self._health.expression_ms.add(frame.at_s, self._pipeline.expression_ms)
        self._on_event(frame)

    def _plays_until(self, at_s: float) -> list[PlayEvent]:
        plays = self._playlist(at_s)
        for play in plays:
            self._on_play(play)
        return plays

    def _on_play(self, play: PlayEvent) -> None:
        """Passes a play to its receivers besides the audience: the microphone stage and `on_event`."""
        if self._microphone_stage:
            self._microphone_stage.put_play(play)
        self._on_event(play)

    def _on_command(self, command: AnyCommand | BadCommand, arrived_s: float) -> None:
        """Command from the broker. Called in the publisher's thread."""
        match command:
            case BadCommand():
                self._bad_commands += 1
                self._monitor.bad_command(command.text)
            case PlayCommand():
                play = play_event(command, arrived_s)
                self._audience_loop.put_play(play)
                self._on_play(play)
            case PauseCommand():
                log.info("paused by command: %r", command.reason)  # %r keeps foreign text on one line
                self._state.pause("command", f"command: {command.reason}")
            case ResumeCommand():
                log.info("resumed by command: %r", command.reason)
                self._state.pause("command", None)
            case _:
                raise AssertionError(f"the publisher answers {command!r} itself")

    def _stage_changed(self, name: str, text: str | None) -> None:
        """A stage failed too often (`text`), or runs again (None). Called in the thread of the stage."""
        self._state.degrade(name, text)
        if text:
            self._state.alert(f"stage.{name}", "error", text)
        else:
            self._state.clear(f"stage.{name}")

    def counters(self) -> HealthCounters:
        """Counts since the start. May be called from any thread."""
        camera, counts = self._camera_stage.counters, self._audience.counts
        return HealthCounters(
            frames=camera.given,
            dropped=camera.blind,
            bad_values=counts.dropped_events,
            analysed=camera.analysed,
            analysis_dropped=camera.replaced + self._audience_loop.dropped,
            expression_calls=self._expression_calls,
            late_plays=counts.late_plays,
            bad_commands=self._bad_commands,
            withheld=counts.withheld,
            one_place=counts.one_place,
            microphone=self._microphone_stage.counters if self._microphone_stage else None,
            kits=self._kit_stage.counters if self._kit_stage else None,
        )

    def _pids(self) -> list[int]:
        camera = self._camera_stage.camera
        child = camera.capture_pid if camera else None
        return [
            os.getpid(),
            *([child] if child else []),
            *(self._microphone_stage.pids if self._microphone_stage else []),
        ]
