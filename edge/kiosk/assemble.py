"""Assembles the parts of a kiosk: stages, event bus, outbox and publisher. Nothing is opened or started here."""

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

from edge.audience.audience import Audience
from edge.clock import Clock, day_end
from edge.consent.check import check_consent
from edge.consent.store import ConsentStore
from edge.events import (
    AudioObservation,
    BodyObservation,
    CommentObservation,
    ConsentEnded,
    FrameObservation,
    PlayEnded,
    PlayStarted,
    ReleaseBatch,
    SourceLost,
    SourceRestored,
)
from edge.kiosk import build, networks
from edge.kiosk.audience_loop import AudienceLoop
from edge.kiosk.build_view import build_setup_view
from edge.kiosk.camera_lock import CameraLock
from edge.kiosk.camera_stage import CameraStage
from edge.kiosk.commands import CommandHandler
from edge.kiosk.demo_hooks import DemoHooks
from edge.kiosk.event_bus import EventBus
from edge.kiosk.feed_stage import FeedStage
from edge.kiosk.feeds import build_feed
from edge.kiosk.home_assistant import announcements
from edge.kiosk.kit_stage import KitStage
from edge.kiosk.message_writer import MessageWriter, PresentState, ReaderInUse
from edge.kiosk.microphone_stage import MicrophoneStage
from edge.kiosk.monitor import KioskMonitor
from edge.kiosk.parts import AUDIENCE, FEED, FEELING, HEARING, PERCEPTION, PLAYS, PUBLISHER, READING, KioskParts
from edge.kiosk.pause_file import PauseFile, pause_path
from edge.kiosk.player import build_player
from edge.kiosk.playlists import build_remote_playlist, pass_on
from edge.kiosk.resume_clock import ResumeClock
from edge.kiosk.screen_holds import screen_holds
from edge.kiosk.state import KioskStateTracker
from edge.kiosk.study_hold import StudyHold
from edge.kiosk.supervisor import StageSupervisor
from edge.kiosk.times import USUAL_TIMES, KioskTimes
from edge.messages.commands import ReceivedCommands
from edge.perception.vision.pipeline import FacePipeline
from edge.screen.play_feed import CommandFeed, PlayFeed
from edge.screen.player.sounds import PlayerSounds
from edge.settings.settings import Settings
from edge.sources.kits.reader import KitReader
from edge.stage import StageContext
from edge.uplink.publisher.publisher import Publisher

log = logging.getLogger(__name__)

PLAYED = (PlayStarted, PlayEnded)
SENSED = (FrameObservation, AudioObservation, BodyObservation)
CHANGES = (SourceLost, SourceRestored, ConsentEnded)

KioskEvent = FrameObservation | AudioObservation | BodyObservation | PlayStarted | PlayEnded
Watcher = Callable[[KioskEvent], None]


