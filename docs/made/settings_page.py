"""Settings of both programs: a heading for each section and key, with default, range and meaning, from the code."""

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

CENTRAL_HEAD = """\
# Settings of the central server

One TOML file: the one named with `--config`, or in `$VITRINA_CENTRAL_CONFIG`, or
`/etc/vitrina/central.toml`. A file with mistakes is refused as a whole, with every problem and its
line.

Each key also has an environment variable, which overrides the file; with all settings in variables
you need no file. Write lists as in the file. With `_FILE` after its name, a variable names a file
that contains the value in its first line: `VITRINA_CENTRAL_BROKER__USERNAME_FILE`. A variable that
starts with `VITRINA_CENTRAL_` and is no setting is an error.
"""
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def kiosk_settings() -> str:
    """Every section and key of the kiosk's settings file."""
    from edge.settings.settings import section_classes

    return "\n".join(
        part for header, model in section_classes() for part in _section(header, model, model.model_fields)
    )


def central_settings() -> str:
    """Page of the settings of the central server."""
    from central.settings import Settings

    return "\n".join([CENTRAL_HEAD, *_sections_below(Settings)])


def _sections_below(model: type[BaseModel], sections: tuple[str, ...] = ()) -> Iterator[str]:
    """The sections of the central server in a section, each with its keys and their variables."""
    from central.settings_variables import section_class, section_fields, variable_name

    for name, field in section_fields(model).items():
        below = section_class(field.annotation)
        if below is not None:
            path = (*sections, name)
            keys = {key: each for key, each in section_fields(below).items() if section_class(each.annotation) is None}
            yield from _section(f"[{'.'.join(path)}]", below, keys, {key: variable_name(path, key) for key in keys})
            yield from _sections_below(below, path)


def _section(
    header: str,
    model: type[BaseModel],
    fields: Mapping[str, FieldInfo],
    variables: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[str]:
    yield f"## `{header}`\n\n{' '.join((model.__doc__ or '').split())}\n"
    for key, field in fields.items():
        variable = f"\n\nVariable: `{variables[key]}`." if key in variables else ""
        yield f"### `{header} {key}`\n\n{_meaning(field)}\n\n{_facts(field)}{variable}\n"


def _meaning(field: FieldInfo) -> str:
    text = (field.description or "").strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!')) else '.'}"


def _facts(field: FieldInfo) -> str:
    """Default, choices and range, in one line."""
    facts = ["Required" if field.is_required() else f"Default: {_default(field)}"]
    if choices := _choices(field.annotation):
        facts.append(f"one of {', '.join(f'`{json.dumps(choice)}`' for choice in choices)}")
    facts += [
        f"{SIGNS[name]} {getattr(rule, name):g}" for rule in field.metadata for name in SIGNS if hasattr(rule, name)
    ]
    return "; ".join(facts) + "."


def _choices(annotation: Any) -> tuple[Any, ...]:
    found = get_args(annotation)
    return found if str(get_origin(annotation)) == "typing.Literal" else ()


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if value is None or value == "":
        return "none"
    if isinstance(value, (list, tuple)):
        value = [json.loads(json.dumps(each, default=str)) for each in value]
    return f"`{json.dumps(value, default=str, ensure_ascii=False)}`"
