"""A version of a message keeps its promise: fields are only added."""

import json
from typing import Any

import pytest

from edge.messages import schema
from tests.edge.messages.promised import FILE, current, fields_of

PROMISED: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("title", sorted(PROMISED))
def test_a_version_loses_and_changes_no_field(title: str) -> None:
    """Change a field, its type, its listed values or whether it is always there only in a new version."""
    now = current()
    assert title in now, "vitrina schema no longer prints this version"
    assert {path: now[title].get(path) for path in PROMISED[title]} == PROMISED[title]


def test_new_fields_and_versions_are_promised_too() -> None:
    """Run `python -m tests.edge.messages.promised` after you added some."""
    assert current() == PROMISED


def changed(**fields: Any) -> dict[str, str]:
    document = schema.json_schema("window")
    properties = {name: field for name, field in {**document["properties"], **fields}.items() if field is not None}
    return fields_of({**document, "properties": properties})


@pytest.mark.parametrize(
    ("fields", "differs"),
    [
        ({"visits": None}, "visits"),
        ({"visits": {"type": "string"}}, "visits"),
        ({"visits": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, "visits"),
        ({"dwell": {"type": "object", "properties": {}}}, "dwell.0"),
    ],
)
def test_a_broken_promise_is_seen(fields: dict[str, Any], differs: str) -> None:
    promised, now = PROMISED["vitrina.window/1"], changed(**fields)
    assert now.get(differs) != promised[differs]
    assert changed(smell={"type": "number"})["smell"] == 'sometimes "number"'
