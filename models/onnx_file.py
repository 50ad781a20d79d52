"""Exports a trained model to ONNX files in float32, float16 and int8, all with the same opset. Each file is checked.

The file itself determines the precision (types, Q/DQ pairs), because TensorRT has no weak typing.
"""

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from models.serving.spec import OPSET, comparison_scale

Array = NDArray[np.float32]

PARITY = 1e-4
"""Largest allowed difference of an output between torch and ONNX Runtime. float32 adds numbers in another order."""


def write_onnx(net: nn.Module, inputs: Mapping[str, Tensor], outputs: Sequence[str], path: Path) -> None:
    """Write one ONNX file of opset 17 with a variable batch size. Raises RuntimeError if the file has another opset.

    `dynamo=False` is used because the newer exporter writes opset 18 in two files.
    """
    axes = {name: {0: "n"} for name in (*inputs, *outputs)}
    with warnings.catch_warnings():
        # torch warns that this exporter is the old one. The new one cannot write opset 17.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            net, tuple(inputs.values()), str(path), opset_version=OPSET, dynamo=False,
            input_names=list(inputs), output_names=list(outputs), dynamic_axes=axes,
        )  # fmt: skip
    opsets = {entry.domain: entry.version for entry in onnx.load(str(path)).opset_import}
    if opsets != {"": OPSET}:
        raise RuntimeError(f"{path} has the operator sets {opsets}, but needs {OPSET}")


def run_onnx(path: Path, inputs: Mapping[str, Array]) -> dict[str, Array]:
    """Run an ONNX file in ONNX Runtime. Return the outputs by name."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, dict(inputs)), strict=True))


def check_parity(net: nn.Module, inputs: Mapping[str, Tensor], path: Path) -> float:
    """Largest difference between outputs of torch and of an ONNX file. Raises RuntimeError if it is above PARITY."""
    with torch.no_grad():
        expected = net(*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    outputs = run_onnx(path, {name: x.numpy() for name, x in inputs.items()})
    difference = largest_difference(outputs, dict(zip(outputs, (each.numpy() for each in expected), strict=True)))
    if difference > PARITY:
        raise RuntimeError(f"{path} differs from the trained model by {difference:.2g}; the limit is {PARITY:.2g}")
    return difference


def largest_difference(ones: Mapping[str, Array], others: Mapping[str, Array]) -> float:
    """Largest difference of any output, divided by the output's `unit`."""
    return max(float(np.abs(one - others[name]).max()) / comparison_scale(name) for name, one in ones.items())


def write_fp16(path: Path, into: Path) -> None:
    """Write an ONNX file with weights and arithmetic in float16. Inputs and outputs stay float32, as callers expect."""
    model = onnx.load(str(path))
    graph = model.graph
    inputs, outputs = {i.name: f"{i.name}_fp16" for i in graph.input}, {o.name: f"{o.name}_fp16" for o in graph.output}
    kept = {node.input[2] for node in graph.node if node.op_type == "Resize"}  # its scales are float32 by definition
    for tensor in graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT and tensor.name not in kept:
            half = onnx.numpy_helper.to_array(tensor).astype(np.float16)
            tensor.CopyFrom(onnx.numpy_helper.from_array(half, tensor.name))
    for node in graph.node:
        node.input[:] = [inputs.get(name, outputs.get(name, name)) for name in node.input]
        node.output[:] = [outputs.get(name, name) for name in node.output]
        for attribute in node.attribute:
            _halve(attribute)
    before = [
        onnx.helper.make_node("Cast", [name], [half], to=onnx.TensorProto.FLOAT16) for name, half in inputs.items()
    ]
    after = [onnx.helper.make_node("Cast", [half], [name], to=onnx.TensorProto.FLOAT) for name, half in outputs.items()]
    nodes = [*before, *graph.node, *after]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(into))


def _halve(attribute: Any) -> None:
    """Convert a constant inside a node, or the target type of a Cast node, to float16."""
    if attribute.type == onnx.AttributeProto.TENSOR and attribute.t.data_type == onnx.TensorProto.FLOAT:
        half = onnx.numpy_helper.to_array(attribute.t).astype(np.float16)
        attribute.t.CopyFrom(onnx.numpy_helper.from_array(half))
    elif attribute.name == "to" and attribute.i == onnx.TensorProto.FLOAT:
        attribute.i = onnx.TensorProto.FLOAT16


class _CalibrationRows(CalibrationDataReader):
    """Passes real inputs to the quantiser, `batch` rows at a time."""

    def __init__(self, inputs: Mapping[str, Array], batch: int = 32) -> None:
        count = len(next(iter(inputs.values())))
        self._parts = iter([{k: v[at : at + batch] for k, v in inputs.items()} for at in range(0, count, batch)])

    def get_next(self) -> dict[str, Array] | None:
        return next(self._parts, None)


def write_int8(path: Path, into: Path, inputs: Mapping[str, Array], operators: Sequence[str] = ("Conv",)) -> None:
    """Write a file in which the weights and activations of `operators` are int8, symmetric about 0, as Q/DQ pairs. The
    ranges come from real inputs.
    """
    prepared = into.with_suffix(".prepared")
    quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
    quantize_static(
        str(prepared), str(into), _CalibrationRows(inputs), quant_format=QuantFormat.QDQ,
        op_types_to_quantize=list(operators),
        per_channel=True, activation_type=QuantType.QInt8, weight_type=QuantType.QInt8,
        # TensorRT's parser refuses a bias in int32 behind a DequantizeLinear; in float32 it costs nothing.
        extra_options={"ActivationSymmetric": True, "WeightSymmetric": True, "QuantizeBias": False},
    )  # fmt: skip
    prepared.unlink()
    model = onnx.load(str(into))
    # The quantiser adds its own operator sets, of which the file uses nothing.
    kept = [entry for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    del model.opset_import[:]
    model.opset_import.extend(kept)
    onnx.checker.check_model(model)
    onnx.save(model, str(into))


def largest_output_difference(path: Path, other: Path, inputs: Mapping[str, Array]) -> float:
    """Largest difference between the outputs of two ONNX files."""
    return largest_difference(run_onnx(path, inputs), run_onnx(other, inputs))


def write_variants(
    path: Path, inputs: Mapping[str, Array], operators: Sequence[str] = ("Conv",)
) -> tuple[dict[str, dict[str, str]], dict[str, float]]:
    """Write NAME.fp16.onnx and NAME.int8.onnx beside `path`. Return their entries for the model settings, and the
    largest difference of each on `inputs`.
    """
    files = {name: path.with_suffix(f".{name}.onnx") for name in ("fp16", "int8")}
    write_fp16(path, files["fp16"])
    write_int8(path, files["int8"], inputs, operators)
    listed = {name: {"file": file.name, "sha256": file_sha256(file)} for name, file in files.items()}
    return listed, {name: float(f"{largest_output_difference(path, file, inputs):.1e}") for name, file in files.items()}


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, as hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
