"""Every TensorRT and CUDA line of models/serving/gpu.py and models/engines.py, run against the real bindings.

Run by test_engines_bindings.py in a process of its own, one for each version: two cannot live in one.
python -m tests.models.engines_contract LIBRARIES MAJOR TENSORRT CUDA; prints what was used and what was not reached.
"""

import ctypes
import importlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np

from models import engines
from models.serving import gpu
from models.serving.engine_cache import EngineCache
from models.serving.gpu import EngineError, TensorRTEngine
from models.serving.spec import ModelSpec
from tests.doubles import gpu as paper
from tests.doubles import small_network
from tests.doubles.signatures import Book, Cuda, Module, UseError

LIBRARIES = ("libnvinfer", "libnvinfer_plugin", "libnvonnxparser")
WATCHED = {str(Path(module.__file__ or "").resolve()) for module in (engines, gpu)}


def true_bindings(libraries: Path, major: str, tensorrt: Path, cuda: Path) -> tuple[ModuleType, ModuleType]:
    """Both modules as NVIDIA made them, on libraries that do nothing."""
    for name in LIBRARIES:
        ctypes.CDLL(str(libraries / f"{name}.so.{major}"), ctypes.RTLD_GLOBAL)
    sys.path[:0] = [str(tensorrt), str(cuda)]
    trt = importlib.import_module("tensorrt_bindings")
    runtime = importlib.import_module("cuda.bindings.runtime")
    for name in [name for name in sys.modules if name.partition(".")[0] == "cuda"]:
        del sys.modules[name]  # the double takes this place
    return trt, runtime


class Reached:
    """The lines of the watched files that ran."""

    def __init__(self) -> None:
        self.lines: set[tuple[str, int]] = set()

    def __call__(self, frame: FrameType, event: str, _: Any) -> "Reached | None":
        if frame.f_code.co_filename not in WATCHED:
            return None
        self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self

    def missed(self) -> list[str]:
        """The lines inside functions that did not."""
        found = []
        for name in sorted(WATCHED):
            whole = compile(Path(name).read_text(encoding="utf-8"), name, "exec")
            wanted = {line for code in inner(whole) for line in lines(code)}
            found += [f"{Path(name).name}:{line}" for line in sorted(wanted) if (name, line) not in self.lines]
        return found


