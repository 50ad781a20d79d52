"""Converts MediaPipe's face mesh and face detectors from TensorFlow Lite to ONNX.

Float16 weights become float32, and sparse weights become dense. The result accepts any number of images.
"""

from typing import Any

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

from models.conversion.graph import ConversionError, Graph, tensor_name
from models.conversion.operators import OPERATORS
from models.serving.spec import OPSET

_KINDS = {value: name for name, value in vars(tflite.BuiltinOperator).items() if isinstance(value, int)}


def convert_tflite(content: bytes, outputs: tuple[str, ...], name: str) -> onnx.ModelProto:
    """ONNX model of a TensorFlow Lite file. `name`: name of the graph.

    The input is `image` (n, 3, rows, columns) float32. The outputs get the names in `outputs`, in the order of the
    file. An output that is an image in the file gets the shape (n, size); other outputs keep their shape. Raises
    ConversionError.
    """
    try:
        model = tflite.Model.GetRootAs(content, 0)
        graph = Graph(model, model.Subgraphs(0))
        operators = [graph.subgraph.Operators(i) for i in range(graph.subgraph.OperatorsLength())]
    except Exception as broken:  # flatbuffers raises what comes, also struct.error and IndexError
        raise ConversionError(f"this is not a TensorFlow Lite file ({broken})") from broken
    for operator in operators:
        code = model.OperatorCodes(operator.OpcodeIndex())
        kind = _KINDS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        if kind not in OPERATORS:
            raise ConversionError(f"the operator {kind} is not supported, only {', '.join(OPERATORS)}")
        OPERATORS[kind](graph, operator)
    return _build_model(graph, outputs, name)


def _build_model(graph: Graph, outputs: tuple[str, ...], name: str) -> onnx.ModelProto:
    (source,) = graph.subgraph.InputsAsNumpy()
    _, rows, columns, channels = graph.shape(int(source))
    for node in graph.nodes:
        node.input[:] = ["image" if used == tensor_name(source) else used for used in node.input]
    told = [
        _name_output(graph, output, int(index))
        for output, index in zip(outputs, graph.subgraph.OutputsAsNumpy(), strict=True)
    ]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", channels, rows, columns])
    used = {name for node in graph.nodes for name in node.input}
    weights = [numpy_helper.from_array(values, name) for name, values in graph.weights.items() if name in used]
    made = helper.make_model(
        helper.make_graph(graph.nodes, name, [image], told, weights),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
    )
    onnx.checker.check_model(made)
    return made


def _name_output(graph: Graph, name: str, index: int) -> Any:
    """Add a node that gives an output its name. Return the facts of this output."""
    shape = graph.shape(index)[1:]
    if len(shape) == 3:
        graph.nodes.append(helper.make_node("Flatten", [tensor_name(index)], [name]))
        shape = (int(np.prod(shape)),)
    else:
        graph.nodes.append(helper.make_node("Identity", [tensor_name(index)], [name]))
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape])
