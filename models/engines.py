"""ONNX files to TensorRT engines, on the device that will run them, each checked against ONNX Runtime.

The precision is in the file: its types, or its Q/DQ nodes. TensorRT is told to keep to it (strongly typed), as it does
always from 11 on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.serving import gpu
from models.serving.engine_cache import ROWS, EngineCache, EngineKey, GpuInfo
from models.serving.gpu import EngineError, TensorRTEngine
from models.serving.spec import ModelSpec, unit

if TYPE_CHECKING:
    import tensorrt as trt

Array = NDArray[np.float32]

TOLERANCE = {"fp32": 1e-3, "fp16": 1e-2, "int8": 5e-2}
"""The largest difference of an output to ONNX Runtime on the same file. float32 sums in another order; half has 11
bits; with int8 a value beside the middle of two steps may be rounded to either, layer after layer."""

WORKSPACE_BYTES = 256 << 20  # of the memory that a Jetson's GPU and processor share; the networks need a fraction


@dataclass(frozen=True)
class BuiltEngine:
    """An engine that is in the cache now, and how near it came."""

    path: Path
    key: EngineKey
    difference: float


def build(spec: ModelSpec, precision: str, cache: EngineCache, device: GpuInfo) -> BuiltEngine:
    """Make the engine of one network and keep it. EngineError, ModelFileError, OSError; then the cache is as it was."""
    file = spec.variant(precision)
    content = file.checked_bytes()
    key = EngineKey(spec.name, precision, file.sha256, device)
    plan, timings = compiled(content, spec, precision, cache.timings(device))
    difference = largest_difference(plan, content, spec)
    if not difference <= TOLERANCE[precision]:  # NaN is no less
        raise EngineError(
            f"{spec.name} ({precision}): the engine differs from ONNX Runtime by {difference:.2g}, more than "
            f"{TOLERANCE[precision]:g}. It was not kept. Try another --variant."
        )
    cache.keep_timings(device, timings)
    path = cache.keep(key, plan, difference=difference, tolerance=TOLERANCE[precision])
    return BuiltEngine(path, key, difference)


def compiled(content: bytes, spec: ModelSpec, precision: str, timings: bytes = b"") -> tuple[bytes, bytes]:
    """The engine of an ONNX file, and what TensorRT learned of the GPU's timing meanwhile. EngineError."""
    import tensorrt as trt

    listening, ears = gpu.logger(gpu.tensorrt())
    try:
        builder = trt.Builder(listening)
    except TypeError as none:  # pybind11's word for a library that gave none
        raise EngineError(f"TensorRT {trt.__version__} does not start here{ears.last()}") from none
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    if network is None:
        raise EngineError(f"TensorRT makes no network{ears.last()}")
    _parse(content, spec, network, listening)
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, WORKSPACE_BYTES)
    if precision == "fp32":  # TF32 has half of float32's digits
        config.clear_flag(trt.BuilderFlag.TF32)
    _profile(spec, builder, config)
    _remember(timings, config)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise EngineError(f"{spec.name} ({precision}): TensorRT {trt.__version__} built no engine{ears.last()}")
    return bytes(plan), bytes(config.get_timing_cache().serialize())


def _parse(content: bytes, spec: ModelSpec, network: "trt.INetworkDefinition", listening: "trt.ILogger") -> None:
    """The file into the network, and a look at whether it is the one that the spec describes."""
    import tensorrt as trt

    parser = trt.OnnxParser(network, listening)
    if not parser.parse(content):
        said = "; ".join(str(parser.get_error(index).desc()) for index in range(parser.num_errors))
        raise EngineError(f"{spec.name}: TensorRT {trt.__version__} cannot read the ONNX file ({said}).")
    takes = [network.get_input(index).name for index in range(network.num_inputs)]
    gives = [network.get_output(index).name for index in range(network.num_outputs)]
    if takes != list(spec.inputs) or gives != list(spec.outputs):
        raise EngineError(f"{spec.name}: the ONNX file takes {takes} and gives {gives}, its card says otherwise.")


def _profile(spec: ModelSpec, builder: "trt.Builder", config: "trt.IBuilderConfig") -> None:
    """Any number of rows from the least to the most, quickest for the usual."""
    profile = builder.create_optimization_profile()
    for name, shape in spec.inputs.items():
        least, usual, most = ((count, *shape) for count in ROWS)
        profile.set_shape(name, least, usual, most)
    if config.add_optimization_profile(profile) < 0:
        raise EngineError(f"{spec.name}: TensorRT does not take {ROWS[0]} to {ROWS[2]} rows.")


def _remember(timings: bytes, config: "trt.IBuilderConfig") -> None:
    """What an earlier build learned; where TensorRT does not take it, an empty one. (None at all would be as good.)"""
    if timings and config.set_timing_cache(config.create_timing_cache(timings), False):
        return
    config.set_timing_cache(config.create_timing_cache(b""), False)


def largest_difference(plan: bytes, content: bytes, spec: ModelSpec) -> float:
    """The engine against ONNX Runtime on the processor, on the same rows: the largest difference of any output,
    counted in its `unit`."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    truth = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    engine = TensorRTEngine(plan, spec.inputs, spec.outputs)
    try:
        worst = 0.0
        for rows in _rows(spec):
            expected = truth.run(list(spec.outputs), dict(zip(spec.inputs, rows, strict=True)))
            for name, ours, theirs in zip(spec.outputs, engine.run(*rows), expected, strict=True):
                worst = max(worst, _difference(ours, np.asarray(theirs, np.float32)) / unit(name))
        return worst
    finally:
        engine.close()


def _rows(spec: ModelSpec) -> Iterator[Sequence[Array]]:
    """Every size of call that an engine is made for, and one that takes two; the same in every build."""
    rng = np.random.default_rng(1)
    for count in (*ROWS, ROWS[2] + 3, *ROWS):
        yield [rng.standard_normal((count, *shape), np.float32) for shape in spec.inputs.values()]


def _difference(ours: Array, theirs: Array) -> float:
    """Infinite where either is no number, or the shapes differ."""
    if ours.shape != theirs.shape or not (np.isfinite(ours).all() and np.isfinite(theirs).all()):
        return float("inf")
    return float(np.abs(ours - theirs).max(initial=0.0))
