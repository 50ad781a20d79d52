"""TensorRT and CUDA on this machine: what is installed, on which GPU, and an engine that runs there.

Both are imported inside functions: a kiosk without a GPU has neither. From TensorRT 10.3 (JetPack 6) to 11.4; none of
their calls raises when it fails, so every answer is looked at.
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

from models.serving.engine_cache import ROWS, EngineCache, EngineKey, GpuInfo
from models.serving.spec import ModelSpec

if TYPE_CHECKING:
    import tensorrt as trt

log = logging.getLogger(__name__)

Array = NDArray[np.float32]
Shapes = Mapping[str, tuple[int, ...]]

HOW = (
    "On JetPack: apt-get install python3-libnvinfer, and make Vitrina's venv with --system-site-packages and the "
    "extra [jetson]. On x86-64: pip install 'vitrina[tensorrt]'."
)


class EngineError(Exception):
    """TensorRT is there and does not do it. The text says what failed, and what TensorRT said."""


class NoTensorRTError(EngineError):
    """TensorRT is not installed here."""


def tensorrt() -> ModuleType:
    """The module. NoTensorRTError where it is not installed, EngineError where it cannot be loaded."""
    try:
        import tensorrt
    except ModuleNotFoundError as missing:
        raise NoTensorRTError(f"TensorRT is not installed ({missing}). {HOW}") from missing
    except (ImportError, OSError) as broken:  # a library that it wants, of another version than the bindings
        raise EngineError(f"TensorRT is installed and cannot be loaded ({broken}). Install it again.") from broken
    module: ModuleType = tensorrt
    return module


def cuda() -> ModuleType:
    """The module of the CUDA runtime. EngineError where it cannot be loaded."""
    try:
        from cuda.bindings import runtime
    except (ImportError, OSError) as missing:
        raise EngineError(
            f"TensorRT is installed and cuda-python is not ({missing}). pip install 'vitrina[jetson]'."
        ) from missing
    module: ModuleType = runtime
    return module


def found() -> GpuInfo:
    """The GPU of this machine and what runs on it. EngineError where there is none."""
    version = str(tensorrt().__version__)
    cudart = cuda()
    device = _value(cudart, cudart.cudaGetDevice(), "find a GPU")
    facts = _value(cudart, cudart.cudaGetDeviceProperties(device), "ask the GPU what it is")
    name = facts.name.decode("utf-8", "replace").rstrip("\0")
    return GpuInfo(name, f"{facts.major}.{facts.minor}", version, platform.machine())


def ready(spec: ModelSpec, cache: EngineCache) -> "tuple[TensorRTEngine, EngineKey]":
    """The engine of a network, of whichever of its files one was made. EngineError where there is none that fits."""
    gpu = found()
    kept = cache.find(spec.name, spec.hashes(), gpu)
    if kept is None:
        raise EngineError(
            f"{spec.name} has no engine for TensorRT {gpu.tensorrt} on this {gpu.name} in {cache.folder}. "
            "Make it: vitrina engines build."
        )
    facts, plan = kept
    return TensorRTEngine(plan, spec.inputs, spec.outputs), facts.key


def _value(cudart: ModuleType, answer: Sequence[Any], what: str) -> Any:
    """What a call of CUDA gave, if it gave anything. EngineError where its code is not success."""
    code, *values = answer
    if code != cudart.cudaError_t.cudaSuccess:
        raise EngineError(f"CUDA cannot {what} ({code.name}).")
    return values[0] if values else None


class TensorRTErrorLog:
    """What TensorRT said last that was an error; it goes into the text of an EngineError, and nowhere else."""

    def __init__(self) -> None:
        self.heard = ""

    def last(self) -> str:
        """In brackets, and forgotten; the end of a sentence."""
        heard, self.heard = self.heard, ""
        return f" ({heard})." if heard else "."


@functools.cache
def logger(module: ModuleType) -> "tuple[trt.ILogger, TensorRTErrorLog]":
    """TensorRT's logger, one a process as it wants it. (Its own writes to stderr, from 11 on to stdout.)"""
    ears = TensorRTErrorLog()
    errors = (module.ILogger.Severity.INTERNAL_ERROR, module.ILogger.Severity.ERROR)

    class Listening(module.ILogger):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            module.ILogger.__init__(self)

        def log(self, severity: object, msg: str) -> None:
            if severity in errors:
                ears.heard = " ".join(msg.split())
            log.debug("%s", msg)

    return Listening(), ears


