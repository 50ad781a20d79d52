"""Loads the settings of a command: the file, overridden by the environment, and the default path of the outbox.

Every command that reads settings calls `load_settings`.
"""

import logging
import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from edge.clock import machine_time_s
from edge.settings import places
from edge.settings.delivery import OutboxSettings
from edge.settings.environment import apply_settings_variables, settings_variables
from edge.settings.errors import settings_problem_lines
from edge.settings.place_defaults import apply_place_defaults
from edge.settings.places import CURRENT, MACHINE, MachinePlaces, SettingsPlace, default_outbox_path
from edge.settings.settings import Settings, SettingsError, parse_toml_values, read_settings_text
from edge.toml_errors import Place

if TYPE_CHECKING:
    from edge.settings.remote import Overlay

log = logging.getLogger(__name__)


class NoSettingsError(SettingsError):
    """There is no settings file. `happened` and `cure` are the error's sentences, each in one line."""

    def __init__(self, happened: str, cure: str, others: str = "") -> None:
        """`cure` is a sentence with the commands that create a settings file. `others` are sentences about
        alternatives, used if no option or variable named the file.
        """
        after = f"\n{others}\nNothing was started." if others else ""
        super().__init__(f"settings: {happened} {cure}{after}")
        self.happened, self.cure = happened, f"{others} {cure}".strip()


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings, and where they come from. `text`: content of the file; None if there is no file. `variables` maps
    the places of values that the environment has set to the names of the variables. `remote`: what came from afar;
    None without [fleet].
    """

    settings: Settings
    path: Path
    text: str | None
    variables: Mapping[Place, str]
    remote: "Overlay | None" = None

    @property
    def is_draft(self) -> bool:
        """True for the answers of an unfinished setup."""
        return self.path.suffix == places.DRAFT

    @property
    def source(self) -> str:
        """The settings file, the variables and the signed files, as text for people."""
        names = ", ".join(self.variables.values())
        signed = ", ".join(dict.fromkeys(self.remote.origins.values())) if self.remote else ""
        return (
            " and ".join(filter(None, [None if self.text is None else str(self.path), names, signed])) or "the defaults"
        )


def load_settings(given: str | None, environment: Mapping[str, str] = os.environ) -> LoadedSettings:
    """Settings from the option --config, or from the usual places. Raises SettingsError that lists every problem."""
    return load_from_place(places.find_settings(given, environment), environment)


def load_settings_or_draft(given: str | None, environment: Mapping[str, str] = os.environ) -> LoadedSettings:
    """Like `load_settings`. If there is no settings file yet, returns the answers that the setup has saved so far.

    Only for commands that change nothing. Raises SettingsError.
    """
    place = places.find_settings(given, environment)
    draft = places.find_draft(place)
    return load_from_place(place if draft is None else SettingsPlace(draft), environment)


def load_from_place(
    place: SettingsPlace,
    environment: Mapping[str, str] = os.environ,
    machine: MachinePlaces = MACHINE,
    remote: Path | None = None,
) -> LoadedSettings:
    """Settings from this place. If there is no file, raises NoSettingsError, unless environment variables set the
    values and no option or variable named a file.

    With [fleet], the signed files change them: those of the folder `remote`, else those in force.
    """
    try:
        text = read_settings_text(place.path)
    except FileNotFoundError:
        if place.is_named or not settings_variables(environment):
            raise _no_settings(place) from None
        text = None
    own, values = _load_with_environment(text, place.path, environment, machine)
    return own if own.settings.fleet is None else _with_remote(own, values, remote or machine.fleet / CURRENT)


def _with_remote(own: LoadedSettings, values: dict[str, Any], folder: Path) -> LoadedSettings:
    """The kiosk's own settings, changed by the signed files in this folder."""
    from edge.settings.remote import overlay_settings
    from edge.settings.remote_files import memory_path, read_memory, read_remote_files

    outbox, site = own.settings.outbox, own.settings.site
    today = datetime.fromtimestamp(machine_time_s(), ZoneInfo(site.timezone)).date()
    memory = read_memory(memory_path(outbox.path))
    raw = Settings.model_validate(values)
    overlay = overlay_settings(raw, values, read_remote_files(folder, site), memory, today)
    settings = apply_place_defaults(overlay.settings.model_copy(update={"outbox": outbox}), own.path)
    return replace(own, settings=settings, remote=replace(overlay, settings=settings))


