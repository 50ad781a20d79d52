"""Options of a session, and the settings that they result in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edge.settings.settings import Settings
from edge.sources.kits.reader import KitOptions
from edge.sources.kits.reader import check_kit_options as check_kits
from edge.study.errors import StudyError
from edge.study.zone import Zone

NONE = "none"

KitValue = int | float | str | bool


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """Options that the session leader gave. None: use the settings. `camera`, `microphone`: NONE switches them off."""

    participant: str
    zone: Zone
    camera: str | None = None
    microphone: str | None = None
    kits: tuple[str, ...] = ()  # PORT,KIND[,name=value…] each
    plays: Path | None = None
    playlist: Path | None = None
    check_s: float = 10.0
    baseline_s: float = 60.0
    seconds: float | None = None
    lsl: bool = False
    record_lsl: tuple[str, ...] = ()  # name=NAME[,host=HOST…] each
    questionnaire: Path | None = None
    is_ordered: bool = False  # each advert of the playlist once, in the participant's order
    in_browser: bool = False  # opens the questions in this machine's Chromium
    on_screen: bool = False  # shows the questions on the own player's page, between adverts
    waits: bool = False  # baseline and adverts begin when the session leader says so
    loop: bool = False  # starts a video file of the camera again when it ends


@dataclass(frozen=True, slots=True)
class KitPlace:
    """One kit of a session: its port, its kind, and its kit settings."""

    port: str
    kind: str
    settings: Mapping[str, KitValue] = field(default_factory=dict)


def make_session_settings(settings: Settings, options: SessionOptions) -> Settings:
    """Settings for the kiosk's stages in a session: every frame is analysed, and badges are ignored."""
    source, loop = options.camera or settings.camera.source, options.loop or settings.camera.loop
    camera = settings.camera.model_copy(update={"source": source, "loop": loop, "adaptive": False})
    faces = settings.faces.model_copy(update={"masks": []})  # those are shares of the whole picture
    device = settings.microphone.device if options.microphone is None else options.microphone
    microphone = settings.microphone.model_copy(update={"device": None if device == NONE else device})
    changes = {
        "camera": camera,
        "faces": faces,
        "microphone": microphone,
        "staff": settings.staff.model_copy(update={"badges": False}),
    }
    if options.playlist is not None:
        if settings.player is None:
            raise StudyError("study: --playlist needs the page of the built-in player. Add [player] to the settings.")
        changes["player"] = settings.player.model_copy(update={"playlist": options.playlist, "remote": False})
        changes["playback"] = settings.playback.model_copy(update={"feed": "player"})
    return settings.model_copy(update=changes)


def session_kits(settings: Settings, options: SessionOptions) -> list[KitOptions]:
    """Kits of the participant: the kits given by --kit, or else all kits in the settings that name this wearer.

    Raises StudyError or KitSettingsError.
    """
    name = options.participant
    if options.kits:
        places = [parse_kit_option(text) for text in options.kits]
        kits = [
            KitOptions(number, place.port, place.kind, name, place.settings) for number, place in enumerate(places, 1)
        ]
    else:
        own = [kit for kit in settings.kits if kit.wearer == name]
        kits = [
            KitOptions(number, kit.port, kit.kit, name, kit.settings, kit.calibration)
            for number, kit in enumerate(own, 1)
        ]
    check_kits(kits)
    return kits


def parse_kit_option(text: str) -> KitPlace:
    """Parse a kit from `PORT,KIND[,name=value…]`. Raises StudyError."""
    port, *rest = text.split(",")
    kind, *pairs = rest or [""]
    settings = dict(pair.partition("=")[::2] for pair in pairs)
    if not port or not kind or not all("=" in pair for pair in pairs):
        raise StudyError(f"study: --kit {text} must be PORT,KIND, for example /dev/ttyACM0,bitalino,revision=current.")
    return KitPlace(port, kind, {key: _parse_kit_value(value) for key, value in settings.items()})


def _parse_kit_value(text: str) -> KitValue:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
