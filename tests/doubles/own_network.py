"""Expression networks as other people make them: any size, layout, colour and classes, made without the onnx package.

scores = mean over the pixels of each channel @ weights, then softmax if it gives probabilities.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.serving.formats import ClassOutput, FaceInput
from models.serving.spec import ModelSpec
from tests.doubles.small_network import FLOAT, field_bytes, node_bytes, number_bytes

CLASSES = ("smile", "no smile")


@dataclass(frozen=True)
class OwnNetwork:
    """A network and what its spec must say of it."""

    side_px: int = 64
    face_input: FaceInput = field(default_factory=lambda: FaceInput(colour="RGB", scale=1 / 255))
    classes: tuple[str, ...] = CLASSES
    names: dict[str, str | None] = field(default_factory=lambda: {"smile": "happiness", "no smile": None})
    is_softmax: bool = False
    weights: Sequence[Sequence[float]] | None = None  # (channels, classes); None: seeded
    opset: int = 17
    rows: int | None = None  # a fixed number of rows; None: any
    is_external: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        channels, side = self.face_input.channels, self.side_px
        return (channels, side, side) if self.face_input.layout == "NCHW" else (side, side, channels)

    def table(self) -> NDArray[np.float32]:
        if self.weights is not None:
            return np.array(self.weights, np.float32)
        shape = (self.face_input.channels, len(self.classes))
        return np.random.default_rng(0).standard_normal(shape).astype(np.float32)

    def content(self) -> bytes:
        """Content of the file."""
        axes = [2, 3] if self.face_input.layout == "NCHW" else [1, 2]
        scores = "scores" if self.is_softmax else "logits"
        nodes = [_mean("picture", "means", axes), node_bytes("MatMul", ["means", "weights"], [scores])]
        if self.is_softmax:
            nodes.append(node_bytes("Softmax", ["scores"], ["probabilities"]))
        graph = b"".join(field_bytes(1, node) for node in nodes) + field_bytes(2, b"own")
        graph += field_bytes(5, self._weights())
        graph += field_bytes(11, self._declared("picture", self.shape))
        graph += field_bytes(12, self._declared(self.tensor, (len(self.classes),)))
        return number_bytes(1, 8) + field_bytes(7, graph) + field_bytes(8, number_bytes(2, self.opset))

    @property
    def tensor(self) -> str:
        return "probabilities" if self.is_softmax else "logits"

    def write(self, folder: Path, name: str = "own", **facts: Any) -> ModelSpec:
        """Writes the file and its spec; `facts` replace those of the spec."""
        path = self.write_file(folder, name)
        usual: dict[str, Any] = {
            "name": name, "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "opset": self.opset, "task": "expression", "inputs": {"picture": self.shape},
            "outputs": {self.tensor: (len(self.classes),)},
            "normalisation": "", "classes": self.classes, "temperature": 1.0, "thresholds": {"abstain_below": 0.0},
            "parameters": self.table().size, "licence": "commercial", "licence_note": "Made up for a test.",
            "trained_on": {}, "recipe": {}, "metrics": {}, "face_input": self.face_input, "folder": folder,
            "class_output": ClassOutput(self.tensor, "probabilities" if self.is_softmax else "logits", self.names),
        }  # fmt: skip
        spec = ModelSpec(**{**usual, **facts})
        spec.save()
        return spec

    def write_file(self, folder: Path, name: str = "own") -> Path:
        """Writes the file alone."""
        path = folder / f"{name}.onnx"
        path.write_bytes(self.content())
        return path

    def _weights(self) -> bytes:
        table = self.table()
        dims = b"".join(number_bytes(1, size) for size in table.shape)
        tensor = dims + number_bytes(2, FLOAT) + field_bytes(8, b"weights")
        if self.is_external:
            entry = field_bytes(1, b"location") + field_bytes(2, b"own.onnx.data")
            return tensor + field_bytes(13, entry) + number_bytes(14, 1)
        return tensor + field_bytes(9, table.tobytes())

    def _declared(self, name: str, shape: Sequence[int]) -> bytes:
        rows = field_bytes(2, b"n") if self.rows is None else number_bytes(1, self.rows)
        sizes = field_bytes(1, rows) + b"".join(field_bytes(1, number_bytes(1, size)) for size in shape)
        kind = field_bytes(1, number_bytes(1, FLOAT) + field_bytes(2, sizes))
        return field_bytes(1, name.encode()) + field_bytes(2, kind)


def _mean(source: str, into: str, axes: Sequence[int]) -> bytes:
    """A ReduceMean over `axes`, which go with them."""
    over = field_bytes(1, b"axes") + b"".join(number_bytes(8, axis) for axis in axes) + number_bytes(20, 7)
    keep = field_bytes(1, b"keepdims") + number_bytes(3, 0) + number_bytes(20, 2)
    return node_bytes("ReduceMean", [source], [into]) + field_bytes(5, over) + field_bytes(5, keep)
