"""Assembles the parts of a kiosk: stages, event bus, outbox and publisher.

After assembly, the models, the page sockets and the outbox are open. No device is open yet, and no stage is running.
"""

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import TYPE_CHECKING

from edge import __version__
from edge.audience.audience import Audience
from edge.audience.rules import AudienceRules
from edge.clock import Clock, make_next_midnight_function
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
from edge.kiosk import build, networks, staff
from edge.kiosk.core import KioskCore
from edge.kiosk.demo_hooks import DemoHooks
from edge.kiosk.parts import AUDIENCE, BIOSIGNALS, FEED, HEARING, PERCEPTION, PLAYS, PUBLISHER, READING, KioskParts
from edge.kiosk.screen.build_view import build_setup_view
from edge.kiosk.screen.feeds import build_feed
from edge.kiosk.screen.player import build_configured_player
from edge.kiosk.screen.playlists import build_remote_playlist, deliver_playlists
from edge.kiosk.screen.screen_holds import ScreenHolds, build_screen_holds
from edge.kiosk.stages.audience_loop import AudienceLoop
from edge.kiosk.stages.camera_lock import CameraLock
from edge.kiosk.stages.camera_stage import CameraStage
from edge.kiosk.stages.comment_stage import CommentStage
from edge.kiosk.stages.feed_stage import FeedStage
from edge.kiosk.stages.kit_stage import KitStage
from edge.kiosk.stages.microphone_stage import MicrophoneStage
from edge.kiosk.state.commands import CommandHandler, FinishedPlays, LocallyReportedPlay
from edge.kiosk.state.home_assistant import build_announcements
from edge.kiosk.state.message_writer import ExpressionReaderState, MessageWriter, PresentState
from edge.kiosk.state.monitor import KioskMonitor
from edge.kiosk.state.pause_file import PauseFile, pause_path
from edge.kiosk.state.place_file import PlaceFile
from edge.kiosk.state.study_hold import StudyHold
from edge.kiosk.state.update_hold import UpdateHold
from edge.kiosk.times import USUAL_TIMES, KioskTimes
from edge.messages.commands import ReceivedCommands
from edge.perception.vision.pipeline import FacePipeline
from edge.screen.play_feed import CommandFeed, PlayFeed
from edge.screen.player.sounds import PlayerSounds
from edge.screen.remote.remote_playlist import RemotePlaylist
from edge.settings.places import MACHINE
from edge.settings.settings import Settings
from edge.sources.kits.reader import KitReader
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.client_id import read_or_draw_client_secret
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.publisher import Publisher

if TYPE_CHECKING:
    from edge.kiosk.state.fleet_link import FleetLink

log = logging.getLogger(__name__)

PLAYED = (PlayStarted, PlayEnded)
SENSED = (FrameObservation, AudioObservation, BodyObservation)
CHANGES = (SourceLost, SourceRestored, ConsentEnded)

KioskEvent = FrameObservation | AudioObservation | BodyObservation | PlayStarted | PlayEnded
Watcher = Callable[[KioskEvent], None]


def assemble_kiosk(
    settings: Settings,
    clock: Clock,
    watcher: Watcher,
    undo: ExitStack,
    times: KioskTimes = USUAL_TIMES,
    demo: DemoHooks | None = None,
) -> KioskParts:
    """Builds all parts and connects them. If building a part fails, `undo` closes the parts that were built before.

    Errors in the settings are raised before the outbox is created.
    """
    core = KioskCore(settings, clock)
    monitor = KioskMonitor(core.state, clock, settings.site, times.step_stays_s)
    parts = _build_parts(settings, core, monitor, demo, undo)
    parts.commands.restore_last_run(clock.now())
    _subscribe(parts, watcher)
    return parts


