"""A recurrent ONNX network of a few hundred bytes with two inputs and two outputs, made without the onnx package.

state' = tanh(sound + state), answer = sigmoid(state'); inputs and outputs float32, inside float32 or float16.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from models.serving.spec import ModelSpec

FLOAT, HALF = 1, 10
ROW = (3, 2)


def content(inside: int = FLOAT) -> bytes:
    """Content of the file. Fields have their numbers in onnx.proto."""
    nodes = [
        node_bytes("Cast", ["sound"], ["a"], inside),
        node_bytes("Cast", ["state"], ["b"], inside),
        node_bytes("Add", ["a", "b"], ["c"]),
        node_bytes("Tanh", ["c"], ["d"]),
        node_bytes("Sigmoid", ["d"], ["e"]),
        node_bytes("Cast", ["e"], ["answer"], FLOAT),
        node_bytes("Cast", ["d"], ["next_state"], FLOAT),
    ]
    graph = b"".join(field_bytes(1, node) for node in nodes) + field_bytes(2, b"small")
    graph += b"".join(field_bytes(11, _tensor(name)) for name in ("sound", "state"))
    graph += b"".join(field_bytes(12, _tensor(name)) for name in ("answer", "next_state"))
    return number_bytes(1, 8) + field_bytes(7, graph) + field_bytes(8, number_bytes(2, 17))  # ir version, graph, opset


def spec(folder: Path, name: str = "small") -> ModelSpec:
    """Writes the network with its float16 variant and its spec."""
    files = {"fp32": content(), "fp16": content(HALF)}
    for precision, data in files.items():
        (folder / f"{name}.{precision}.onnx").write_bytes(data)
    result = ModelSpec(
        name=name, file=f"{name}.fp32.onnx", sha256=_digest(files["fp32"]), opset=17, task="voice",
        inputs={"sound": ROW, "state": ROW}, outputs={"answer": ROW, "next_state": ROW}, normalisation="none",
        classes=("laughter",), temperature=1.0, thresholds={}, parameters=0, licence="commercial", licence_note="ours",
        trained_on={}, recipe={}, metrics={},
        variants={"fp16": {"file": f"{name}.fp16.onnx", "sha256": _digest(files["fp16"])}}, folder=folder,
    )  # fmt: skip
    result.save()
    return result


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def node_bytes(operator: str, inputs: Sequence[str], outputs: Sequence[str], to: int | None = None) -> bytes:
    names = b"".join(field_bytes(1, name.encode()) for name in inputs) + b"".join(
        field_bytes(2, name.encode()) for name in outputs
    )
    attribute = b"" if to is None else field_bytes(5, field_bytes(1, b"to") + number_bytes(3, to) + number_bytes(20, 2))
    return names + field_bytes(4, operator.encode()) + attribute


def _tensor(name: str) -> bytes:
    """Declaration of a float tensor (n, *ROW)."""
    sizes = field_bytes(1, field_bytes(2, b"n")) + b"".join(field_bytes(1, number_bytes(1, size)) for size in ROW)
    return field_bytes(1, name.encode()) + field_bytes(
        2, field_bytes(1, number_bytes(1, FLOAT) + field_bytes(2, sizes))
    )


def field_bytes(number: int, inside: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(inside)) + inside


def number_bytes(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    low = value & 0x7F
    return bytes([low]) if value < 0x80 else bytes([low | 0x80]) + _varint(value >> 7)
