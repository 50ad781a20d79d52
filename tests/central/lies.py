"""Messages of a kiosk that lies, made from the types of the messages: each field of each kind says each lie."""

import json
import types
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from central.clock import now_ms
from central.messages.types import SCHEMAS
from edge.messages.wire import time_text
from tests.central import fleet

Path = tuple[str, ...]
NUMBERS = (
    *("-1", "0", "1", "0.5", "-0.0", "600", "601", "1000000", "1000001", "2147483647", "2147483648", "5e-324"),
    *("9007199254740991", "9007199254740992", "4611686018427387904", "9223372036854775807", "9223372036854775808"),
    *("1" + "0" * 40, "1e300", "-1e300", "1.7e308", "-1.7e308", "1e400", "NaN", "Infinity", "-Infinity"),
)
TEXTS = (
    *('""', '"a"', '"acme"', f'"{"a" * 400}"', f'"{"a" * 401}"', r'"\u0007\u001b[2J\u0085"', r'"\ud800"', r'"\u0000"'),
    *(r'"\u202e\ufeff"', '"<script>alert(1)</script>"', '"=1+1"', '"-2-3"', r'"{{ x }} %s \\ \" \u0027"', '"offline"'),
    *('"0001-01-01T00:00:00.000Z"', '"1970-01-01T00:00:00.000Z"', '"2000-01-01T00:00:00.000Z"'),
    *('"9999-12-31T23:59:59.999Z"', '"2026-11-24T10:02:46.000Z"', '"2026-02-30T25:61:61.000Z"'),
)
OTHERS = ("null", "true", "[]", "{}", "[[[]]]", '{"a": 1}', f"[{', '.join(['1'] * 602)}]")
CELLS = ("[-1, 0, 1]", "[NaN, 0, 1]", "[1.7e308, -1.7e308, 1.7e308]", "[null, null, null]", "[1000000, 1000001, 1]")
_MARK = '"@lie@"'
_SECONDS = 3  # of the curve of a reaction
_KINDS = {"window": fleet.window, "reaction": fleet.reaction, "play": fleet.play, "comments": fleet.comments}
_NUMBERED = {**_KINDS, "alert": fleet.alert}
_MORE: Mapping[str, fleet.Fields] = {
    "play": {
        "experiment": {"id": "e12", "arm": "a", "block": 3},
        "position": 1,
        "sha256": "ab12cd34ef56",
        "dropped": 0,
    },
    "alert": {"cleared": fleet.at(seconds=9)},
    "state": {"playlist": 7},
    "health": {"models": {"expression": "smile-mesh"}},
}
"""Fields that the usual message of a kind leaves out."""


def schemas() -> list[str]:
    """Names of all schemas."""
    return list(SCHEMAS)


def lies(schema: str, device: str) -> Iterator[tuple[str, bytes]]:
    """Topic and payload of every lie in every field, and of messages that are odd as a whole."""
    kind, seq = schema.removeprefix("vitrina.").partition("/")[0], 0
    for path in fields_of(SCHEMAS[schema]):
        for lie in (*NUMBERS, *TEXTS, *_near_now(), *OTHERS, *(CELLS if path[0] == "curve" else ())):
            seq += 1
            yield fleet.topic(kind, device), _with(example(schema, seq, device), path, lie)
    for raw in _odd(schema, device, seq):
        yield fleet.topic(kind, device), raw


def example(schema: str, seq: int, device: str) -> fleet.Fields:
    """A message of a schema in which every field is told."""
    kind, _, version = schema.removeprefix("vitrina.").partition("/")
    if kind == "reaction":
        made = fleet.reaction(seq, device, version=int(version))
    elif kind in _NUMBERED:
        made = _NUMBERED[kind](seq, device)
    else:
        made = (fleet.state if kind == "state" else fleet.health)(device, at=fleet.at(seconds=seq))
    return _filled(SCHEMAS[schema], deepcopy({**made, **_MORE.get(kind, {})}))


def fields_of(model: type[BaseModel]) -> Iterator[Path]:
    """Places of all fields of a type, those of its parts too."""
    for name, field in model.model_fields.items():
        place = field.alias or name
        yield (place,)
        part = _part(field.annotation)
        if part is not None:
            yield from ((place, *path) for path in fields_of(part))


def _near_now() -> tuple[str, ...]:
    """Times that are just within the day ahead that a clock may be wrong by, and just not."""
    return tuple(f'"{time_text(now_ms() / 1000 + hours * 3600)}"' for hours in (-1, 23, 25))


def _filled(model: type[BaseModel], made: fleet.Fields) -> fleet.Fields:
    """The message with a value for each part and number that is not told."""
    for name, field in model.model_fields.items():
        place, part = field.alias or name, _part(field.annotation)
        if part is not None:
            made[place] = _filled(part, made.get(place) or {})
        elif made.get(place) is None:
            made[place] = _value(field.annotation)
    return made


def _value(annotation: Any) -> Any:
    """A small value of a type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(inner[0])
    if origin is Literal:
        return inner[0]
    if origin in (Union, types.UnionType):
        return _value(next(each for each in inner if each is not type(None)))
    return {int: 1, float: 1.0, bool: True, str: "a", dict: {}, tuple: [1] * _SECONDS}.get(origin or annotation)


def _part(annotation: Any) -> type[BaseModel] | None:
    """The part of a message that a field holds, if it does."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = get_args(annotation)
    return next((part for each in inner if (part := _part(each)) is not None), None)


def _with(made: fleet.Fields, path: Path, lie: str) -> bytes:
    """The message with a lie, which is a text of JSON, in a field."""
    place = made
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = json.loads(_MARK)
    return fleet.payload(made).replace(_MARK.encode(), lie.encode())


def _odd(schema: str, device: str, seq: int) -> Iterator[bytes]:
    """Fields in another order, twice, missing or unknown; begin and end in the wrong order; bytes that are no JSON."""
    made = [example(schema, seq + number, device) for number in range(1, 9)]
    yield fleet.payload(dict(reversed(made[0].items())))
    yield fleet.payload(made[1]).replace(b'"tenant":', b'"tenant":"acme","tenant":', 1)
    yield fleet.payload(made[2]).replace(b'"tenant":"evil"', b'"tenant":"acme"')
    yield fleet.payload({**made[3], "__proto__": {"seq": 1}, "no such field": [{}] * 99})
    ends = {"from": "to", "to": "from", "start": "end", "end": "start", "first_seq": "last_seq", "raised": "at"}
    yield fleet.payload({name: made[4][ends.get(name, name)] for name in made[4]})
    yield fleet.payload({**made[5], "schema": f"{schema.rpartition('/')[0]}/99"})
    yield fleet.payload(made[6])[:-20]
    yield fleet.payload(made[7])[:-20] + b'\xff\xfe"}'
    yield from (b" ", b"null", b"[" * 60_000, b"{" * 10, b"\xef\xbb\xbf{}", b'"' + b"x" * 140_000 + b'"')
    for name in made[0]:
        seq += 1
        yield fleet.payload({n: v for n, v in example(schema, seq + 8, device).items() if n != name})
