"""Simulated GPU: TensorRT and the CUDA runtime as far as models/serving/gpu.py and models/engines.py use them.

Engines compute with ONNX Runtime from memory that must have been allocated and copied to; work runs only when the
stream is synchronised. Wrong calls return what the real libraries return: a code, False or None.
"""

import contextlib
import ctypes
import enum
import functools
import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import onnxruntime

FAULTS = frozenset(
    (
        *("no device", "no memory", "lost", "no runtime", "no builder", "no network", "cannot parse", "no profile"),
        *("cannot build", "cannot read", "no context", "refuses addresses", "refuses shapes", "unknown shape"),
        *("other output shape", "does not run", "wrong numbers", "not a number", "refuses timings", "other names"),
        *("other shapes", "other types", "other tensors", "fewer rows"),
    )
)
"""Faults that a test can switch on."""


class Code(enum.IntEnum):
    cudaSuccess = 0
    cudaErrorInvalidValue = 1
    cudaErrorMemoryAllocation = 2
    cudaErrorNoDevice = 100
    cudaErrorLaunchFailure = 719


class Kind(enum.IntEnum):
    cudaMemcpyHostToDevice = 1
    cudaMemcpyDeviceToHost = 2


class Severity(enum.IntEnum):
    INTERNAL_ERROR = 0
    ERROR = 1
    WARNING = 2


class Type(enum.IntEnum):
    FLOAT = 0
    HALF = 1
    INT8 = 2


Mode = enum.IntEnum("Mode", [("NONE", 0), ("INPUT", 1), ("OUTPUT", 2)])
Pool = enum.IntEnum("Pool", [("WORKSPACE", 0)])
Flag = enum.IntEnum("Flag", [("TF32", 7)])
Creation = enum.IntEnum("Creation", [("STRONGLY_TYPED", 1)])


class Logger:
    """Double of trt.ILogger, to be subclassed."""

    Severity = Severity

    def __init__(self) -> None:
        pass

    def log(self, severity: Any, msg: str) -> None:
        raise NotImplementedError


STANDINS = SimpleNamespace(
    DataType=Type,
    TensorIOMode=Mode,
    MemoryPoolType=Pool,
    BuilderFlag=Flag,
    NetworkDefinitionCreationFlag=Creation,
    ILogger=Logger,
    Dims=tuple,
    nptype=lambda kind: {Type.FLOAT: np.float32, Type.HALF: np.float16}[kind],
    __version__="10.3.0",
)
"""Stand-ins for parts that come from the real bindings if these are installed (tests/models/engines_contract.py)."""

CUDA_STANDINS = SimpleNamespace(cudaError_t=Code, cudaMemcpyKind=Kind, cudaStream_t=int)


@dataclass
class Gpu:
    """The device: its memory, the queued work of its streams, and its faults."""

    name: str = "Paper GPU"
    capability: tuple[int, int] = (8, 7)
    faults: set[str] = field(default_factory=set)
    trt: Any = field(default_factory=lambda: STANDINS)
    cuda: Any = field(default_factory=lambda: CUDA_STANDINS)
    host: dict[int, Any] = field(default_factory=dict)
    device: dict[int, Any] = field(default_factory=dict)
    streams: dict[int, list[Callable[[], object]]] = field(default_factory=dict)
    calls: int = 0  # of engines
    configs: list["Config"] = field(default_factory=list)  # of builds

    def has(self, fault: str) -> bool:
        assert fault in FAULTS
        return fault in self.faults

    @property
    def holds(self) -> int:
        """Number of memory blocks and streams that are not freed."""
        return len(self.host) + len(self.device) + len(self.streams)

    def bytes_at(self, memory: dict[int, Any], address: int, count: int) -> bool:
        """True if `count` bytes from `address` on are within one allocated block."""
        return any(start <= address and address + count <= start + len(block) for start, block in memory.items())


