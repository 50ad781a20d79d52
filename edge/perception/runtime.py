"""Opens and runs a model: checks the file, opens it with the kiosk's options, and warms it up.

Within the package `edge`, only this module imports an inference engine. TensorRT runs the model if it is installed and
`vitrina engines build` has made a suitable engine; ONNX Runtime's GPU providers run it if the settings name "cuda".
Otherwise ONNX Runtime runs it on the processor. All work the same way for callers.
"""

import functools
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.serving import gpu
from models.serving.engine_cache import TensorRTEngineCache, default_folder
from models.serving.onnx_gpu import OnnxGpuModel, OnnxRuntime, has_cuda_provider
from models.serving.spec import ModelFileError, ModelSpec

log = logging.getLogger(__name__)

Array = NDArray[np.float32]
Runtime = Literal["auto", "onnxruntime", "tensorrt", "cuda"]


NO_ENGINE = "ONNX Runtime runs instead of TensorRT"
ON_PROCESSOR = "ONNX Runtime runs on the processor instead of the GPU"


class NotFiniteError(ValueError):
    """An input contains NaN or infinity, so the model's output would be meaningless."""


class InferenceSession:
    """One model, ready to run. Opening it raises ModelFileError if the file does not match its card.

    `provider` is the engine that is really used: if a provider is missing, ONNX Runtime does not fail but silently uses
    the processor. `fallback` is the reason why the GPU does not run the model although TensorRT is installed or
    `runtime` is "tensorrt" or "cuda". `engines` is the folder for TensorRT's engines.
    """

    def __init__(self, spec: ModelSpec, runtime: Runtime = "auto", engines: Path | None = None) -> None:
        self.spec = spec
        self.fallback: str | None = None
        content = spec.checked_bytes()
        self._fallback_text = ON_PROCESSOR if runtime == "cuda" else NO_ENGINE
        self._gpu = self._open_gpu(runtime, content, engines or default_folder())
        if self._gpu is None:
            self._open_processor(content)
        else:
            self._content = content  # needed if the GPU is lost

    def _open_gpu(self, runtime: Runtime, content: bytes, folder: Path) -> gpu.TensorRTEngine | OnnxGpuModel | None:
        if runtime == "onnxruntime":
            return None
        try:
            if runtime == "cuda":
                return self._open_cuda(content, folder)
            engine, key = gpu.open_cached_engine(self.spec, TensorRTEngineCache(folder))
        except gpu.NoTensorRTError as absent:
            if runtime == "tensorrt":
                self._fall_back(absent)
            return None
        except gpu.EngineError as failed:
            self._fall_back(failed)
            return None
        self.provider = f"TensorRT {key.gpu.tensorrt}, {key.precision}"
        return engine

    def _open_cuda(self, content: bytes, folder: Path) -> OnnxGpuModel:
        model = OnnxGpuModel(self.spec, content, folder, OnnxRuntime.find_installed())
        self.provider = model.provider
        return model

    def _open_processor(self, content: bytes) -> None:
        try:
            self._engine = onnxruntime.InferenceSession(content, _session_options(), providers=["CPUExecutionProvider"])
        except REFUSED as refused:
            raise ModelFileError(
                f"model: ONNX Runtime {onnxruntime.__version__} cannot open {self.spec.file} ({_one_line(refused)}). "
                "Nothing was started. Fetch it again."
            ) from refused
        self.provider = self._engine.get_providers()[0]
        self._run_once_to_warm_up()

    def _run_once_to_warm_up(self) -> None:
        """Runs the model once, because the first call allocates memory and must not delay a call with real data.

        Raises ModelFileError if the inputs or outputs of the file differ from its card.
        """
        file, cure = (
            self.spec.file,
            ("Nothing was started. Correct its .json (vitrina models check), or name another model."),
        )
        fixed = [
            tensor.name for tensor in self._engine.get_inputs() if tensor.shape and isinstance(tensor.shape[0], int)
        ]
        if fixed:
            raise ModelFileError(
                f"model: {file} accepts only a fixed number of rows of {', '.join(fixed)}, but the kiosk needs a "
                "variable number, one row per face. Nothing was started. Export it with a free first dimension "
                "(dynamic_axes)."
            )
        try:
            answers = self.run_network(*(np.zeros((1, *shape), np.float32) for shape in self.spec.inputs.values()))
        except (*REFUSED, ValueError) as refused:
            raise ModelFileError(
                f"model: ONNX Runtime {onnxruntime.__version__} cannot run {file} as its .json file describes it "
                f"({_one_line(refused)}). {cure}"
            ) from refused
        for (name, shape), answer in zip(self.spec.outputs.items(), answers, strict=True):
            if answer.shape[1:] != shape:
                found = f"{name} has the shape {answer.shape[1:]}, but its .json says {shape}"
                raise ModelFileError(f"model: {file} does not match its .json file: {found}. {cure}")

    def _fall_back(self, reason: gpu.EngineError) -> None:
        self.fallback = f"runtime: {self._fallback_text}: {reason}"
        _warn(self.fallback)

    def run_network(self, *rows: Array) -> tuple[Array, ...]:
        """Runs the model with one array (n, *shape) float32 for each of `spec.inputs`; n may be 0.

        Returns one array for each of `spec.outputs`. Raises ValueError for a wrong shape or type, and NotFiniteError
        for NaN or infinity. It checks the inputs and not the outputs, because a ReLU can turn NaN into a plausible 0.
        """
        name = self.spec.name
        for x, shape in zip(rows, self.spec.inputs.values(), strict=True):
            if x.dtype != np.float32 or x.shape[1:] != shape or len(x) != len(rows[0]):
                raise ValueError(
                    f"input {name} must be float32 of shape ({len(rows[0])}, {shape}), not {x.dtype} of shape {x.shape}"
                )
            if not np.isfinite(x).all():
                raise NotFiniteError(f"input {name} contains NaN or infinity")
        if self._gpu is not None:
            try:
                return self._gpu.run(*rows)
            except gpu.EngineError as failed:  # a GPU that is lost stays lost until the process ends
                self._gpu.close()
                self._gpu = None
                self._fall_back(failed)
                self._open_processor(self._content)
        return tuple(self._engine.run(list(self.spec.outputs), dict(zip(self.spec.inputs, rows, strict=True))))


