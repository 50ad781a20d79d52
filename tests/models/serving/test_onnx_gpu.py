"""onnx_gpu.py with a simulated GPU: order of the providers, comparison, and every way back to the processor."""

from pathlib import Path

import numpy as np
import pytest

from models.serving.gpu import EngineError
from models.serving.onnx_gpu import CUDA, FAILED, PROCESSOR, TENSORRT, OnnxGpuModel, has_cuda_provider
from models.serving.spec import ModelSpec
from tests.doubles import small_network
from tests.doubles.onnx_gpu import GpuRuntime


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    return small_network.spec(tmp_path)


def open_model(spec: ModelSpec, machine: GpuRuntime) -> OnnxGpuModel:
    return OnnxGpuModel(spec, spec.checked_bytes(), spec.folder, machine.runtime)


def test_tensorrt_comes_before_cuda_and_gets_the_range_of_rows(spec: ModelSpec) -> None:
    """Without the range, the provider builds a new engine for each new number of faces."""
    machine = GpuRuntime((TENSORRT, CUDA, PROCESSOR), on=TENSORRT)
    assert open_model(spec, machine).provider == "ONNX Runtime 1.23.2, TensorRT provider"
    (first, options), second, third = machine.wanted
    assert (first, second, third) == (TENSORRT, (CUDA, {"use_tf32": "0"}), PROCESSOR)
    assert options["trt_profile_min_shapes"] == "sound:1x3x2,state:1x3x2"
    assert options["trt_profile_opt_shapes"] == "sound:4x3x2,state:4x3x2"
    assert options["trt_profile_max_shapes"] == "sound:16x3x2,state:16x3x2"
    assert options["trt_engine_cache_path"] == str(spec.folder / "onnxruntime")


def test_without_tensorrt_cuda_runs(spec: ModelSpec) -> None:
    machine = GpuRuntime()
    assert open_model(spec, machine).provider == "ONNX Runtime 1.23.2, CUDA provider"
    assert machine.wanted == [(CUDA, {"use_tf32": "0"}), PROCESSOR]


@pytest.mark.parametrize("count", [0, 1, 16, 35])
def test_any_number_of_rows_in_calls_of_at_most_sixteen(spec: ModelSpec, count: int) -> None:
    machine = GpuRuntime()
    model = open_model(spec, machine)
    machine.sessions[-1].counts.clear()
    sound, state = np.random.default_rng(count).standard_normal((2, count, 3, 2), np.float32)
    answer, next_state = model.run(sound, state)
    assert answer.shape == next_state.shape == (count, 3, 2)
    np.testing.assert_allclose(next_state, np.tanh(sound + state), atol=1e-6)
    calls = machine.sessions[-1].counts
    assert sum(calls) == count
    assert all(rows <= 16 for rows in calls)


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (
            GpuRuntime((PROCESSOR,)),
            r"ONNX Runtime 1\.23\.2 has no CUDA provider\. Install the GPU build: pip uninstall",
        ),
        (
            GpuRuntime(on=PROCESSOR),
            r"small: ONNX Runtime 1\.23\.2 found no usable GPU, or CUDA's libraries are missing",
        ),
        (GpuRuntime(error=0.25), r"small: the results of the GPU differ from the processor's by 0\.25, .* than 0\.001"),
        (GpuRuntime(error=float("nan")), r"small: the results of the GPU differ from the processor's by inf"),
    ],
)
def test_a_gpu_that_cannot_be_trusted_is_refused(spec: ModelSpec, machine: GpuRuntime, words: str) -> None:
    """ONNX Runtime itself falls back to the processor without an error."""
    with pytest.raises(EngineError, match=words):
        open_model(spec, machine)


@pytest.mark.parametrize("error", FAILED)
def test_an_error_of_a_call_is_one_line(spec: ModelSpec, error: type[Exception]) -> None:
    machine = GpuRuntime()
    model = open_model(spec, machine)
    machine.sessions[-1].raises = error("CUDA failure 2:\n out of memory")
    rows = np.zeros((1, 3, 2), np.float32)
    with pytest.raises(EngineError, match=r"^small: CUDA failure 2: out of memory$"):
        model.run(rows, rows)
    model.close()


def test_the_package_of_the_lock_file_has_no_cuda_provider() -> None:
    """It is the build for processors; the GPU build is installed by hand."""
    assert not has_cuda_provider()