class Cuda(ModuleType):
    """Double of cuda.bindings.runtime: every call returns a tuple that starts with a code."""

    def __init__(self, gpu: Gpu) -> None:
        super().__init__("cuda.bindings.runtime")
        self._gpu, self._numbers = gpu, itertools.count(1)
        self.cudaError_t, self.cudaMemcpyKind = gpu.cuda.cudaError_t, gpu.cuda.cudaMemcpyKind

    def cudaGetDevice(self) -> tuple[Any, ...]:
        return (Code.cudaErrorNoDevice, None) if self._gpu.has("no device") else (Code.cudaSuccess, 0)

    def cudaGetDeviceProperties(self, device: int) -> tuple[Any, ...]:
        major, minor = self._gpu.capability
        return Code.cudaSuccess, SimpleNamespace(name=self._gpu.name.encode() + b"\0", major=major, minor=minor)

    def cudaMalloc(self, size: int) -> tuple[Any, ...]:
        return self._allocate(self._gpu.device, size)

    def cudaMallocHost(self, size: int) -> tuple[Any, ...]:
        return self._allocate(self._gpu.host, size)

    def _allocate(self, memory: dict[int, Any], size: int) -> tuple[Any, ...]:
        if self._gpu.has("no memory"):
            return Code.cudaErrorMemoryAllocation, None
        block = (ctypes.c_byte * size).from_buffer(bytearray(b"\xff" * size))  # NaN for a read before the copy
        memory[ctypes.addressof(block)] = block
        return Code.cudaSuccess, ctypes.addressof(block)

    def cudaFree(self, devPtr: int) -> tuple[Any, ...]:
        return self._free(self._gpu.device, devPtr)

    def cudaFreeHost(self, ptr: int) -> tuple[Any, ...]:
        return self._free(self._gpu.host, ptr)

    def _free(self, memory: dict[int, Any], address: int) -> tuple[Any, ...]:
        return (Code.cudaSuccess if memory.pop(address, None) is not None else Code.cudaErrorInvalidValue,)

    def cudaStreamCreate(self) -> tuple[Any, ...]:
        number = next(self._numbers)
        self._gpu.streams[number] = []
        return Code.cudaSuccess, self._gpu.cuda.cudaStream_t(number)

    def cudaStreamDestroy(self, stream: Any) -> tuple[Any, ...]:
        return (Code.cudaErrorInvalidValue if self._gpu.streams.pop(int(stream), None) is None else Code.cudaSuccess,)

    def cudaMemcpyAsync(self, dst: int, src: int, count: int, kind: Any, stream: Any) -> tuple[Any, ...]:
        gpu = self._gpu
        up = int(kind) == Kind.cudaMemcpyHostToDevice
        to, of = (gpu.device, gpu.host) if up else (gpu.host, gpu.device)
        if int(stream) not in gpu.streams or not (gpu.bytes_at(to, dst, count) and gpu.bytes_at(of, src, count)):
            return (Code.cudaErrorInvalidValue,)
        gpu.streams[int(stream)].append(functools.partial(ctypes.memmove, dst, src, count))
        return (Code.cudaSuccess,)

    def cudaStreamSynchronize(self, stream: Any) -> tuple[Any, ...]:
        if self._gpu.has("lost"):
            return (Code.cudaErrorLaunchFailure,)
        waiting = self._gpu.streams[int(stream)]
        while waiting:
            waiting.pop(0)()
        return (Code.cudaSuccess,)


@dataclass
class Tensor:
    """Tensor of a network or an engine."""

    name: str
    dtype: Any
    shape: tuple[int, ...]
    is_input: bool


