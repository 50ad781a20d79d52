"""`vitrina settings`: prints the values that were set, or all in force, and where each comes from. It prints no
password.
"""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, SecretStr

from edge.settings.edit import toml_value_text
from edge.settings.loading import LoadedSettings
from edge.sources.camera.address import redact_source
from edge.toml_errors import Place, TomlLines

HIDDEN = "(hidden)"
DEFAULT = "default"
"""Origin of a value that nobody set."""


@dataclass(frozen=True, slots=True)
class SetValue:
    """A value in force. `origin`: line of the settings file, name of the environment variable, signed file from the
    central server, or DEFAULT.
    """

    place: Place
    value: Any
    origin: str

    @property
    def header_text(self) -> str:
        return f"[[{self.place[0]}]]" if len(self.place) > 2 else f"[{self.place[0]}]"


def print_settings(loaded: LoadedSettings, as_json: bool, *, with_defaults: bool = False) -> int:
    """Print the values as TOML with comments, or as JSON: the ones that were set, or all in force."""
    values = list(values_in_force(loaded))
    if not with_defaults:
        values = [each for each in values if each.origin != DEFAULT]
    if as_json:
        rows = [
            {"section": each.place[0], "key": each.place[-1], "value": each.value, "from": each.origin}
            for each in values
        ]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    print(f"# {shlex.quote(str(loaded.path))}{'' if loaded.text is not None else ': does not exist'}")
    print(f"# messages are stored in {loaded.settings.outbox.path}")
    for line in _remote_lines(loaded):
        print(f"# {line}")
    last: Place = ()
    for each in values:
        if each.place[:-1] != last:
            last = each.place[:-1]
            print(f"\n{each.header_text}")
        print(_value_line(each))
    return 0


def _value_line(value: SetValue) -> str:
    key = value.place[-1]
    if value.origin == DEFAULT and value.value == "":  # an empty text is an invalid value for some keys
        return f"# {key} is empty by default"
    return f"{key} = {toml_value_text(value.value)}  # {value.origin}"


def _remote_lines(loaded: LoadedSettings) -> Iterator[str]:
    """Lines about remote settings that the values below do not show."""
    if loaded.remote is None:
        return
    for name, what in (("kits", "all kits are off"), ("broker.ca", "the broker's certificate authority was set")):
        if file := loaded.remote.origins.get(name):
            yield f"{what} from afar: {file}"
    if loaded.remote.is_camera_new:
        yield "the camera's address came from afar. Check the view, then confirm notice and staff (vitrina console)"
    for refusal in loaded.remote.refusals:
        yield f"refused from afar: {refusal.text}"


def values_in_force(loaded: LoadedSettings) -> Iterator[SetValue]:
    """All values: of the settings file, the environment and the defaults, in the order of the sections. Raises no
    error.
    """
    lines = TomlLines(loaded.text or "")
    for section in type(loaded.settings).model_fields:
        part = getattr(loaded.settings, section)
        if isinstance(part, BaseModel):
            yield from _of_table(loaded, lines, (section,), part)
        for number, table in enumerate(part if isinstance(part, list) else []):
            yield from _of_table(loaded, lines, (section, str(number)), table)


def _of_table(loaded: LoadedSettings, lines: TomlLines, place: Place, table: BaseModel) -> Iterator[SetValue]:
    for key in type(table).model_fields:
        where = (*place, key)
        line = lines.find_line(where) if key in table.model_fields_set else None
        if file := loaded.remote and loaded.remote.origins.get(".".join(where)):
            yield SetValue(where, _shown_value(where, getattr(table, key)), f"from afar: {file}")
        elif where in loaded.variables:
            yield SetValue(where, _shown_value(where, getattr(table, key)), loaded.variables[where])
        else:
            origin = DEFAULT if line is None else f"{loaded.path.name} line {line}"
            yield SetValue(where, _shown_value(where, getattr(table, key)), origin)


def _shown_value(place: Place, value: object) -> Any:
    """A value as a type that both JSON and TOML can represent. Secrets and passwords are hidden."""
    if isinstance(value, SecretStr):
        return HIDDEN
    if place == ("camera", "source"):
        return redact_source(str(value))
    if isinstance(value, (str, bool, int, float)):
        return value
    if value is None:
        return ""
    if isinstance(value, dict):
        return {name: _shown_value((), each) for name, each in value.items()}
    if isinstance(value, BaseModel):
        return {name: _shown_value((), each) for name, each in value.model_dump(mode="json").items()}
    return [_shown_value((), each) for each in value] if isinstance(value, (list, tuple)) else str(value)
