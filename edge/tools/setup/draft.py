"""Settings during setup: either in the settings file, or in a draft beside it that later becomes the file."""

import os
from collections.abc import Mapping
from pathlib import Path

from edge.console.hooks import SettingKey, SettingsRefusedError
from edge.files import replace_file, resolve_links, sync_folder
from edge.law.table import PlaceLaw
from edge.settings.edit import SettingsWriteError, save, set_values
from edge.settings.example import example_settings
from edge.settings.loading import load_from_place
from edge.settings.place_defaults import find_place_law
from edge.settings.places import SettingsPlace, draft_path
from edge.settings.settings import Settings, SettingsError
from edge.tools.enrol.files import KioskFiles, owner_of_secrets


class SettingsDraft:
    """The settings at `path`. All stored values are valid. Every method raises SettingsRefusedError."""

    def __init__(self, path: Path, console_port: int | None) -> None:
        """`path`: path of the draft; symbolic links are followed. `console_port`: port of the console; None: no
        console.
        """
        try:
            self.path, self._port = resolve_links(path), console_port
        except OSError as error:
            raise SettingsRefusedError(f"setup: {error.strerror or error}") from None

    @property
    def current_file(self) -> Path:
        """File in which answers are stored. A draft is private, because a camera's address may contain a password."""
        return self.path if os.path.lexists(self.path) else draft_path(self.path)

    @property
    def is_draft(self) -> bool:
        """True until the settings file exists."""
        return self.current_file != self.path

    def begin(self) -> None:
        """Create a draft from the example settings, with the console on, unless settings or a draft exist."""
        if os.path.lexists(self.current_file):
            return
        try:
            if not self.path.parent.exists():
                self.path.parent.mkdir(parents=True)
                self.path.parent.chmod(0o755)
            page = {} if self._port is None else {("console", "port"): self._port}
            text = set_values(example_settings(), page)
            replace_file(self.current_file, text.encode(), owner_of_secrets(self.path))
        except OSError as error:
            raise SettingsRefusedError(
                f"setup: cannot write to {self.path.parent} ({error.strerror}). Try again with sudo, or name another "
                "file with --config."
            ) from None

    def load_current_settings(self) -> Settings:
        """Current settings, including values from environment variables."""
        try:
            return load_from_place(SettingsPlace(self.current_file)).settings
        except SettingsError as error:
            raise SettingsRefusedError(f"{error}\nCorrect {self.current_file}, or delete it to start again.") from None

    def place_law(self, settings: Settings) -> PlaceLaw | None:
        """Known facts about the law at the kiosk's place; None without a country."""
        try:
            return find_place_law(settings, self.current_file)
        except SettingsError as error:
            raise SettingsRefusedError(str(error)) from None

    def save_values(self, values: Mapping[SettingKey, object]) -> None:
        """Set values: either all of them or none."""
        try:
            save(self.current_file, values)
        except SettingsWriteError as error:
            raise SettingsRefusedError(str(error)) from None

    def save_password(self, password: str) -> SettingKey:
        """Write the broker password to a separate file. Returns the settings key that names this file."""
        path = self.kiosk_files().password_file
        try:
            replace_file(path, f"{password}\n".encode(), owner_of_secrets(self.path))
        except OSError as error:
            raise SettingsRefusedError(f"setup: cannot write {path} ({error.strerror}). Try again with sudo.") from None
        place = ("broker", "password_file")
        self.save_values({place: str(path)})
        return place

    def kiosk_files(self, media: Path | None = None) -> KioskFiles:
        """Files that a one-time code of central fills. `media`: folder of the videos, which switches the player on."""
        settings = self.load_current_settings()
        return KioskFiles(self.current_file, settings, None if settings.player else media, beside=self.path)

    def make_settings_file(self) -> None:
        """Turn the draft into the settings file. Never overwrites a file that somebody created in the meantime."""
        draft = self.current_file
        if draft == self.path:
            return
        try:
            os.link(draft, self.path)
            draft.unlink()
            sync_folder(self.path.parent)
        except OSError as error:
            raise SettingsRefusedError(f"setup: cannot create {self.path} ({error.strerror}). Try again.") from None
