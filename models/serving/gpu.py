"""TensorRT and CUDA on this machine: installed versions, GPU, and execution of an engine.

Both are imported inside functions, because a kiosk without a GPU has neither. TensorRT 10.3 (JetPack 6) to 11.4 are
supported. Calls of TensorRT and CUDA never raise on failure, so every return value is checked.
"""

import ctypes
import functools
import logging
import math
import platform
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.serving.engine_cache import ROWS, GpuInfo, TensorRTEngineCache, TensorRTEngineKey
from models.serving.spec import ModelSpec

if TYPE_CHECKING:
    import tensorrt as trt

log = logging.getLogger(__name__)

Array = NDArray[np.float32]
Shapes = Mapping[str, tuple[int, ...]]

INSTALL_HINT = (
    "On JetPack: apt-get install python3-libnvinfer, and make Vitrina's venv with --system-site-packages and the "
    "extra [jetson]. On x86-64: pip install 'vitrina[tensorrt]'."
)


class EngineError(Exception):
    """TensorRT is installed, but a call failed. The text contains the call and TensorRT's own message."""


class NoTensorRTError(EngineError):
    """TensorRT is not installed on this machine."""


def import_tensorrt() -> ModuleType:
    """Import TensorRT. Raises NoTensorRTError if it is not installed, and EngineError if it cannot be loaded."""
    try:
        import tensorrt
    except ModuleNotFoundError as missing:
        raise NoTensorRTError(f"TensorRT is not installed ({missing}). {INSTALL_HINT}") from missing
    except (ImportError, OSError) as broken:  # one of its libraries has another version than the bindings
        raise EngineError(f"TensorRT is installed, but cannot be loaded ({broken}). Install it again.") from broken
    module: ModuleType = tensorrt
    return module


def import_cuda() -> ModuleType:
    """Import the CUDA runtime. Raises EngineError if it cannot be loaded."""
    try:
        from cuda.bindings import runtime
    except (ImportError, OSError) as missing:
        raise EngineError(
            f"TensorRT is installed, but cuda-python is not ({missing}). Install it: pip install 'vitrina[jetson]'."
        ) from missing
    module: ModuleType = runtime
    return module


def find_gpu() -> GpuInfo:
    """GPU of this machine and version of TensorRT. Raises EngineError if there is no GPU or no TensorRT."""
    version = str(import_tensorrt().__version__)
    cudart = import_cuda()
    device = _value(cudart, cudart.cudaGetDevice(), "find a GPU")
    facts = _value(cudart, cudart.cudaGetDeviceProperties(device), "ask the GPU what it is")
    name = facts.name.decode("utf-8", "replace").rstrip("\0")
    return GpuInfo(name, f"{facts.major}.{facts.minor}", version, platform.machine())


def open_cached_engine(spec: ModelSpec, cache: TensorRTEngineCache) -> "tuple[TensorRTEngine, TensorRTEngineKey]":
    """Open the cached engine of a model. It may have been built from any of the model's files. Raises EngineError if no
    engine fits this machine.
    """
    gpu = find_gpu()
    cached = cache.find_engine(spec.name, spec.file_hashes(), gpu)
    if cached is None:
        raise EngineError(
            f"{spec.name} has no engine for TensorRT {gpu.tensorrt} and this {gpu.name} in {cache.folder}. Build the "
            "engine: vitrina engines build."
        )
    facts, plan = cached
    return TensorRTEngine(plan, spec.inputs, spec.outputs), facts.key


def _value(cudart: ModuleType, answer: Sequence[Any], what: str) -> Any:
    """First value in the return tuple of a CUDA call; None if the tuple contains only a code. Raises EngineError if the
    code is not success.
    """
    code, *values = answer
    if code != cudart.cudaError_t.cudaSuccess:
        raise EngineError(f"CUDA cannot {what} ({code.name}).")
    return values[0] if values else None


class TensorRTErrorLog:
    """Keeps the last error message of TensorRT, for the text of an EngineError."""

    def __init__(self) -> None:
        self.message = ""

    def take_last_text(self) -> str:
        """Return the message in brackets with a full stop, as the end of a sentence, and clear it."""
        message, self.message = self.message, ""
        return f" ({message})." if message else "."