class _TensorBuffer:
    """One tensor at its largest: page-locked memory here, memory on the GPU, and the address of each."""

    def __init__(self, cudart: ModuleType, held: ExitStack, shape: tuple[int, ...], dtype: "np.dtype[Any]") -> None:
        self._cuda = cudart
        self.row_bytes = math.prod(shape[1:]) * dtype.itemsize
        size = shape[0] * self.row_bytes
        self.host = _value(cudart, cudart.cudaMallocHost(size), f"have {size} bytes of page-locked memory")
        held.callback(cudart.cudaFreeHost, self.host)
        self.device = _value(cudart, cudart.cudaMalloc(size), f"have {size} bytes of the GPU's memory")
        held.callback(cudart.cudaFree, self.device)
        memory = memoryview((ctypes.c_byte * size).from_address(int(self.host)))
        self.array: NDArray[Any] = np.frombuffer(memory, dtype).reshape(shape)

    def up(self, count: int, stream: Any) -> None:
        """The first rows to the GPU."""
        kind = self._cuda.cudaMemcpyKind.cudaMemcpyHostToDevice
        copied = self._cuda.cudaMemcpyAsync(self.device, self.host, count * self.row_bytes, kind, stream)
        _value(self._cuda, copied, "copy to the GPU")

    def down(self, count: int, stream: Any) -> None:
        """The first rows from the GPU; they are there once the stream is through."""
        kind = self._cuda.cudaMemcpyKind.cudaMemcpyDeviceToHost
        copied = self._cuda.cudaMemcpyAsync(self.host, self.device, count * self.row_bytes, kind, stream)
        _value(self._cuda, copied, "copy from the GPU")


