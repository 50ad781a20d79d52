"""The parts of one kiosk, and values that are collected from all these parts."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from edge import __version__
from edge.kiosk.networks import NetworksInUse
from edge.kiosk.screen.notice_interlock import REASON as NOT_SHOWN
from edge.kiosk.screen.screen_holds import ScreenHolds
from edge.kiosk.stages.audience_loop import AudienceLoop
from edge.kiosk.stages.camera_stage import CameraStage
from edge.kiosk.stages.comment_stage import CommentStage
from edge.kiosk.stages.event_bus import EventBus
from edge.kiosk.stages.feed_stage import FeedStage
from edge.kiosk.stages.kit_stage import KitStage
from edge.kiosk.stages.microphone_stage import MicrophoneStage
from edge.kiosk.stages.supervisor import Stage, StageSupervisor
from edge.kiosk.state.commands import CommandHandler
from edge.kiosk.state.health import HealthCounters
from edge.kiosk.state.message_writer import MessageWriter
from edge.kiosk.state.monitor import KioskMonitor
from edge.kiosk.state.place_file import PlaceFile
from edge.kiosk.state.state import KioskStateTracker
from edge.kiosk.state.status import KioskStatus, LastStoredMessage, StatusVitals
from edge.perception.vision.pipeline import FacePipeline
from edge.screen.play_feed import CommandFeed
from edge.screen.remote.remote_playlist import RemotePlaylist
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.outbox.migrations import VERSION
from edge.uplink.outbox.outbox import Outbox
from edge.uplink.publisher.publisher import Publisher

if TYPE_CHECKING:
    from edge.kiosk.state.fleet_link import FleetLink

PERCEPTION, HEARING, BIOSIGNALS, READING = "perception", "hearing", "biosignals", "reading"
PLAYS, FEED, AUDIENCE, PUBLISHER = "plays", "feed", "audience", "publisher"
SENSES = [PERCEPTION, HEARING, BIOSIGNALS]


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskParts:
    """All parts of one kiosk."""

    state: KioskStateTracker
    monitor: KioskMonitor
    bus: EventBus
    supervisor: StageSupervisor
    pipeline: FacePipeline
    camera: CameraStage
    microphone: MicrophoneStage | None
    kits: KitStage | None
    comments: CommentStage | None
    audience: AudienceLoop
    commands: CommandHandler
    command_feed: CommandFeed
    plays: FeedStage
    feed: FeedStage | None
    broker: BrokerOptions
    outbox: Outbox
    writer: MessageWriter
    publisher: Publisher
    networks: NetworksInUse
    holds: ScreenHolds
    places: PlaceFile
    remote: RemotePlaylist | None
    fleet: "FleetLink | None"

    @property
    def stages(self) -> list[Stage]:
        """Stages to run, in the order in which they start."""
        stages = [
            Stage(AUDIENCE, self.audience.run),
            Stage(PLAYS, self.plays.run),
            Stage(PERCEPTION, self.camera.run),
            Stage(PUBLISHER, lambda _: self.publisher.run()),
        ]
        if self.feed:
            stages.append(Stage(FEED, self.feed.run))
        if self.kits:
            stages.append(Stage(BIOSIGNALS, self.kits.run))
        if self.microphone:
            stages.append(Stage(HEARING, self.microphone.run))
        return stages

    def dropped_count(self) -> int:
        """Number of commands and plays dropped from full queues since the start."""
        return self.publisher.dropped_commands + self.command_feed.dropped + self.audience.dropped_play_count

    def status(self) -> KioskStatus:
        """Status of the kiosk. May be called from any thread."""
        state, counts = self.state.local_snapshot, self.audience.counts
        last, usage = self.writer.last, self.outbox.outbox_usage()
        return KioskStatus(
            version=__version__,
            state=state.state,
            reasons=state.reasons,
            since_s=state.since_s,
            is_wanted=self.state.pause_reasons != (NOT_SHOWN,),
            held=counts.waiting > 0 or counts.reactions_waiting > 0 or counts.comments_waiting > 0,
            last=LastStoredMessage(last.kind, last.seq, last.at_s) if last and last.seq else None,
            broker=self.broker.place,
            connected=self.publisher.is_connected,
            wrong=tuple(self.state.alert_texts),
            waiting=usage.unsent,
            kept=usage.rows,
            dropped=usage.dropped,
            without_verdicts=counts.without_verdicts,
            use=self.networks.use,
            reader=self.networks.reader_with_reason,
            laughter=self.networks.missing_network_reasons.get("voice", ""),
            comments=self.networks.choices["text"].label_with_reason if self.comments else "",
            dropped_writers=counts.comments_dropped_people if self.comments else None,
            vitals=self._vitals(),
        )

    def _vitals(self) -> StatusVitals:
        return StatusVitals(
            frames=self.camera.health_counters.given,
            is_camera_on=not self.state.is_paused,
            is_quiet_time=self.monitor.is_quiet_time,
            health_acknowledged=self.publisher.acknowledged_health,
            outbox_form=VERSION,
            alert_codes=tuple(alert.code for alert in self.state.active_alerts),
            settled_s=self.state.settled_s,
            is_closed=self.monitor.is_closed,
            local_day=self.monitor.local_day,
            day_ends_s=self.monitor.day_ends_s,
        )

    def process_ids(self) -> list[int]:
        """Ids of this process and of the capture processes."""
        return [os.getpid(), *self.camera.process_ids, *(self.microphone.process_ids if self.microphone else [])]

    def health_counters(self) -> HealthCounters:
        """Counts since the start. May be called from any thread."""
        camera, counts = self.camera.health_counters, self.audience.counts
        return HealthCounters(
            frames=camera.given,
            dropped=camera.blind,
            bad_values=counts.dropped_events,
            analysed=camera.analysed + camera.skipped,
            analysis_dropped=camera.replaced + self.audience.dropped_observation_count,
            late_plays=counts.late_plays,
            bad_commands=self.commands.bad,
            withheld=counts.withheld,
            one_place=counts.one_place,
            microphone=self.microphone.health_counters if self.microphone else None,
            kits=self.kits.counters if self.kits else None,
            bad_plays=self.feed.bad_value_count if self.feed else 0,
        )
