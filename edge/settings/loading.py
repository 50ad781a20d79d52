"""Loads the settings of a command: the file, overridden by the environment, and the default path of the outbox.

Every command that reads settings calls `load_settings`.
"""

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from edge.settings import places
from edge.settings.delivery import OutboxSettings
from edge.settings.environment import apply_settings_variables, settings_variables
from edge.settings.errors import settings_problem_lines
from edge.settings.places import MACHINE, MachinePlaces, SettingsPlace, default_outbox_path
from edge.settings.settings import Settings, SettingsError, parse_toml_values, read_settings_text
from edge.toml_errors import Place


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
    the places of values that the environment has set to the names of the variables.
    """

    settings: Settings
    path: Path
    text: str | None
    variables: Mapping[Place, str]

    @property
    def is_draft(self) -> bool:
        """True for the answers of an unfinished setup."""
        return self.path.suffix == places.DRAFT

    @property
    def source(self) -> str:
        """The settings file and the variables, as text for people."""
        names = ", ".join(self.variables.values())
        return " and ".join(filter(None, [None if self.text is None else str(self.path), names])) or "the defaults"


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
    place: SettingsPlace, environment: Mapping[str, str] = os.environ, machine: MachinePlaces = MACHINE
) -> LoadedSettings:
    """Settings from this place. If there is no file, raises NoSettingsError, unless environment variables set the
    values and no option or variable named a file.
    """
    try:
        text = read_settings_text(place.path)
    except FileNotFoundError:
        if place.is_named or not settings_variables(environment):
            raise _no_settings(place) from None
        text = None
    return _load_with_environment(text, place.path, environment, machine)


def load_defaults(
    environment: Mapping[str, str] = os.environ, machine: MachinePlaces = MACHINE, given: str | None = None
) -> LoadedSettings:
    """The default settings, overridden by the environment. For a command that needs no file."""
    return _load_with_environment(None, places.find_settings(given, environment, machine).path, environment, machine)


def parse_settings(
    text: str, path: Path, environment: Mapping[str, str] = os.environ, machine: MachinePlaces = MACHINE
) -> Settings:
    """Settings from a text that will be written to this path. Raises SettingsError."""
    return _load_with_environment(text, path, environment, machine).settings


def _load_with_environment(
    text: str | None, path: Path, environment: Mapping[str, str], machine: MachinePlaces
) -> LoadedSettings:
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
    return LoadedSettings(settings, path, text, used)


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