class TensorRTEngine:
    """A network on the GPU, ready to run; warmed up. To be closed. EngineError where TensorRT does not take it.

    `inputs` and `outputs` are the shapes of one row, as the network's spec has them; the engine must have just those.
    """

    def __init__(self, plan: bytes, inputs: Shapes, outputs: Shapes, rows: tuple[int, int, int] = ROWS) -> None:
        self._inputs, self._outputs, self._rows = dict(inputs), dict(outputs), rows
        self._cuda = cuda()
        self._lock = threading.Lock()  # an execution context is not for two threads
        self._count = 0  # rows that the context is set to
        self._held = ExitStack()
        try:
            self._open(plan)
            for count in rows:  # the first call of each size allocates; it must not be a customer's
                self.run(*(np.zeros((count, *shape), np.float32) for shape in inputs.values()))
        except BaseException:
            self.close()
            raise

    def _open(self, plan: bytes) -> None:
        import tensorrt as trt

        listening, self._ears = logger(tensorrt())
        try:
            self._runtime: Any = trt.Runtime(listening)
        except TypeError as none:  # pybind11's word for a library that gave none
            raise EngineError(f"TensorRT {trt.__version__} does not start here{self._ears.last()}") from none
        engine = self._engine = self._runtime.deserialize_cuda_engine(plan)
        if engine is None:
            raise EngineError(f"TensorRT {trt.__version__} cannot read the engine{self._ears.last()}")
        self._check_tensors(engine)
        self._context: Any = engine.create_execution_context()
        if self._context is None:
            raise EngineError(f"TensorRT has no memory to run the engine in{self._ears.last()}")
        self._stream = _value(self._cuda, self._cuda.cudaStreamCreate(), "make a stream")
        self._held.callback(self._cuda.cudaStreamDestroy, self._stream)
        self._buffers = {}
        for name, shape in {**self._inputs, **self._outputs}.items():
            dtype = np.dtype(trt.nptype(engine.get_tensor_dtype(name)))
            buffer = _TensorBuffer(self._cuda, self._held, (self._rows[2], *shape), dtype)
            if not self._context.set_tensor_address(name, int(buffer.device)):
                raise EngineError(f"TensorRT refuses the memory of {name}{self._ears.last()}")
            self._buffers[name] = buffer

    def _check_tensors(self, engine: "trt.ICudaEngine") -> None:
        """What goes in and comes out is what the spec says, with any number of rows."""
        import tensorrt as trt

        names = [engine.get_tensor_name(index) for index in range(engine.num_io_tensors)]
        given = {name for name in names if engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT}
        if given != set(self._inputs) or set(names) - given != set(self._outputs):
            raise EngineError(f"the engine has other inputs and outputs than its network ({', '.join(names)}).")
        for name, shape in {**self._inputs, **self._outputs}.items():
            has = tuple(engine.get_tensor_shape(name))
            if has != (-1, *shape):
                raise EngineError(f"the engine has {name} as {has}, its network as {(-1, *shape)}.")
            if engine.get_tensor_dtype(name) not in (trt.DataType.FLOAT, trt.DataType.HALF):
                raise EngineError(f"the engine has {name} in {engine.get_tensor_dtype(name)}.")
        for name in self._inputs:
            least, _, most = engine.get_tensor_profile_shape(name, 0)
            if least[0] > self._rows[0] or most[0] < self._rows[2]:
                raise EngineError(f"the engine takes {least[0]} to {most[0]} rows of {name}.")

    def run(self, *rows: Array) -> tuple[Array, ...]:
        """Rows (n, ...) float32 of each input to (n, ...) float32 of each output, in the order of the spec; any n."""
        count, most = len(rows[0]), self._rows[2]
        with self._lock:
            if self._context is None:
                raise EngineError("the engine was closed.")
            parts = [self._part([array[at : at + most] for array in rows]) for at in range(0, count, most)]
        if not parts:
            return tuple(np.empty((0, *shape), np.float32) for shape in self._outputs.values())
        return tuple(np.concatenate(pieces) for pieces in zip(*parts, strict=True))

    def _part(self, rows: Sequence[Array]) -> tuple[Array, ...]:
        """As many rows as the engine takes at once."""
        count = len(rows[0])
        self._set(count)
        for name, array in zip(self._inputs, rows, strict=True):
            buffer = self._buffers[name]
            buffer.array[:count] = array
            buffer.up(count, self._stream)
        if not self._context.execute_async_v3(int(self._stream)):
            raise EngineError(f"TensorRT did not run the engine{self._ears.last()}")
        for name in self._outputs:
            self._buffers[name].down(count, self._stream)
        _value(self._cuda, self._cuda.cudaStreamSynchronize(self._stream), "finish")
        # copied: the next call writes over the buffers
        return tuple(self._buffers[name].array[:count].astype(np.float32) for name in self._outputs)

    def _set(self, count: int) -> None:
        """Tell the context how many rows come."""
        if count == self._count:
            return
        self._count = 0
        for name, shape in self._inputs.items():
            if not self._context.set_input_shape(name, (count, *shape)):
                raise EngineError(f"TensorRT refuses {count} rows of {name}{self._ears.last()}")
        if missing := self._context.infer_shapes():
            raise EngineError(f"TensorRT does not know the shape of {', '.join(missing)}.")
        for name, shape in self._outputs.items():
            comes = tuple(self._context.get_tensor_shape(name))
            if comes != (count, *shape):
                raise EngineError(f"TensorRT gives {name} as {comes} for {count} rows.")
        self._count = count

    def close(self) -> None:
        """Give the GPU's memory back; the context goes before what it runs in."""
        self._context = None
        self._engine = None
        self._runtime = None
        self._held.close()
