"""Builds TensorRT engines from ONNX files on the machine that will run them, and compares each with ONNX Runtime.

The file determines the precision, by its types or its Q/DQ nodes. The builder is set to keep this precision (strongly
typed). TensorRT 11 and later always keep it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.serving import gpu
from models.serving.comparison import TOLERANCE, largest_difference
from models.serving.engine_cache import ROWS, GpuInfo, TensorRTEngineCache, TensorRTEngineKey
from models.serving.gpu import EngineError, TensorRTEngine
from models.serving.spec import ModelSpec

if TYPE_CHECKING:
    import tensorrt as trt

WORKSPACE_BYTES = 256 << 20  # of the memory that a Jetson's GPU and processor share; the networks need a fraction


@dataclass(frozen=True)
class BuiltTensorRTEngine:
    """An engine in the cache, and its largest difference from ONNX Runtime."""

    path: Path
    key: TensorRTEngineKey
    difference: float


def build_engine(spec: ModelSpec, precision: str, cache: TensorRTEngineCache, device: GpuInfo) -> BuiltTensorRTEngine:
    """Build the engine of a model, check it and store it in the cache.

    Raises EngineError, ModelFileError or OSError. The cache is then unchanged.
    """
    file = spec.variant_spec(precision)
    content = file.checked_bytes()
    key = TensorRTEngineKey(spec.name, precision, file.sha256, device)
    plan, timings = compile_engine(content, spec, precision, cache.read_timings(device))
    engine = TensorRTEngine(plan, spec.inputs, spec.outputs)
    try:
        difference = largest_difference(engine.run, content, spec)
    finally:
        engine.close()
    if not difference <= TOLERANCE[precision]:  # "not <=" refuses NaN too
        raise EngineError(
            f"{spec.name} ({precision}): the results of the engine differ from ONNX Runtime's by {difference:.2g}, "
            f"which is more than {TOLERANCE[precision]:g}. The engine was deleted. Try another --variant."
        )
    cache.keep_timings(device, timings)
    path = cache.keep_engine(key, plan, difference=difference, tolerance=TOLERANCE[precision])
    return BuiltTensorRTEngine(path, key, difference)


def compile_engine(content: bytes, spec: ModelSpec, precision: str, timings: bytes = b"") -> tuple[bytes, bytes]:
    """Compile an ONNX file. Return the serialized engine and TensorRT's timing cache. Raises EngineError."""
    import tensorrt as trt

    trt_logger, error_log = gpu.tensorrt_logger(gpu.import_tensorrt())
    try:
        builder = trt.Builder(trt_logger)
    except TypeError as none:  # raised by pybind11 if the library returns no builder
        raise EngineError(
            f"TensorRT {trt.__version__} cannot be started on this machine{error_log.take_last_text()}"
        ) from none
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    if network is None:
        raise EngineError(f"TensorRT cannot create a network{error_log.take_last_text()}")
    _parse_onnx(content, spec, network, trt_logger)
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, WORKSPACE_BYTES)
    if precision == "fp32":  # TF32 has half of float32's digits
        config.clear_flag(trt.BuilderFlag.TF32)
    _profile(spec, builder, config)
    _set_timing_cache(timings, config)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise EngineError(
            f"{spec.name} ({precision}): TensorRT {trt.__version__} built no engine{error_log.take_last_text()}"
        )
    return bytes(plan), bytes(config.get_timing_cache().serialize())


def _parse_onnx(content: bytes, spec: ModelSpec, network: "trt.INetworkDefinition", trt_logger: "trt.ILogger") -> None:
    """Parse the ONNX file into the network, and compare the network's inputs and outputs with the model settings."""
    import tensorrt as trt

    parser = trt.OnnxParser(network, trt_logger)
    if not parser.parse(content):
        errors = "; ".join(str(parser.get_error(index).desc()) for index in range(parser.num_errors))
        raise EngineError(f"{spec.name}: TensorRT {trt.__version__} cannot read the ONNX file ({errors}).")
    inputs = [network.get_input(index).name for index in range(network.num_inputs)]
    outputs = [network.get_output(index).name for index in range(network.num_outputs)]
    if inputs != list(spec.inputs) or outputs != list(spec.outputs):
        raise EngineError(
            f"{spec.name}: the ONNX file has the inputs {inputs} and the outputs {outputs}, but the model settings "
            "list other names."
        )


def _profile(spec: ModelSpec, builder: "trt.Builder", config: "trt.IBuilderConfig") -> None:
    """Add an optimization profile for any number of rows from the smallest to the largest value in ROWS, tuned for the
    middle value.
    """
    profile = builder.create_optimization_profile()
    for name, shape in spec.inputs.items():
        minimum, typical, maximum = ((count, *shape) for count in ROWS)
        profile.set_shape(name, minimum, typical, maximum)
    if config.add_optimization_profile(profile) < 0:
        raise EngineError(f"{spec.name}: TensorRT does not accept {ROWS[0]} to {ROWS[2]} rows.")


def _set_timing_cache(timings: bytes, config: "trt.IBuilderConfig") -> None:
    """Set the timing cache of an earlier build. If there is none or TensorRT rejects it, set an empty one."""
    if timings and config.set_timing_cache(config.create_timing_cache(timings), False):
        return
    config.set_timing_cache(config.create_timing_cache(b""), False)
