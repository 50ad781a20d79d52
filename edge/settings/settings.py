"""The settings file (TOML): type, range, default and description of every key. Loading reports all errors of a file at
once.

`Settings` is frozen. This module opens only the settings file and the password files that it names.
"""

import os
import sys
from ipaddress import IPv6Address
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator

from edge.files import read_text
from edge.opening_hours import read_hours
from edge.settings.audience import AudienceSettings, ReactionSettings
from edge.settings.comments import CommentsSettings
from edge.settings.console import ConsoleSettings
from edge.settings.errors import describe
from edge.settings.home_assistant import HomeAssistantSettings
from edge.settings.metrics import MetricsSettings
from edge.settings.notice import NoticeSettings
from edge.settings.playback import PlaybackSettings
from edge.settings.player import PlayerSettings
from edge.settings.section import NAME, File, SettingsSection
from edge.settings.sensors import (
    CameraSettings,
    ExpressionSettings,
    FacesSettings,
    KitSettings,
    MicrophoneSettings,
    ScreenSettings,
)
from edge.settings.staff import StaffSettings
from edge.settings.study import StudySettings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PASSWORD_VARIABLE = "VITRINA_BROKER_PASSWORD"
USE_OF_LICENCE = {"commercial": "shop", "non-commercial": "research", "evaluation": "research"}
"""Value of the old key `[models] model_licence` to the use that it asks for."""


class SettingsError(Exception):
    """The settings cannot be used. The text has one line for each problem."""


