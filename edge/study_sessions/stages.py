"""Stages of a session: the kiosk's own stages read camera, microphone and kits, and pass everything to the recorder."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from edge.clock import Clock, make_next_midnight_function
from edge.consent.check import ConsentStatus
from edge.events import BodyObservation, ConsentEnded
from edge.kiosk import build
from edge.kiosk.parts import BIOSIGNALS, HEARING, PERCEPTION
from edge.kiosk.stages.camera_lock import CameraLock
from edge.kiosk.stages.camera_stage import CameraStage
from edge.kiosk.stages.kit_stage import KitStage
from edge.kiosk.stages.microphone_stage import MicrophoneStage
from edge.kiosk.stages.supervisor import Stage, StageSupervisor
from edge.queues import BoundedQueue
from edge.settings.settings import Settings
from edge.signals import KitSamples
from edge.sources.camera.address import redact_source
from edge.sources.kits.reader import KitOptions, KitReader, build_decoder
from edge.stage import StageContext
from edge.study.recorder import StudyEvent
from edge.study.streams import StreamFormat, stream_series_name
from edge.study.zone import Zone
from edge.study_sessions.lsl_input import LslInput
from edge.study_sessions.stream_stage import STREAMS, StreamStage
from edge.study_sessions.zone_pipeline import ZonePipeline

QUEUE = 50_000
"""Size of the event queue, which fills while the disk is slow: half an hour of a 30 Hz camera."""

_ENDED = (
    "study: WARNING: the video file of the camera has ended, and the face is not recorded any more. To start it again "
    "at its end, add --loop."
)

EmittedEvent = StudyEvent | BodyObservation | ConsentEnded


@dataclass
class SessionStages:
    """Stages of the recorded scopes, and the queue that these stages fill.

    `active`: scopes that are being recorded; devices of all other scopes are closed. `sources`: for each series, its
    source. `rates_hz`: nominal rate of each kit and stream that has one. `formats`: of each stream, by scope.
    """

    supervisor: StageSupervisor
    queue: BoundedQueue[StudyEvent]
    active: frozenset[str] = frozenset()
    camera: CameraStage | None = None
    microphone: MicrophoneStage | None = None
    kits: KitStage | None = None
    streams: StreamStage | None = None
    sources: dict[str, str] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    rates_hz: dict[str, float] = field(default_factory=dict)
    formats: dict[str, StreamFormat] = field(default_factory=dict)

    @property
    def all(self) -> list[Stage]:
        named = (
            (PERCEPTION, self.camera),
            (HEARING, self.microphone),
            (BIOSIGNALS, self.kits),
            (STREAMS, self.streams),
        )
        return [Stage(name, stage.run) for name, stage in named if stage is not None]

    @property
    def alert_texts(self) -> tuple[str, ...]:
        """Texts of all current faults of the stages."""
        parts = [part for part in (self.camera, self.microphone, self.kits, self.supervisor) if part is not None]
        texts = tuple(alert.text for part in parts for alert in part.alerts)
        if self.camera is not None and self.camera.ended.is_set():
            texts += (_ENDED,)
        return (*texts, *self.streams.fault_texts) if self.streams else texts


class KitTap:
    """Replaces the arousal estimator in the kiosk's kit stage, and passes the samples on unchanged."""

    def __init__(self, emit: Callable[[KitSamples], None]) -> None:
        self.dropped = 0
        self._emit = emit

    def process(self, samples: KitSamples) -> list[BodyObservation]:
        self._emit(samples)
        return []

    def forget_wearer(self, wearer: str) -> None:
        """Do nothing, because this class keeps no state."""

    def reset(self) -> None:
        """Do nothing, because this class keeps no state."""


