"""Builds each part from the settings, one function per part. The kiosk, replays, the demo and the benchmark use
these functions.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Literal

from edge.audience.draws import Draws
from edge.audience.noise import NoiseSource
from edge.audience.rules import AudienceRules
from edge.clock import make_next_midnight_function, make_next_time_function
from edge.events import CommentObservation, PlayStarted
from edge.kiosk import networks
from edge.kiosk.staff import staff_rules
from edge.kiosk.stages.camera_lock import CameraLock, LockedCamera
from edge.kiosk.stages.comment_stage import CommentStage
from edge.kiosk.state.update_hold import is_on_trial
from edge.messages.wire import Header
from edge.perception.audio.advert_audio import AdvertAudioPolicy, MuteLaughter, PassThrough
from edge.perception.audio.echo.file_canceller import FileCanceller
from edge.perception.audio.echo.listener import EchoCancelledListener
from edge.perception.audio.echo.loopback_canceller import LoopbackCanceller
from edge.perception.audio.laughter import LaughterDetector
from edge.perception.audio.sound_reader import LevelMeter, SoundReader
from edge.perception.body.arousal import ArousalEstimator
from edge.perception.runtime import InferenceSession
from edge.perception.vision.badge import can_read_badges
from edge.perception.vision.expression import ExpressionClassifier
from edge.perception.vision.expression_reader import ExpressionReader, RestrictedReader
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions, NetworkOpener
from edge.perception.vision.face_reading import AbstentionRules
from edge.perception.vision.filters import FaceFilterRules, FaceFilters
from edge.perception.vision.head_pose import ScreenDirection
from edge.perception.vision.pipeline import FacePipeline, Observer, PipelineOptions
from edge.perception.vision.serving_detector import ServingFaceDetector
from edge.perception.vision.smile import SmileReader
from edge.screen.player.sounds import PlayerSounds
from edge.screen.playlist import Playlist
from edge.settings.settings import Settings, SettingsError
from edge.sources.camera.camera import Camera, CameraError
from edge.sources.camera.decoder_file import choose_decoder, decoder_path
from edge.sources.camera.options import CameraOptions
from edge.sources.camera.tls import CameraTlsOptions
from edge.sources.kits.reader import KitOptions
from edge.sources.kits.reader import check_kit_options as check_kits
from edge.sources.microphone.advert_tracks import AdvertTracks
from edge.sources.microphone.file_microphone import FileMicrophone, is_audio_file
from edge.sources.microphone.microphone import Microphone
from edge.sources.microphone.resampler import RATE_HZ, Floats
from edge.stage import StageContext
from edge.uplink.mqtt.broker_options import BrokerOptions
from edge.uplink.mqtt.tls import TlsOptions, tls_context
from edge.uplink.outbox.outbox import Outbox, OutboxLimits
from models.serving.spec import ModelFileError, ModelSpec

if TYPE_CHECKING:
    from edge.perception.text.comment_reader import CommentReader

SYSTEM_RANDOM = SystemRandom()
TEXT_PACKAGE = "sentencepiece"


def message_header(settings: Settings) -> Header:
    site = settings.site
    return Header(site.tenant, site.site, site.device)


def camera_options(settings: Settings) -> CameraOptions:
    wanted = settings.camera
    return CameraOptions(
        width_px=wanted.width_px,
        height_px=wanted.height_px,
        rate_hz=wanted.fps,
        max_rate_hz=settings.faces.rate_hz,
        loop=wanted.loop,
        tls=CameraTlsOptions(None if wanted.ca_file is None else str(wanted.ca_file), wanted.insecure),
        decoder=choose_decoder(wanted.decode, decoder_path(settings.outbox.path)),
    )


def build_camera(settings: Settings, now: Callable[[], float]) -> Camera:
    """The camera, not opened yet. Raises CameraError."""
    return Camera(settings.camera.source, camera_options(settings), now)


def open_locked_camera(settings: Settings, now: Callable[[], float], lock: CameraLock) -> LockedCamera | None:
    """The camera, not opened yet. It holds the camera lock until it is closed. None while another program uses the
    camera.

    Raises CameraError.
    """
    if not lock.take():
        return None
    try:
        return LockedCamera(build_camera(settings, now), lock)
    except CameraError:
        lock.release()
        raise


def tile_count(settings: Settings) -> int | Literal["whole", "auto"]:
    """The value of `[faces] tiles` in the form that the perception code expects."""
    tiles = settings.faces.tiles
    return tiles if tiles in ("whole", "auto") else int(tiles)


def build_face_finder(settings: Settings) -> FaceFinder:
    """The face detector. The caller closes it. Raises ModelFileError."""
    options = FaceFinderOptions(tiles=tile_count(settings), min_px=settings.faces.min_px)
    return FaceFinder(options, make_face_network_opener(settings))


def make_face_network_opener(settings: Settings) -> NetworkOpener | None:
    """A function that opens the face detector's models on the runtime of all other models. None if MediaPipe runs
    them.
    """
    if not networks.is_served(settings):
        return None
    return lambda name, score: open_serving_detector(settings, name, score)


def open_serving_detector(settings: Settings, name: str, score: float) -> ServingFaceDetector:
    """One model of the face detector, FAR or NEAR, on the same runtime as all other models. Raises ModelFileError."""
    return ServingFaceDetector(build_inference_session(settings, networks.detector_spec(name)), score)


def build_expression_reader(settings: Settings, min_px: float | None = None) -> ExpressionReader | None:
    """The expression model. None if no faces are analysed. Raises ModelFileError.

    `min_px` is the width of the smallest face to analyse; the default comes from the settings.
    """
    choice = networks.choose_expression_reader(settings)
    if choice.spec is None:
        return None
    rules = AbstentionRules(networks.smallest_readable_face_px(settings) if min_px is None else min_px)
    reader = _open_expression_reader(settings, choice.spec, rules)
    return reader if choice.measures == choice.spec.measures else RestrictedReader(reader, choice.measures)


def _open_expression_reader(settings: Settings, spec: ModelSpec, rules: AbstentionRules) -> ExpressionReader:
    match spec.task:
        case "expression":
            return ExpressionClassifier(build_inference_session(settings, spec), rules)
        case "smile":
            return SmileReader(build_inference_session(settings, spec), rules)
        case _:
            raise ModelFileError(
                f"model: this version of Vitrina cannot run the model {spec.name}, a model for {spec.task}. Nothing "
                "was started. Name another model in [models] expression."
            )


def build_face_pipeline(settings: Settings, observer: Observer | None = None) -> FacePipeline:
    """Face detection, filters, tracks and expressions. The caller closes the pipeline.

    Raises ModelFileError or SettingsError.
    """
    wanted = settings.faces
    _check_badges(settings)
    masks = tuple(tuple(polygon) for polygon in wanted.masks)
    reader = build_expression_reader(settings)
    finder = build_face_finder(settings)  # last: no other part must be closed if a later one fails
    rules = PipelineOptions(
        screen=ScreenDirection(settings.screen.yaw_deg, settings.screen.pitch_deg),
        reading_hz=settings.expression.rate_hz,
        adaptive=settings.camera.adaptive,
        badges=settings.staff.uses_badges,
    )
    filters = FaceFilters(FaceFilterRules(min_px=wanted.min_px, masks=masks))
    return FacePipeline(finder, filters, expression=reader, rules=rules, observer=observer)


def _check_badges(settings: Settings) -> None:
    """Raises SettingsError if the staff wear badges but this kiosk cannot detect them."""
    if settings.staff.uses_badges and not can_read_badges():
        raise SettingsError(
            'staff: [staff] in_view = "badges" needs an OpenCV with ArUco markers, but this OpenCV has none. Nothing '
            "was started. Install the packages of requirements.lock, or mask the staff area."
        )


def build_sound_reader(settings: Settings) -> SoundReader:
    """The sound analysis for one microphone: laughter and level, or only the level if no voice model may be used.

    Raises ModelFileError.
    """
    choice = networks.choose_network(settings, "voice")
    return LaughterDetector(build_inference_session(settings, choice.spec)) if choice.spec else LevelMeter()


def build_advert_audio(settings: Settings, sounds: PlayerSounds | None = None) -> AdvertAudioPolicy:
    """The laughter detection for a microphone next to a screen that plays sound.

    `sounds` are the soundtracks of the own player's videos. Raises ModelFileError.
    """
    detector = build_sound_reader(settings)
    match settings.microphone.advert_sound:
        case "silent":
            return PassThrough(detector)
        case "withhold":
            return MuteLaughter(detector)
        case "reference":
            return EchoCancelledListener(FileCanceller(_track_of(settings, sounds)), detector)
        case "loopback":
            return EchoCancelledListener(LoopbackCanceller(), detector)


def _track_of(settings: Settings, sounds: PlayerSounds | None) -> Callable[[PlayStarted], Floats | None]:
    if settings.microphone.advert_tracks is not None:
        tracks = AdvertTracks(settings.microphone.advert_tracks)
        return lambda play: tracks.read_track(play.creative)
    assert sounds is not None  # the settings check this
    return sounds.film_sound


def build_player_sounds(settings: Settings) -> PlayerSounds | None:
    """Soundtracks of the own player's videos, not loaded yet. None if they need not be removed from the room's
    audio.
    """
    return PlayerSounds(RATE_HZ) if settings.removes_player_sound else None


def build_microphone(settings: Settings, now: Callable[[], float]) -> Microphone | FileMicrophone:
    """The microphone, not opened yet, or an audio file instead of it."""
    device = settings.microphone.device
    return FileMicrophone(Path(device), now) if device and is_audio_file(device) else Microphone(device, now)


def build_loopback(settings: Settings, now: Callable[[], float]) -> Microphone | None:
    """Source of the audio that this kiosk plays, not opened yet. None unless `advert_sound` is "loopback"."""
    wanted = settings.microphone
    return Microphone(wanted.loopback, now, loopback=True) if wanted.advert_sound == "loopback" else None


def build_arousal_estimator(settings: Settings) -> ArousalEstimator:
    """The model that estimates arousal from the samples of all sensor kits. Raises ModelFileError."""
    return ArousalEstimator(build_inference_session(settings, networks.model_spec(settings, "body")))


def check_comment_model(settings: Settings) -> None:
    """Checks that the kiosk can classify comments, without keeping the model in memory. Raises ModelFileError or
    SettingsError.
    """
    spec = networks.model_spec(settings, "text")
    (spec.variant_spec("int8") if spec.variants else spec).checked_bytes()
    if find_spec(TEXT_PACKAGE) is None:
        raise SettingsError(
            f"comments: the package {TEXT_PACKAGE} is not installed, so comments cannot be read. Install it "
            "with: pip install --require-hashes -r requirements-comments.lock. Nothing was started."
        )


def build_comment_reader(spec: ModelSpec) -> "CommentReader":
    """Opens the model that classifies comments. Its Python modules are imported only when this function runs. Raises
    ModelFileError.
    """
    from edge.perception.text.comment_reader import CommentReader

    return CommentReader(spec)


def build_comment_stage(settings: Settings, context: StageContext[CommentObservation]) -> CommentStage | None:
    """The stage that classifies comments, not running yet. None if the kiosk accepts no comments. Raises the errors
    of `check_comment_model`.
    """
    if not settings.comments.page:
        return None
    check_comment_model(settings)
    return CommentStage(lambda: build_comment_reader(networks.model_spec(settings, "text")), context)


def build_kit_readers(settings: Settings) -> list[KitOptions]:
    """The sensor kits with their options, not opened yet. Raises KitSettingsError if a kit's settings are invalid."""
    kits = [
        KitOptions(number, kit.port, kit.kit, kit.wearer, kit.settings, kit.calibration)
        for number, kit in enumerate(settings.kits, 1)
    ]
    check_kits(kits)
    return kits


