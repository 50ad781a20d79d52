"""The graph of a TensorFlow Lite file, and the ONNX nodes and weights that are made from it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tflite
from numpy.typing import NDArray
from onnx import TensorProto, helper

from models.conversion.sparse import SparseLayout, to_dense

Array = NDArray[Any]

_DTYPES = {0: np.float32, 1: np.float16, 2: np.int32}  # by number of tflite.TensorType
_INDEX_VECTORS = {
    1: tflite.Int32Vector,
    2: tflite.Uint16Vector,
    3: tflite.Uint8Vector,
}  # by number of tflite.SparseIndexVector


class ConversionError(ValueError):
    """The file is not a TensorFlow Lite model, or contains an operator, a type or an option that is not supported."""


@dataclass
class Graph:
    """The graph of a file, and the ONNX nodes and weights that are made from it.

    Images have the axes (batch, row, column, channel) in the file, and (batch, channel, row, column) in the nodes.
    Tensors with fewer axes have the same order in both.
    """

    model: Any
    subgraph: Any
    nodes: list[Any] = field(default_factory=list)
    weights: dict[str, Array] = field(default_factory=dict)  # name -> values, float32

    def tensor_values(self, index: int) -> Array:
        """Values of a tensor that the file contains, with the axes in the order of the file."""
        name = tensor_name(index)
        if name in self.weights:
            return self.weights[name]
        tensor = self.subgraph.Tensors(index)
        content = self.model.Buffers(tensor.Buffer()).DataAsNumpy()
        if isinstance(content, int):  # the flatbuffer's way to say that there is none
            raise ConversionError(f"tensor {index} must be a constant, but an operator computes it")
        if tensor.Type() not in _DTYPES:
            raise ConversionError(f"tensor {index} has the type {tensor.Type()}, which is not supported")
        values = np.frombuffer(content.tobytes(), _DTYPES[tensor.Type()])
        if tensor.Sparsity() is None:
            return values.reshape(tensor.ShapeAsNumpy())
        try:
            return to_dense(values, self.shape(index), _sparse_layout(index, tensor.Sparsity()))
        except ValueError as misfit:
            raise ConversionError(f"tensor {index}: {misfit}") from misfit

    def shape(self, index: int) -> tuple[int, ...]:
        """Shape of a tensor, with the axes in the order of the file."""
        return tuple(int(side) for side in self.subgraph.Tensors(index).ShapeAsNumpy())

    def add_node(self, kind: str, inputs: list[str], output: int, **options: object) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [tensor_name(output)], **options))

    def add_weight(self, name: str, values: Array) -> str:
        self.weights[name] = np.ascontiguousarray(values, np.float32)
        return name

    def add_integers(self, name: str, values: list[int]) -> str:
        """Add a node for a constant. All operators that use the constant share the node. Return its name."""
        if all(name not in node.output for node in self.nodes):
            tensor = helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
            self.nodes.append(helper.make_node("Constant", [], [name], value=tensor))
        return name


def tensor_name(index: int) -> str:
    return f"t{index}"


def _sparse_layout(index: int, sparsity: Any) -> SparseLayout:
    """Layout of a sparse tensor whose axes are stored in order, and are all dense except the last one."""
    axes = [sparsity.DimMetadata(axis) for axis in range(sparsity.DimMetadataLength())]
    formats = [axis.Format() for axis in axes]
    wanted = [tflite.DimensionType.DENSE] * (len(axes) - 1) + [tflite.DimensionType.SPARSE_CSR]
    if formats != wanted or sparsity.BlockMapLength() or list(sparsity.TraversalOrderAsNumpy()) != [*range(len(axes))]:
        raise ConversionError(f"tensor {index} is sparse in a layout that is not supported")
    last = axes[-1]
    return SparseLayout(
        starts=_vector(index, last.ArraySegmentsType(), last.ArraySegments()),
        places=_vector(index, last.ArrayIndicesType(), last.ArrayIndices()),
    )


def _vector(index: int, kind: int, table: Any) -> Array:
    """Numbers in a vector of sparse indices. `kind`: class of the vector."""
    if kind not in _INDEX_VECTORS:
        raise ConversionError(f"tensor {index} has sparse indices of the kind {kind}, which is not supported")
    vector = _INDEX_VECTORS[kind]()
    vector.Init(table.Bytes, table.Pos)
    return np.asarray(vector.ValuesAsNumpy(), np.int64)
