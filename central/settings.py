"""Settings file of the central server (TOML)."""

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from central.alert_settings import AlertsSection as AlertsSection
from central.enrolment_settings import EnrolmentSection as EnrolmentSection
from central.errors import UsageError
from central.mail_settings import MailSection as MailSection
from central.oidc_settings import OidcSection as OidcSection
from central.section import File, Section
from central.settings_variables import (
    PREFIX,
    SEPARATOR,
    SETTINGS_FILE,
    apply_settings_variables,
    settings_variables,
)
from central.store.location import Location
from central.web_settings import LOOPBACK
from central.web_settings import WebSection as WebSection
from edge.toml_errors import Place
from edge.toml_text import TomlTextError, read_toml

DEFAULT_PATH = Path("/etc/vitrina/central.toml")
VARIABLE = SETTINGS_FILE


class CentralSection(Section):
    """Location of the store and retention times of the data."""

    data: File | None = Field(None, description="folder of the store (SQLite), unless `database` is set")
    database: str | None = Field(
        None, description="PostgreSQL database, such as postgresql://vitrina@127.0.0.1/vitrina; without a password"
    )
    database_password_file: File | None = Field(None, description="file that contains only the database password")
    database_ca_file: File | None = Field(
        None,
        description=(
            "PEM file of the CA that signed the database's certificate; without it, the connection uses no TLS"
        ),
    )
    media: File | None = Field(
        None,
        description="folder for the videos of ads; default: media in `data`; required if `data` is not set",
    )
    fleet_keys: File | None = Field(
        None,
        description="folder for the keys with which central signs snapshot, timestamp and rings for its fleet; default:"
        " fleet-keys in `data`; never below `media`",
    )
    migrate: Literal["automatic", "by hand"] = Field(
        "automatic",
        description="by hand: no command except `migrate` changes the schema of the store after an update; automatic:"
        " the first command does",
    )
    play_days: int = Field(
        92, ge=40, le=36_500, description="days for which single plays are kept; their hourly totals are kept for ever"
    )
    backup_days: int = Field(
        8,
        ge=0,
        le=3_650,
        description=(
            "days until a missing backup raises an alert, counted from the newest one; only after a"
            " first backup was started; 0: never"
        ),
    )

    @model_validator(mode="after")
    def _has_a_place(self) -> "CentralSection":
        if self.data is None and self.database is None:
            raise ValueError("set data (a folder for SQLite) or database (a PostgreSQL database)")
        return self


class BrokerSection(Section):
    """The MQTT 5 broker of the fleet."""

    host: str = Field("127.0.0.1", min_length=1, description="host name or IP address of the broker")
    port: int = Field(1883, ge=1, le=65535, description="TCP port; usually 1883, or 8883 with tls")
    tls: bool = Field(False, description="set true to encrypt the connection and check the broker's certificate")
    ca_file: File | None = Field(None, description="PEM file of the CA that signed the broker's certificate")
    cert_file: File | None = Field(None, description="PEM file with central's own certificate, with key_file")
    key_file: File | None = Field(None, description="PEM file with the key of cert_file")
    username: str | None = Field(None, min_length=1, description="user name for the broker")
    password_file: File | None = Field(None, description="file that contains only the broker password")
    client_id: str = Field(
        "vitrina-central",
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="start of the client id at the broker; 96 random bits from the store follow it; each"
        " `serve` of one database needs its own",
    )
    topics: tuple[str, ...] = Field(
        ("vitrina/1/+/+/+/+",),
        min_length=1,
        strict=False,
        description="topic filters; several `serve` processes with disjoint filters share a fleet",
    )
    session_days: float = Field(
        14.0, gt=0, le=365, description="days for which the broker keeps messages while central is away"
    )
    dynamic_security: bool = Field(
        False,
        description="set true if the broker has mosquitto's dynamic security plugin: `enrol` then creates the"
        " broker accounts of kiosks through it, and `username` needs the right to do so",
    )

    @model_validator(mode="after")
    def _is_whole(self) -> "BrokerSection":
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("cert_file and key_file must be set together")
        for topic in self.topics:
            if not re.fullmatch(r"(\$share/[a-z0-9_-]{1,64}/)?vitrina/1(/[a-z0-9_-]{1,64}|/\+){3}/\+", topic):
                raise ValueError(f"topics: {topic!r} is not of the form vitrina/1/+/+/+/+ or vitrina/1/acme/+/+/+")
        return self