def has_gpu_runtime(
    runtime: Runtime, read_specs: Callable[[], Sequence[ModelSpec]], engines: Path | None = None
) -> bool:
    """True if this runtime is expected to run all of these models on a GPU. Opens no model.

    TensorRT needs an engine for each of them, and "cuda" an ONNX Runtime that was built for CUDA.
    """
    if runtime in ("onnxruntime", "cuda"):
        return runtime == "cuda" and has_cuda_provider()
    try:
        device, cache = gpu.find_gpu(), TensorRTEngineCache(engines or default_folder())
    except gpu.EngineError:
        return False
    return all(cache.find_engine(spec.name, spec.file_hashes(), device) is not None for spec in read_specs())


def _one_line(error: Exception) -> str:
    """Text of an ONNX Runtime error in one line, because the original may have several lines."""
    return " ".join(str(error).split())


@functools.cache
def _warn(text: str) -> None:
    """Logs a warning once per process, even if many sessions have the same problem."""
    log.warning("%s", text)


_STATE = onnxruntime.capi.onnxruntime_pybind11_state
REFUSED = (_STATE.Fail, _STATE.InvalidArgument, _STATE.InvalidGraph, _STATE.InvalidProtobuf, _STATE.NotImplemented)
"""Errors that ONNX Runtime raises for a file or an input that it cannot run."""


def _session_options() -> onnxruntime.SessionOptions:
    """Options for one thread that sleeps while idle. With the default options, a loop at a fixed pace uses 2.6 times
    the CPU time.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return options
