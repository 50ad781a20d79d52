"""Files of an enrolled kiosk: its settings, and private files with its credentials, which the settings name."""

import os
import pwd
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from edge.files import replace_file
from edge.messages.enrolment import EnrolledBroker, EnrolmentAnswer
from edge.settings import settings
from edge.settings.edit import SettingsWriteError, TomlEditError, save, set_values
from edge.settings.places import MACHINE
from edge.settings.settings import Settings, SettingsError
from edge.tools.enrol.errors import EnrolError, EnrolServerError, printable_text

SERVICE_USER = "vitrina"
"""User of systemd/vitrina.service, who must be able to read the files that root writes."""
EXAMPLE_HOST = "mqtt.example.org"
"""Example broker in systemd/vitrina.toml. Settings that still contain this broker have never belonged to a kiosk."""
ENTERED = 0o755
"""Mode of the settings folder, regardless of the umask."""
HEAD = "# Settings of this kiosk, written by `vitrina enrol`. All keys: vitrina settings --example\n"
_SAMPLE = EnrolmentAnswer(
    tenant="a",
    site="a",
    device="a",
    timezone="UTC",
    country="GB",
    broker=EnrolledBroker(host="a", port=8883, tls=True, ca=None, username="a/a/a", password="a" * 43),
    media_url="https://a/media/",
    media_token="a" * 43,
)
Values = dict[tuple[str, str], object]


