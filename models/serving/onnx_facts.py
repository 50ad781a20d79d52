"""Reads the facts in an ONNX file that decide whether it may be opened. Uses only the standard library.

It finds protobuf fields by their numbers in onnx.proto, so that the kiosk does not need the onnx package.
"""

from collections.abc import Iterator

OPSETS = 8  # of ModelProto: operator sets; each has a domain (1) and a version (2)
GRAPH, FUNCTIONS = 7, 25
DATA_LOCATION, EXTERNAL_DATA = 14, 13  # of TensorProto
TENSORS_IN = {
    "model": {GRAPH: "graph", FUNCTIONS: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
"""Fields that contain tensors, or messages with tensors, by kind of message."""


def onnx_opset(content: bytes) -> int | None:
    """Version of ONNX's own operator set that a model file requires. None if the file names no version, or is not an
    ONNX file.
    """
    try:
        for number, value in protobuf_fields(content):
            if number == OPSETS and isinstance(value, bytes):
                entry = dict(protobuf_fields(value))
                version = entry.get(2)
                if entry.get(1, b"") in (b"", b"ai.onnx") and isinstance(version, int):
                    return version
    except (IndexError, ValueError):
        return None
    return None


def has_external_data(content: bytes) -> bool:
    """True if the model file keeps weights in other files, which its hash does not cover. False if it is not an ONNX
    file.
    """
    try:
        return _is_external(content, "model")
    except (IndexError, ValueError):
        return False


def _is_external(message: bytes, kind: str) -> bool:
    if kind == "tensor":
        return any(
            number == EXTERNAL_DATA or (number == DATA_LOCATION and value) for number, value in protobuf_fields(message)
        )
    inside = TENSORS_IN[kind]
    return any(
        _is_external(value, inside[number])
        for number, value in protobuf_fields(message)
        if number in inside and isinstance(value, bytes)
    )


def protobuf_fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Field numbers and values of one protobuf message. Nested messages stay bytes."""
    at = 0
    while at < len(message):
        key, at = read_varint(message, at)
        kind = key & 7
        value: int | bytes
        if kind == 0:
            value, at = read_varint(message, at)
        elif kind in (1, 2, 5):
            size = {1: 8, 5: 4}.get(kind, 0)
            if kind == 2:
                size, at = read_varint(message, at)
            if at + size > len(message):
                raise ValueError("cut short")
            value, at = message[at : at + size], at + size
        else:
            raise ValueError(f"the protobuf wire type {kind} is not supported")
        yield key >> 3, value


def read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
