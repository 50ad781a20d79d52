"""Settings from environment variables: VITRINA_CENTRAL_<SECTION>__<KEY>, such as VITRINA_CENTRAL_BROKER__HOST.

A variable overrides the value in the file. With _FILE after the name, it names a file that contains the value, such as
a Docker secret. Then all settings are checked like settings in a file.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from edge.toml_errors import Place
from edge.variable_values import parse_variable

PREFIX, SEPARATOR, FROM_FILE = "VITRINA_CENTRAL_", "__", "_FILE"
SETTINGS_FILE = f"{PREFIX}CONFIG"
SECRETS = ("broker", "database", "mail", "oidc", "smtp", "webhook")
"""Names of the secrets that a variable VITRINA_CENTRAL_<NAME>_PASSWORD may contain."""
_OTHERS = {SETTINGS_FILE, *(f"{PREFIX}{name.upper()}_PASSWORD" for name in SECRETS)}
_KUBERNETES = re.compile(rf"{PREFIX}(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_\w+)")
"""Variables that Kubernetes adds to every container beside a service of the name vitrina-central."""


class _VariableError(Exception):
    """A variable cannot be used. The message is text that follows the variable's name."""


def settings_variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment variables for settings, and others with the same prefix, sorted by name."""
    return {
        name: environment[name]
        for name in sorted(environment)
        if name.startswith(PREFIX) and name not in _OTHERS and not _is_of_kubernetes(name, environment[name])
    }


def apply_settings_variables(
    values: dict[str, Any], model: type[BaseModel], environment: Mapping[str, str]
) -> tuple[dict[Place, str], list[str]]:
    """Overrides the values of a file with the values from the environment.

    Returns the places of the overridden values with the names of their variables, and a line for each variable that
    cannot be used. `model`: class of all settings.
    """
    used: dict[Place, str] = {}
    problems = []
    for name, text in settings_variables(environment).items():
        try:
            place = _set_value(values, model, name.removeprefix(PREFIX).lower().split(SEPARATOR), text)
            if place in used:
                raise _VariableError(f"sets the same as {used[place]}. Remove one of the two")
            used[place] = name
        except _VariableError as error:
            problems.append(f"settings: {name} {error}.")
    return used, problems


def variable_name(sections: Sequence[str], key: str) -> str:
    """The variable that sets a key in these nested sections."""
    return PREFIX + SEPARATOR.join([*sections, key]).upper()


def section_class(annotation: object) -> type[BaseModel] | None:
    """The section class of a field's type, which may be optional. None for a field with a value."""
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def section_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a section by the keys of the settings file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _set_value(values: dict[str, Any], model: type[BaseModel], names: list[str], text: str) -> Place:
    """Sets one value. Returns its place. Raises _VariableError."""
    *sections, key = names
    table, within = values, model
    for number, section in enumerate(sections):
        inner = section_fields(within).get(section)
        below = None if inner is None else section_class(inner.annotation)
        if below is None:
            raise _VariableError(f"is not a setting: {_list_sections(within, sections[:number])}")
        table, within = table.setdefault(section, {}), below
        if not isinstance(table, dict):
            raise _VariableError(f"cannot be used: in the settings file, {section} is a value. Write it as a section")
    fields = {name: field for name, field in section_fields(within).items() if section_class(field.annotation) is None}
    if key not in fields and key.removesuffix(FROM_FILE.lower()) not in fields:
        raise _VariableError(f"is not a setting. {_list_keys(fields, sections)}")
    if key not in fields:
        key, text = key.removesuffix(FROM_FILE.lower()), _read_value(text)
    table[key] = parse_variable(fields[key].annotation, text)
    return (*sections, key)


def _read_value(path: str) -> str:
    """The first line of a file, which contains the value of a setting. Raises _VariableError."""
    try:
        return Path(path).read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise _VariableError(
            f"names the file {path}, which cannot be read ({why}). Correct the path or its rights"
        ) from None


def _list_sections(model: type[BaseModel], sections: list[str]) -> str:
    found = [name for name, field in section_fields(model).items() if section_class(field.annotation)]
    of = f"[{'.'.join(sections)}] has" if sections else "there are"
    if not found:
        return f"{of} no sections. Remove the variable, or correct its name"
    return f"{of} only the sections {', '.join(found)}. Correct its name"


def _list_keys(fields: Mapping[str, FieldInfo], sections: list[str]) -> str:
    if not sections:
        return f"Write {PREFIX}SECTION{SEPARATOR}KEY with two underscores, such as {variable_name(['web'], 'port')}"
    return f"Correct its name: the keys of [{'.'.join(sections)}] are {', '.join(fields)}"


def _is_of_kubernetes(name: str, value: str) -> bool:
    return _KUBERNETES.fullmatch(name) is not None or (name == f"{PREFIX}PORT" and "://" in value)
