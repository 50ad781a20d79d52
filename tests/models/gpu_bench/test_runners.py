"""runners.py: TensorRT if it works, else the CUDA provider, else a reason; all of them simulated."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from models.gpu_bench.runners import CudaRunner, NoRunnerError, choose_runner
from models.serving.gpu import EngineError
from models.serving.onnx_gpu import CUDA, FAILED, PROCESSOR, OnnxRuntime
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, broken, installed
from tests.doubles.onnx_gpu import GpuRuntime


def without_tensorrt() -> Any:
    return broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'"))


def test_tensorrt_builds_the_engine_that_a_kiosk_builds(tmp_path: Path) -> None:
    """It is freed again."""
    spec = small_network.spec(tmp_path)
    with installed(Gpu()) as gpu:
        runner, why_not = choose_runner(tmp_path / "engines", GpuRuntime().runtime)
        assert (runner.title, why_not) == ("TensorRT 10.3.0", "")
        network = runner.open(spec, "fp16")
        assert network.difference == pytest.approx(0.0, abs=1e-6)
        assert gpu.calls > 0
        network.close()
        assert gpu.holds == 0


def test_without_tensorrt_the_cuda_provider_runs_and_the_reason_is_kept(tmp_path: Path) -> None:
    spec = small_network.spec(tmp_path)
    machine = GpuRuntime(error=0.25)
    with without_tensorrt():
        runner, why_not = choose_runner(tmp_path, machine.runtime)
    assert runner.title == "ONNX Runtime 1.23.2, CUDA provider"
    assert why_not.startswith("TensorRT is not installed (No module named 'tensorrt').")
    assert runner.open(spec, "fp32").difference == pytest.approx(0.25)
    assert machine.wanted == [(CUDA, {"use_tf32": "0"}), PROCESSOR]


def test_without_tensorrt_and_cuda_provider_both_are_named(tmp_path: Path) -> None:
    with (
        without_tensorrt(),
        pytest.raises(NoRunnerError, match=r"TensorRT is not installed .* ONNX Runtime 1\.23\.2 has no CUDA provider"),
    ):
        choose_runner(tmp_path, GpuRuntime((PROCESSOR,)).runtime)


def test_a_session_that_fell_back_to_the_processor_is_no_measurement_of_the_gpu(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"small \(fp32\): ONNX Runtime runs the model on the processor"):
        CudaRunner(GpuRuntime(on=PROCESSOR).runtime).open(small_network.spec(tmp_path), "fp32")


@pytest.mark.parametrize("error", FAILED)
def test_an_error_of_onnx_runtime_on_the_gpu_is_one_line(tmp_path: Path, error: type[Exception]) -> None:
    def open_session(content: bytes, wanted: Sequence[Any]) -> Any:
        raise error("out of\n memory")

    opens: Callable[[bytes, Sequence[Any]], Any] = open_session
    with pytest.raises(EngineError, match=r"small \(fp32\): out of memory"):
        CudaRunner(OnnxRuntime("1", lambda: (CUDA,), opens)).open(small_network.spec(tmp_path), "fp32")
