"""Runs every TensorRT and CUDA line of models/serving/gpu.py and models/engines.py against the real bindings.

test_engines_bindings.py runs this in one process per version, as two versions cannot be loaded in one process.
python -m tests.models.engines_contract LIBRARIES MAJOR TENSORRT CUDA; prints the names used and the lines not reached.
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
from models.serving.engine_cache import TensorRTEngineCache
from models.serving.gpu import EngineError, TensorRTEngine
from models.serving.spec import ModelSpec
from tests.doubles import gpu as gpu_double
from tests.doubles import small_network
from tests.doubles.signatures import CheckedCuda, CheckedTensorRT, UsedNames, UseError

LIBRARIES = ("libnvinfer", "libnvinfer_plugin", "libnvonnxparser")
WATCHED = {str(Path(module.__file__ or "").resolve()) for module in (engines, gpu)}


def real_bindings(libraries: Path, major: str, tensorrt: Path, cuda: Path) -> tuple[ModuleType, ModuleType]:
    """Imports NVIDIA's TensorRT and CUDA bindings on libraries that do nothing."""
    for name in LIBRARIES:
        ctypes.CDLL(str(libraries / f"{name}.so.{major}"), ctypes.RTLD_GLOBAL)
    sys.path[:0] = [str(tensorrt), str(cuda)]
    trt = importlib.import_module("tensorrt_bindings")
    runtime = importlib.import_module("cuda.bindings.runtime")
    for name in [name for name in sys.modules if name.partition(".")[0] == "cuda"]:
        del sys.modules[name]  # the double replaces it
    return trt, runtime


class Reached:
    """Lines of the watched files that ran."""

    def __init__(self) -> None:
        self.lines: set[tuple[str, int]] = set()

    def __call__(self, frame: FrameType, event: str, _: Any) -> "Reached | None":
        if frame.f_code.co_filename not in WATCHED:
            return None
        self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self

    def missed(self) -> list[str]:
        """Lines inside functions that did not run."""
        found = []
        for name in sorted(WATCHED):
            whole = compile(Path(name).read_text(encoding="utf-8"), name, "exec")
            wanted = {line for code in inner_functions(whole) for line in lines(code)}
            found += [f"{Path(name).name}:{line}" for line in sorted(wanted) if (name, line) not in self.lines]
        return found


def inner_functions(code: CodeType) -> Iterator[CodeType]:
    """Functions in a module or class, without the code that runs at import."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & 2:  # CO_NEWLOCALS: a function, not the body of a class
                yield constant
            yield from inner_functions(constant)


def lines(code: CodeType) -> set[int]:
    return {line for _, _, line in code.co_lines() if line is not None and line != code.co_firstlineno}


def check_success(spec: ModelSpec, cache: TensorRTEngineCache) -> None:
    """Finds the GPU, builds three times (the last with a timing cache for its precision), runs, closes."""
    device = gpu.find_gpu()
    for precision in ("fp32", "fp16", "fp16"):
        built = engines.build_engine(spec, precision, cache, device)
        assert built.difference < 1e-6
    engine, key = gpu.open_cached_engine(spec, cache)
    assert key == built.key
    rows = np.random.default_rng(0).standard_normal((2, 20, *small_network.ROW), np.float32)
    for count in (20, 0):
        assert [array.shape for array in engine.run(*rows[:, :count])] == 2 * [(count, *small_network.ROW)]
    engine.close()
    expect(lambda: engine.run(*rows))


def expect(call: Callable[[], object]) -> None:
    """Asserts that the call raises EngineError."""
    try:
        call()
    except EngineError:
        return
    raise AssertionError("no EngineError was raised")


def check_faults(device: gpu_double.Gpu, spec: ModelSpec, cache: TensorRTEngineCache) -> None:
    """Asserts that each fault of the simulated GPU raises EngineError and leaves no memory allocated."""
    facts = gpu.find_gpu()
    for fault in sorted(gpu_double.FAULTS - {"no device", "refuses timings"}):
        device.faults = {fault}
        expect(lambda: engines.build_engine(spec, "fp32", cache, facts))
        device.faults = set()
        assert device.holds == 0, f"{fault}: {device.holds} pieces were not given back"
    device.faults = {"no device"}
    expect(gpu.find_gpu)
    device.faults = set()
    expect(lambda: gpu.open_cached_engine(replace(spec, name="another"), cache))
    device.faults = {"refuses timings"}
    engines.build_engine(spec, "fp32", cache, facts)
    device.faults = set()


def check_missing_modules() -> None:
    """Asserts an EngineError for modules that are not installed or cannot be loaded."""
    library = ImportError("libnvinfer.so.10: cannot open shared object file")
    for name, error in (
        ("tensorrt", ModuleNotFoundError("No module named 'tensorrt'", name="tensorrt")),
        ("tensorrt", library),
        ("cuda.bindings", ModuleNotFoundError("No module named 'cuda'", name="cuda")),
    ):
        with gpu_double.broken(name, error):
            expect(gpu.find_gpu)


def check_wrong_uses(trt: Any, cuda: Any) -> None:
    """Asserts that wrong uses of the bindings are detected, so that a pass is meaningful."""
    builder = trt.Builder(gpu.tensorrt_logger(trt)[0])
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


def error_without_a_gpu(trt: Any, spec: ModelSpec) -> str:
    """Error of the real Runtime and Builder, which libraries that do nothing cannot create."""
    sys.modules["tensorrt"] = trt
    text = ""
    for call in (lambda: TensorRTEngine(b"", {}, {}), lambda: engines.compile_engine(b"", spec, "fp32")):
        try:
            call()
        except EngineError as error:
            text = str(error)
    return text


def main(libraries: str, major: str, tensorrt: str, cuda: str) -> None:
    trt, runtime = real_bindings(Path(libraries), major, Path(tensorrt), Path(cuda))
    device = gpu_double.Gpu(trt=trt, cuda=runtime)
    used_names = UsedNames(trt)
    checked = CheckedTensorRT(used_names, gpu_double.TensorRT(device))
    checked_cuda = CheckedCuda(runtime, gpu_double.Cuda(device))
    reached = Reached()
    with gpu_double.installed(device, checked, checked_cuda), tempfile.TemporaryDirectory() as folder:
        spec, cache = small_network.spec(Path(folder)), TensorRTEngineCache(Path(folder) / "engines")
        check_wrong_uses(checked, checked_cuda)
        used_names.used.clear()
        sys.settrace(reached)
        check_success(spec, cache)
        check_faults(device, spec, cache)
        check_missing_modules()
        error_text = error_without_a_gpu(trt, spec)
        sys.settrace(None)
    with suppress(BrokenPipeError):
        used = sorted(used_names.used | checked_cuda.used)
        print(json.dumps({"version": trt.__version__, "missed": reached.missed(), "used": used, "error": error_text}))


if __name__ == "__main__":
    main(*sys.argv[1:])