def _build_parts(
    settings: Settings, core: KioskCore, monitor: KioskMonitor, demo: DemoHooks | None, undo: ExitStack
) -> KioskParts:
    """Builds the parts in the order of the data flow: senses, screen, audience, uplink."""
    clock, broker, hooks = core.clock, build.broker_options(settings), demo or DemoHooks()
    settings, in_use = (
        (settings, networks.networks_in_use(settings)) if demo else staff.apply_staff_declaration(settings)
    )
    rules = build.audience_rules(settings)
    _log_networks(settings, in_use)
    build.build_camera(settings, clock.now).close()  # raises now if the camera can never work, not in a stage
    pipeline = undo.enter_context(build.build_face_pipeline(settings))
    camera = _build_camera_stage(settings, core, pipeline, hooks)
    sounds = build.build_player_sounds(settings)
    microphone, kits = _build_microphone_stage(settings, core, sounds), _build_kit_stage(settings, core)
    holds = _holds(settings, core, camera)
    remote = build_remote_playlist(settings, clock)
    comments = build.build_comment_stage(settings, core.stage_context(READING))
    player = _build_own_player(settings, core, holds, sounds, remote, comments)
    feed, command_feed = _feed_stage(settings, core, hooks.wrapped_player(player), undo), CommandFeed()
    outbox = undo.enter_context(closing(build.build_outbox(settings)))
    places = PlaceFile(settings.outbox.path, settings.site.timezone)
    writer = _message_writer(settings, clock, outbox, in_use, remote)
    fleet = _build_fleet_link(settings, clock, writer)
    return KioskParts(
        state=core.state,
        monitor=monitor,
        bus=core.bus,
        supervisor=core.supervisor,
        pipeline=pipeline,
        camera=camera,
        microphone=microphone,
        kits=kits,
        holds=holds,
        remote=remote,
        fleet=fleet,
        comments=comments,
        plays=FeedStage([command_feed, *build.build_playlists(settings, clock.now())], core.stage_context(PLAYS)),
        feed=feed,
        command_feed=command_feed,
        commands=_commands(settings, core, holds, command_feed, outbox),
        audience=_audience_loop(settings, core, rules, places),
        places=places,
        networks=in_use,
        outbox=outbox,
        writer=writer,
        broker=broker,
        publisher=_build_publisher(settings, core, broker, outbox, writer),
    )


def _log_networks(settings: Settings, in_use: networks.NetworksInUse) -> None:
    """Logs which model each task uses, and why."""
    if settings.models.old_key_warning:
        log.warning("%s", settings.models.old_key_warning)
    log.info("models: use = %s", in_use.use)
    for task, choice in in_use.choices.items():
        log.info("models: the model for %s is %s", task, choice.label_with_reason)


def _subscribe(parts: KioskParts, watcher: Watcher) -> None:
    """Subscribes each consumer of events to its producers."""
    bus = parts.bus
    bus.subscribe("audience", (*SENSED, *CHANGES, *PLAYED, CommentObservation), parts.audience.put_event)
    if parts.microphone:
        bus.subscribe("advert policy", PLAYED, parts.microphone.put_play)
    bus.subscribe("outbox", (ReleaseBatch,), parts.writer.write_releases)
    commands = parts.commands
    bus.subscribe("commands", (ReceivedCommands,), commands.handle)
    bus.subscribe(
        "plays reported here",
        (LocallyReportedPlay,),
        lambda told: commands.store_reported_play(told.play, told.arrived_s),
    )
    bus.subscribe(
        "plays of the own player", (FinishedPlays,), lambda over: commands.store_own_plays(over.plays, over.at_s)
    )
    if fleet := parts.fleet:
        bus.subscribe("fleet hints", (ReceivedCommands,), fleet.look.handle)
    if remote := parts.remote:
        bus.subscribe("playlists", (ReceivedCommands,), lambda batch: deliver_playlists(remote, batch))
    bus.subscribe("watcher", (*SENSED, *PLAYED), watcher)


def _build_own_player(
    settings: Settings,
    core: KioskCore,
    holds: ScreenHolds,
    sounds: PlayerSounds | None,
    remote: RemotePlaylist | None,
    comments: CommentStage | None,
) -> PlayFeed | None:
    """The kiosk's own player, which publishes the plays that it has finished. None if the settings have no player."""
    return build_configured_player(
        *(settings, core.clock, core.state, holds, sounds, remote, comments),
        store=lambda plays: core.bus.publish(FinishedPlays(tuple(plays), core.clock.now())),
    )


def _feed_stage(settings: Settings, core: KioskCore, player: PlayFeed | None, undo: ExitStack) -> FeedStage | None:
    """Stage that polls the kiosk's own player and the play feed from the settings, and publishes the plays that they
    report. None if there is neither.
    """
    feeds = _close_later(undo, player)
    other = build_feed(settings, core.clock, lambda play, at_s: core.bus.publish(LocallyReportedPlay(play, at_s)))
    feeds += _close_later(undo, other)
    return FeedStage(feeds, core.stage_context(FEED)) if feeds else None


def _close_later(undo: ExitStack, feed: PlayFeed | None) -> list[PlayFeed]:
    """Registers the play feed, if there is one, so that `undo` closes it."""
    if feed is None:
        return []
    undo.callback(feed.close)
    return [feed]


