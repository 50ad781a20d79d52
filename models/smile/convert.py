"""Converts MediaPipe's face mesh from TensorFlow Lite to ONNX.

It knows the seven kinds of operators of the mesh of 468 points, and refuses any other. Float16 weights become float32,
channels come before rows and columns, and the result takes any number of faces.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
import tflite
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.serving.spec import OPSET

Array = NDArray[Any]

_DTYPES = {0: np.float32, 1: np.float16, 2: np.int32}  # by number of tflite.TensorType
_KINDS = {value: name for name, value in vars(tflite.BuiltinOperator).items() if isinstance(value, int)}


class ConversionError(ValueError):
    """The file is no TensorFlow Lite network, or has an operator, a type or an option that is not known here."""


@dataclass
class _Graph:
    """The graph of a file, and the ONNX nodes and weights made of it."""

    model: Any
    subgraph: Any
    nodes: list[Any] = field(default_factory=list)
    weights: dict[str, Array] = field(default_factory=dict)  # name -> values, float32

    def needed(self, index: int) -> Array:
        """Values of a tensor that the file stores, in its own order of axes."""
        name = tensor_name(index)
        if name in self.weights:
            return self.weights[name]
        tensor = self.subgraph.Tensors(index)
        content = self.model.Buffers(tensor.Buffer()).DataAsNumpy()
        if isinstance(content, int):  # the flatbuffer's way to say that there is none
            raise ConversionError(f"tensor {index} is wanted as a constant, and an operator computes it")
        if tensor.Type() not in _DTYPES:
            raise ConversionError(f"tensor {index} has the type {tensor.Type()}, which is not known here")
        return np.frombuffer(content.tobytes(), _DTYPES[tensor.Type()]).reshape(tensor.ShapeAsNumpy())

    def shape(self, index: int) -> tuple[int, ...]:
        """Shape of a tensor as (batch, row, column, channel)."""
        return tuple(int(side) for side in self.subgraph.Tensors(index).ShapeAsNumpy())

    def add(self, kind: str, inputs: list[str], output: int, **options: object) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [tensor_name(output)], **options))

    def weight(self, name: str, values: Array) -> str:
        self.weights[name] = np.ascontiguousarray(values, np.float32)
        return name


def tensor_name(index: int) -> str:
    return f"t{index}"


def convert(content: bytes, outputs: tuple[str, ...]) -> onnx.ModelProto:
    """ONNX model of a TensorFlow Lite file.

    The input is `image` (n, 3, rows, columns) float32; the outputs, in the order of the file, get the names `outputs`
    and the shape (n, size). Raises ConversionError.
    """
    try:
        model = tflite.Model.GetRootAs(content, 0)
        graph = _Graph(model, model.Subgraphs(0))
        operators = [graph.subgraph.Operators(i) for i in range(graph.subgraph.OperatorsLength())]
    except Exception as broken:  # flatbuffers raises what comes, also struct.error and IndexError
        raise ConversionError(f"this is no TensorFlow Lite file ({broken})") from broken
    for operator in operators:
        code = model.OperatorCodes(operator.OpcodeIndex())
        kind = _KINDS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        if kind not in _OPERATORS:
            raise ConversionError(f"the operator {kind} is not known here, only {', '.join(_OPERATORS)}")
        _OPERATORS[kind](graph, operator)
    return _model(graph, outputs)


def _model(graph: _Graph, outputs: tuple[str, ...]) -> onnx.ModelProto:
    (source,) = graph.subgraph.InputsAsNumpy()
    _, rows, columns, channels = graph.shape(int(source))
    for node in graph.nodes:
        node.input[:] = ["image" if name == tensor_name(source) else name for name in node.input]
    told = []
    for name, index in zip(outputs, graph.subgraph.OutputsAsNumpy(), strict=True):
        graph.nodes.append(helper.make_node("Flatten", [tensor_name(index)], [name]))
        size = int(np.prod(graph.shape(int(index))))
        told.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size]))
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", channels, rows, columns])
    used = {name for node in graph.nodes for name in node.input}
    weights = [numpy_helper.from_array(values, name) for name, values in graph.weights.items() if name in used]
    made = helper.make_model(
        helper.make_graph(graph.nodes, "face_mesh", [image], told, weights),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
    )
    onnx.checker.check_model(made)
    return made


def _dequantize(graph: _Graph, operator: Any) -> None:
    graph.weights[tensor_name(operator.Outputs(0))] = graph.needed(operator.Inputs(0)).astype(np.float32)


def _convolution(graph: _Graph, operator: Any, *, depthwise: bool) -> None:
    source, kernel, bias = (operator.Inputs(i) for i in range(3))
    options = _options(operator, tflite.DepthwiseConv2DOptions if depthwise else tflite.Conv2DOptions)
    values = graph.needed(kernel)  # (out, row, column, in); depthwise: (1, row, column, channel)
    order = (3, 0, 1, 2) if depthwise else (0, 3, 1, 2)
    strides = (options.StrideH(), options.StrideW())
    size = values.shape[1:3]
    graph.add(
        "Conv",
        [tensor_name(source), graph.weight(f"kernel{kernel}", values.transpose(order)), tensor_name(bias)],
        operator.Outputs(0),
        group=values.shape[3] if depthwise else 1,
        strides=strides,
        kernel_shape=size,
        pads=_pads(options.Padding(), graph.shape(source)[1:3], size, strides),
    )
    graph.weight(tensor_name(bias), graph.needed(bias))


def _max_pool(graph: _Graph, operator: Any) -> None:
    options = _options(operator, tflite.Pool2DOptions)
    source, strides = operator.Inputs(0), (options.StrideH(), options.StrideW())
    size = (options.FilterHeight(), options.FilterWidth())
    pads = _pads(options.Padding(), graph.shape(source)[1:3], size, strides)
    graph.add("MaxPool", [tensor_name(source)], operator.Outputs(0), kernel_shape=size, strides=strides, pads=pads)


def _prelu(graph: _Graph, operator: Any) -> None:
    """PRelu as slope * x + (1 - slope) * relu(x), with convolutions of one pixel in place of the products.

    ONNX Runtime has no PRelu for the layout of its convolutions: it would move every picture to another layout and
    back, which takes as long as the convolutions do.
    """
    source, output = tensor_name(operator.Inputs(0)), tensor_name(operator.Outputs(0))
    slope = graph.needed(operator.Inputs(1)).reshape(-1, 1, 1, 1)  # one a channel
    graph.nodes.append(helper.make_node("Relu", [source], [f"{output}_relu"]))
    for part, factor, factors in (("all", source, slope), ("positive", f"{output}_relu", 1.0 - slope)):
        inputs = [factor, graph.weight(f"{output}_{part}_factors", factors)]
        name = f"{output}_{part}"
        graph.nodes.append(helper.make_node("Conv", inputs, [name], group=len(slope), kernel_shape=(1, 1)))
    graph.add("Add", [f"{output}_all", f"{output}_positive"], operator.Outputs(0))


def _add(graph: _Graph, operator: Any) -> None:
    _options(operator, tflite.AddOptions)
    graph.add("Add", [tensor_name(operator.Inputs(0)), tensor_name(operator.Inputs(1))], operator.Outputs(0))


def _pad(graph: _Graph, operator: Any) -> None:
    before_after = graph.needed(operator.Inputs(1))[[0, 3, 1, 2]]  # (4, 2)
    name = f"pads{operator.Inputs(1)}"
    values = helper.make_tensor(name, TensorProto.INT64, [8], before_after.T.reshape(-1).tolist())
    graph.nodes.append(helper.make_node("Constant", [], [name], value=values))
    graph.add("Pad", [tensor_name(operator.Inputs(0)), name], operator.Outputs(0))


def _pads(
    padding: int, sides: tuple[int, ...], kernel: tuple[int, ...], strides: tuple[int, ...]
) -> tuple[int, int, int, int]:
    """Padding as top, left, bottom, right. TensorFlow's SAME puts the odd pixel at the end."""
    if padding == tflite.Padding.VALID:
        return (0, 0, 0, 0)
    total = [
        max((-(-side // stride) - 1) * stride + size - side, 0)
        for side, size, stride in zip(sides, kernel, strides, strict=True)
    ]
    top, left = (pixels // 2 for pixels in total)
    return (top, left, total[0] - top, total[1] - left)


def _options(operator: Any, kind: Any) -> Any:
    options, table = kind(), operator.BuiltinOptions()
    options.Init(table.Bytes, table.Pos)
    if options.FusedActivationFunction() != tflite.ActivationFunctionType.NONE:
        raise ConversionError("an operator has a fused activation, which is not known here")
    return options


_OPERATORS: dict[str, Callable[[_Graph, Any], None]] = {
    "DEQUANTIZE": _dequantize,
    "CONV_2D": lambda graph, operator: _convolution(graph, operator, depthwise=False),
    "DEPTHWISE_CONV_2D": lambda graph, operator: _convolution(graph, operator, depthwise=True),
    "MAX_POOL_2D": _max_pool,
    "PRELU": _prelu,
    "ADD": _add,
    "PAD": _pad,
}
