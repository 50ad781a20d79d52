"""Files of the signed settings: those in force, those on trial, and the record about them.

The folders are public, so that the kiosk reads them; the record is root's own. Each change is one rename.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from edge.files import replace_file, sync_folder
from edge.fleet.probation import Before

CURRENT = "current"
State = Literal["kept", "trial", "returning"]


@dataclass(frozen=True, slots=True)
class SettingsRecord:
    """Record of the settings. `state`: "trial" while the kiosk tries those of `number`, "returning" while the
    former ones are put back. `day`: the local day on which settings were last taken. `accepted`: digest of the files
    that the kiosk's program accepts; `refused`: digest of files that it refuses, because of `fault`, or that were given
    up.
    `before`: the kiosk before the trial. `tries`: starts of that trial, more than one after power cuts.
    """

    state: State = "kept"
    number: int | None = None
    former: int | None = None
    day: str = ""
    reason: str = ""
    settings_counter: int = 0
    address_counter: int = 0
    accepted: str = ""
    refused: str = ""
    fault: str = ""
    before: Before = field(default_factory=Before)
    tries: int = 0


class SettingsFolders:
    """Numbered folders with settings, and the link `current` to those in force."""

    def __init__(self, public: Path) -> None:
        self._folder = public / "settings"

    @property
    def current(self) -> int | None:
        """Number of the settings in force. None before the first ones."""
        try:
            return int(os.readlink(self._folder / CURRENT))
        except (OSError, ValueError):
            return None

    def path(self, number: int) -> Path:
        return self._folder / str(number)

    def write(self, number: int, files: Mapping[str, bytes]) -> Path:
        """Write the files of a number, all or none. Raises OSError."""
        path, new = self.path(number), self._folder / f"{number}.new"
        self._folder.mkdir(mode=0o755, exist_ok=True)
        for old in (new, path):
            shutil.rmtree(old, ignore_errors=True)
        new.mkdir(mode=0o755)
        for name, content in files.items():
            replace_file(new / name, content, is_public=True)
        sync_folder(new)
        new.replace(path)
        sync_folder(self._folder)
        return path

    def switch(self, number: int | None) -> None:
        """Put the settings of a number in force; None: none. Raises OSError."""
        link, new = self._folder / CURRENT, self._folder / f"{CURRENT}.new"
        if number is None:
            link.unlink(missing_ok=True)
        else:
            new.unlink(missing_ok=True)
            new.symlink_to(str(number))
            new.replace(link)
        sync_folder(self._folder)

    def prune(self, *kept: int | None) -> None:
        """Remove the folders of all other numbers."""
        names = {CURRENT, *map(str, filter(None, kept))}
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.name not in names:
                shutil.rmtree(path, ignore_errors=True)


def digest_files(files: Mapping[str, bytes]) -> str:
    """Digest of names and contents."""
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(f"{name} {len(content)} ".encode() + content)
    return whole.hexdigest()


def read_record(path: Path) -> SettingsRecord:
    """The record in a file. Without one, or if it is damaged, nothing is known: settings are then taken again."""
    try:
        return _parse_record(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return SettingsRecord()


def write_record(path: Path, record: SettingsRecord) -> None:
    """Replace the record. After a power cut, either the former or the new one is there. Raises OSError."""
    values = asdict(record)
    values["before"]["alerts"] = sorted(record.before.alerts)
    replace_file(path, json.dumps(values).encode() + b"\n", (os.geteuid(), os.getegid()))


def _parse_record(stored: dict[str, Any]) -> SettingsRecord:
    before = Before(**{**stored["before"], "alerts": frozenset(stored["before"]["alerts"])})
    known = {each.name for each in fields(SettingsRecord)} - {"before"}
    return SettingsRecord(**{name: stored[name] for name in known}, before=before)
