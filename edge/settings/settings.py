"""The TOML file: every key with its type, range, unit and text, and all that is wrong with a file said at once.

`Settings` is frozen. Nothing here opens anything but the settings file and the files of secrets that it names.
"""

import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator

from edge.settings.errors import described
from edge.settings.opening_hours import read_hours
from edge.settings.section import NAME, File, SettingsSection
from edge.settings.sensors import KitSettings, MicrophoneSettings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CREATIVE = r"^[a-z0-9_.-]{1,64}$"
DEFAULT_PATH = "/etc/vitrina/vitrina.toml"

Point = Annotated[tuple[float, float], Field(strict=False)]  # TOML has arrays, and no tuples


class SettingsError(Exception):
    """The settings cannot be used; the text has a line for every problem."""


class SiteSettings(SettingsSection):
    """Where this kiosk stands. The three names are the topic: vitrina/1/tenant/site/device."""

    tenant: str = Field("demo", pattern=NAME, description="who owns the kiosk: a-z, 0-9, _ and -, 64 at most")
    site: str = Field("shop", pattern=NAME, description="which shop")
    device: str = Field("kiosk", pattern=NAME, description="which screen in it")
    timezone: str = Field(
        "UTC", description="IANA name, such as Europe/Berlin: no batch of visits spans two local days"
    )

    open: str | None = Field(
        None, description='when the shop is open: "Mo-Fr 09:00-20:00; Sa 10:00-18:00"; empty: always'
    )

    @field_validator("open")
    @classmethod
    def _are_hours(cls, text: str | None) -> str | None:
        if text is not None:
            read_hours(text)
        return text

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("an IANA time zone is wanted, such as Europe/Berlin") from None
        return name


class NoticeSettings(SettingsSection):
    """The notice by the screen which tells people that it senses. Without it the kiosk stays paused."""

    version: str | None = Field(None, min_length=1, description="which text hangs there")
    confirmed_on: date | None = Field(None, description="the day on which somebody saw it hang there: 2026-11-24")
    confirmed_by: str | None = Field(None, min_length=1, description="who saw it")

    def missing(self) -> list[str]:
        """The keys that are still empty; sensing may begin when there are none."""
        return [key for key in ("version", "confirmed_on", "confirmed_by") if getattr(self, key) is None]


class CameraSettings(SettingsSection):
    """Where the pictures come from."""

    source: str = Field(
        "/dev/video0",
        min_length=1,
        description="a device (/dev/v4l/by-id/...), an rtsp:// or http:// address, a GStreamer pipeline, a video file",
    )
    width_px: int | None = Field(None, ge=160, le=7680, description="picture size to ask a device for; empty: its own")
    height_px: int | None = Field(None, ge=120, le=4320, description="picture size to ask a device for; empty: its own")
    fps: float | None = Field(None, gt=0, le=240, description="rate to ask a device for; empty: its own")
    loop: bool = Field(False, description="a video file begins again when it ends")


class FacesSettings(SettingsSection):
    """Finding faces."""

    rate_hz: float = Field(15.0, ge=2, le=60, description="how often the detector looks, at most; slower under load")
    tiles: Literal["whole", "auto", "2", "3", "4"] = Field(
        "auto",
        description="far faces: so many squares along the longer side, besides the whole; at 16:9 3, 7, 9 calls",
    )
    min_px: int = Field(24, ge=16, le=400, description="smaller faces do not exist")
    masks: list[list[Point]] = Field(
        [],
        description="places in which nobody is: polygons of [x, y] in fractions of the picture, at least three points",
    )

    @field_validator("masks")
    @classmethod
    def _are_polygons(cls, masks: list[list[Point]]) -> list[list[Point]]:
        for polygon in masks:
            if len(polygon) < 3 or any(not (0 <= x <= 1 and 0 <= y <= 1) for x, y in polygon):
                raise ValueError("a mask has three points at least, each [x, y] between 0 and 1")
        return masks


class ScreenSettings(SettingsSection):
    """Where the screen's centre is, as somebody sees it who stands before the camera."""

    yaw_deg: float = Field(
        0.0, ge=-60, le=60, description="degrees to image right of the camera, from where people stand"
    )
    pitch_deg: float = Field(0.0, ge=-60, le=60, description="degrees above the camera, from where people stand")


