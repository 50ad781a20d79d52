"""Settings of both programs: a heading for each section and key, with default, range and meaning, from the code."""

import json
from collections.abc import Collection, Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

CENTRAL_HEAD = """\
# Settings of the central server

One TOML file: the one named with `--config`, or in `$VITRINA_CENTRAL_CONFIG`, or
`/etc/vitrina/central.toml`. A file with mistakes is refused as a whole, with every problem and its
line.
"""
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def kiosk_settings() -> str:
    """Every section and key of the kiosk's settings file."""
    from edge.settings.settings import section_classes

    return "\n".join(part for header, model in section_classes() for part in _section(header, model))


def central_settings() -> str:
    """Page of the settings of the central server."""
    from central.settings import Settings

    sections = [part for name, field in Settings.model_fields.items() for part in _sections_below(name, field)]
    return "\n".join([CENTRAL_HEAD, *sections])


def _sections_below(name: str, field: FieldInfo) -> Iterator[str]:
    """A section, and the tables in it."""
    model = _model(field.annotation)
    if model is None:
        return
    inner = {key: below for key, below in model.model_fields.items() if _model(below.annotation)}
    yield from _section(f"[{name}]", model, set(inner))
    for key, below in inner.items():
        yield from _sections_below(f"{name}.{key}", below)


def _model(annotation: Any) -> type[BaseModel] | None:
    """The section class of a field's type, which may be optional."""
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def _section(header: str, model: type[BaseModel], skipped: Collection[str] = ()) -> Iterator[str]:
    yield f"## `{header}`\n\n{' '.join((model.__doc__ or '').split())}\n"
    for key, field in model.model_fields.items():
        if key not in skipped:
            yield f"### `{header} {key}`\n\n{_meaning(field)}\n\n{_facts(field)}\n"


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
