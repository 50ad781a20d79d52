"""The kiosk: the rooms put together, left to right, and the loop that owns them."""

import logging
import math
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing

from edge import __version__
from edge.audience.audience import Audience
from edge.clock import Clock, day_end
from edge.consent.check import ruling
from edge.consent.store import Shelf
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
from edge.kiosk.audience_loop import Counting, PlayEvent
from edge.kiosk.camera_stage import Looking
from edge.kiosk.health import EVERY_S, Counters, Health
from edge.kiosk.kit_stage import Feeling
from edge.kiosk.message_writer import Telling
from edge.kiosk.microphone_stage import Hearing
from edge.kiosk.monitor import Heeding
from edge.kiosk.state import Conditions
from edge.kiosk.status import LastMessage, Report
from edge.kiosk.supervisor import Stage, Supervisor
from edge.messages.commands import AnyCommand, BadCommand, PauseCommand, PlayCommand, ResumeCommand, play_event
from edge.settings.settings import Settings
from edge.sources.kits.reader import KitReader
from edge.uplink.outbox.outbox import OutboxError
from edge.uplink.publisher.publisher import Publisher

log = logging.getLogger(__name__)

TURN_S = 0.5  # the audience loop looks around at least so often
STOP_S = 2.3  # for ending; with the turn that may be under way, and the end of Python, it is 3 s at most
LAST_FRAMES_S = 0.8  # of it, for what perception has in hand
PERCEPTION, HEARING, FEELING, PUBLISHER = "perception", "hearing", "feeling", "publisher"
SENSES = [PERCEPTION, HEARING, FEELING]
HUNG_S = 20.0  # a stage that got nowhere for so long hangs; each looks around at least every 5 s
EXPIRE_EVERY_S = 60.0
EXPIRE_AFTER_S = 600.0  # a clock that is wrong at boot, and far ahead, must not make anything too old

Watched = FrameObservation | AudioObservation | BodyObservation | PlayStarted | PlayEnded


