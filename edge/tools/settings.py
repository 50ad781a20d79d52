"""`vitrina settings`: prints the values that were set and where each comes from. It prints no password."""

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


@dataclass(frozen=True, slots=True)
class SetValue:
    """A value that somebody set. `origin`: line of the settings file, or name of the environment variable."""

    place: Place
    value: Any
    origin: str

    @property
    def header_text(self) -> str:
        return f"[[{self.place[0]}]]" if len(self.place) > 2 else f"[{self.place[0]}]"


def print_settings(loaded: LoadedSettings, as_json: bool) -> int:
    """Print the values as TOML with comments, or as JSON."""
    values = list(explicitly_set_values(loaded))
    if as_json:
        rows = [
            {"section": each.place[0], "key": each.place[-1], "value": each.value, "from": each.origin}
            for each in values
        ]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    print(f"# {shlex.quote(str(loaded.path))}{'' if loaded.text is not None else ': does not exist'}")
    print(f"# messages are stored in {loaded.settings.outbox.path}")
    last: Place = ()
    for each in values:
        if each.place[:-1] != last:
            last = each.place[:-1]
            print(f"\n{each.header_text}")
        print(f"{each.place[-1]} = {toml_value_text(each.value)}  # {each.origin}")
    return 0


def explicitly_set_values(loaded: LoadedSettings) -> Iterator[SetValue]:
    """Values that the settings file or the environment set, in the order of the sections. Raises no error."""
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
        if where in loaded.variables:
            yield SetValue(where, _shown_value(where, getattr(table, key)), loaded.variables[where])
        elif line is not None:
            yield SetValue(where, _shown_value(where, getattr(table, key)), f"{loaded.path.name} line {line}")


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