class ExpressionSettings(SettingsSection):
    """Reading expressions."""

    rate_hz: float = Field(5.0, ge=0.5, le=30, description="readings of each face a second")
    min_px: int = Field(48, ge=24, le=400, description="the network abstains from smaller faces")


class ModelsSettings(SettingsSection):
    """The files of the networks, and what they must allow."""

    model_licence: Literal["evaluation", "non-commercial", "commercial"] = Field(
        "evaluation", description='what every network must allow; "commercial": nothing starts with one that does not'
    )
    expression: File | None = Field(None, description="the JSON card of an expression network; empty: the one shipped")
    voice: File | None = Field(None, description="the same of a voice network; opened where there is a [microphone]")
    body: File | None = Field(None, description="the same of a body network; opened where there are [[kits]]")
    runtime: Literal["auto", "onnxruntime", "tensorrt"] = Field(
        "auto",
        description='"auto": TensorRT where it is installed; "tensorrt": the same, and an alert where it is not',
    )
    engines: File | None = Field(
        None, description="folder of TensorRT's engines; empty: /var/cache/vitrina/engines, or the user's own cache"
    )


class AudienceSettings(SettingsSection):
    """People, and how many of them a number must be about. No command can change these."""

    window_s: int = Field(60, ge=10, le=86400, description="windows close at multiples of this of UTC, in seconds")
    k: int = Field(5, ge=3, le=1000, description="the least people that a count is about")
    k_reaction: int = Field(10, ge=5, le=1000, description="the same for expressions, voices, bodies; k at least")
    same_person_s: float = Field(60.0, ge=60, le=3600, description="who was away no longer may be the same person")
    same_person_span_s: float = Field(3600.0, ge=3600, le=86400, description="nobody is seen for longer than this ...")
    unmasked_staff: int = Field(1, ge=1, le=100, description="... but so many; below k_reaction = 10, 2 at least")
    attentive_yaw_deg: float = Field(25.0, gt=0, le=90, description="attentive: head turned no further from the screen")
    attentive_pitch_deg: float = Field(20.0, gt=0, le=90, description="attentive: head raised or lowered no further")

    @model_validator(mode="after")
    def _hold_together(self) -> "AudienceSettings":
        if self.k_reaction < self.k:
            raise ValueError(f"k_reaction = {self.k_reaction} is too small; k = {self.k} is the least")
        if self.k_reaction < 10 and self.unmasked_staff < 2:
            raise ValueError(
                f"unmasked_staff = {self.unmasked_staff} is too small; with k_reaction = {self.k_reaction}, below 10, "
                "2 is the least"
            )
        return self


class ReactionSettings(SettingsSection):
    """When a creative's reaction is told."""

    hold_s: float | None = Field(
        None, ge=60, le=86400, description="tell it after so long with an emptier curve; empty: when 80 % of it is full"
    )


class PlaylistItem(SettingsSection):
    creative: str = Field(pattern=CREATIVE)
    duration_s: float = Field(gt=0, le=600)


class PlaybackSettings(SettingsSection):
    """How the kiosk knows what is on the screen."""

    feed: Literal["command", "playlist"] = Field(
        "command", description='"command": a player tells by MQTT, cmd/play; "playlist": the list below, for ever'
    )
    playlist: list[PlaylistItem] = Field([], description='[{creative = "spring_a", duration_s = 15.0}, ...]')

    @model_validator(mode="after")
    def _has_plays(self) -> "PlaybackSettings":
        if self.feed == "playlist" and not self.playlist:
            raise ValueError('playlist is empty; feed = "playlist" needs one play at least')
        return self


class BrokerSettings(SettingsSection):
    """Where messages go."""

    host: str = Field("127.0.0.1", min_length=1, description="name or address of the MQTT 5 broker")
    port: int = Field(1883, ge=1, le=65535, description="1883, or 8883 with tls")
    username: str | None = Field(None, min_length=1, description="empty: none")
    password: SecretStr | None = Field(None, description="better: password_file, or $VITRINA_BROKER_PASSWORD")
    password_file: File | None = Field(None, description="a file with the password alone, readable by the kiosk alone")
    tls: bool = Field(False, description="encrypt, and check the broker's certificate")
    ca_file: File | None = Field(None, description="who vouches for the broker; empty: the system's list")
    cert_file: File | None = Field(None, description="the kiosk's own certificate, where the broker asks for one")
    key_file: File | None = Field(None, description="its key")

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> "BrokerSettings":
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file are wanted together")
        return self

    def secret(self, environment: "os._Environ[str] | dict[str, str]" = os.environ) -> str | None:
        """The password, from the first of: environment, systemd credential, password_file, password.

        Raises SettingsError where a file of it cannot be read.
        """
        if value := environment.get("VITRINA_BROKER_PASSWORD"):
            return value
        credentials = environment.get("CREDENTIALS_DIRECTORY")
        for path in (Path(credentials) / "broker-password" if credentials else None, self.password_file):
            if path is not None and (path == self.password_file or path.exists()):
                return _first_line(path)
        return self.password.get_secret_value() if self.password else None


