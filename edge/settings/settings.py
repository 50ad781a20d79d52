"""The settings file (TOML): all sections, and the rules that involve several sections. Loading reports all errors of a
file at once.

`Settings` is frozen.
"""

from itertools import combinations
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import Field, ValidationError, field_validator, model_validator

from edge.files import read_text
from edge.settings.audience import AudienceSettings, ReactionSettings
from edge.settings.broker import BrokerSettings
from edge.settings.delivery import HomeAssistantSettings, OutboxSettings
from edge.settings.errors import SettingsError, settings_problem_lines
from edge.settings.fleet import FleetSettings
from edge.settings.models import ModelsSettings
from edge.settings.notice import NoticeSettings
from edge.settings.pages import ConsoleSettings, MetricsSettings
from edge.settings.participation import CommentsSettings, StudySettings
from edge.settings.playback import PlaybackSettings
from edge.settings.player import PlayerSettings
from edge.settings.section import SettingsSection
from edge.settings.sensors import (
    CameraSettings,
    ExpressionSettings,
    FacesSettings,
    KitSettings,
    MicrophoneSettings,
    ScreenSettings,
)
from edge.settings.site import SiteSettings
from edge.settings.staff import StaffSettings
from edge.toml_text import TomlTextError, read_toml

__all__ = [
    "Settings",
    "SettingsError",
    "load_settings_file",
    "parse_settings_text",
    "parse_toml_values",
    "read_settings_text",
    "section_classes",
]


class Settings(SettingsSection):
    """All sections. Every section is optional; a kiosk senses only with [notice]."""

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
    fleet: FleetSettings | None = Field(None)
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
                '[microphone] advert_sound = "reference" needs advert_tracks, the folder with the ads\' sound '
                'files, or [playback] feed = "player"'
            )
        return self

    @property
    def removes_player_sound(self) -> bool:
        """True if the kiosk removes the sound of its own player's videos from the room's sound."""
        wanted = self.microphone
        return wanted.records_sound and wanted.advert_sound == "reference" and wanted.advert_tracks is None

    @property
    def needs_balancing_test(self) -> bool:
        """True if legitimate interests need the date of a balancing test. Settings without a country are older than
        this rule and keep running; doctor reports them.
        """
        return self.site.country is not None

    def missing_notice_keys(self) -> list[str]:
        """The keys of [notice] that are still empty. Sensing may start once no key is missing."""
        return self.notice.missing_keys(needs_balancing_test=self.needs_balancing_test)

    def missing_notice_text_keys(self) -> list[str]:
        """The empty keys of [notice] that are needed before the notice is printed."""
        return self.notice.missing_text_keys(needs_balancing_test=self.needs_balancing_test)

    @model_validator(mode="after")
    def _check_page_ports_differ(self) -> "Settings":
        ports = {"[console] port": self.console.port if self.console else 0}
        ports["[metrics] port"] = self.metrics.port if self.metrics else 0
        ports["[player] port"] = self.player.port if self.player else 0
        ports["[playback] port"] = self.playback.port if self.playback.feed in ("http", "broadsign") else 0
        listening = [(name, port) for name, port in ports.items() if port]
        for (first, one), (second, other) in combinations(listening, 2):
            if one == other:
                raise ValueError(f"{first} and {second} are both {one}; each server needs its own port")
        return self

    @model_validator(mode="after")
    def _staff_have_a_mask(self) -> "Settings":
        if self.staff.in_view == "masked" and not self.faces.masks:
            raise ValueError(
                '[staff] in_view = "masked" needs a mask over the staff area. Remove in_view, draw the mask with '
                "vitrina aim, then set in_view again. Or write [faces] masks by hand"
            )
        return self

    @model_validator(mode="after")
    def _check_page_exists(self) -> "Settings":
        if self.playback.feed == "player" and self.player is None:
            raise ValueError('[playback] feed = "player" needs a section [player]')
        if self.notice.shown != "sign" and self.player is None:
            raise ValueError(f'[notice] shown = "{self.notice.shown}" needs a section [player]')
        if self.comments.page and self.player is None:
            raise ValueError("[comments] page = true needs a section [player] with media. Add it, or set page = false")
        if self.comments.page and self.models.text == "none":
            raise ValueError('[comments] page = true needs a text model: remove text = "none" from [models]')
        return self


def section_classes() -> list[tuple[str, type[SettingsSection]]]:
    """Section class for each header, as the header is written in the file. [[kits]] may occur several times.

    The presence of some sections switches something on; their field may be None.
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


def load_settings_file(path: Path) -> Settings:
    """Reads and checks a settings file. Raises SettingsError that lists every problem with its key, line and fix."""
    try:
        return parse_settings_text(read_settings_text(path), path)
    except FileNotFoundError as error:
        raise SettingsError(
            f"settings: {path} cannot be read ({error.strerror}). Create it with: vitrina settings --example > {path}"
        ) from None


def read_settings_text(path: Path) -> str:
    """Text of a settings file. Raises FileNotFoundError if there is none, and SettingsError if it cannot be read."""
    try:
        return read_text(path)
    except FileNotFoundError:
        raise
    except PermissionError as error:
        raise SettingsError(
            f"settings: {path} cannot be read ({error.strerror}). Try again with sudo, or as its owner."
        ) from None
    except OSError as error:
        raise SettingsError(
            f"settings: {path} cannot be read ({error.strerror}). Create it with: vitrina settings --example > {path}"
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"settings: {path} is not UTF-8 text ({error.reason} at byte {error.start}). Save it as UTF-8."
        ) from None


def parse_settings_text(text: str, path: Path) -> Settings:
    """Parses and checks the text of a settings file. Raises SettingsError like `load_settings_file`. `path` is the
    file's name in errors.
    """
    try:
        return Settings.model_validate(parse_toml_values(text, path))
    except ValidationError as error:
        raise SettingsError("\n".join(settings_problem_lines(error, text, path.name))) from None


def parse_toml_values(text: str, path: Path) -> dict[str, Any]:
    """Values in the text of a settings file, not checked yet. Raises SettingsError."""
    try:
        return read_toml(text)
    except TomlTextError as error:
        raise SettingsError(f"settings: {path} is not TOML: {error}. Nothing was started.") from None
