"""The supported TensorFlow Lite operators, each converted to ONNX nodes.

In images, the channel axis comes before rows and columns. Any other operator, option or fused activation is rejected.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import tflite
from onnx import helper

from models.conversion.graph import ConversionError, Graph, tensor_name

_ACTIVATIONS = {tflite.ActivationFunctionType.NONE: None, tflite.ActivationFunctionType.RELU: "Relu"}


def _dequantize(graph: Graph, operator: Any) -> None:
    graph.weights[tensor_name(operator.Outputs(0))] = graph.tensor_values(operator.Inputs(0)).astype(np.float32)


def _densify(graph: Graph, operator: Any) -> None:
    graph.weights[tensor_name(operator.Outputs(0))] = graph.tensor_values(operator.Inputs(0))


def _convert_convolution(graph: Graph, operator: Any, *, depthwise: bool) -> None:
    source, kernel, bias = (operator.Inputs(i) for i in range(3))
    options = _options(operator, tflite.DepthwiseConv2DOptions if depthwise else tflite.Conv2DOptions)
    values = graph.tensor_values(kernel)  # (out, row, column, in); depthwise: (1, row, column, channel)
    order = (3, 0, 1, 2) if depthwise else (0, 3, 1, 2)
    strides = (options.StrideH(), options.StrideW())
    size = values.shape[1:3]
    _add_node_with_activation(
        graph,
        "Conv",
        [tensor_name(source), graph.add_weight(f"kernel{kernel}", values.transpose(order)), tensor_name(bias)],
        operator.Outputs(0),
        options,
        group=values.shape[3] if depthwise else 1,
        strides=strides,
        kernel_shape=size,
        pads=_padding_sides(options.Padding(), graph.shape(source)[1:3], size, strides),
    )
    graph.add_weight(tensor_name(bias), graph.tensor_values(bias))


def _convert_max_pool(graph: Graph, operator: Any) -> None:
    options = _options(operator, tflite.Pool2DOptions)
    source, strides = operator.Inputs(0), (options.StrideH(), options.StrideW())
    size = (options.FilterHeight(), options.FilterWidth())
    pads = _padding_sides(options.Padding(), graph.shape(source)[1:3], size, strides)
    _add_node_with_activation(
        graph, "MaxPool", [tensor_name(source)], operator.Outputs(0), options, kernel_shape=size, strides=strides,
        pads=pads,
    )  # fmt: skip


def _convert_prelu(graph: Graph, operator: Any) -> None:
    """Convert PRelu to slope * x + (1 - slope) * relu(x), with one-pixel convolutions in place of the products.

    ONNX Runtime has no PRelu for the memory layout of its convolutions. It would convert every image to another layout
    and back, which takes as long as the convolutions.
    """
    source, output = tensor_name(operator.Inputs(0)), tensor_name(operator.Outputs(0))
    slope = graph.tensor_values(operator.Inputs(1)).reshape(-1, 1, 1, 1)  # one a channel
    graph.nodes.append(helper.make_node("Relu", [source], [f"{output}_relu"]))
    for part, factor, factors in (("all", source, slope), ("positive", f"{output}_relu", 1.0 - slope)):
        inputs = [factor, graph.add_weight(f"{output}_{part}_factors", factors)]
        name = f"{output}_{part}"
        graph.nodes.append(helper.make_node("Conv", inputs, [name], group=len(slope), kernel_shape=(1, 1)))
    graph.add_node("Add", [f"{output}_all", f"{output}_positive"], operator.Outputs(0))


def _relu(graph: Graph, operator: Any) -> None:
    graph.add_node("Relu", [tensor_name(operator.Inputs(0))], operator.Outputs(0))


def _add(graph: Graph, operator: Any) -> None:
    options = _options(operator, tflite.AddOptions)
    inputs = [tensor_name(operator.Inputs(0)), tensor_name(operator.Inputs(1))]
    _add_node_with_activation(graph, "Add", inputs, operator.Outputs(0), options)


def _pad(graph: Graph, operator: Any) -> None:
    before_after = graph.tensor_values(operator.Inputs(1))[[0, 3, 1, 2]]  # (4, 2)
    pads = graph.add_integers(f"pads{operator.Inputs(1)}", before_after.T.reshape(-1).tolist())
    graph.add_node("Pad", [tensor_name(operator.Inputs(0)), pads], operator.Outputs(0))


def _convert_resize(graph: Graph, operator: Any) -> None:
    options = _table(operator, tflite.ResizeBilinearOptions)
    if options.AlignCorners() or not options.HalfPixelCenters():
        raise ConversionError(
            "an image is resized with aligned corners or without half-pixel centres; only resizing with half-pixel "
            "centres is supported"
        )
    source, output = operator.Inputs(0), operator.Outputs(0)
    name = f"scales{output}"
    scales = [after / before for before, after in zip(graph.shape(source), graph.shape(output), strict=True)]
    graph.add_weight(name, np.array(scales)[[0, 3, 1, 2]])
    inputs = [tensor_name(source), "", name]
    graph.add_node("Resize", inputs, output, mode="linear", coordinate_transformation_mode="half_pixel")


def _convert_depth_to_space(graph: Graph, operator: Any) -> None:
    options = _table(operator, tflite.DepthToSpaceOptions)
    graph.add_node(
        "DepthToSpace",
        [tensor_name(operator.Inputs(0))],
        operator.Outputs(0),
        blocksize=options.BlockSize(),
        mode="DCR",
    )


def _convert_reshape(graph: Graph, operator: Any) -> None:
    """Convert a reshape from an image to rows of values (1, n, k), with the axes in the order of the file."""
    source, output = operator.Inputs(0), operator.Outputs(0)
    shape = graph.shape(output)
    if len(graph.shape(source)) != 4 or len(shape) != 3:
        raise ConversionError(
            f"tensor {source} is reshaped to {shape}, but only reshaping an image to rows is supported"
        )
    last = f"{tensor_name(output)}_channels_last"
    graph.nodes.append(helper.make_node("Transpose", [tensor_name(source)], [last], perm=(0, 2, 3, 1)))
    graph.add_node("Reshape", [last, graph.add_integers(f"shape{output}", [0, *shape[1:]])], output)


def _concatenation(graph: Graph, operator: Any) -> None:
    options = _options(operator, tflite.ConcatenationOptions)
    sources = [operator.Inputs(i) for i in range(operator.InputsLength())]
    if len(graph.shape(operator.Outputs(0))) != 3:
        raise ConversionError("images are concatenated, but only the concatenation of rows is supported")
    graph.add_node("Concat", [tensor_name(source) for source in sources], operator.Outputs(0), axis=options.Axis())


def _padding_sides(
    padding: int, sides: tuple[int, ...], kernel: tuple[int, ...], strides: tuple[int, ...]
) -> tuple[int, int, int, int]:
    """Padding as top, left, bottom, right. TensorFlow's SAME mode puts an odd pixel at the end."""
    if padding == tflite.Padding.VALID:
        return (0, 0, 0, 0)
    total = [
        max((-(-side // stride) - 1) * stride + size - side, 0)
        for side, size, stride in zip(sides, kernel, strides, strict=True)
    ]
    top, left = (pixels // 2 for pixels in total)
    return (top, left, total[0] - top, total[1] - left)


def _add_node_with_activation(
    graph: Graph, kind: str, inputs: list[str], output: int, options: Any, **attributes: object
) -> None:
    """Add a node, followed by a node for the fused activation of the operator."""
    activation = _ACTIVATIONS[options.FusedActivationFunction()]
    if activation is None:
        graph.add_node(kind, inputs, output, **attributes)
        return
    before = f"{tensor_name(output)}_linear"
    graph.nodes.append(helper.make_node(kind, inputs, [before], **attributes))
    graph.add_node(activation, [before], output)


def _options(operator: Any, kind: Any) -> Any:
    options = _table(operator, kind)
    if options.FusedActivationFunction() not in _ACTIVATIONS:
        raise ConversionError("an operator has a fused activation other than ReLU, which is not supported")
    return options


def _table(operator: Any, kind: Any) -> Any:
    options, table = kind(), operator.BuiltinOptions()
    options.Init(table.Bytes, table.Pos)
    return options


OPERATORS: dict[str, Callable[[Graph, Any], None]] = {
    "DEQUANTIZE": _dequantize,
    "DENSIFY": _densify,
    "CONV_2D": lambda graph, operator: _convert_convolution(graph, operator, depthwise=False),
    "DEPTHWISE_CONV_2D": lambda graph, operator: _convert_convolution(graph, operator, depthwise=True),
    "MAX_POOL_2D": _convert_max_pool,
    "PRELU": _convert_prelu,
    "RELU": _relu,
    "ADD": _add,
    "PAD": _pad,
    "RESIZE_BILINEAR": _convert_resize,
    "DEPTH_TO_SPACE": _convert_depth_to_space,
    "RESHAPE": _convert_reshape,
    "CONCATENATION": _concatenation,
}
