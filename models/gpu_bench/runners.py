"""The two programs that can run a model on an NVIDIA GPU: TensorRT, and ONNX Runtime with its CUDA provider."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models import engines
from models.serving import gpu
from models.serving.comparison import largest_difference
from models.serving.engine_cache import GpuInfo, TensorRTEngineCache
from models.serving.gpu import EngineError, TensorRTEngine
from models.serving.onnx_gpu import CUDA, FAILED, NO_TF32, PROCESSOR, OnnxRuntime, bind_names, open_session
from models.serving.spec import ModelSpec

Array = NDArray[np.float32]
Run = Callable[..., Sequence[Array]]


class NoRunnerError(Exception):
    """No program on this machine can run a model on the GPU. The text says what is missing."""


@dataclass(frozen=True)
class OpenNetwork:
    """One file of a model, ready to run. `difference`: largest difference from ONNX Runtime on the processor."""

    run: Run
    difference: float
    close: Callable[[], None]


class Runner(Protocol):
    """A program that runs models on the GPU."""

    @property
    def title(self) -> str:
        """Name and version of the program."""

    def open(self, spec: ModelSpec, precision: str) -> OpenNetwork:
        """Open one file of a model, and compare it on the reference rows. Raises EngineError or ModelFileError."""


@dataclass(frozen=True)
class TensorRTRunner:
    """Builds each engine in the same way as `vitrina engines build`, but in a separate folder."""

    device: GpuInfo
    folder: Path

    @property
    def title(self) -> str:
        return f"TensorRT {self.device.tensorrt}"

    def open(self, spec: ModelSpec, precision: str) -> OpenNetwork:
        built = engines.build_engine(spec, precision, TensorRTEngineCache(self.folder), self.device)
        engine = TensorRTEngine(built.path.read_bytes(), spec.inputs, spec.outputs)
        return OpenNetwork(engine.run, built.difference, engine.close)


@dataclass(frozen=True)
class CudaRunner:
    """Runs each file on ONNX Runtime's CUDA provider."""

    runtime: OnnxRuntime

    @property
    def title(self) -> str:
        return f"ONNX Runtime {self.runtime.version}, CUDA provider"

    def open(self, spec: ModelSpec, precision: str) -> OpenNetwork:
        content = spec.variant_spec(precision).checked_bytes()
        try:
            session = self.runtime.open_session(content, [(CUDA, NO_TF32), PROCESSOR])
            if session.get_providers()[0] != CUDA:  # it does not fail without CUDA's libraries
                raise EngineError(
                    f"{spec.name} ({precision}): ONNX Runtime runs the model on the processor instead of the GPU."
                )
            run = bind_names(session, spec)
            return OpenNetwork(run, largest_difference(run, content, spec), lambda: None)
        except FAILED as failed:
            raise EngineError(f"{spec.name} ({precision}): {' '.join(str(failed).split())}") from failed


def choose_runner(folder: Path, runtime: OnnxRuntime) -> tuple[Runner, str]:
    """TensorRT if it works, otherwise ONNX Runtime's CUDA provider, with the reason why TensorRT does not run. The
    reason is empty if TensorRT works.

    Raises NoRunnerError if neither works.
    """
    try:
        return TensorRTRunner(gpu.find_gpu(), folder), ""
    except EngineError as absent:
        if CUDA not in runtime.providers():
            raise NoRunnerError(
                f"{absent} ONNX Runtime {runtime.version} has no CUDA provider either (pip install onnxruntime-gpu)."
            ) from absent
        return CudaRunner(runtime), str(absent)


def open_on_processor(spec: ModelSpec, precision: str) -> Run:
    """The same file, opened in ONNX Runtime with one thread, as on a kiosk without a GPU."""
    return bind_names(open_session(spec.variant_spec(precision).checked_bytes(), [PROCESSOR]), spec)