def load_running_settings(given: str | None) -> LoadedSettings:
    """Like `load_settings`, for the kiosk itself: it remembers what came from afar. Raises SettingsError."""
    loaded = load_settings(given)
    if loaded.remote is not None:
        from edge.settings.remote_files import memory_path, write_memory

        outbox = loaded.settings.outbox.path
        places.make_state_folder(outbox)
        try:
            write_memory(memory_path(outbox), loaded.remote.memory)
        except OSError as error:
            log.warning("settings: %s cannot be written (%s). Check the disk.", memory_path(outbox), error.strerror)
        for refusal in loaded.remote.refusals:
            log.warning(
                "settings: refused from afar: %s. Correct the signed file, or add the key to [fleet] keep.",
                refusal.text,
            )
    return loaded


def check_remote_settings(given: str | None, folder: Path) -> None:
    """Checks the signed files in a folder against this kiosk's own settings. Raises SettingsError if the kiosk has no
    [fleet], or if it refuses any key of any file: a file is accepted as a whole or not at all.
    """
    loaded = load_from_place(places.find_settings(given), remote=folder)
    if loaded.remote is None:
        raise SettingsError("settings: this kiosk takes no settings from afar. Add the section [fleet] with its url.")
    if refusals := loaded.remote.refusals:
        lines = [f"settings: {refusal.text}." for refusal in refusals]
        raise SettingsError("\n".join([*lines, "Nothing of these files is used. Correct them, then sign them again."]))


def load_defaults(
    environment: Mapping[str, str] = os.environ, machine: MachinePlaces = MACHINE, given: str | None = None
) -> LoadedSettings:
    """The default settings, overridden by the environment. For a command that needs no file."""
    path = places.find_settings(given, environment, machine).path
    return _load_with_environment(None, path, environment, machine)[0]


def parse_settings(
    text: str, path: Path, environment: Mapping[str, str] = os.environ, machine: MachinePlaces = MACHINE
) -> Settings:
    """Settings from a text that will be written to this path. Raises SettingsError."""
    return _load_with_environment(text, path, environment, machine)[0].settings


def _load_with_environment(
    text: str | None, path: Path, environment: Mapping[str, str], machine: MachinePlaces
) -> tuple[LoadedSettings, dict[str, Any]]:
    """Settings from a file and the environment, and their values before the check."""
    values = parse_toml_values(text or "", path)
    used, problems = apply_settings_variables(values, environment)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(
            "\n".join([*problems, *settings_problem_lines(error, text or "", path.name, used)])
        ) from None
    if problems:
        raise SettingsError("\n".join([*problems, "Nothing was started."]))
    if "path" not in settings.outbox.model_fields_set:
        settings = settings.model_copy(
            update={"outbox": _at(default_outbox_path(path, environment, machine), settings)}
        )
    return LoadedSettings(apply_place_defaults(settings, path), path, text, used), values


def _at(path: Path, settings: Settings) -> OutboxSettings:
    """The settings with this path as the default of the outbox."""
    outbox = settings.outbox
    return OutboxSettings.model_construct(_fields_set=outbox.model_fields_set, **{**dict(outbox), "path": path})


def _no_settings(place: SettingsPlace) -> NoSettingsError:
    file, folder = shlex.quote(str(place.path)), shlex.quote(str(place.path.parent))
    setup = f"vitrina setup --config {file}" if place.is_named else "vitrina setup"
    example = f"vitrina settings --example > {file}"
    if draft := places.find_draft(place):
        option = f" --config {file}" if place.is_named else ""
        return NoSettingsError(
            f"the setup is not finished. Its answers are in {draft}.",
            f"Finish it in a browser (start vitrina run{option}, then vitrina console{option}), or with: {setup}",
        )
    if place.is_named:
        return NoSettingsError(
            f"{place.path} cannot be read (No such file or directory).", f"Create it with: {setup}, or: {example}"
        )
    return NoSettingsError(
        f"there is no settings file: {_listed(place.looked_at)}.",
        f"Create it with: {setup}, or: mkdir -p {folder} && {example}",
        f"To use a file elsewhere, add --config FILE or set ${places.VARIABLE}. vitrina demo runs without settings.",
    )


def _listed(looked_at: Sequence[Path]) -> str:
    return f"{'neither' if len(looked_at) > 1 else 'not'} {' nor '.join(map(str, looked_at))}"