class Kiosk:
    """Built from settings; `run` returns after `stop`, from any thread or signal handler, or when a video file ends.

    `watch` is shown what is seen, heard and felt, and plays, as they come, for a terminal on this machine.
    `notice_exempt`: the demo's people are a recording and need none. `beat` is called once a second by the loop. Raises
    SettingsError, ModelFileError, OutboxError, CameraError, KitSettingsError and BrokerSettingsError; then
    nothing of it is left.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        watch: Callable[[Watched], None] = lambda _: None,
        notice_exempt: bool = False,
        health_every_s: float = EVERY_S,
        beat: Callable[["Kiosk"], None] = lambda _: None,
    ) -> None:
        now = clock.now
        self._clock, self._watch, self._beat = clock, watch, beat
        self._stop = threading.Event()
        self._bad_commands = self._expression_calls = 0
        self._second = math.floor(now())
        self.clock_was_set = False
        self._health_every_s, self._health_due_s = health_every_s, now() + health_every_s
        self._expire_due_s = now() + EXPIRE_AFTER_S
        self._conditions = Conditions(now)
        self._heeding = Heeding(self._conditions, clock, settings.site)
        self._heeding.hours()
        if not notice_exempt:
            self._heeding.notice(settings.notice)
        with ExitStack() as undo:
            self._build(settings, now, undo)
            undo.pop_all()

    def _build(self, settings: Settings, now: Callable[[], float], undo: ExitStack) -> None:
        """The rooms, left to right; what can be wrong with the settings shows before the outbox is made."""
        self._broker, header = build.broker(settings), build.header(settings)
        build.camera(settings, now).close()  # one that can never work is said now, not by the perception thread
        self._sight = undo.enter_context(build.sight(settings))
        self._hearing = self._hears(settings, now) if settings.microphone.listens else None
        self._feeling = self._feels(settings, now) if settings.kits else None
        self._audience = Audience(build.rules(settings))
        self._outbox = undo.enter_context(closing(build.outbox(settings)))
        self._telling = Telling(header, build.model_names(settings), self._outbox, self._conditions, now, os.urandom)
        self._playlist = build.plays_until(settings, now())
        self._counting = Counting(self._audience, self._told, now, self._plays_until)
        self._looking = Looking(
            lambda: build.camera(settings, now),
            self._sight,
            self._counting.give,
            lambda: not self._conditions.paused,
            settings.faces.rate_hz,
            self._looked,
            now,
            day_end(settings.site.timezone),
            lambda: self._supervisor.beat(PERCEPTION),
        )
        self._publisher = Publisher(
            self._broker,
            header,
            self._outbox,
            state=self._telling.state,
            offline=self._telling.offline,
            on_command=self._command,
            now_s=now,
            monotonic_s=now,
            beat=lambda: self._supervisor.beat(PUBLISHER),
        )
        self._health = Health(now, self.counters, self._pids, build.model_labels(settings))
        self._supervisor = Supervisor(now, self._stage_changed)

    def _hears(self, settings: Settings, now: Callable[[], float]) -> Hearing:
        return Hearing(
            lambda: build.microphone(settings, now),
            build.ear(settings),
            self._sensed,
            lambda: not self._conditions.paused,
            lambda: self._supervisor.beat(HEARING),
            lambda: build.loopback(settings, now),
        )

    def _feels(self, settings: Settings, now: Callable[[], float]) -> Feeling:
        shelf = Shelf(settings.outbox.path)
        return Feeling(
            build.kits(settings),
            lambda kit, give: KitReader(kit, give, now),
            lambda kit: ruling(settings.kits[kit.number - 1], kit.name, shelf, now()),
            build.body(settings),
            self._sensed,
            lambda: not self._conditions.paused,
            now,
            lambda: self._supervisor.beat(FEELING),
        )

    def run(self) -> None:
        """Sense, count and tell until told to stop; ends within STOP_S, with what may leave in the outbox."""
        self._conditions.started()
        if not self._conditions.paused:
            self._conditions.degrade("camera", "camera: opening")
            if self._hearing:
                self._conditions.degrade("microphone", "microphone: opening")
        self._conditions.take_standing()  # the publisher tells it when it connects
        stages = [Stage(PERCEPTION, self._looking.run), Stage(PUBLISHER, lambda _: self._publisher.run())]
        if self._feeling:
            stages.append(Stage(FEELING, self._feeling.run))
        if self._hearing:
            stages.append(Stage(HEARING, self._hearing.run))
        self._supervisor.start(stages)
        try:
            while not self._stop.is_set() and not self._looking.ended.is_set():
                self._turn()
        finally:
            self._end()

    def stop(self) -> None:
        self._stop.set()

    def hung(self) -> list[str]:
        """The stages that live and get nowhere."""
        return self._supervisor.hung(HUNG_S)

    def report(self) -> Report:
        """How it stands; from any thread."""
        standing, publisher, counts = self._conditions.standing, self._publisher, self._audience.counts
        last, filling = self._telling.last, self._outbox.usage()
        return Report(
            version=__version__,
            state=standing.state,
            reasons=standing.reasons,
            since_s=standing.since_s,
            held=counts.waiting > 0 or counts.reactions_waiting > 0,
            last=LastMessage(last.kind, last.seq, last.at_s) if last and last.seq else None,
            broker=self._broker.place,
            connected=publisher.connected,
            wrong=tuple(self._conditions.texts),
            waiting=filling.unsent,
            kept=filling.rows,
            dropped=filling.dropped,
        )

    def _turn(self) -> None:
        self._counting.turn(TURN_S, sensing=not self._conditions.paused)
        self._heeding.camera(self._looking.condition, self._looking.remarks)
        if self._hearing:
            self._heeding.microphone(self._hearing.condition)
        if self._feeling:
            self._heeding.kits(self._feeling.troubles)
        self._heeding.broker(self._publisher.conditions)
        self._heeding.queues(self._publisher.dropped_commands + self._counting.dropped_plays)
        if math.floor(self._clock.now()) > self._second:
            self._second = math.floor(self._clock.now())
            self._each_second()
        self._tell_alerts()
        if self._conditions.take_standing():
            self._publisher.state_changed()
        if self._clock.now() >= self._health_due_s:
            self._health_due_s += self._health_every_s
            self._tell_health()
        if self._clock.now() >= self._expire_due_s:
            self._expire_due_s += EXPIRE_EVERY_S
            self._expire()

    def _each_second(self) -> None:
        """What need not be looked at with every frame."""
        self._heeding.hours()
        self._heeding.runtime(self._sight.fallback)
        self._heeding.outbox(self._outbox.usage(), self._outbox.set_aside_files)
        self._health.second()
        if self._heeding.clock_was_set():
            self.clock_was_set = True
            self._stop.set()
        self._beat(self)

    def _expire(self) -> None:
        try:
            self._outbox.expire(self._clock.now())
        except OutboxError as error:
            self._conditions.degrade("expiry", str(error))
        else:
            self._conditions.degrade("expiry", None)

    def _end(self) -> None:
        until_s = self._clock.now() + STOP_S
        self._supervisor.ask()
        self._supervisor.join(SENSES, LAST_FRAMES_S)
        self._counting.close()
        self._tell_alerts()
        self._publisher.stop(max(0.5, until_s - self._clock.now()))
        left = self._supervisor.join([*SENSES, PUBLISHER], max(0.0, until_s - self._clock.now()))
        if left:
            log.warning("stop: %s did not end in time and is left behind", ", ".join(left))
        if PERCEPTION not in left:
            self._sight.close()
        if PUBLISHER not in left:
            self._outbox.close()

    def _tell_alerts(self) -> None:
        alerts = self._conditions.take_alerts()
        while alerts and self._telling.alert(alerts[0]):
            alerts.pop(0)
        self._conditions.give_back(alerts)

    def _tell_health(self) -> None:
        kept = self._outbox.kept_range()  # first: where `unsent` is then 0, all up to its last number was sent
        vitals = self._health.vitals(self._outbox.usage(), self._clock.error_s())
        self._publisher.health(self._telling.health(kept, vitals))

    # What walks back goes through here -----------------------------------------------------------------------------

    def _told(self, told: Release) -> None:
        self._telling.tell(told)
        if isinstance(told, ReleasedWindow):
            self._health.window_told(told.from_s, told.to_s)
            self._heeding.pace(self._health.analysed_hz)

    def _sensed(self, event: InputEvent) -> None:
        """What was heard or felt, in the stage's own thread."""
        self._counting.give(event)
        if isinstance(event, AudioObservation | BodyObservation):
            self._watch(event)

    def _looked(self, seen: FrameObservation) -> None:
        self._health.detector_ms.add(seen.at_s, self._sight.detector_ms)
        if any(face.expression is not None for face in seen.faces) and self._sight.expression_ms is not None:
            self._expression_calls += 1
            self._health.expression_ms.add(seen.at_s, self._sight.expression_ms)
        self._watch(seen)

    def _plays_until(self, at_s: float) -> list[PlayEvent]:
        plays = self._playlist(at_s)
        for play in plays:
            self._shown(play)
        return plays

    def _shown(self, play: PlayEvent) -> None:
        """What is on the screen, to whoever must know it besides audience."""
        if self._hearing:
            self._hearing.play(play)
        self._watch(play)

    def _command(self, command: AnyCommand | BadCommand, arrived_s: float) -> None:
        """A command from the broker, in the publisher's thread."""
        match command:
            case BadCommand():
                self._bad_commands += 1
                self._heeding.bad_command(command.text)
            case PlayCommand():
                play = play_event(command, arrived_s)
                self._counting.play(play)
                self._shown(play)
            case PauseCommand():
                log.info("paused by command: %r", command.reason)  # a stranger's words, on one line
                self._conditions.pause("command", f"command: {command.reason}")
            case ResumeCommand():
                log.info("resumed by command: %r", command.reason)
                self._conditions.pause("command", None)
            case _:
                raise AssertionError(f"the publisher answers {command!r} itself")

    def _stage_changed(self, name: str, text: str | None) -> None:
        """A stage keeps dying, or is well again; in its own thread."""
        self._conditions.degrade(name, text)
        if text:
            self._conditions.alert(f"stage.{name}", "error", text)
        else:
            self._conditions.clear(f"stage.{name}")

    def counters(self) -> Counters:
        """What has been counted since the start; from any thread."""
        looked, counts = self._looking.counted, self._audience.counts
        return Counters(
            frames=looked.given,
            dropped=looked.blind,
            bad_values=counts.dropped_events,
            analysed=looked.analysed,
            analysis_dropped=looked.replaced + self._counting.dropped,
            expression_calls=self._expression_calls,
            late_plays=counts.late_plays,
            bad_commands=self._bad_commands,
            withheld=counts.withheld,
            one_place=counts.one_place,
            heard=self._hearing.counted if self._hearing else None,
            kits=self._feeling.counted if self._feeling else None,
        )

    def _pids(self) -> list[int]:
        camera = self._looking.camera
        child = camera.capture_pid if camera else None
        return [os.getpid(), *([child] if child else []), *(self._hearing.pids if self._hearing else [])]
