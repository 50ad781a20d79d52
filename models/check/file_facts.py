"""Facts about an ONNX file from another source: its requirements, inputs and outputs."""

from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from edge.perception.runtime import REFUSED
from models.serving.onnx_facts import GRAPH, has_external_data, onnx_opset, protobuf_fields, read_varint
from models.serving.spec import OPSET, ModelFileError

FLOAT = "tensor(float)"
INITIALIZER, DIMS = 5, 1  # of GraphProto, of TensorProto


@dataclass(frozen=True)
class Tensor:
    """An input or output. The first dimension of `shape` is the number of rows. A dimension of variable size is a name
    or None.
    """

    name: str
    kind: str
    shape: tuple[int | str | None, ...]

    @property
    def row(self) -> tuple[int, ...]:
        """Shape of one row. Raises ValueError if the row has a dimension of variable size."""
        sizes = tuple(size for size in self.shape[1:] if isinstance(size, int))
        if len(sizes) + 1 != len(self.shape):
            raise ValueError(f"{self.name} has the shape {self.shape}, but only the first dimension may be free")
        return sizes


class FileFacts:
    """Facts about a file that ONNX Runtime can open. Raises ModelFileError for any other file."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_file():  # a named pipe would wait
            raise ModelFileError(f"check: {path} is not a file. Name an .onnx file, or its .json.")
        try:
            content = path.read_bytes()
        except OSError as missing:
            reason = f"cannot be read ({missing.strerror})"
            raise ModelFileError(f"check: {path} {reason}. Name an .onnx file, or its .json.") from missing
        self.path, self.opset, self.content = path, onnx_opset(content), content
        if self.opset is None:
            raise ModelFileError(f"check: {path} is not an ONNX file, or is incomplete. Export the model again.")
        if has_external_data(content):
            raise ModelFileError(
                f"check: {path} stores its weights in another file, which the model's hash does not cover. Export the "
                "model as one file (torch: torch.onnx.export(…, dynamo=False); onnx: save_model(model, path))."
            )
        try:
            self._session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
        except REFUSED as refused:
            reason = " ".join(str(refused).split())
            raise ModelFileError(
                f"check: ONNX Runtime {onnxruntime.__version__} cannot open {path} ({reason}). Export it with"
                f" only ONNX's own operators, opset {OPSET}."
            ) from refused
        self.inputs = [Tensor(each.name, each.type, tuple(each.shape)) for each in self._session.get_inputs()]
        self.outputs = [Tensor(each.name, each.type, tuple(each.shape)) for each in self._session.get_outputs()]

    @property
    def parameters(self) -> int:
        """Number of weights in the file."""
        graph = next(
            value for number, value in protobuf_fields(self.content) if number == GRAPH and isinstance(value, bytes)
        )
        tensors = [
            value for number, value in protobuf_fields(graph) if number == INITIALIZER and isinstance(value, bytes)
        ]
        return sum(prod(_tensor_sizes(tensor)) for tensor in tensors)

    def run_row(self, row: NDArray[np.float32], output: str) -> NDArray[np.float32]:
        """The output for one row (1, …) of the only input."""
        (answer,) = self._session.run([output], {self.inputs[0].name: row})
        return np.asarray(answer)


def _tensor_sizes(tensor: bytes) -> list[int]:
    """Dimensions of a tensor. A file contains them one by one or packed together."""
    sizes = []
    for number, value in protobuf_fields(tensor):
        if number == DIMS and isinstance(value, int):
            sizes.append(value)
        elif number == DIMS and isinstance(value, bytes):
            at = 0
            while at < len(value):
                size, at = read_varint(value, at)
                sizes.append(size)
    return sizes
