"""Fields of every version of every message: what a version promises (docs/reference/messages.md).

Run `python -m tests.edge.messages.promised` to add new fields, kinds and versions to promised.json. It changes no line
that is there.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from edge.messages import schema

FILE = Path(__file__).with_name("promised.json")
SENT = [name for name in schema.NAMES if name not in schema.RECEIVED]

Shape = dict[str, Any]


def fields_of(document: Shape) -> dict[str, str]:
    """Type of each field by its path: whether it is always there, and its JSON types or, if listed, its values."""
    return dict(_fields(document, document, ""))


def _fields(document: Shape, shape: Shape, path: str) -> Iterator[tuple[str, str]]:
    for part in _parts(document, shape):
        required = part.get("required", ())
        for name, field in part.get("properties", {}).items():
            parts = list(_parts(document, field))
            kinds = "|".join(sorted(json.dumps(_kind(each)) for each in parts))
            yield f"{path}{name}", f"{'always' if name in required else 'sometimes'} {kinds}"
            for each in parts:
                yield from _fields(document, each, f"{path}{name}.")
                yield from _fields(document, each.get("items", {}), f"{path}{name}[].")


def _parts(document: Shape, shape: Shape) -> Iterator[Shape]:
    """The shape, or those of which it may be any."""
    if "$ref" in shape:
        yield from _parts(document, document["$defs"][shape["$ref"].rpartition("/")[2]])
    elif "anyOf" in shape:
        for each in shape["anyOf"]:
            yield from _parts(document, each)
    else:
        yield shape


def _kind(shape: Shape) -> object:
    return shape.get("enum") or shape.get("const") or shape.get("type")


def current() -> dict[str, dict[str, str]]:
    """Fields by path, for each title such as vitrina.window/1."""
    schemas = [schema.json_schema(name) for name in SENT]
    return {each["title"]: fields_of(each) for each in schemas}


def main() -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    now = current()
    merged = {title: {**now.get(title, {}), **kept.get(title, {})} for title in sorted({*kept, *now})}
    FILE.write_text(json.dumps(merged, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