@functools.cache
def tensorrt_logger(module: ModuleType) -> "tuple[trt.ILogger, TensorRTErrorLog]":
    """Logger for TensorRT, and its error log. There is one logger per process, as TensorRT requires.

    TensorRT's own logger writes to stderr, and to stdout since version 11.
    """
    error_log = TensorRTErrorLog()
    errors = (module.ILogger.Severity.INTERNAL_ERROR, module.ILogger.Severity.ERROR)

    class Logger(module.ILogger):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            module.ILogger.__init__(self)

        def log(self, severity: object, msg: str) -> None:
            if severity in errors:
                error_log.message = " ".join(msg.split())
            log.debug("%s", msg)

    return Logger(), error_log


class _GpuTensorBuffer:
    """Memory for one tensor with the maximum number of rows: page-locked memory on the host, and memory on the GPU."""

    def __init__(
        self, cudart: ModuleType, resources: ExitStack, shape: tuple[int, ...], dtype: "np.dtype[Any]"
    ) -> None:
        self._cuda = cudart
        self.row_bytes = math.prod(shape[1:]) * dtype.itemsize
        size = shape[0] * self.row_bytes
        self.host = _value(cudart, cudart.cudaMallocHost(size), f"have {size} bytes of page-locked memory")
        resources.callback(cudart.cudaFreeHost, self.host)
        self.device = _value(cudart, cudart.cudaMalloc(size), f"have {size} bytes of the GPU's memory")
        resources.callback(cudart.cudaFree, self.device)
        memory = memoryview((ctypes.c_byte * size).from_address(int(self.host)))
        self.array: NDArray[Any] = np.frombuffer(memory, dtype).reshape(shape)

    def copy_to_gpu(self, count: int, stream: Any) -> None:
        """Copy the first rows to the GPU."""
        kind = self._cuda.cudaMemcpyKind.cudaMemcpyHostToDevice
        copied = self._cuda.cudaMemcpyAsync(self.device, self.host, count * self.row_bytes, kind, stream)
        _value(self._cuda, copied, "copy to the GPU")

    def copy_from_gpu(self, count: int, stream: Any) -> None:
        """Copy the first rows from the GPU. The copied rows are valid only after the stream has been synchronised."""
        kind = self._cuda.cudaMemcpyKind.cudaMemcpyDeviceToHost
        copied = self._cuda.cudaMemcpyAsync(self.host, self.device, count * self.row_bytes, kind, stream)
        _value(self._cuda, copied, "copy from the GPU")