def assemble(
    settings: Settings,
    clock: Clock,
    watcher: Watcher,
    undo: ExitStack,
    times: KioskTimes = USUAL_TIMES,
    demo: DemoHooks | None = None,
) -> KioskParts:
    """Builds all parts and connects them. `undo` closes what was built, if a later part fails.

    Errors in the settings are raised before the outbox is created.
    """
    people = settings.audience
    state = KioskStateTracker(clock, ResumeClock(people.window_s, people.same_person_s))
    bus, supervisor = EventBus(), StageSupervisor(clock)
    monitor = KioskMonitor(state, clock, settings.site, times.step_stays_s)
    view = build_setup_view(settings, clock, state, lambda: not parts.camera.pids)
    holds = screen_holds(settings, state, clock.now(), view)
    study = StudyHold(state, settings.outbox.path)

    def is_active() -> bool:
        holds.update(clock.now())
        study.update(clock.now())
        return not state.paused

    def context(name: str) -> StageContext[Any]:
        return StageContext(clock.now, is_active, lambda: supervisor.heartbeat(name), bus.publish)

    broker, header = build.broker_options(settings), build.header(settings)
    in_use, rules = networks.in_use(settings), build.audience_rules(settings)
    _log_networks(settings, in_use)
    build.build_camera(settings, clock.now).close()  # raises now if the camera can never work, not in a stage
    pipeline = undo.enter_context(build.build_face_pipeline(settings))
    sounds = build.build_sounds(settings)
    microphone = _microphone_stage(settings, clock, context(HEARING), sounds) if settings.microphone.listens else None
    kits = _kit_stage(settings, clock, context(FEELING)) if settings.kits else None
    command_feed = CommandFeed()
    own_feeds: tuple[PlayFeed, ...] = (command_feed, *build.build_playlists(settings, clock.now()))
    feeds: list[PlayFeed] = []
    hooks = demo or DemoHooks()
    remote = build_remote_playlist(settings, clock)
    comments = build.build_comment_stage(settings, context(READING))
    player = hooks.player(build_player(settings, clock, state, holds, sounds, remote, comments))
    told = build_feed(settings, clock, lambda play, at_s: parts.commands.tell(play, at_s))
    for feed in (player, told):
        if feed:
            undo.callback(feed.close)
            feeds.append(feed)
    outbox = undo.enter_context(closing(build.build_outbox(settings)))
    reader = ReaderInUse(in_use.use, in_use.reader)
    writer = MessageWriter(header, networks.model_names(settings), outbox, clock, reader=reader)
    if remote:
        writer.playlist = lambda: remote.version
    parts = KioskParts(
        state=state,
        monitor=monitor,
        bus=bus,
        supervisor=supervisor,
        pipeline=pipeline,
        camera=_camera_stage(settings, clock, pipeline, context(PERCEPTION), hooks),
        microphone=microphone,
        kits=kits,
        comments=comments,
        audience=AudienceLoop(lambda: Audience(rules), context(AUDIENCE)),
        commands=CommandHandler(
            state, command_feed, outbox, PauseFile(pause_path(settings.outbox.path)), holds.opt_out
        ),
        command_feed=command_feed,
        plays=FeedStage(own_feeds, context(PLAYS)),
        feed=FeedStage(feeds, context(FEED)) if feeds else None,
        broker=broker,
        outbox=outbox,
        writer=writer,
        publisher=Publisher(
            broker,
            header,
            outbox,
            PresentState(writer, state),
            context(PUBLISHER),
            announcements(settings, header, clock.now, os.urandom),
        ),
        networks=in_use,
        holds=holds,
        remote=remote,
    )
    parts.commands.restore(clock.now())
    _subscribe(parts, watcher)
    return parts


def _log_networks(settings: Settings, in_use: networks.NetworksInUse) -> None:
    """Logs which network each task has, and why."""
    if settings.models.old_key:
        log.warning("%s", settings.models.old_key)
    log.info("models: use = %s", in_use.use)
    for task, choice in in_use.choices.items():
        log.info("models: %s is %s", task, choice.text)


def _subscribe(parts: KioskParts, watcher: Watcher) -> None:
    """Connects those who make events with those who use them."""
    bus = parts.bus
    bus.subscribe("audience", (*SENSED, *CHANGES, *PLAYED, CommentObservation), parts.audience.put)
    if parts.microphone:
        bus.subscribe("advert policy", PLAYED, parts.microphone.put_play)
    bus.subscribe("outbox", (ReleaseBatch,), parts.writer.write)
    bus.subscribe("commands", (ReceivedCommands,), parts.commands.handle)
    if remote := parts.remote:
        bus.subscribe("playlists", (ReceivedCommands,), lambda batch: pass_on(remote, batch))
    bus.subscribe("watcher", (*SENSED, *PLAYED), watcher)


def _camera_stage(
    settings: Settings, clock: Clock, pipeline: FacePipeline, context: StageContext[Any], hooks: DemoHooks
) -> CameraStage:
    lock = CameraLock(settings.outbox.path)
    return CameraStage(
        lambda: build.open_locked_camera(settings, clock.now, lock),
        pipeline,
        context,
        settings.faces.rate_hz,
        day_end(settings.site.timezone),
        hooks.on_frame,
    )


def _microphone_stage(
    settings: Settings, clock: Clock, context: StageContext[Any], sounds: PlayerSounds | None
) -> MicrophoneStage:
    return MicrophoneStage(
        lambda: build.build_microphone(settings, clock.now),
        build.build_advert_audio(settings, sounds),
        context,
        lambda: build.build_loopback(settings, clock.now),
    )


def _kit_stage(settings: Settings, clock: Clock, context: StageContext[Any]) -> KitStage:
    store = ConsentStore(settings.outbox.path)
    return KitStage(
        build.build_kit_readers(settings),
        lambda kit, emit: KitReader(kit, emit, clock.now),
        lambda kit: check_consent(settings.kits[kit.number - 1], kit.name, store, clock.now()),
        build.build_arousal_estimator(settings),
        context,
    )