@dataclass(frozen=True)
class KioskFiles:
    """Files of a kiosk with this settings file. `present`: its settings; None if there are none yet.

    `media`: folder of the ads, if the kiosk's own player is to be switched on. `beside`: final path of the settings
    file. The other files are named after it, even while the settings file still has another name. `declared`: the
    declaration about staff, if there is one. `takes_fleet`: the kiosk takes signed settings and programs.
    """

    path: Path
    present: Settings | None
    media: Path | None = None
    beside: Path | None = None
    declared: Mapping[tuple[str, str], object] = field(default_factory=dict)
    takes_fleet: bool = False

    @property
    def kiosk_name(self) -> str | None:
        """Kiosk in the settings as tenant/site/device. None if they name no kiosk, or are the unchanged example."""
        site = None if self.present is None else self.present.site
        if self.present is not None and self.present.broker.host == EXAMPLE_HOST:
            return None
        if site is None or not site.model_fields_set & {"tenant", "site", "device"}:
            return None
        return f"{site.tenant}/{site.site}/{site.device}"

    def require_writable(self) -> None:
        """Try everything that could fail later, because a code works only once. Raises EnrolError."""
        trial = self._file("enrol-trial")
        try:
            self._make_folder()
            replace_file(trial, b"", self._owner())
            trial.unlink()
        except OSError as error:
            raise EnrolError(
                f"enrol: cannot write to {self.path.parent} ({error.strerror}). Try again with sudo, or name another "
                "file with --config. Nothing was sent."
            ) from None
        try:
            self._settings_text(_SAMPLE)
        except (OSError, UnicodeDecodeError, TomlEditError, SettingsError) as error:
            why = " ".join(str(error).split()).rstrip(".")
            raise EnrolError(
                f"enrol: cannot change {self.path}: {why}. Correct the file, or move it away. Nothing was sent."
            ) from None

    def write_answer(self, answer: EnrolmentAnswer) -> list[Path]:
        """Write the credentials, then the settings that name their files. Returns the paths of the files.

        Raises EnrolServerError before writing anything if the settings would be invalid. Raises EnrolError.
        """
        secrets = {self.password_file: answer.broker.password, self._token_file: answer.media_token}
        authorities = {self._broker_ca_file: answer.broker.ca, self._media_ca_file: answer.media_ca}
        contents = {path: content for path, content in (secrets | authorities).items() if content is not None}
        try:
            text = self._make_checked_settings_text(answer)
            for path, content in contents.items():  # the updater has a user of its own, and reads the authority too
                owner, is_secret = self._owner(), path in secrets
                replace_file(
                    path, f"{content.rstrip()}\n".encode(), owner if is_secret else None, is_public=not is_secret
                )
            if self.present is None:
                replace_file(self.path, text.encode(), self._owner(), is_public=True)  # no secret stands in it
            else:
                save(self.path, self._settings_values(answer))
        except (OSError, UnicodeDecodeError, TomlEditError, SettingsWriteError) as error:
            raise EnrolError(
                f"enrol: some files in {self.path.parent} could not be written ({error}). Correct the cause, then "
                "create a new code on the server: this code has been used."
            ) from None
        return [self.path, *contents]

    def _make_checked_settings_text(self, answer: EnrolmentAnswer) -> str:
        """Text of the settings with the values of a server's answer. Raises EnrolServerError if they are invalid."""
        try:
            return self._settings_text(answer)
        except SettingsError as error:
            why = printable_text("; ".join(_faults(error)))
            raise EnrolServerError(
                f"enrol: the server's answer for {answer.kiosk_name} is invalid: {why}. Nothing was written. Correct "
                "the answer on the server, then create a new code: this code has been used."
            ) from None

    def _settings_text(self, answer: EnrolmentAnswer) -> str:
        """Text of the settings with the values of a server's answer.

        Raises OSError, UnicodeDecodeError, TomlEditError or SettingsError.
        """
        text = HEAD if self.present is None else self.path.read_bytes().decode("utf-8")
        text = set_values(text, self._settings_values(answer))
        settings.parse_settings_text(text, self.path)
        return text

    def _make_folder(self) -> None:
        """Create the settings folder. The service's user must be able to open it. Raises OSError."""
        folder = self.path.parent
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(ENTERED)

    def _settings_values(self, answer: EnrolmentAnswer) -> Values:
        broker = answer.broker
        site = {key: getattr(answer, key) for key in ("tenant", "site", "device", "timezone", "country")}
        link = {"host": broker.host, "port": broker.port, "tls": broker.tls, "username": broker.username}
        values: Values = {("site", key): value for key, value in site.items() if value}
        values |= {("broker", key): value for key, value in link.items()}
        values["broker", "password_file"] = str(self.password_file)
        values |= self._optional("broker", "ca_file", self._broker_ca_file if broker.ca else None)
        values |= self._optional("broker", "password", None)
        if self.takes_fleet:
            values["fleet", "url"] = f"{answer.media_url}fleet/"
            values |= self._optional("fleet", "ca_file", self._media_ca_file if answer.media_ca else None)
        return values | self._player_values(answer) | dict(self.declared)

    def _player_values(self, answer: EnrolmentAnswer) -> Values:
        """Settings of the kiosk's own player, if there is a player, or if it is to be switched on."""
        has_player = self.present is not None and self.present.player is not None
        if not has_player and self.media is None:
            return {}
        values: Values = {}
        if self.media is not None:
            values["player", "media"] = str(self.media)
            values["playback", "feed"] = "player"
        values |= {("player", "remote"): True, ("player", "media_url"): answer.media_url}
        values["player", "media_token_file"] = str(self._token_file)
        return values | self._optional("player", "media_ca_file", self._media_ca_file if answer.media_ca else None)

    def _optional(self, section: str, key: str, path: Path | None) -> Values:
        """The value, or an empty value to replace an earlier setting that would otherwise still apply."""
        if path is not None:
            return {(section, key): str(path)}
        former = getattr(self.present, section, None)
        return {(section, key): ""} if former is not None and key in former.model_fields_set else {}

    def _file(self, name: str) -> Path:
        """Path of a file beside the settings. If several kiosks share a folder, each kiosk has its own files."""
        path = (self.beside or self.path).absolute()
        return path.with_name(name if path.name == MACHINE.settings.name else f"{path.stem}-{name}")

    @property
    def password_file(self) -> Path:
        """Path of the file with the broker password."""
        return self._file("broker-password")

    @property
    def _token_file(self) -> Path:
        return self._file("media-token")

    @property
    def _broker_ca_file(self) -> Path:
        return self._file("broker-ca.pem")

    @property
    def _media_ca_file(self) -> Path:
        return self._file("media-ca.pem")

    def _owner(self) -> tuple[int, int]:
        return owner_of_secrets(self.beside or self.path)


def _faults(error: SettingsError) -> list[str]:
    """Faults in the settings as text.

    The text has no positions in the file, which was not written, and no line about what to do next.
    """
    lines = str(error).splitlines()
    faults = [line.removeprefix("settings: ") for line in lines[: max(1, len(lines) - 1)]]
    return [fault.rpartition(" (")[0] or fault.rstrip(".") for fault in faults]


def owner_of_secrets(settings: Path) -> tuple[int, int]:
    """User and group that read the files beside these settings.

    This is the current user. For root, it is the owner of the settings, or the service.
    """
    own = (os.geteuid(), os.getegid())
    if own[0] != 0:
        return own
    with suppress(OSError):
        status = settings.stat()
        if status.st_uid != 0:
            return status.st_uid, status.st_gid
    with suppress(KeyError):
        if settings == MACHINE.settings:
            user = pwd.getpwnam(SERVICE_USER)
            return user.pw_uid, user.pw_gid
    return own