def inner(code: CodeType) -> Iterator[CodeType]:
    """The functions in a module or class, not what runs when it is imported."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & 2:  # CO_NEWLOCALS: a function, not the body of a class
                yield constant
            yield from inner(constant)


def lines(code: CodeType) -> set[int]:
    return {line for _, _, line in code.co_lines() if line is not None and line != code.co_firstlineno}


def works(spec: ModelSpec, cache: EngineCache) -> None:
    """Find, build twice (the second time with what the first learned), run, close."""
    device = gpu.found()
    for precision in ("fp32", "fp16", "fp16"):
        built = engines.build(spec, precision, cache, device)
        assert built.difference < 1e-6
    engine, key = gpu.ready(spec, cache)
    assert key == built.key
    rows = np.random.default_rng(0).standard_normal((2, 20, *small_network.ROW), np.float32)
    for count in (20, 0):
        assert [array.shape for array in engine.run(*rows[:, :count])] == 2 * [(count, *small_network.ROW)]
    engine.close()
    expect(lambda: engine.run(*rows))


def expect(call: Callable[[], object]) -> None:
    """It fails as is foreseen."""
    try:
        call()
    except EngineError:
        return
    raise AssertionError("nothing was said")


def fails(device: paper.Gpu, spec: ModelSpec, cache: EngineCache) -> None:
    """Each fault of the paper GPU is met where it arises."""
    facts = gpu.found()
    for fault in sorted(paper.FAULTS - {"no device", "refuses timings"}):
        device.faults = {fault}
        expect(lambda: engines.build(spec, "fp32", cache, facts))
        device.faults = set()
        assert device.holds == 0, f"{fault}: {device.holds} pieces were not given back"
    device.faults = {"no device"}
    expect(gpu.found)
    device.faults = set()
    expect(lambda: gpu.ready(replace(spec, name="another"), cache))
    device.faults = {"refuses timings"}
    engines.build(spec, "fp32", cache, facts)
    device.faults = set()


def absent() -> None:
    """What is not installed, or cannot be loaded."""
    library = ImportError("libnvinfer.so.10: cannot open shared object file")
    for name, error in (
        ("tensorrt", ModuleNotFoundError("No module named 'tensorrt'", name="tensorrt")),
        ("tensorrt", library),
        ("cuda.bindings", ModuleNotFoundError("No module named 'cuda'", name="cuda")),
    ):
        with paper.broken(name, error):
            expect(gpu.found)


def refused(trt: Any, cuda: Any) -> None:
    """Uses that the measure must not let pass, so that a pass means something."""
    builder = trt.Builder(gpu.logger(trt)[0])
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    config = builder.create_builder_config()
    profile = builder.create_optimization_profile()
    wrong: list[Callable[[], object]] = [
        lambda: trt.BuilderConfig,
        lambda: trt.Builder(),
        lambda: trt.Builder(print),
        lambda: builder.build_engine(network, config),
        lambda: builder.build_serialized_network(network),
        lambda: builder.build_serialized_network(config, network),
        lambda: builder.create_network("1"),
        lambda: builder.create_network(flag=1),
        lambda: builder.max_batch_size,
        lambda: setattr(config, "max_workspace_size", 1),
        lambda: config.set_memory_pool_limit(trt.DataType.FLOAT, 1),
        lambda: config.set_timing_cache(b"", False),
        lambda: config.create_timing_cache("text"),
        lambda: profile.set_shape("faces", (1, 2), (1, 2)),
        lambda: profile.set_shape("faces", 1, 4, 16),
        lambda: trt.OnnxParser(network).parse(b""),
        lambda: cuda.cudaMallocManaged_v2(1),
        lambda: cuda.cudaMalloc(),
        lambda: cuda.cudaMemcpyAsync(1, 2, 3, 1, 0),
        lambda: cuda.cudaMemcpyAsync(1, 2, 3, cuda.cudaMemcpyKind.cudaMemcpyHostToDevice),
        lambda: cuda.cudaStreamSynchronize(),
    ]
    for index, use in enumerate(wrong):
        try:
            use()
        except UseError:
            continue
        raise AssertionError(f"use {index} passed")


def starts_without_a_gpu(trt: Any, spec: ModelSpec) -> str:
    """What the true Runtime and Builder say here: libraries that do nothing give none."""
    sys.modules["tensorrt"] = trt
    said = ""
    for call in (lambda: TensorRTEngine(b"", {}, {}), lambda: engines.compiled(b"", spec, "fp32")):
        try:
            call()
        except EngineError as error:
            said = str(error)
    return said


def main(libraries: str, major: str, tensorrt: str, cuda: str) -> None:
    trt, runtime = true_bindings(Path(libraries), major, Path(tensorrt), Path(cuda))
    device = paper.Gpu(trt=trt, cuda=runtime)
    book = Book(trt)
    measured = Module(book, paper.TensorRT(device))
    measured_cuda = Cuda(runtime, paper.Cuda(device))
    reached = Reached()
    with paper.installed(device, measured, measured_cuda), tempfile.TemporaryDirectory() as folder:
        spec, cache = small_network.spec(Path(folder)), EngineCache(Path(folder) / "engines")
        refused(measured, measured_cuda)
        book.used.clear()
        sys.settrace(reached)
        works(spec, cache)
        fails(device, spec, cache)
        absent()
        said = starts_without_a_gpu(trt, spec)
        sys.settrace(None)
    with suppress(BrokenPipeError):
        used = sorted(book.used | measured_cuda.used)
        print(json.dumps({"version": trt.__version__, "missed": reached.missed(), "used": used, "said": said}))


if __name__ == "__main__":
    main(*sys.argv[1:])