class SessionBuilder:
    """Builds the stages of one session. `undo` closes what was built.

    `scopes`: returns the current scopes, and is called each time they are needed.
    """

    def __init__(
        self, settings: Settings, clock: Clock, undo: ExitStack, scopes: Callable[[], frozenset[str]], zone: Zone
    ) -> None:
        self._settings, self._clock, self._undo, self._scopes = settings, clock, undo, scopes
        self._zone = zone
        self._stages = SessionStages(StageSupervisor(clock), BoundedQueue(QUEUE))

    def build(self, kits: list[KitOptions], *, has_camera: bool) -> SessionStages:
        """Build the stages without starting them. Raises the errors of the kiosk's parts."""
        held = self._stages.active = self._scopes()
        if has_camera and "face" in held:
            self._add_camera()
        if self._settings.microphone.records_sound and "voice" in held:
            self._add_microphone()
        if kits and "kits" in held:
            self._add_kits(kits)
        return self._stages

    def add_streams(self, inputs: Sequence[LslInput], *, has_ads: bool) -> None:
        """Add the streams of other programs. `has_ads`: their markers start and end ads.

        Raises StudyError if a stream is not there, or may not be read.
        """
        stages = self._stages
        for one in inputs:
            found, series = one.require(), stream_series_name(one.scope)
            stages.formats[one.scope] = found
            stages.sources[series] = f"{found.name} at {found.host}"
            if found.rate_hz > 0:
                stages.rates_hz[series] = found.rate_hz
        if inputs:
            heartbeat = partial(stages.supervisor.note_heartbeat, STREAMS)
            context = StageContext[Any](self._clock.now, lambda: True, heartbeat, self._emit)
            stages.streams = StreamStage(inputs, context, lambda scope: scope in stages.active, has_ads=has_ads)

    def _add_camera(self) -> None:
        settings, clock = self._settings, self._clock
        build.build_camera(settings, clock.now).close()  # raises now if the camera can never work
        pipeline = self._undo.enter_context(build.build_face_pipeline(settings))
        lock = CameraLock(settings.outbox.path)
        self._stages.camera = CameraStage(
            lambda: build.open_locked_camera(settings, clock.now, lock),
            ZonePipeline(pipeline, self._zone),
            self._context(PERCEPTION, "face"),
            settings.faces.rate_hz,
            make_next_midnight_function(settings.site.timezone),
        )
        self._stages.sources["face"] = redact_source(settings.camera.source)

    def _add_microphone(self) -> None:
        settings, clock = self._settings, self._clock
        self._stages.microphone = MicrophoneStage(
            lambda: build.build_microphone(settings, clock.now),
            build.build_advert_audio(settings),
            self._context(HEARING, "voice"),
            lambda: build.build_loopback(settings, clock.now),
        )
        self._stages.sources["sound"] = settings.microphone.device or ""

    def _add_kits(self, kits: list[KitOptions]) -> None:
        self._stages.kits = KitStage(
            kits,
            lambda kit, emit: KitReader(kit, emit, self._clock.now),
            self._kit_consent,
            KitTap(self._emit),
            self._context(BIOSIGNALS, "kits"),
            wait_s=0.1,
        )
        self._stages.sources.update({f"kit{kit.number}": f"{kit.kit} at {kit.port}" for kit in kits})
        rates_hz = {f"kit{kit.number}": build_decoder(kit).info.rate_hz for kit in kits}
        self._stages.rates_hz.update({name: rate_hz for name, rate_hz in rates_hz.items() if rate_hz is not None})

    def _kit_consent(self, kit: KitOptions) -> ConsentStatus:
        if "kits" in self._scopes():
            return ConsentStatus("valid", f"consent: the consent for kit {kit.name} is valid.")
        return ConsentStatus("none", f"consent: there is no consent for kit {kit.name}, or it was withdrawn.")

    def _context(self, name: str, scope: str) -> StageContext[Any]:
        stages = self._stages
        heartbeat = partial(stages.supervisor.note_heartbeat, name)
        return StageContext(self._clock.now, lambda: scope in stages.active, heartbeat, self._emit)

    def _emit(self, event: EmittedEvent) -> None:
        """Do nothing, because the recorder itself notices when a consent ends."""
        if not isinstance(event, BodyObservation | ConsentEnded):
            self._stages.queue.put(event)
