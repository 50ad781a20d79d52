"""Kinds of messages that leave a kiosk, each with a made-up example and its JSON Schema, for people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edge.intended_purpose import Use
from edge.messages.payloads.reaction import RESEARCH_MEASURES
from edge.messages.schema import KINDS, RECEIVED, example_messages, json_schema

_RESEARCH: Mapping[str, Any] = json.loads("""{
  "negative": [0.05, 0.06, 0.07, null], "surprise": [0.1, 0.08, 0.08, null],
  "valence": [0.08, 0.13, 0.21, null], "arousal": [-0.05, -0.02, 0.01, null]
}""")
"""Made-up curves of the expressions that only research reports."""


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message. `example` is valid by `schema`, and no kiosk has sent it."""

    name: str
    example: Mapping[str, Any]
    schema: Mapping[str, Any]


def published_kinds(use: Use, *, takes_comments: bool) -> tuple[MessageKind, ...]:
    """Kinds that a kiosk of this use sends. The schema of a shop has no fields that only research fills."""
    names = [kind for kind in KINDS if kind not in RECEIVED and (takes_comments or kind != "comments")]
    examples = example_messages()
    return tuple(MessageKind(name, _example(examples[name], use), _schema(name, use)) for name in names)


def _example(message: Mapping[str, Any], use: Use) -> Mapping[str, Any]:
    if "use" not in message:
        return message
    if use == "shop" or "curve" not in message:
        return {**message, "use": use}
    totals = {name: curve[1] for name, curve in _RESEARCH.items()}
    return {**message, "use": use, **totals, "curve": {**message["curve"], **_RESEARCH}}


def _schema(name: str, use: Use) -> Mapping[str, Any]:
    schema = json_schema(name)
    if use == "research":
        return schema
    parts = {key: _without_research(part) for key, part in schema.get("$defs", {}).items()}
    return _without_research({**schema, **({"$defs": parts} if parts else {})})


def _without_research(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a schema without the optional fields that only research fills."""
    required = part.get("required", ())
    fields = {
        name: field
        for name, field in part.get("properties", {}).items()
        if name in required or name not in RESEARCH_MEASURES
    }
    return {**part, "properties": fields} if fields else part
