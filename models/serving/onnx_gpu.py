"""Runs a model on ONNX Runtime's GPU providers: TensorRT if its libraries are installed, otherwise CUDA.

These are the providers of the package onnxruntime-gpu. The engines of models.serving.gpu need TensorRT's own Python
package instead, as JetPack 6 has it.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from models.serving.comparison import TOLERANCE, largest_difference
from models.serving.engine_cache import ROWS
from models.serving.gpu import EngineError
from models.serving.spec import ModelSpec

Array = NDArray[np.float32]

TENSORRT, CUDA, PROCESSOR = "TensorrtExecutionProvider", "CUDAExecutionProvider", "CPUExecutionProvider"
NAMES = {TENSORRT: "TensorRT provider", CUDA: "CUDA provider"}

NO_TF32 = {"use_tf32": "0"}
"""TF32 has half of float32's digits."""

INSTALL_HINT = (
    "Install the GPU build: pip uninstall onnxruntime, then pip install 'onnxruntime-gpu[cuda,cudnn]<1.29'. Later ones "
    "collect usage data for Microsoft."
)

_STATE = onnxruntime.capi.onnxruntime_pybind11_state
FAILED = (_STATE.Fail, _STATE.EPFail, _STATE.RuntimeException, _STATE.NotImplemented, _STATE.InvalidArgument)
"""Errors of ONNX Runtime on a GPU: not enough memory, or an operator that it does not support."""


@dataclass(frozen=True)
class OnnxRuntime:
    """Functions of the package onnxruntime that are used here."""

    version: str
    providers: Callable[[], Sequence[str]]
    open_session: Callable[[bytes, Sequence[Any]], Any]

    @classmethod
    def find_installed(cls) -> "OnnxRuntime":
        """The package that is installed on this machine, with the CUDA libraries that pip installed beside it."""
        if has_cuda_provider() and hasattr(onnxruntime, "preload_dlls"):
            with redirect_stdout(sys.stderr):  # it prints what it does not find
                onnxruntime.preload_dlls()
        return cls(onnxruntime.__version__, onnxruntime.get_available_providers, open_session)


def has_cuda_provider() -> bool:
    """True if the installed ONNX Runtime was built for CUDA. The libraries of CUDA may still be missing."""
    return CUDA in onnxruntime.get_available_providers()


def open_session(content: bytes, providers: Sequence[Any]) -> Any:
    """A session with one thread, as on a kiosk."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(content, options, providers=providers)


def bind_names(session: Any, spec: ModelSpec) -> Callable[..., Sequence[Array]]:
    """A function that runs the session on one array for each input, in the order of the model settings."""
    return lambda *rows: session.run(list(spec.outputs), dict(zip(spec.inputs, rows, strict=True)))


class OnnxGpuModel:
    """One model on a GPU provider. Opening it raises EngineError. `provider`: name of the provider that runs it.

    `folder` keeps the engines that ONNX Runtime's TensorRT provider builds. The first start builds them, which takes
    up to a minute per model on a small GPU.
    """

    def __init__(self, spec: ModelSpec, content: bytes, folder: Path, runtime: OnnxRuntime) -> None:
        if CUDA not in runtime.providers():
            raise EngineError(f"ONNX Runtime {runtime.version} has no CUDA provider. {INSTALL_HINT}")
        self._spec = spec
        try:
            session = runtime.open_session(content, _providers(spec, folder, runtime))
            used = session.get_providers()[0]
            if used == PROCESSOR:  # ONNX Runtime does not fail without CUDA's libraries
                raise EngineError(
                    f"{spec.name}: ONNX Runtime {runtime.version} found no usable GPU, or CUDA's libraries are missing."
                )
            self._run = bind_names(session, spec)
            self.provider = f"ONNX Runtime {runtime.version}, {NAMES[used]}"
            difference = largest_difference(self.run, content, spec)
        except FAILED as failed:
            raise EngineError(f"{spec.name}: {' '.join(str(failed).split())}") from failed
        if not difference <= TOLERANCE["fp32"]:  # "not <=" refuses NaN too
            raise EngineError(
                f"{spec.name}: the results of the GPU differ from the processor's by {difference:.2g}, which is more "
                f"than {TOLERANCE['fp32']:g}."
            )

    def run(self, *rows: Array) -> tuple[Array, ...]:
        """Run the model on rows (n, ...) float32 of each input. Return (n, ...) float32 for each output. n may be any
        number. Raises EngineError.
        """
        maximum = ROWS[2]
        try:
            parts = [self._run(*(array[at : at + maximum] for array in rows)) for at in range(0, len(rows[0]), maximum)]
        except FAILED as failed:
            raise EngineError(f"{self._spec.name}: {' '.join(str(failed).split())}") from failed
        if not parts:
            return tuple(np.empty((0, *shape), np.float32) for shape in self._spec.outputs.values())
        return tuple(np.concatenate(pieces) for pieces in zip(*parts, strict=True))

    def close(self) -> None:
        """Release the session and its memory on the GPU."""
        del self._run


def _providers(spec: ModelSpec, folder: Path, runtime: OnnxRuntime) -> list[Any]:
    """TensorRT, CUDA and processor, in this order, as far as the package has them."""
    wanted = [(TENSORRT, _tensorrt_options(spec, folder)), (CUDA, NO_TF32)]
    return [*((name, options) for name, options in wanted if name in runtime.providers()), PROCESSOR]


def _tensorrt_options(spec: ModelSpec, folder: Path) -> dict[str, str]:
    """Options with a fixed range of rows: otherwise TensorRT builds a new engine for each new number of faces."""
    minimum, typical, maximum = (
        ",".join(f"{name}:{'x'.join(map(str, (count, *shape)))}" for name, shape in spec.inputs.items())
        for count in ROWS
    )
    return {
        "trt_engine_cache_enable": "1",
        "trt_engine_cache_path": str(folder / "onnxruntime"),
        "trt_profile_min_shapes": minimum,
        "trt_profile_opt_shapes": typical,
        "trt_profile_max_shapes": maximum,
    }
