"""No message type can carry a picture, a sound, a track, a box or a row about one person."""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel, ConfigDict, create_model

from edge.messages.payloads import Vitals
from edge.messages.schema import KINDS, PAYLOADS, SHAPES, json_schema

LEAVES = (str, int, float, bool, type(None))
OF_ONE_PERSON = {
    "track", "tracks", "box", "boxes", "x", "y", "w", "h", "x_px", "y_px", "w_px", "h_px", "face", "faces", "landmarks",
    "keypoints", "embedding", "descriptor", "crop", "image", "picture", "frame", "frames", "sound", "samples",
    "spectrogram", "visitor", "person", "persons", "visit", "wearer", "name", "age", "gender", "yaw_deg", "pitch_deg",
}  # fmt: skip

# Every number of a window, a reaction or comments, by its kind. Before you add a number here, check it against the
# rules of docs/privacy/what-leaves.md.
KIND_OF_NUMBER = {
    "count": {
        "visits", "watchers", "plays", "exposed", "n", "body.n", "curve.watchers", "curve.n", "looked.0.5", "looked.1",
        "looked.2", "looked.5", "dwell.0", "dwell.2", "dwell.5", "dwell.15", "dwell.30", "dwell.60",
    },
    "mean": {
        "dwell_s", "level_db", "attention_s", "smile", "negative", "surprise", "valence", "arousal", "laughter_s",
        "body.arousal", "body.hr_bpm", "body.scr_per_min", "curve.smile", "curve.negative", "curve.surprise",
        "curve.valence", "curve.arousal",
    },
    "count with noise": {"neutral", "positive", "unclear"},
    "share": {"coverage", "abstained", "curve.laughter"},
    "setting": {"seq", "k", "noise_sd.total", "noise_sd.cell", "noise_sd.body", "curve.step_s"},
}  # fmt: skip


def faults(shape: type[BaseModel], place: str = "", *, in_list: bool = False) -> Iterator[str]:
    """Fields of a type that could carry more than numbers about many people and bounded texts."""
    for name, field in shape.model_fields.items():
        if (field.alias or name) in OF_ONE_PERSON:
            yield f"{place}{name}: a name for what is about one person"
        yield from _faults_of(field.annotation, f"{place}{name}", in_list=in_list)


def _faults_of(kind: Any, place: str, *, in_list: bool) -> Iterator[str]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in LEAVES or origin is typing.Literal:
        return
    if origin is typing.Annotated:
        yield from _faults_of(arguments[0], place, in_list=in_list)
    elif origin in (typing.Union, types.UnionType):
        for choice in arguments:
            yield from _faults_of(choice, place, in_list=in_list)
    elif isinstance(origin, type) and issubclass(origin, (Sequence, Mapping)):
        if in_list:
            yield f"{place}: a list in a list"
        for inner in arguments:
            if inner is not Ellipsis:
                yield from _faults_of(inner, place, in_list=True)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        if in_list:
            yield f"{place}: rows"
        yield from faults(kind, f"{place}.", in_list=in_list)
    else:
        yield f"{place}: {kind} may hold anything"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "playlist"])
def test_no_message_type_can_carry_a_person(kind: str) -> None:
    """Every field of every type, commands too, is a number, a bounded text, or a list of those. A playlist has rows of
    adverts; it comes from outside and is sent nowhere."""
    assert list(faults(SHAPES[kind])) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("thumbnail", bytes),
        ("heat", np.ndarray),
        ("grid", tuple[tuple[int, ...], ...]),
        ("rows", tuple[Vitals, ...]),
        ("by_visit", dict[str, tuple[float, ...]]),
        ("track", int),
        ("box", tuple[int, int, int, int]),
        ("x_px", float),
        ("anything", Any),
        ("maybe", bytes | None),
    ],
)
def test_a_type_that_could_carry_a_person_is_caught(name: str, kind: Any) -> None:
    """The check finds fields that could carry a person."""
    field: dict[str, Any] = {name: (kind, ...)}
    planted = create_model("Planted", __config__=ConfigDict(arbitrary_types_allowed=True), **field)
    assert list(faults(create_model("Outer", inner=(planted, ...)))) != []


def _walk(shape: dict[str, Any], defs: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Scalars of a JSON schema with their places."""
    if "$ref" in shape:
        yield from _walk(defs[shape["$ref"].rpartition("/")[2]], defs, place)
    elif "anyOf" in shape:
        for choice in shape["anyOf"]:
            yield from _walk(choice, defs, place)
    elif "properties" in shape:
        for name, field in shape["properties"].items():
            yield from _walk(field, defs, f"{place}.{name}" if place else name)
    elif shape.get("type") == "array":
        assert shape["maxItems"] <= 601, place
        yield from _walk(shape["items"], defs, place)
    elif shape.get("type") == "object":
        assert shape["maxProperties"] <= 20, place
        assert shape["additionalProperties"] is False, place
        for inner in shape["patternProperties"].values():
            yield from _walk(inner, defs, place)
    else:
        yield place, shape


@pytest.mark.parametrize("kind", PAYLOADS)
def test_every_text_and_list_is_bounded(kind: str) -> None:
    """A picture in base64 does not fit into any text or list."""
    schema = json_schema(kind)
    for place, leaf in _walk(schema, schema.get("$defs", {})):
        if leaf.get("type") == "string" and "const" not in leaf and "enum" not in leaf:
            assert leaf["maxLength"] <= 400, place


@pytest.mark.parametrize("kind", ["window", "reaction", "comments"])
def test_every_number_about_people_is_a_count_a_mean_or_a_share(kind: str) -> None:
    """A new number fails here until it is listed with its kind."""
    schema = json_schema(kind)
    numbers = {
        place for place, leaf in _walk(schema, schema.get("$defs", {})) if leaf.get("type") in ("integer", "number")
    }
    listed = set().union(*KIND_OF_NUMBER.values())
    assert numbers <= listed
    assert len(listed) == sum(len(names) for names in KIND_OF_NUMBER.values())