def _build_camera_stage(settings: Settings, core: KioskCore, pipeline: FacePipeline, hooks: DemoHooks) -> CameraStage:
    lock = CameraLock(settings.outbox.path)
    return CameraStage(
        lambda: build.open_locked_camera(settings, core.clock.now, lock),
        pipeline,
        core.stage_context(PERCEPTION),
        settings.faces.rate_hz,
        make_next_midnight_function(settings.site.timezone),
        hooks.on_frame,
    )


def _holds(settings: Settings, core: KioskCore, camera: CameraStage) -> ScreenHolds:
    """The pauses that the stages obey, in order: those requested from the pages, then the pauses for a study session
    on this kiosk and for an update.
    """
    view = build_setup_view(settings, core.clock, core.state, lambda: not camera.process_ids)
    holds = build_screen_holds(settings, core.state, core.clock.now(), view)
    core.add_activity_update(holds.update_pauses)
    core.add_activity_update(StudyHold(core.state, settings.outbox.path).update_pause)
    core.add_activity_update(UpdateHold(core.state).update_pause)
    return holds


def _commands(
    settings: Settings, core: KioskCore, holds: ScreenHolds, feed: CommandFeed, outbox: Outbox
) -> CommandHandler:
    return CommandHandler(core.state, feed, outbox, PauseFile(pause_path(settings.outbox.path)), holds.opt_out)


def _audience_loop(settings: Settings, core: KioskCore, rules: AudienceRules, places: PlaceFile) -> AudienceLoop:
    """The audience stage. It uses the crowded places that are known when the stage starts a new audience."""
    return AudienceLoop(
        lambda: Audience(replace(rules, staff=staff.staff_rules(settings, places.places))), core.stage_context(AUDIENCE)
    )


def _build_microphone_stage(settings: Settings, core: KioskCore, sounds: PlayerSounds | None) -> MicrophoneStage | None:
    """The microphone stage. None if the settings have no microphone."""
    if not settings.microphone.records_sound:
        return None
    return MicrophoneStage(
        lambda: build.build_microphone(settings, core.clock.now),
        build.build_advert_audio(settings, sounds),
        core.stage_context(HEARING),
        lambda: build.build_loopback(settings, core.clock.now),
    )


def _build_kit_stage(settings: Settings, core: KioskCore) -> KitStage | None:
    """The sensor kit stage. None if the settings have no sensor kits."""
    if not settings.kits:
        return None
    store, now = ConsentStore(settings.outbox.path), core.clock.now
    return KitStage(
        build.build_kit_readers(settings),
        lambda kit, emit: KitReader(kit, emit, now),
        lambda kit: check_consent(settings.kits[kit.number - 1], kit.name, store, now()),
        build.build_arousal_estimator(settings),
        core.stage_context(BIOSIGNALS),
    )


def _message_writer(
    settings: Settings, clock: Clock, outbox: Outbox, in_use: networks.NetworksInUse, remote: RemotePlaylist | None
) -> MessageWriter:
    reader = ExpressionReaderState(in_use.use, in_use.reader_with_reason)
    writer = MessageWriter(
        build.message_header(settings), networks.reaction_model_names(settings), outbox, clock, reader=reader
    )
    if remote:
        writer.playlist = lambda: remote.version
    return writer


def _build_fleet_link(settings: Settings, clock: Clock, writer: MessageWriter) -> "FleetLink | None":
    """The link to the updater; `writer` publishes its status. None without [fleet]: then nothing of it is loaded."""
    if settings.fleet is None:
        return None
    from edge.kiosk.state.fleet_link import FleetLink
    from edge.kiosk.state.fleet_look import FleetLook, look_path
    from edge.kiosk.state.fleet_report import FleetReport

    report = FleetReport(__version__, MACHINE.fleet / "status.json")
    writer.fleet = report.fleet_state
    return FleetLink(report, FleetLook(look_path(settings.outbox.path), lambda: report.timestamp, clock.now))


def _build_publisher(
    settings: Settings, core: KioskCore, broker: BrokerOptions, outbox: Outbox, writer: MessageWriter
) -> Publisher:
    header = build.message_header(settings)
    return Publisher(
        replace(broker, client_secret=read_or_draw_client_secret(settings.outbox.path)),
        header,
        outbox,
        PresentState(writer, core.state),
        core.stage_context(PUBLISHER),
        build_announcements(settings, header, core.clock.now, os.urandom),
    )
