"""Encodes rows in PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary Format")."""

import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Any

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL = b"\xff\xff"
_NULL = b"\xff\xff\xff\xff"

Encoder = Callable[[Any], bytes]


def _fixed(form: str) -> Encoder:
    size = struct.calcsize(f">{form}")
    pack = struct.Struct(f">i{form}").pack
    return lambda value: pack(size, value)


def _bytes(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _text(value: str) -> bytes:
    return _bytes(value.encode())


ENCODERS: dict[str, Encoder] = {
    "int2": _fixed("h"),
    "int4": _fixed("i"),
    "int8": _fixed("q"),
    "float8": _fixed("d"),
    "bool": _fixed("?"),
    "bytea": _bytes,
    "text": _text,
}


def encode_rows(types: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Encode rows whose values have the given PostgreSQL types. Raises struct.error if a number is out of range."""
    encoders = [ENCODERS[name] for name in types]
    count = len(encoders).to_bytes(2, "big")
    pieces = [HEAD]
    for row in rows:
        pieces.append(count)
        pieces += [_NULL if value is None else encoder(value) for encoder, value in zip(encoders, row, strict=True)]
    pieces.append(TAIL)
    return b"".join(pieces)
