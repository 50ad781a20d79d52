"""Updates the tables of docs/reference/messages.md from the message types: `python -m edge.messages.reference
docs/reference/messages.md`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edge.messages.build import RETAINED
from edge.messages.commands import RETAINED_COMMANDS
from edge.messages.payloads import Kept
from edge.messages.schema import KINDS, RECEIVED, SHAPES, json_schema, kind_description
from edge.messages.wire import schema_name

BEGIN = "<!-- made by `python -m edge.messages.reference docs/reference/messages.md`; do not edit by hand -->\n"
END = "<!-- end of what is made -->\n"


def reference_markdown() -> str:
    """Markdown text with a table of the kinds, then one table of fields for each kind."""
    return "\n".join(["", *_kind_table(), *(line for kind in KINDS for line in _field_table(kind)), ""])


def renew_tables(page: str) -> str:
    """Replaces the tables between the two markers in a page. Raises ValueError if a marker is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the documentation page has no {('end' if begin else 'begin')} mark for the message tables")
    return before + begin + reference_markdown() + end + after


def _kind_table() -> Iterator[str]:
    yield "| kind | schema | retained | through the outbox | what it is |"
    yield "|---|---|---|---|---|"
    for kind in KINDS:
        is_kept = "yes" if issubclass(SHAPES[kind], Kept) else "no"
        yield (
            f"| `{kind}` | `{schema_name(kind)}` | {'yes' if kind in RETAINED | RETAINED_COMMANDS else 'no'}"
            f" | {'received' if kind in RECEIVED else is_kept} | {kind_description(kind)} |"
        )


def _field_table(kind: str) -> Iterator[str]:
    schema = json_schema(kind)
    yield ""
    yield f"### {kind}"
    yield ""
    yield kind_description(kind)
    yield ""
    yield "| field | value | what it means |"
    yield "|---|---|---|"
    for path, field, is_required in _fields(schema, schema.get("$defs", {}), ""):
        value = _value_text(field, schema.get("$defs", {})) + ("" if is_required else ", may be absent")
        yield f"| `{path}` | {value} | {field['description'].replace('|', '/')} |"


def _fields(shape: dict[str, Any], defs: dict[str, Any], parent: str) -> Iterator[tuple[str, dict[str, Any], bool]]:
    for name, field in shape["properties"].items():
        path = f"{parent}.{name}" if parent else name
        yield path, field, name in shape.get("required", ())
        inner = _inner(field, defs)
        if inner is not None:
            yield from _fields(inner, defs, path)


def _inner(field: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any] | None:
    """The object type that a field contains. None if it contains none."""
    for choice in field.get("anyOf", [field]):
        if "$ref" in choice:
            definition: dict[str, Any] = defs[choice["$ref"].rpartition("/")[2]]
            return definition
    return None


def _value_text(field: dict[str, Any], defs: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_value_text(choice, defs) for choice in field["anyOf"])
    if "$ref" in field:
        return "object"
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " or ".join(f"`{choice}`" for choice in field["enum"])
    if field["type"] == "array":
        return f"list of at most {field['maxItems']}: {_value_text(field['items'], defs)}"
    if field["type"] in ("integer", "number"):
        return f"{field['type']}{_bounds(field)}"
    if field["type"] == "string":
        return "time" if field.get("format") == "date-time" else f"text of at most {field['maxLength']}"
    return {"boolean": "true or false", "null": "null", "object": "object of texts"}[field["type"]]


def _bounds(field: dict[str, Any]) -> str:
    low, exclusive_low, high = field.get("minimum"), field.get("exclusiveMinimum"), field.get("maximum")
    if low is not None and high is not None and high < 2**53 - 1:
        return f" from {low} to {high}"
    if exclusive_low is not None:
        return f" above {exclusive_low}"
    return "" if low is None else f" from {low}"


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(renew_tables(page.read_text(encoding="utf-8")), encoding="utf-8")
