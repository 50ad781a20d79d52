"""Settings from environment variables: VITRINA_<SECTION>__<KEY>, and VITRINA_KITS__<NUMBER>__<KEY> for [[kits]].

A variable overrides the value in the file. Its text is parsed according to the type of the key. Then all settings are
checked like settings in a file.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from edge.settings.settings import section_classes
from edge.toml_errors import Place
from edge.variable_values import parse_variable

PREFIX, SEPARATOR = "VITRINA_", "__"
CENTRAL = f"{PREFIX}CENTRAL_"
"""Start of the variables of the central server, which may run on the same machine."""

REFUSED = {
    ("broker", "password"): "use VITRINA_BROKER_PASSWORD for the password itself, and [broker] password_file for a file"
}
"""Keys that no environment variable with the prefix VITRINA_ can set, and what to use instead."""


class _NoSuchSettingError(Exception):
    """A variable does not name a setting. The message is text that follows the variable's name."""


def settings_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment variables for settings, sorted by name."""
    return {
        name: environment[name]
        for name in sorted(environment)
        if name.startswith(PREFIX) and SEPARATOR in name.removeprefix(PREFIX) and not name.startswith(CENTRAL)
    }


def apply_settings_variables(
    values: dict[str, Any], environment: Mapping[str, str]
) -> tuple[dict[Place, str], list[str]]:
    """Overrides the values of a file with the values from the environment.

    Returns the places of the overridden values with the names of their variables, and a line for each variable that
    does not name a setting.
    """
    used: dict[Place, str] = {}
    problems = []
    for name, text in settings_variables(environment).items():
        place = tuple(name.removeprefix(PREFIX).lower().split(SEPARATOR))
        try:
            used[_set_value(values, place, text)] = name
        except _NoSuchSettingError as error:
            problems.append(f"settings: {name} {error}.")
    return used, problems


def _set_value(values: dict[str, Any], place: Place, text: str) -> Place:
    """Sets one value. Returns its place in pydantic's notation. Raises _NoSuchSettingError."""
    section, *rest = place
    models = {header.strip("[]"): (header, model) for header, model in section_classes()}
    if section not in models:
        raise _NoSuchSettingError(
            f"is not a setting, because there is no section {section!r}. The sections are {', '.join(models)}"
        )
    header, model = models[section]
    if header.startswith("[["):
        return _set_list_value(values, section, model, rest, text)
    (key,) = rest if len(rest) == 1 else ("",)
    table = values.setdefault(section, {})
    if not isinstance(table, dict):
        raise _NoSuchSettingError(
            f"cannot be used: in the settings file, {section} is a value, not a section [{section}]"
        )
    table[key] = parse_variable(_field(section, model, key).annotation, text)
    return section, key


def _set_list_value(values: dict[str, Any], section: str, model: type[BaseModel], rest: list[str], text: str) -> Place:
    """Sets a value in a table that may occur several times, such as [[kits]]. The tables are numbered from 1."""
    if len(rest) != 2 or not rest[0].isdecimal():
        raise _NoSuchSettingError(
            f"is not a setting: the name must have the form {PREFIX}{section.upper()}__1__KEY, where 1 is the first "
            f"[[{section}]]"
        )
    tables = values.setdefault(section, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _NoSuchSettingError(f"cannot be used: in the settings file, {section} is not a list of [[{section}]]")
    number = int(rest[0])
    if not 1 <= number <= len(tables) + 1:
        raise _NoSuchSettingError(
            f"names number {number} of [[{section}]], but the numbers may only go up to {len(tables) + 1}"
        )
    field = _field(section, model, rest[1])
    if number > len(tables):
        tables.append({})
    tables[number - 1][rest[1]] = parse_variable(field.annotation, text)
    return section, str(number - 1), rest[1]


def _field(section: str, model: type[BaseModel], key: str) -> FieldInfo:
    if key not in model.model_fields:
        raise _NoSuchSettingError("is not a setting; vitrina settings --example lists all settings")
    if instead := REFUSED.get((section, key)):
        raise _NoSuchSettingError(f"cannot be set by a variable: {instead}")
    return model.model_fields[key]
