"""Kinds of messages on the public page: what a kiosk of each use sends, and no field that it never fills."""

import pytest

from edge.intended_purpose import Use
from edge.messages.payloads.reaction import RESEARCH_MEASURES
from edge.messages.schema import PAYLOADS, RECEIVED, SHAPES, example_messages, json_schema
from edge.screen.notice.message_kinds import MessageKind, published_kinds


def kind(name: str, use: Use = "shop") -> MessageKind:
    (found,) = [one for one in published_kinds(use, takes_comments=True) if one.name == name]
    return found


def test_the_kinds_are_those_that_a_kiosk_sends() -> None:
    """None that it receives, and comments only where people may write them."""
    names = [one.name for one in published_kinds("shop", takes_comments=True)]
    assert set(names) == SHAPES.keys() - RECEIVED.keys() >= PAYLOADS.keys()
    assert [one.name for one in published_kinds("shop", takes_comments=False)] == [
        name for name in names if name != "comments"
    ]


def test_in_a_shop_the_fields_of_research_are_missing_and_required_ones_stay() -> None:
    schema = kind("reaction").schema
    for part in (schema, schema["$defs"]["Curve"], schema["$defs"]["Body"]):
        assert part["properties"].keys().isdisjoint(RESEARCH_MEASURES)
        assert set(part["required"]) <= part["properties"].keys()
    assert "valence" in schema["$defs"]["Models"]["properties"]  # it says "none" there
    assert {"smile", "curve", "models"} <= schema["properties"].keys()


def test_in_research_schema_and_example_have_them() -> None:
    found = kind("reaction", "research")
    assert found.schema == json_schema("reaction")
    assert found.example["use"] == "research"
    assert all(name in found.example and name in found.example["curve"] for name in RESEARCH_MEASURES)
    assert [found.example[name] for name in RESEARCH_MEASURES] == [
        found.example["curve"][name][1] for name in RESEARCH_MEASURES
    ]
    assert len({len(values) for values in found.example["curve"].values() if isinstance(values, list)}) == 1
    assert kind("state", "research").example == {**example_messages()["state"], "use": "research"}


@pytest.mark.parametrize("use", ["shop", "research"])
def test_other_kinds_are_as_the_documents_have_them(use: Use) -> None:
    for name in ("window", "comments", "play", "alert", "health", "test"):
        assert kind(name, use).schema == json_schema(name)
        assert kind(name, use).example == example_messages()[name]
    for name in ("state", "reaction"):
        assert kind(name).example == example_messages()[name]