class TensorRTEngine:
    """A model on the GPU, warmed up and ready to run. It must be closed. Raises EngineError if TensorRT rejects it.

    `inputs` and `outputs`: shapes of one row, as in the model settings. The engine must have exactly these shapes.
    """

    def __init__(self, plan: bytes, inputs: Shapes, outputs: Shapes, rows: tuple[int, int, int] = ROWS) -> None:
        self._inputs, self._outputs, self._rows = dict(inputs), dict(outputs), rows
        self._cuda = import_cuda()
        self._lock = threading.Lock()  # an execution context is not thread-safe
        self._count = 0  # rows that the context is set to
        self._resources = ExitStack()
        try:
            self._open(plan)
            for count in rows:  # the first call of each size allocates: done here, not on a visitor's face
                self.run(*(np.zeros((count, *shape), np.float32) for shape in inputs.values()))
        except BaseException:
            self.close()
            raise

    def _open(self, plan: bytes) -> None:
        import tensorrt as trt

        trt_logger, self._error_log = tensorrt_logger(import_tensorrt())
        try:
            self._runtime: Any = trt.Runtime(trt_logger)
        except TypeError as none:  # raised by pybind11 if the library returns no runtime
            raise EngineError(
                f"TensorRT {trt.__version__} cannot be started on this machine{self._error_log.take_last_text()}"
            ) from none
        engine = self._engine = self._runtime.deserialize_cuda_engine(plan)
        if engine is None:
            raise EngineError(f"TensorRT {trt.__version__} cannot read the engine{self._error_log.take_last_text()}")
        self._check_tensors(engine)
        self._context: Any = engine.create_execution_context()
        if self._context is None:
            raise EngineError(f"TensorRT has not enough memory to run the engine{self._error_log.take_last_text()}")
        self._stream = _value(self._cuda, self._cuda.cudaStreamCreate(), "make a stream")
        self._resources.callback(self._cuda.cudaStreamDestroy, self._stream)
        self._buffers = {}
        for name, shape in {**self._inputs, **self._outputs}.items():
            dtype = np.dtype(trt.nptype(engine.get_tensor_dtype(name)))
            buffer = _GpuTensorBuffer(self._cuda, self._resources, (self._rows[2], *shape), dtype)
            if not self._context.set_tensor_address(name, int(buffer.device)):
                raise EngineError(f"TensorRT rejects the memory buffer of {name}{self._error_log.take_last_text()}")
            self._buffers[name] = buffer

    def _check_tensors(self, engine: "trt.ICudaEngine") -> None:
        """Check that the engine's inputs and outputs match the model settings, with any number of rows. Raises
        EngineError.
        """
        import tensorrt as trt

        names = [engine.get_tensor_name(index) for index in range(engine.num_io_tensors)]
        inputs = {name for name in names if engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT}
        if inputs != set(self._inputs) or set(names) - inputs != set(self._outputs):
            raise EngineError(
                f"the inputs and outputs of the engine ({', '.join(names)}) differ from those in the model settings."
            )
        for name, shape in {**self._inputs, **self._outputs}.items():
            actual = tuple(engine.get_tensor_shape(name))
            if actual != (-1, *shape):
                raise EngineError(
                    f"tensor {name} has the shape {actual} in the engine, but {(-1, *shape)} in the model settings."
                )
            if engine.get_tensor_dtype(name) not in (trt.DataType.FLOAT, trt.DataType.HALF):
                raise EngineError(
                    f"tensor {name} of the engine has the type {engine.get_tensor_dtype(name)}, but must be float or "
                    "half."
                )
        for name in self._inputs:
            minimum, _, maximum = engine.get_tensor_profile_shape(name, 0)
            if minimum[0] > self._rows[0] or maximum[0] < self._rows[2]:
                raise EngineError(f"the engine accepts only {minimum[0]} to {maximum[0]} rows of {name}.")

    def run(self, *rows: Array) -> tuple[Array, ...]:
        """Run the model on rows (n, ...) float32 of each input. Return (n, ...) float32 for each output. Raises
        EngineError.

        Inputs and outputs are in the order of the model settings. n may be any number.
        """
        count, maximum = len(rows[0]), self._rows[2]
        with self._lock:
            if self._context is None:
                raise EngineError("the engine has been closed.")
            parts = [self._run_part([array[at : at + maximum] for array in rows]) for at in range(0, count, maximum)]
        if not parts:
            return tuple(np.empty((0, *shape), np.float32) for shape in self._outputs.values())
        return tuple(np.concatenate(pieces) for pieces in zip(*parts, strict=True))

    def _run_part(self, rows: Sequence[Array]) -> tuple[Array, ...]:
        """Run one call, with at most the engine's maximum number of rows."""
        count = len(rows[0])
        self._set_row_count(count)
        for name, array in zip(self._inputs, rows, strict=True):
            buffer = self._buffers[name]
            buffer.array[:count] = array
            buffer.copy_to_gpu(count, self._stream)
        if not self._context.execute_async_v3(int(self._stream)):
            raise EngineError(f"TensorRT could not run the engine{self._error_log.take_last_text()}")
        for name in self._outputs:
            self._buffers[name].copy_from_gpu(count, self._stream)
        _value(self._cuda, self._cuda.cudaStreamSynchronize(self._stream), "finish")
        # copied, as the next call overwrites the buffers
        return tuple(self._buffers[name].array[:count].astype(np.float32) for name in self._outputs)

    def _set_row_count(self, count: int) -> None:
        """Set the number of rows of the next call."""
        if count == self._count:
            return
        self._count = 0
        for name, shape in self._inputs.items():
            if not self._context.set_input_shape(name, (count, *shape)):
                raise EngineError(f"TensorRT does not accept {count} rows of {name}{self._error_log.take_last_text()}")
        if missing := self._context.infer_shapes():
            raise EngineError(f"TensorRT does not know the shape of {', '.join(missing)}.")
        for name, shape in self._outputs.items():
            actual = tuple(self._context.get_tensor_shape(name))
            if actual != (count, *shape):
                raise EngineError(f"TensorRT reports the shape {actual} for output {name} with {count} rows.")
        self._count = count

    def close(self) -> None:
        """Free the GPU's memory. TensorRT's execution context is released before its memory."""
        self._context = None
        self._engine = None
        self._runtime = None
        self._resources.close()
