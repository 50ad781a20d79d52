"""The schemas: made from the types, complete, and valid by their standards."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from edge.messages.payloads import FORMER
from edge.messages.reference import renew_tables
from edge.messages.schema import KINDS, PAYLOADS, RECEIVED, asyncapi_document, example_messages, json_schema
from edge.messages.wire import schema_name

ROOT = Path(__file__).parents[3]
OFFICIAL = ROOT / "tests" / "fixtures" / "asyncapi" / "3.0.0.json.gz"
PAGE = ROOT / "docs" / "reference/messages.md"


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for shape in (schema, *schema.get("$defs", {}).values()):
        yield from shape.get("properties", {}).items()


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_a_description_of_one_line(kind: str) -> None:
    """Descriptions have 8 to 160 characters."""
    for name, field in fields(json_schema(kind)):
        assert 8 <= len(field.get("description", "")) <= 160, name
        assert "\n" not in field["description"], name


RESEARCH = {"negative", "surprise", "valence", "arousal"}
LEFT_OUT = {
    **dict.fromkeys(("reaction", "Curve"), RESEARCH),
    "Body": {"arousal"},
    "Models": {"voice", "body"},
    "play": {"position", "sha256", "dropped"},
    "health": {"bad_plays"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_json_schema_with_a_name_and_version(kind: str) -> None:
    """Valid draft 2020-12. Commands take no further fields, messages leave none out.

    Only numbers of research are left out of a shop's reaction, networks that a kiosk does not have, of a play what its
    feed does not measure, and of `health` what older kiosks do not count.
    """
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == schema_name(kind)
    assert re.fullmatch(r"urn:vitrina:[a-z_:]+:[1-9]", schema["$id"])  # RFC 8141: no dot in its namespace
    for name, shape in (("", schema), *schema.get("$defs", {}).items()):
        assert ("additionalProperties" not in shape) == (kind not in RECEIVED)
        if kind not in RECEIVED:
            left_out = LEFT_OUT.get(name or kind, set())
            assert set(shape["required"]) == set(shape["properties"]) - left_out


@pytest.mark.parametrize("kind", PAYLOADS)
def test_a_reader_takes_fields_that_it_does_not_know(kind: str) -> None:
    """A field that a later version adds, in the message and in a part of it. A kiosk makes no such message."""
    later = example_messages()[kind] | {"later": 1}
    parts = [name for name, value in later.items() if isinstance(value, dict)]
    later |= {name: later[name] | {"later": 1} for name in parts if name not in ("models", "experiment")}
    jsonschema.validate(later, json_schema(kind), jsonschema.Draft202012Validator)
    with pytest.raises(ValidationError, match="later"):
        PAYLOADS[kind].model_validate_json(json.dumps(later))


@pytest.mark.parametrize("name", FORMER)
def test_former_versions_have_their_schema(name: str) -> None:
    """Those of `reaction` differ in the name of a smile, and in what they say of the noise."""
    schema = json_schema(name)
    assert schema["properties"]["schema"]["const"] == schema["title"] == f"vitrina.{name}"
    assert "positive" in schema["properties"]
    assert ("noise" in schema["properties"]) == (name == "reaction/2")
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_asyncapi_document_is_valid_by_the_official_schema() -> None:
    """Every kind has a channel, a message and an operation. Commands are received, other kinds are sent."""
    document = asyncapi_document()
    official = json.loads(gzip.decompress(OFFICIAL.read_bytes()))
    faults = [
        jsonschema.exceptions.best_match([error])
        for error in jsonschema.Draft7Validator(official).iter_errors(document)
    ]
    assert [fault.message for fault in faults if fault] == []
    assert len(document["channels"]) == len(document["operations"]) == len(KINDS)
    assert document["servers"]["broker"]["protocol"] == "secure-mqtt"
    for message in document["components"]["messages"].values():
        (example,) = message["examples"]
        assert example["payload"]["schema"] == message["name"]
    sends = {key for key, operation in document["operations"].items() if operation["action"] == "send"}
    kinds = ("Window", "Reaction", "Comments", "Play", "Alert", "Health", "State", "Test")
    assert sends == {f"send{kind}" for kind in kinds}
    state = document["operations"]["sendState"]["bindings"]["mqtt"]
    assert (state["qos"], state["retain"]) == (1, True)


def test_the_official_schema_finds_faults() -> None:
    """It catches a wrong action, so the test above is meaningful."""
    document = asyncapi_document()
    document["operations"]["sendWindow"]["action"] = "publish"
    official = json.loads(gzip.decompress(OFFICIAL.read_bytes()))
    assert not jsonschema.Draft7Validator(official).is_valid(document)


def test_every_reference_of_the_asyncapi_document_has_a_target() -> None:
    """References point into the document."""

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            yield from ([value["$ref"]] if "$ref" in value else [])
            value = list(value.values())
        if isinstance(value, list):
            for inner in value:
                yield from references(inner)

    document = asyncapi_document()
    for reference in references(document):
        target: Any = document
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        assert target


def test_the_tables_of_docs_messages_are_up_to_date() -> None:
    """They match the types. `python -m edge.messages.reference docs/reference/messages.md` renews them."""
    page = PAGE.read_text(encoding="utf-8")
    assert page == renew_tables(page)


def test_every_example_of_docs_messages_is_valid() -> None:
    """There is an example of every kind, and its schema accepts it."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith('{"schema"')]
    assert [json.loads(line) for line in lines] == list(example_messages().values())
    for kind, example in example_messages().items():
        assert example["schema"] == schema_name(kind)
        jsonschema.validate(example, json_schema(kind), jsonschema.Draft202012Validator)
    assert set(example_messages()) == set(KINDS)


def test_a_page_without_marks_is_refused() -> None:
    """The error names the missing mark."""
    with pytest.raises(ValueError, match="begin mark"):
        renew_tables("# Messages\n")


def test_messages_of_the_kiosk_have_user_properties_and_commands_have_none() -> None:
    """MQTT headers name the schema of each message that is sent."""
    for name, message in asyncapi_document()["components"]["messages"].items():
        if name.startswith("cmd") or name in ("playlist", "fleet"):
            assert "headers" not in message
        else:
            assert message["headers"]["properties"]["schema"]["const"] == message["name"]


@pytest.mark.parametrize(("seq", "is_valid"), [(0, False), (1, True), (2**53 - 1, True), (2**53, False)])
def test_the_number_of_a_message_is_one_that_every_reader_holds_exactly(seq: int, is_valid: bool) -> None:
    """Readers of JSON may keep numbers as floats, which skip whole numbers from 2^53 on."""
    field = dict(fields(json_schema("window")))["seq"]
    assert jsonschema.Draft202012Validator(field).is_valid(seq) is is_valid
