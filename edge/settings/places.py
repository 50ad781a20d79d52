"""Places of the settings file and of the kiosk's state: the system's, or one user's (XDG base folders).

This module only determines places; only `make_state_folder` creates a folder.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "VITRINA_CONFIG"
OUTBOX = "outbox.db"
DRAFT = ".draft"
CURRENT = Path("settings") / "current"
"""Folder with the signed settings in force, below the updater's public folder."""


@dataclass(frozen=True, slots=True)
class MachinePlaces:
    """Places that a service uses, as in systemd and docs/shop/install.md."""

    settings: Path = Path("/etc/vitrina/vitrina.toml")
    state: Path = Path("/var/lib/vitrina")
    fleet: Path = Path("/var/lib/vitrina-fleet/public")  # signed settings that root has verified


MACHINE = MachinePlaces()


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """Path of a settings file. `is_named`: an option or a variable names the file, so the usual places are not used."""

    path: Path
    is_named: bool = True
    looked_at: tuple[Path, ...] = ()


def find_settings(
    given: str | None, environment: Mapping[str, str] = os.environ, machine: MachinePlaces = MACHINE
) -> SettingsPlace:
    """Place of the settings file for every command: the file given by the option, else $VITRINA_CONFIG, else the
    system's file if it exists, else the user's file. If neither of these two files exists, it is the place where this
    user can create one.
    """
    if named := given or environment.get(VARIABLE):
        return SettingsPlace(Path(named))
    user = user_settings_path(environment)
    looked_at = tuple(filter(None, (machine.settings, user)))
    there = next((path for path in looked_at if os.path.lexists(path)), None)
    if there is None:
        there = machine.settings if user is None or can_create_in_folder(machine.settings.parent) else user
    return SettingsPlace(there, is_named=False, looked_at=looked_at)


def draft_path(path: Path) -> Path:
    """Path of the file with the answers of an unfinished setup, beside the future settings file."""
    return path.with_name(path.name + DRAFT)


def find_draft(place: SettingsPlace) -> Path | None:
    """The draft at a place that has no settings file yet. None if there is no draft."""
    drafts = map(draft_path, place.looked_at or (place.path,))
    return None if os.path.lexists(place.path) else next(filter(os.path.lexists, drafts), None)


def default_outbox_path(
    settings: Path, environment: Mapping[str, str] = os.environ, machine: MachinePlaces = MACHINE
) -> Path:
    """Path of the outbox if the settings name no path.

    It is in the system's state folder if the settings are the system's, or if this user can write there. Otherwise it
    is in the user's folder. So a command that an administrator runs looks for the service's state, and reports if it
    may not read it.
    """
    user = user_state_folder(environment)
    is_service = settings == machine.settings or os.access(machine.state, os.W_OK | os.X_OK, effective_ids=True)
    return (machine.state if is_service or user is None else user) / OUTBOX


def user_settings_path(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Settings file of this user. None if the user has no home folder."""
    folder = _base_folder("XDG_CONFIG_HOME", ".config", environment)
    return folder and folder / "vitrina" / "vitrina.toml"


def user_state_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """State folder for a kiosk that this user runs. None if the user has no home folder."""
    folder = _base_folder("XDG_STATE_HOME", ".local/state", environment)
    return folder and folder / "vitrina"


def make_state_folder(
    outbox: Path, environment: Mapping[str, str] = os.environ, machine: MachinePlaces = MACHINE
) -> None:
    """Create the folder for this outbox, if it is the user's or the system's default folder. Without systemd, only root
    can create the system's folder.

    If the settings name another folder, a person must create it. If creating fails, opening the outbox reports it.
    """
    if outbox.parent in (user_state_folder(environment), machine.state):
        with suppress(OSError):
            outbox.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def can_create_in_folder(folder: Path) -> bool:
    """True if this user can write to the folder, or can create it."""
    there = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK, effective_ids=True)


def _base_folder(variable: str, default: str, environment: Mapping[str, str]) -> Path | None:
    """A base folder of the XDG specification. A path that is not absolute is ignored."""
    folder = Path(environment.get(variable, ""))
    if folder.is_absolute():
        return folder
    home = Path(environment.get("HOME", ""))
    return home / default if home.is_absolute() else None