def build_outbox(settings: Settings) -> Outbox:
    """The opened outbox. Raises OutboxError."""
    wanted = settings.outbox
    limits = OutboxLimits(max_bytes=wanted.max_mb * 1_000_000, sent_s=wanted.keep_days * 86_400)
    return Outbox(wanted.path, limits, keeps_tables=is_on_trial())


def build_playlists(settings: Settings, start_s: float) -> list[Playlist]:
    """The playlists named in the settings; empty if there are none."""
    playback = settings.playback
    if playback.feed != "playlist":
        return []
    return [Playlist([(play.creative, play.duration_s) for play in playback.playlist], start_s)]


def audience_rules(
    settings: Settings, *, random: Random = SYSTEM_RANDOM, trace: bool = False, has_video: bool = True
) -> AudienceRules:
    """Rules of the audience core. `random` generates the noise; only a replay passes a seeded generator.

    Raises ModelFileError if the expression model may not be used. Without video, no expression model is needed.
    """
    people, parts = settings.audience, settings.reaction.day_part_times
    return AudienceRules(
        k=people.k,
        k_reaction=people.k_reaction,
        window_s=people.window_s,
        same_person_s=people.same_person_s,
        same_person_span_s=people.same_person_span_s,
        unmasked_staff=people.unmasked_staff,
        staff_places=people.staff_places,
        attentive_yaw_deg=people.attentive_yaw_deg,
        attentive_pitch_deg=people.attentive_pitch_deg,
        reaction_hold_s=settings.reaction.hold_s,
        creatives=settings.reaction.creatives,
        release_at_part=settings.reaction.release == "part",
        noise=NoiseSource(settings.reaction.noise, Draws(random)),
        measures=networks.choose_expression_reader(settings).measures if has_video else (),
        body_arousal=settings.models.use == "research",
        badges=settings.staff.uses_badges,
        staff=staff_rules(settings),
        trace=trace,
        day_end=make_next_midnight_function(settings.site.timezone),
        part_end=make_next_time_function(settings.site.timezone, parts) if parts else None,
    )


def broker_options(settings: Settings) -> BrokerOptions:
    """Address and credentials of the broker. Raises SettingsError or BrokerSettingsError if a file cannot be used."""
    wanted = settings.broker
    tls = TlsOptions(wanted.ca_file, wanted.cert_file, wanted.key_file, wanted.ca_pem) if wanted.tls else None
    if tls:
        tls_context(tls)  # reads the files now, so that errors in them are reported before anything else is built
    return BrokerOptions(
        wanted.host,
        wanted.port,
        wanted.username,
        wanted.broker_password(),
        tls,
        takes_playlists=settings.player is not None and settings.player.remote,
        takes_fleet_hints=settings.fleet is not None,
    )


def build_inference_session(settings: Settings, spec: ModelSpec) -> InferenceSession:
    """Opens a model on the runtime that `[models] runtime` names. Raises ModelFileError."""
    return InferenceSession(spec, settings.models.runtime, settings.models.engines)