class Settings(Section):
    """All settings."""

    central: CentralSection
    broker: BrokerSection = BrokerSection()
    web: WebSection = WebSection()
    alerts: AlertsSection = AlertsSection()
    mail: MailSection | None = None
    oidc: OidcSection | None = None
    enrolment: EnrolmentSection = EnrolmentSection()
    _named_by: tuple[str, Path] | None = PrivateAttr(None)

    @property
    def named_by(self) -> str:
        """Options of the command line that name these settings, such as `--data data`. Empty for the default ones."""
        return "" if self._named_by is None else _options_text(*self._named_by)

    @property
    def command_options(self) -> str:
        """The same options for somebody in another folder: with the absolute path."""
        return "" if self._named_by is None else _options_text(self._named_by[0], self._named_by[1].absolute())

    def with_name(self, option: str, path: Path) -> "Settings":
        """The same settings, named by an option."""
        named = self.model_copy()
        named._named_by = (option, path)
        return named

    @model_validator(mode="after")
    def _links_lead_to_its_pages(self) -> "Settings":
        if self.mail is not None and self.mail.host_of_pages not in {*self.web.hosts, *LOOPBACK}:
            raise ValueError(
                f"[mail] base_url: {self.mail.host_of_pages} is not in [web] hosts, so the links in the mail would not"
                " open. Add it to [web] hosts, or correct base_url"
            )
        return self

    def store_location(self, environment: Mapping[str, str] = os.environ) -> Location:
        """Location of the store. Raises UsageError if a password file cannot be read."""
        section = self.central
        by_hand = section.migrate == "by hand"
        if section.database is None:
            return Location(section.data, is_migrated_by_hand=by_hand)
        password = read_secret("database", section.database_password_file, environment)
        return Location(section.data, section.database, password, section.database_ca_file, by_hand)

    @property
    def films(self) -> Path | None:
        """Folder with the files of ads; None if there is none."""
        section = self.central
        return self.media_folder() if section.media is not None or section.data is not None else None

    def fleet_keys_folder(self) -> Path | None:
        """Folder with the keys of the fleet; None if there is none."""
        section = self.central
        if section.fleet_keys is not None or section.data is None:
            return section.fleet_keys
        return section.data / "fleet-keys"

    def media_folder(self) -> Path:
        """Folder with the files of ads. Raises UsageError if there is none."""
        section = self.central
        if section.media is not None:
            return section.media
        if section.data is None:
            raise UsageError(
                "settings: [central] media is missing. Set it to a folder for the videos of ads. There is no"
                " default for a PostgreSQL database without `data`. Nothing was changed."
            )
        return section.data / "media"


def _options_text(option: str, path: Path) -> str:
    return f"{option} {shlex.quote(str(path))}"


def load_settings(config: Path | None, data: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Load the settings of a file, or the defaults with SQLite in the folder `data`. Environment variables override
    the file. Raises UsageError.
    """
    if data is not None:
        if config is not None:
            raise UsageError("settings: --config and --data were both given. Use only one of them.")
        return _check_values({"central": {"data": data}}, "--data", _without_store(environment)).with_name(
            "--data", data
        )
    path = config or Path(environment.get(VARIABLE, DEFAULT_PATH))
    if config is None and VARIABLE not in environment and not path.exists():
        if settings_variables(environment):
            return _check_values({}, "the environment", environment)
        raise UsageError(
            f"settings: there is no {DEFAULT_PATH}. Name a settings file with --config FILE, or a folder for the"
            " store with --data DIR."
        )
    settings = _check_values(_read_settings_file(path), str(path), environment)
    return settings if config is None else settings.with_name("--config", config)


def _without_store(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without the variables for the store, which --data names instead."""
    return {name: text for name, text in environment.items() if not name.startswith(f"{PREFIX}CENTRAL{SEPARATOR}DATA")}


def _read_settings_file(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"settings: {path} cannot be read ({why}). Let this user read it, or name"
            " another file. Nothing was started."
        ) from None
    except TomlTextError as error:
        raise UsageError(f"settings: {path} is not TOML: {error}. Nothing was started.") from None


def _check_values(values: dict[str, Any], source: str, environment: Mapping[str, str]) -> Settings:
    """Settings of these values and of the environment. `source`: origin of the values, for error messages."""
    variables, problems = apply_settings_variables(values, Settings, environment)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems += [_problem(dict(fault), source, variables) for fault in error.errors(include_url=False)]
    if problems:
        raise UsageError("\n".join([*problems, "Nothing was started."]))
    return settings


def _problem(fault: dict[str, Any], source: str, variables: Mapping[Place, str]) -> str:
    message = fault["msg"].removeprefix("Value error, ")
    place = tuple(map(str, fault["loc"]))
    if name := variables.get(place):
        return f"settings: {name}: {message}. Correct the variable."
    origin = ", ".join([source, *(name for at, name in variables.items() if at[: len(place)] == place)])
    if not place:
        return f"settings: {message} ({origin})."
    section, *keys = place
    shown = f"[{section}] {'.'.join(keys)}".rstrip()
    if fault["type"] == "extra_forbidden":
        return f"settings: {shown} is not a setting ({origin})."
    return f"settings: {shown}: {message} ({origin})."


def read_secret(name: str, file: Path | None, environment: Mapping[str, str] = os.environ) -> str | None:
    """Password from the first available source: environment variable, systemd credential, file. Raises UsageError."""
    if value := environment.get(f"VITRINA_CENTRAL_{name.upper()}_PASSWORD"):
        return value
    credentials = environment.get("CREDENTIALS_DIRECTORY")
    credential = Path(credentials) / f"{name}-password" if credentials else None
    path = credential if credential is not None and credential.exists() else file
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"settings: the password file {path} cannot be read ({why}). Let this user read it, or name"
            " another file. Nothing was started."
        ) from None