class OutboxSettings(SettingsSection):
    """What waits for the broker."""

    path: File = Field(Path("/var/lib/vitrina/outbox.db"), description="its file; it holds messages alone")
    keep_days: float = Field(7.0, ge=0, le=30, description="what was sent is kept so long, for cmd/resend")
    max_mb: int = Field(256, ge=1, le=100_000, description="the oldest go where the file would grow beyond this")


class Settings(SettingsSection):
    """All of it. Every section may be left out; a kiosk that is to sense needs [notice]."""

    site: SiteSettings = SiteSettings()
    notice: NoticeSettings = NoticeSettings()
    camera: CameraSettings = CameraSettings()
    faces: FacesSettings = FacesSettings()
    screen: ScreenSettings = ScreenSettings()
    expression: ExpressionSettings = ExpressionSettings()
    models: ModelsSettings = ModelsSettings()
    audience: AudienceSettings = AudienceSettings()
    reaction: ReactionSettings = ReactionSettings()
    playback: PlaybackSettings = PlaybackSettings()
    broker: BrokerSettings = BrokerSettings()
    outbox: OutboxSettings = OutboxSettings()
    microphone: MicrophoneSettings = MicrophoneSettings()
    kits: list[KitSettings] = Field([])

    @field_validator("kits")
    @classmethod
    def _have_a_port_each(cls, kits: list[KitSettings]) -> list[KitSettings]:
        ports = [kit.port for kit in kits]
        if twice := sorted({port for port in ports if ports.count(port) > 1}):
            raise ValueError(f"two kits cannot share a port ({', '.join(twice)})")
        return kits


def sections() -> list[tuple[str, type[SettingsSection]]]:
    """The headers of the file, as they are written there, and what stands under each; of [[kits]] there may be many."""
    found: list[tuple[str, type[SettingsSection]]] = []
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        header = f"[[{name}]]" if get_origin(kind) is list else f"[{name}]"
        model = get_args(kind)[0] if get_origin(kind) is list else kind
        assert isinstance(model, type)
        assert issubclass(model, SettingsSection)
        found.append((header, model))
    return found


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise SettingsError(
            f"settings: [broker] password_file: {path} has no line that can be read ({error}). Nothing was started."
        ) from None


def settings_path(given: str | None, environment: "os._Environ[str] | dict[str, str]" = os.environ) -> Path:
    """Which file counts: the one given, else $VITRINA_CONFIG, else /etc/vitrina/vitrina.toml."""
    return Path(given or environment.get("VITRINA_CONFIG") or DEFAULT_PATH)


def load(path: Path) -> Settings:
    """Read and check a settings file. Raises SettingsError with every problem, its key, line and cure."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"settings: {path} cannot be read ({error.strerror}). Make it with: vitrina settings --example > {path}"
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"settings: {path} is not UTF-8 text ({error.reason} at byte {error.start}).") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"settings: {path} is not TOML: {error}. Nothing was started.") from None
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError("\n".join(described(error, text, path.name))) from None


def example() -> str:
    """A settings file with every key, its default and its text, each default as a comment."""
    lines = ["# Settings of a Vitrina kiosk. A line that begins with # shows a default; take the # away to change it."]
    for header, model in sections():
        # a table that may be there many times is there not at all, and its keys have an example where no default
        lines += ["", f"# {header}" if header.startswith("[[") else header]
        lines.append(f"# {' '.join((model.__doc__ or '').split())}")
        for key, field in model.model_fields.items():
            value = field.examples[0] if field.examples else field.default
            lines.append(f"# {key} = {_toml(value)}  # {field.description}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if value is None:
        return '""'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, dict)):
        return "[]" if isinstance(value, list) else "{}"
    return '"' + re.sub(r'(["\\])', r"\\\1", str(value)) + '"'
