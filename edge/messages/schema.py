"""Schemas of all messages, generated from the types: JSON Schema for each kind, AsyncAPI for all kinds together."""

import json
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from edge.messages.build import RETAINED
from edge.messages.commands import COMMANDS, RETAINED_COMMANDS
from edge.messages.end_to_end import SEEN, TEST, EndToEndSeen, EndToEndTest
from edge.messages.payloads import FORMER, Alert, Comments, Health, Payload, Play, Reaction, State, Window
from edge.messages.wire import NAME, schema_name

PAYLOADS: dict[str, type[Payload]] = {
    "window": Window,
    "reaction": Reaction,
    "comments": Comments,
    "play": Play,
    "alert": Alert,
    "health": Health,
    "state": State,
}
RECEIVED: dict[str, type[BaseModel]] = {**COMMANDS, SEEN: EndToEndSeen}
"""Message kinds that other programs publish on a kiosk's topics."""
SHAPES: dict[str, type[BaseModel]] = {**PAYLOADS, TEST: EndToEndTest, **RECEIVED}
KINDS: tuple[str, ...] = tuple(SHAPES)
NAMES: tuple[str, ...] = (*KINDS, *FORMER)
"""Names that `json_schema` accepts: each current kind, and older versions such as "reaction/2"."""
EXAMPLES = Path(__file__).with_name("examples.jsonl")
"""One message of each kind, for the documentation and for AsyncAPI."""

_NO_COLON = re.compile(r"[./]")
"""Separators in a schema's name. They become colons in its URN, because the first part of a URN may contain only
letters, digits and hyphens.
"""
_BROKER = {
    "host": "mqtt.example.org:8883",
    "protocol": "secure-mqtt",
    "protocolVersion": "5.0",
    "description": "the operator's broker: [broker] host and port of the kiosk's settings",
    "security": [
        {"type": "userPassword", "description": "one user for each kiosk, who may write only to its own topics"}
    ],
}
_PARAMETERS = {
    "tenant": f"the tenant that runs the kiosk; {NAME}",
    "site": f"the shop; {NAME}",
    "device": f"the kiosk in the shop; {NAME}",
}


def json_schema(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of the payload of one of `NAMES`, for programs that receive messages. Raises KeyError for
    any other name.

    A message may have fields that the schema does not list, because a later version of the kiosk may add some.
    """
    shape = FORMER.get(name) or SHAPES[name]
    title = f"vitrina.{name}" if name in FORMER else schema_name(name)
    schema: dict[str, Any] = _untitled(shape.model_json_schema(mode=_mode(name), by_alias=True))
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{_NO_COLON.sub(':', title)}"}
    return head | {"title": title} | (schema if name in RECEIVED else _open(schema))


def example_messages() -> dict[str, dict[str, Any]]:
    """One example for each kind."""
    read = map(json.loads, EXAMPLES.read_text(encoding="utf-8").splitlines())
    return {example["schema"].removeprefix("vitrina.").rpartition("/")[0]: example for example in read}


def asyncapi_document() -> dict[str, Any]:
    """AsyncAPI 3.0 document of all kinds, from the kiosk's side: the kiosk sends messages and receives commands."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Vitrina kiosk",
            "version": "1",
            "description": "Who looks at a screen and its ads, in groups of people. QoS 1, MQTT 5, JSON in UTF-8.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "servers": {"broker": _BROKER},
        "defaultContentType": "application/json",
        "channels": {_key(kind): _channel(kind) for kind in KINDS},
        "operations": {_operation_key(kind): _operation(kind) for kind in KINDS},
        "components": {
            "messages": {_key(kind): _message_document(kind) for kind in KINDS},
            "schemas": _all_schemas(),
        },
    }


def kind_description(kind: str) -> str:
    """One-line description of a kind, from the docstring of its type."""
    return " ".join((SHAPES[kind].__doc__ or "").split())


def _all_schemas() -> dict[str, Any]:
    pairs = [(SHAPES[kind], _mode(kind)) for kind in KINDS]
    _, schemas = models_json_schema(pairs, by_alias=True, ref_template="#/components/schemas/{model}")
    definitions: dict[str, Any] = _untitled(schemas)["$defs"]
    strict = {name for kind in RECEIVED for name in (SHAPES[kind].__name__, *json_schema(kind).get("$defs", {}))}
    return {name: shape if name in strict else _open(shape) for name, shape in definitions.items()}


def _channel(kind: str) -> dict[str, Any]:
    return {
        "address": "vitrina/1/{tenant}/{site}/{device}/" + kind,
        "description": kind_description(kind),
        "parameters": {name: {"description": text} for name, text in _PARAMETERS.items()},
        "messages": {_key(kind): {"$ref": f"#/components/messages/{_key(kind)}"}},
    }


def _operation(kind: str) -> dict[str, Any]:
    return {
        "action": "receive" if kind in RECEIVED else "send",
        "channel": {"$ref": f"#/channels/{_key(kind)}"},
        "summary": kind_description(kind),
        "bindings": {"mqtt": {"qos": 1, "retain": kind in RETAINED | RETAINED_COMMANDS, "bindingVersion": "0.2.0"}},
    }


def _message_document(kind: str) -> dict[str, Any]:
    message: dict[str, Any] = {
        "name": schema_name(kind),
        "summary": kind_description(kind),
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{SHAPES[kind].__name__}"},
        "examples": [{"name": _key(kind), "payload": example_messages()[kind]}],
    }
    return message if kind in RECEIVED else message | {"headers": _header_document(kind)}


def _header_document(kind: str) -> dict[str, Any]:
    """MQTT 5 user properties of the messages that the kiosk publishes."""
    return {
        "type": "object",
        "required": ["schema", "id"],
        "properties": {
            "schema": {"const": schema_name(kind), "description": "the payload's schema"},
            "id": {
                "type": "string",
                "description": "unique for ever (UUIDv7); equal to the payload's id if it has one",
            },
        },
    }


def _key(kind: str) -> str:
    first, *rest = kind.split("/")
    return first + "".join(word.capitalize() for word in rest)


def _operation_key(kind: str) -> str:
    key = _key(kind)
    return ("receive" if kind in RECEIVED else "send") + key[0].upper() + key[1:]


def _mode(kind: str) -> JsonSchemaMode:
    """Mode of pydantic's schema. Commands use `validation`, with optional fields; messages use `serialization`, with
    all fields required.
    """
    return "validation" if kind in RECEIVED else "serialization"


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without the rule that forbids additional fields. The rule for objects with arbitrary text keys
    stays.
    """
    opened = {key: value for key, value in schema.items() if key != "additionalProperties"}
    definitions = {name: _open(shape) for name, shape in schema.get("$defs", {}).items()}
    return opened | ({"$defs": definitions} if definitions else {})


def _untitled(schema: Any) -> Any:
    """Removes the titles that pydantic generates from the field names, because they only repeat the names."""
    if isinstance(schema, dict):
        return {
            key: _untitled(value) for key, value in schema.items() if not (key == "title" and isinstance(value, str))
        }
    return [_untitled(value) for value in schema] if isinstance(schema, list) else schema