class SiteSettings(SettingsSection):
    """Name and place of this kiosk. Its MQTT topic is vitrina/1/tenant/site/device: no two kiosks may share all three
    names. Each name has 1 to 64 characters: a-z, 0-9, _ and -."""

    tenant: str = Field("demo", pattern=NAME, description="owner of the kiosk, such as the company")
    site: str = Field("shop", pattern=NAME, description="the shop")
    device: str = Field("kiosk", pattern=NAME, description="the screen within the shop")
    timezone: str = Field(
        "UTC",
        description="the shop's time zone as an IANA name, such as Europe/Berlin. It sets where a day ends: no message "
        "about visits covers two local days",
    )

    open: str | None = Field(
        None,
        description='opening hours in local time, such as "Mo-Fr 09:00-20:00; Sa 10:00-18:00"; outside them the kiosk '
        "is paused. Empty: always open",
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


class ModelsSettings(SettingsSection):
    """The neural networks, and the use that their licences and cards must allow."""

    use: Literal["shop", "research"] = Field(
        "shop",
        description='"shop": only networks whose card says commercial, and only measures that the card shows to work. '
        '"research": every network. It is told in messages, so that data of research can be marked',
    )
    model_licence: Literal["evaluation", "non-commercial", "commercial"] | None = Field(
        None,
        description='old key, read for one release: "commercial" is use = "shop", the others are use = "research"',
    )
    expression: Literal["none"] | File | None = Field(
        None,
        description='JSON card of the reader of expressions. "none": no face is read, only flow and attention. Empty: '
        "the reader shipped with Vitrina for this use",
    )
    voice: File | None = Field(
        None,
        description="JSON card of the voice network, used with a [microphone]. Empty: the network shipped with "
        'Vitrina. With use = "shop" a network that does not pass the gate of its card is not used',
    )
    body: File | None = Field(
        None, description="JSON card of the body network, used with [[kits]]. Empty: the network shipped with Vitrina"
    )
    text: Literal["none"] | File | None = Field(
        None,
        description='JSON card of the network that reads comments, used with [comments]. "none": none. Empty: the '
        "network shipped with Vitrina",
    )
    runtime: Literal["auto", "onnxruntime", "tensorrt"] = Field(
        "auto",
        description='program that runs the networks. "auto": TensorRT if it is installed, else ONNX Runtime. '
        '"tensorrt": the same, and an alert if TensorRT is not installed. "onnxruntime": never the GPU',
    )
    engines: File | None = Field(
        None,
        description="folder for TensorRT's engines. Empty: /var/cache/vitrina/engines, or the user's own cache folder",
    )

    @model_validator(mode="before")
    @classmethod
    def _old_key_sets_use(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        licence = values.get("model_licence")
        meant = USE_OF_LICENCE.get(str(licence))
        if meant is None:
            return values
        if values.get("use", meant) != meant:
            raise ValueError(
                f'model_licence = "{licence}" is use = "{meant}", and use = "{values["use"]}" is set. '
                "Take model_licence out"
            )
        return {**values, "use": meant}

    @property
    def old_key(self) -> str | None:
        """Warning that the old key is set; else None."""
        if self.model_licence is None:
            return None
        return (
            "settings: [models] model_licence is an old key, which the next release refuses. "
            f'Write use = "{self.use}" in its place.'
        )


class BrokerSettings(SettingsSection):
    """The MQTT 5 broker that receives the messages."""

    host: str = Field(
        "127.0.0.1", min_length=1, description="host name or IP address of the broker, such as ::1 or [::1]"
    )
    port: int = Field(1883, ge=1, le=65535, description="TCP port of the broker; usually 1883, or 8883 with tls")
    username: str | None = Field(None, min_length=1, description="user name for the broker. Empty: none")
    password: SecretStr | None = Field(
        None, description="password for the broker; password_file or $VITRINA_BROKER_PASSWORD is safer"
    )
    password_file: File | None = Field(
        None, description="file that contains only the password; only the kiosk's user should be able to read it"
    )
    tls: bool = Field(False, description="set true to encrypt the connection and to check the broker's certificate")
    ca_file: File | None = Field(
        None,
        description="PEM file with the authority that signed the broker's certificate. Empty: the system's authorities",
    )
    cert_file: File | None = Field(
        None, description="PEM file with the kiosk's own certificate; set it with key_file if the broker requires one"
    )
    key_file: File | None = Field(None, description="PEM file with the key of cert_file")

    @field_validator("host")
    @classmethod
    def _is_no_url(cls, host: str) -> str:
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if ":" in bare or bare != host:
            try:
                IPv6Address(bare)
            except ValueError:
                raise ValueError("must be a host name or an IP address, without mqtt:// and without a port") from None
        return bare

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> "BrokerSettings":
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file are wanted together")
        return self

    def secret(self, environment: "os._Environ[str] | dict[str, str]" = os.environ) -> str | None:
        """The password from the first of: environment, systemd credential, password_file, password.

        Raises SettingsError if a password file cannot be read.
        """
        if value := environment.get(PASSWORD_VARIABLE):
            return value
        credentials = environment.get("CREDENTIALS_DIRECTORY")
        for path in (Path(credentials) / "broker-password" if credentials else None, self.password_file):
            if path is not None and (path == self.password_file or path.exists()):
                return first_line(path)
        return self.password.get_secret_value() if self.password else None


class OutboxSettings(SettingsSection):
    """Storage of messages on the disk, until the broker has them and for some time after."""

    path: File = Field(
        Path("/var/lib/vitrina/outbox.db"),
        description="file of the outbox; it contains only messages about groups. Where none is set and you may not "
        "write there: vitrina/outbox.db in $XDG_STATE_HOME or ~/.local/state",
    )
    keep_days: float = Field(
        7.0,
        ge=0,
        le=30,
        description="days for which sent messages are kept, so that a subscriber can ask for them again (cmd/resend); "
        "days for which the kiosk runs count",
    )
    max_mb: int = Field(
        256,
        ge=1,
        le=2_000,
        description="largest size of the file, in MB; then the oldest messages are deleted. Lower it on a small disk, "
        "raise it for a broker that is often away for long. Every start reads the whole file",
    )


class Settings(SettingsSection):
    """All sections. Every section may be left out; a kiosk senses only with [notice]."""

    site: SiteSettings = SiteSettings()
    notice: NoticeSettings = NoticeSettings()
    camera: CameraSettings = CameraSettings()
    faces: FacesSettings = FacesSettings()
    screen: ScreenSettings = ScreenSettings()
    expression: ExpressionSettings = ExpressionSettings()
    models: ModelsSettings = ModelsSettings()
    audience: AudienceSettings = AudienceSettings()
    reaction: ReactionSettings = ReactionSettings()
    staff: StaffSettings = StaffSettings()
    playback: PlaybackSettings = PlaybackSettings()
    player: PlayerSettings | None = Field(None)
    comments: CommentsSettings = CommentsSettings()
    console: ConsoleSettings | None = Field(None)
    metrics: MetricsSettings | None = Field(None)
    home_assistant: HomeAssistantSettings | None = Field(None)
    broker: BrokerSettings = BrokerSettings()
    outbox: OutboxSettings = OutboxSettings()
    microphone: MicrophoneSettings = MicrophoneSettings()
    study: StudySettings = StudySettings()
    kits: list[KitSettings] = Field([])

    @field_validator("kits")
    @classmethod
    def _have_a_port_each(cls, kits: list[KitSettings]) -> list[KitSettings]:
        ports = [kit.port for kit in kits]
        if twice := sorted({port for port in ports if ports.count(port) > 1}):
            raise ValueError(f"two kits cannot share a port ({', '.join(twice)})")
        return kits

    @model_validator(mode="after")
    def _advert_sound_is_known(self) -> "Settings":
        wanted = self.microphone
        if wanted.advert_sound == "reference" and wanted.advert_tracks is None and self.playback.feed != "player":
            raise ValueError(
                '[microphone] advert_sound = "reference" needs advert_tracks, the folder of the adverts\' sound files, '
                'or [playback] feed = "player"'
            )
        return self

    @property
    def hears_player_films(self) -> bool:
        """True if the sound of the own player's films is taken out of the room's."""
        wanted = self.microphone
        return wanted.listens and wanted.advert_sound == "reference" and wanted.advert_tracks is None

    @model_validator(mode="after")
    def _pages_have_a_port_each(self) -> "Settings":
        ports = {"[console] port": self.console.port if self.console else 0}
        ports["[metrics] port"] = self.metrics.port if self.metrics else 0
        ports["[player] port"] = self.player.port if self.player else 0
        ports["[playback] port"] = self.playback.port if self.playback.feed in ("http", "broadsign") else 0
        listening = [(name, port) for name, port in ports.items() if port]
        for (first, one), (second, other) in combinations(listening, 2):
            if one == other:
                raise ValueError(f"{first} and {second} are both {one}; each server needs its own")
        return self

    @model_validator(mode="after")
    def _page_is_there(self) -> "Settings":
        if self.playback.feed == "player" and self.player is None:
            raise ValueError('[playback] feed = "player" needs the page of [player]')
        if self.notice.shown != "sign" and self.player is None:
            raise ValueError(f'[notice] shown = "{self.notice.shown}" needs the page of [player]')
        if self.comments.page and self.player is None:
            raise ValueError("[comments] page = true needs the page of [player]: set its media, or page = false")
        if self.comments.page and self.models.text == "none":
            raise ValueError('[comments] page = true needs a network: take text = "none" out of [models]')
        return self


def sections() -> list[tuple[str, type[SettingsSection]]]:
    """All headers as written in the file, each with its section class. [[kits]] may occur several times.

    A section that switches something on by being there is optional: its field may be None.
    """
    result: list[tuple[str, type[SettingsSection]]] = []
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        header = f"[[{name}]]" if get_origin(kind) is list else f"[{name}]"
        model = get_args(kind)[0] if get_args(kind) else kind
        assert isinstance(model, type)
        assert issubclass(model, SettingsSection)
        result.append((header, model))
    return result


def first_line(path: Path, key: str = "[broker] password_file") -> str:
    """First line of a password file. Raises SettingsError; `key` names it there."""
    try:
        return read_text(path).splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise SettingsError(
            f"settings: {key}: {path} has no line that can be read ({error}). Nothing was started."
        ) from None


def load(path: Path) -> Settings:
    """Reads and checks a settings file. Raises SettingsError with every problem, its key, line and fix."""
    try:
        return parse(read(path), path)
    except FileNotFoundError as error:
        raise SettingsError(
            f"settings: {path} cannot be read ({error.strerror}). Make it with: vitrina settings --example > {path}"
        ) from None


def read(path: Path) -> str:
    """Text of a settings file. Raises FileNotFoundError, and SettingsError for a file that is there."""
    try:
        return read_text(path)
    except FileNotFoundError:
        raise
    except PermissionError as error:
        raise SettingsError(
            f"settings: {path} cannot be read ({error.strerror}). Try it with sudo, or as its owner."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"settings: {path} cannot be read ({error.strerror}). Make it with: vitrina settings --example > {path}"
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"settings: {path} is not UTF-8 text ({error.reason} at byte {error.start}). Save it as UTF-8."
        ) from None


def parse(text: str, path: Path) -> Settings:
    """Checks the text of a settings file. Raises SettingsError as `load` does; `path` is only named in it."""
    try:
        return Settings.model_validate(as_values(text, path))
    except ValidationError as error:
        raise SettingsError("\n".join(describe(error, text, path.name))) from None


def as_values(text: str, path: Path) -> dict[str, Any]:
    """Values of the text of a settings file, not yet checked. Raises SettingsError."""
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"settings: {path} is not TOML: {error}. Nothing was started.") from None
    return values