def tensors(content: bytes, gpu: Gpu) -> list[Tensor]:
    """Inputs and outputs of an ONNX file, inputs first."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    kinds = {"tensor(float)": gpu.trt.DataType.FLOAT, "tensor(float16)": gpu.trt.DataType.HALF}
    found = []
    for is_input, side in ((True, session.get_inputs()), (False, session.get_outputs())):
        for one in side:
            shape = tuple(size if isinstance(size, int) else -1 for size in one.shape)
            found.append(Tensor(one.name, kinds[one.type], shape, is_input))
    return found


class Memory(bytes):
    """Double of trt.IHostMemory: bytes of the library."""


class Profile:
    def __init__(self) -> None:
        self.shapes: dict[str, tuple[tuple[int, ...], ...]] = {}

    def set_shape(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> None:
        if not len(min) == len(opt) == len(max) or any(a > b for a, b in [*zip(min, opt), *zip(opt, max)]):  # noqa: B905
            raise ValueError("inconsistent")
        self.shapes[input] = tuple(tuple(shape) for shape in (min, opt, max))


class Timings:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def serialize(self) -> Memory:
        return Memory(self.content or b"timings of paper")


class Config:
    def __init__(self, gpu: Gpu) -> None:
        self._gpu = gpu
        self.profile = Profile()
        self.timings = Timings(b"")
        self.cleared: list[Any] = []
        self.workspace_bytes = 0

    def set_memory_pool_limit(self, pool: Any, pool_size: int) -> None:
        self.workspace_bytes = pool_size

    def clear_flag(self, flag: Any) -> None:
        self.cleared.append(flag)

    def add_optimization_profile(self, profile: Profile) -> int:
        if self._gpu.has("no profile"):
            return -1
        self.profile = profile
        return 0

    def create_timing_cache(self, serialized_timing_cache: bytes) -> Timings:
        return Timings(serialized_timing_cache)

    def set_timing_cache(self, cache: Timings, ignore_mismatch: bool) -> bool:
        if self._gpu.has("refuses timings") and cache.content:
            return False
        self.timings = cache
        return True

    def get_timing_cache(self) -> Timings:
        return self.timings


class Network:
    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.content = b""
        self.tensors: list[Tensor] = []

    @property
    def num_inputs(self) -> int:
        return sum(tensor.is_input for tensor in self.tensors)

    @property
    def num_outputs(self) -> int:
        return len(self.tensors) - self.num_inputs

    def get_input(self, index: int) -> Tensor:
        return [tensor for tensor in self.tensors if tensor.is_input][index]

    def get_output(self, index: int) -> Tensor:
        return [tensor for tensor in self.tensors if not tensor.is_input][index]


class ParserError:
    def desc(self) -> str:
        return "no importer for this operator"


class Parser:
    def __init__(self, gpu: Gpu, network: Network) -> None:
        self._gpu, self._network = gpu, network
        self.num_errors = 0

    def parse(self, model: bytes, path: str | None = None) -> bool:
        if self._gpu.has("cannot parse"):
            self.num_errors = 2
            return False
        self._network.content = bytes(model)
        self._network.tensors = tensors(bytes(model), self._gpu)
        if self._gpu.has("other names"):
            self._network.tensors[0].name = "elephants"
        return True

    def get_error(self, index: int) -> ParserError:
        assert 0 <= index < self.num_errors
        return ParserError()


class Builder:
    def __init__(self, gpu: Gpu, logger: Any) -> None:
        if gpu.has("no builder"):
            raise TypeError("pybind11::init(): factory function returned nullptr")
        self._gpu, self._logger = gpu, logger

    def create_network(self, flags: int = 0) -> Network | None:
        return None if self._gpu.has("no network") else Network(flags)

    def create_builder_config(self) -> Config:
        self._gpu.configs.append(Config(self._gpu))
        return self._gpu.configs[-1]

    def create_optimization_profile(self) -> Profile:
        return Profile()

    def build_serialized_network(self, network: Network, config: Config) -> Memory | None:
        shapes = config.profile.shapes
        missing = [one.name for one in network.tensors if one.is_input and one.name not in shapes]
        if missing or self._gpu.has("cannot build"):
            self._logger.log(self._gpu.trt.ILogger.Severity.ERROR, "Error Code 4:\n no profile, or no kernel")
            return None
        head = json.dumps({"version": self._gpu.trt.__version__, "gpu": self._gpu.name, "shapes": shapes}).encode()
        return Memory(b"paper" + len(head).to_bytes(4, "big") + head + network.content)


class Engine:
    def __init__(self, gpu: Gpu, shapes: dict[str, Any], content: bytes) -> None:
        self.gpu, self.shapes, self.content = gpu, shapes, content
        self.tensors = {one.name: one for one in tensors(content, gpu)}
        first = next(iter(self.tensors.values()))
        if gpu.has("other shapes"):
            first.shape = (-1, 7)
        if gpu.has("other types"):
            first.dtype = gpu.trt.DataType.INT8
        if gpu.has("other tensors"):
            self.tensors["elephants"] = self.tensors.pop(first.name)

    @property
    def num_io_tensors(self) -> int:
        return len(self.tensors)

    def get_tensor_name(self, index: int) -> str:
        return list(self.tensors)[index]

    def get_tensor_mode(self, name: str) -> Any:
        return self.gpu.trt.TensorIOMode.INPUT if self.tensors[name].is_input else self.gpu.trt.TensorIOMode.OUTPUT

    def get_tensor_dtype(self, name: str) -> Any:
        return self.tensors[name].dtype

    def get_tensor_shape(self, name: str) -> Any:
        return self.gpu.trt.Dims(self.tensors[name].shape)

    def get_tensor_profile_shape(self, name: str, profile_index: int) -> list[Any]:
        assert profile_index == 0
        least, usual, most = self.shapes[name]
        if self.gpu.has("fewer rows"):
            most = (8, *most[1:])
        return [self.gpu.trt.Dims(shape) for shape in (least, usual, most)]

    def create_execution_context(self) -> "Context | None":
        return None if self.gpu.has("no context") else Context(self)


class Context:
    def __init__(self, engine: Engine) -> None:
        self._engine, self._gpu = engine, engine.gpu
        self._session = onnxruntime.InferenceSession(engine.content, providers=["CPUExecutionProvider"])
        self._addresses: dict[str, int] = {}
        self._shapes: dict[str, tuple[int, ...]] = {}

    def set_tensor_address(self, name: str, memory: int) -> bool:
        self._addresses[name] = memory
        return not self._gpu.has("refuses addresses")

    def set_input_shape(self, name: str, shape: tuple[int, ...]) -> bool:
        least, _, most = self._engine.shapes[name]
        fits = len(shape) == len(least) and all(a <= size <= b for a, size, b in zip(least, shape, most, strict=True))
        if not fits or self._gpu.has("refuses shapes"):
            return False
        self._shapes[name] = tuple(shape)
        return True

    def infer_shapes(self) -> list[str]:
        given = [one.name for one in self._engine.tensors.values() if one.is_input]
        return given if self._gpu.has("unknown shape") else [name for name in given if name not in self._shapes]

    def get_tensor_shape(self, name: str) -> Any:
        shape = self._engine.tensors[name].shape
        count = -1 if self._gpu.has("other output shape") else next(iter(self._shapes.values()))[0]
        return self._gpu.trt.Dims((count, *shape[1:]))

    def execute_async_v3(self, stream_handle: int) -> bool:
        gpu, tensors = self._gpu, self._engine.tensors.values()
        if gpu.has("does not run") or self.infer_shapes() or any(one.name not in self._addresses for one in tensors):
            return False
        gpu.calls += 1
        gpu.streams[stream_handle].append(self._compute)
        return True

    def _compute(self) -> None:
        feed, given = {}, [one for one in self._engine.tensors.values() if one.is_input]
        for one in given:
            feed[one.name] = self._array(one, self._shapes[one.name]).copy()
        gives = [one for one in self._engine.tensors.values() if not one.is_input]
        computed = self._session.run([one.name for one in gives], feed)
        for one, array in zip(gives, computed, strict=True):
            spoilt = array + self._gpu.has("wrong numbers") * 0.5
            self._array(one, array.shape)[...] = np.nan if self._gpu.has("not a number") else spoilt

    def _array(self, tensor: Tensor, shape: tuple[int, ...]) -> Any:
        """View of the tensor in device memory, which must be large enough."""
        dtype = np.dtype(self._gpu.trt.nptype(tensor.dtype))
        size = int(np.prod(shape)) * dtype.itemsize
        address = self._addresses[tensor.name]
        assert self._gpu.bytes_at(self._gpu.device, address, size), f"{tensor.name}: no memory there"
        block = (ctypes.c_byte * size).from_address(address)
        return np.frombuffer(block, dtype).reshape(shape)


class TensorRT(ModuleType):
    """Double of the module tensorrt."""

    def __init__(self, gpu: Gpu) -> None:
        super().__init__("tensorrt")
        self._gpu = gpu
        vars(self).update({name: getattr(gpu.trt, name) for name in vars(STANDINS)})

    def Builder(self, logger: Any) -> Builder:
        return Builder(self._gpu, logger)

    def OnnxParser(self, network: Network, logger: Any) -> Parser:
        return Parser(self._gpu, network)

    def Runtime(self, logger: Any) -> "Runtime":
        if self._gpu.has("no runtime"):
            raise TypeError("pybind11::init(): factory function returned nullptr")
        return Runtime(self._gpu, logger)


@dataclass
class Runtime:
    gpu: Gpu
    logger: Any

    def deserialize_cuda_engine(self, serialized_engine: bytes) -> Engine | None:
        size = int.from_bytes(serialized_engine[5:9], "big")
        head = json.loads(serialized_engine[9 : 9 + size]) if serialized_engine.startswith(b"paper") else {}
        ours = (self.gpu.trt.__version__, self.gpu.name)
        if self.gpu.has("cannot read") or (head.get("version"), head.get("gpu")) != ours:
            self.logger.log(self.gpu.trt.ILogger.Severity.ERROR, "Serialization assertion failed")
            return None
        return Engine(self.gpu, head["shapes"], serialized_engine[9 + size :])


@contextlib.contextmanager
def installed(gpu: Gpu, trt: ModuleType | None = None, cuda: ModuleType | None = None) -> Iterator[Gpu]:
    """Within the context `import tensorrt` and `from cuda.bindings import runtime` give the doubles, or `trt` and
    `cuda`."""
    bindings = ModuleType("cuda.bindings")
    bindings.runtime = cuda or Cuda(gpu)  # type: ignore[attr-defined]
    modules: dict[str, ModuleType | None] = {
        "tensorrt": trt or TensorRT(gpu),
        "cuda": ModuleType("cuda"),
        "cuda.bindings": bindings,
        "cuda.bindings.runtime": bindings.runtime,
    }
    with replaced(modules):
        yield gpu


@contextlib.contextmanager
def broken(name: str, error: ImportError) -> Iterator[None]:
    """Within the context importing the module raises `error`."""

    class Finder:
        def find_spec(self, wanted: str, *_: object) -> None:
            if wanted == name:
                raise error

    finder = Finder()
    sys.meta_path.insert(0, finder)
    try:
        with replaced({name: None}):
            yield
    finally:
        sys.meta_path.remove(finder)


@contextlib.contextmanager
def replaced(modules: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Within the context these modules replace the loaded ones; None: not loaded."""
    before = {name: sys.modules.pop(name, None) for name in modules}
    sys.modules.update({name: module for name, module in modules.items() if module is not None})
    try:
        yield
    finally:
        for name, module in before.items():
            sys.modules.pop(name, None)
            if module is not None:
                sys.modules[name] = module
