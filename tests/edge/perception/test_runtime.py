"""Tests of runtime.py: only the right file is opened, bad inputs are refused, TensorRT falls back to ONNX Runtime."""

import dataclasses
import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from edge.perception import runtime
from edge.perception.runtime import InferenceSession, NotFiniteError, has_gpu_runtime
from models import engines
from models.serving import gpu
from models.serving.engine_cache import TensorRTEngineCache
from models.serving.onnx_gpu import FAILED, OnnxRuntime
from models.serving.spec import ZOO, ModelFileError, ModelSpec
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, broken, installed
from tests.doubles.onnx_gpu import GpuRuntime
from tests.doubles.own_network import OwnNetwork

SPEC = ModelSpec.load(ZOO / "fer-1.4m.json")


@pytest.fixture(scope="module")
def session() -> InferenceSession:
    """The shipped network, opened."""
    return InferenceSession(SPEC)


def test_provider_names_the_real_engine(session: InferenceSession) -> None:
    """The provider is read back from the engine, not taken from the request."""
    assert session.provider == "CPUExecutionProvider"


@pytest.mark.parametrize("count", [0, 1, 7])
def test_any_number_of_rows(session: InferenceSession, count: int) -> None:
    """One call handles all faces of a frame, also none."""
    rows = np.random.default_rng(count).standard_normal((count, 1, 48, 48), np.float32)
    assert session.run_network(rows)[0].shape == (count, 8)


def test_rows_do_not_influence_each_other(session: InferenceSession) -> None:
    """A face gives the same output alone and with others."""
    rows = np.random.default_rng(1).standard_normal((5, 1, 48, 48), np.float32)
    together = session.run_network(rows)[0]
    alone = np.concatenate([session.run_network(row[None])[0] for row in rows])
    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
def test_not_a_number_is_refused(session: InferenceSession, poison: float) -> None:
    """The check is before the network: a ReLU could turn NaN into a plausible output."""
    rows = np.zeros((2, 1, 48, 48), np.float32)
    rows[1, 0, 3, 3] = poison
    with pytest.raises(NotFiniteError, match=r"fer-1\.4m"):
        session.run_network(rows)


def test_another_shape_or_type_is_refused(session: InferenceSession) -> None:
    """The message names the expected shape."""
    with pytest.raises(
        ValueError, match=r"must be float32 of shape \(1, \(1, 48, 48\)\), not float32 of shape \(1, 1, 64, 64\)"
    ):
        session.run_network(np.zeros((1, 1, 64, 64), np.float32))
    with pytest.raises(ValueError, match="float64"):
        session.run_network(np.zeros((1, 1, 48, 48)))  # type: ignore[arg-type]


def test_altered_file_is_not_opened(tmp_path: Path) -> None:
    """The file is checked against the hash of its spec."""
    (tmp_path / SPEC.file).write_bytes(SPEC.path.read_bytes() + b"\0")
    with pytest.raises(ModelFileError, match="is not the file that its model settings describe"):
        InferenceSession(dataclasses.replace(SPEC, folder=tmp_path))


def test_file_that_the_engine_cannot_read_is_a_model_error(tmp_path: Path) -> None:
    """A file with opset 17 and nothing else, with the right hash: one line, not the engine's traceback."""
    content = bytes((0x42, 2, 0x10, 17))
    (tmp_path / "x.onnx").write_bytes(content)
    spec = dataclasses.replace(SPEC, folder=tmp_path, file="x.onnx", sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(ModelFileError, match=r"ONNX Runtime .* cannot open x\.onnx"):
        InferenceSession(spec)


# TensorRT ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def simulated_gpu(caplog: pytest.LogCaptureFixture) -> Iterator[Gpu]:
    """Simulated TensorRT and GPU, in a process without warnings so far."""
    runtime._warn.cache_clear()
    with installed(Gpu()) as device, caplog.at_level(logging.WARNING):
        yield device


@pytest.fixture
def small(tmp_path: Path) -> ModelSpec:
    return small_network.spec(tmp_path)


@pytest.fixture
def built(simulated_gpu: Gpu, small: ModelSpec, tmp_path: Path) -> Path:
    """A folder with the small network's engine."""
    engines.build_engine(small, "fp16", TensorRTEngineCache(tmp_path / "engines"), gpu.find_gpu())
    return tmp_path / "engines"


ROWS = np.random.default_rng(0).standard_normal((2, 5, *small_network.ROW), np.float32)


def test_an_engine_that_fits_is_run(
    simulated_gpu: Gpu, small: ModelSpec, built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The GPU gives the same numbers, without a warning."""
    processor = InferenceSession(small, "onnxruntime")
    session = InferenceSession(small, engines=built)
    before = simulated_gpu.calls
    for ours, theirs in zip(session.run_network(*ROWS), processor.run_network(*ROWS), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-3)
    assert simulated_gpu.calls == before + 1
    assert (session.provider, session.fallback) == ("TensorRT 10.3.0, fp16", None)
    assert (processor.provider, processor.fallback) == ("CPUExecutionProvider", None)
    assert caplog.messages == []


def test_bad_inputs_do_not_reach_the_gpu(simulated_gpu: Gpu, small: ModelSpec, built: Path) -> None:
    """The checks are the same for both engines."""
    session = InferenceSession(small, engines=built)
    before = simulated_gpu.calls
    with pytest.raises(NotFiniteError):
        session.run_network(ROWS[0], np.full_like(ROWS[1], np.nan))
    with pytest.raises(ValueError, match="must be float32 of shape"):
        session.run_network(ROWS[0], ROWS[1][:3])
    assert simulated_gpu.calls == before
    assert [array.shape for array in session.run_network(*ROWS[:, :0])] == [(0, 3, 2), (0, 3, 2)]


def test_altered_file_is_not_run_by_its_engine(simulated_gpu: Gpu, small: ModelSpec, built: Path) -> None:
    """The engine of the right file exists; opening fails as it does without a GPU."""
    small.path.write_bytes(small.path.read_bytes() + b"\0")
    with pytest.raises(ModelFileError, match="is not the file that its model settings describe"):
        InferenceSession(small, engines=built)


def test_missing_tensorrt_warns_only_if_requested(small: ModelSpec, caplog: pytest.LogCaptureFixture) -> None:
    """Most kiosks have no GPU. Only with `runtime` "tensorrt" is the missing TensorRT a warning."""
    runtime._warn.cache_clear()
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")), caplog.at_level(logging.WARNING):
        assert InferenceSession(small).fallback is None
        assert caplog.messages == []
        expecting = InferenceSession(small, "tensorrt")
    assert expecting.provider == "CPUExecutionProvider"
    assert expecting.fallback is not None
    assert expecting.fallback.startswith("runtime: ONNX Runtime runs instead of TensorRT: TensorRT is not installed")
    assert caplog.messages == [expecting.fallback]


@pytest.mark.parametrize("fault", ["no device", "no runtime", "cannot read", "no memory", "does not run", "lost"])
def test_failed_tensorrt_warns_once(
    simulated_gpu: Gpu, small: ModelSpec, built: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Many sessions with the same failure give one warning; each of them runs on the processor."""
    simulated_gpu.faults = {fault}
    sessions = [InferenceSession(small, engines=built) for _ in range(3)]
    for session in sessions:
        assert session.provider == "CPUExecutionProvider"
        np.testing.assert_allclose(session.run_network(*ROWS)[1], np.tanh(ROWS[0] + ROWS[1]), atol=1e-6)
    (warning,) = caplog.messages
    assert warning == sessions[0].fallback
    assert warning.startswith("runtime: ONNX Runtime runs instead of TensorRT: ")
    assert "\n" not in warning


def test_warning_about_a_missing_engine_names_the_command(
    simulated_gpu: Gpu, small: ModelSpec, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """TensorRT is installed, so somebody expects to use it."""
    assert InferenceSession(small, engines=tmp_path / "empty").provider == "CPUExecutionProvider"
    (warning,) = caplog.messages
    assert "small has no engine for TensorRT 10.3.0 and this Paper GPU" in warning
    assert "vitrina engines build" in warning


def test_lost_gpu_is_replaced_during_the_call(
    simulated_gpu: Gpu, small: ModelSpec, built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """ONNX Runtime completes the call in which the GPU is lost; the GPU is not used again."""
    session = InferenceSession(small, engines=built)
    simulated_gpu.faults = {"lost"}
    for _ in range(2):
        np.testing.assert_allclose(session.run_network(*ROWS)[1], np.tanh(ROWS[0] + ROWS[1]), atol=1e-6)
    simulated_gpu.faults = set()
    before = simulated_gpu.calls
    session.run_network(*ROWS)
    assert simulated_gpu.calls == before
    assert session.provider == "CPUExecutionProvider"
    (warning,) = caplog.messages
    assert warning == session.fallback
    assert "CUDA cannot finish (cudaErrorLaunchFailure)" in warning
    assert simulated_gpu.holds == 0


def test_onnx_runtime_can_be_requested(simulated_gpu: Gpu, small: ModelSpec, built: Path) -> None:
    """TensorRT is not even checked for."""
    simulated_gpu.faults = {"no device"}
    session = InferenceSession(small, "onnxruntime", built)
    assert (session.provider, session.fallback) == ("CPUExecutionProvider", None)


def test_cuda_runs_the_model_on_onnx_runtimes_gpu_provider(small: ModelSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = GpuRuntime()
    monkeypatch.setattr(OnnxRuntime, "find_installed", lambda: machine.runtime)
    session = InferenceSession(small, "cuda")
    assert (session.provider, session.fallback) == ("ONNX Runtime 1.23.2, CUDA provider", None)
    np.testing.assert_allclose(session.run_network(*ROWS)[1], np.tanh(ROWS[0] + ROWS[1]), atol=1e-6)


def test_cuda_without_a_gpu_build_warns_and_runs_on_the_processor(
    small: ModelSpec, caplog: pytest.LogCaptureFixture
) -> None:
    """The package of this environment is the build for processors."""
    runtime._warn.cache_clear()
    session = InferenceSession(small, "cuda")
    assert session.provider == "CPUExecutionProvider"
    np.testing.assert_allclose(session.run_network(*ROWS)[1], np.tanh(ROWS[0] + ROWS[1]), atol=1e-6)
    assert caplog.messages == [session.fallback]
    assert session.fallback is not None
    assert session.fallback.startswith("runtime: ONNX Runtime runs on the processor instead of the GPU: ONNX Runtime ")
    assert "has no CUDA provider. Install the GPU build" in session.fallback


def test_a_cuda_gpu_that_is_lost_is_replaced_during_the_call(small: ModelSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = GpuRuntime()
    monkeypatch.setattr(OnnxRuntime, "find_installed", lambda: machine.runtime)
    session = InferenceSession(small, "cuda")
    machine.sessions[-1].raises = FAILED[0]("CUDA failure 719:\n unspecified launch failure")
    np.testing.assert_allclose(session.run_network(*ROWS)[1], np.tanh(ROWS[0] + ROWS[1]), atol=1e-6)
    assert session.provider == "CPUExecutionProvider"
    assert session.fallback is not None
    assert session.fallback.endswith("small: CUDA failure 719: unspecified launch failure")


def test_a_gpu_runs_models_if_all_have_an_engine(simulated_gpu: Gpu, small: ModelSpec, built: Path) -> None:
    other = dataclasses.replace(small, name="other")
    assert has_gpu_runtime("auto", lambda: [small], built)
    assert has_gpu_runtime("tensorrt", lambda: [small], built)
    assert not has_gpu_runtime("auto", lambda: [small, other], built)
    assert not has_gpu_runtime("onnxruntime", lambda: [small], built)
    simulated_gpu.faults = {"no device"}
    assert not has_gpu_runtime("auto", lambda: [small], built)


def test_cuda_needs_a_build_with_its_provider(small: ModelSpec, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not has_gpu_runtime("cuda", lambda: [small])
    monkeypatch.setattr(runtime, "has_cuda_provider", lambda: True)
    assert has_gpu_runtime("cuda", lambda: [small])
    assert not has_gpu_runtime("onnxruntime", lambda: [small])


def test_each_file_of_a_network_is_run_by_its_own_engine_only(
    simulated_gpu: Gpu, small: ModelSpec, built: Path
) -> None:
    """A measurement of the fp32 file does not get the numbers of the fp16 file."""
    assert InferenceSession(small.variant_spec("fp16"), engines=built).provider == "TensorRT 10.3.0, fp16"
    assert InferenceSession(small.variant_spec("fp32"), engines=built).provider == "CPUExecutionProvider"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"inputs": {"picture": (3, 48, 48)}}, r"ONNX Runtime .* cannot run own\.onnx as its \.json file describes it"),
        ({"inputs": {"faces": (3, 64, 64)}}, r"cannot run own\.onnx as its \.json file describes it"),
        ({"outputs": {"scores": (2,)}}, r"cannot run own\.onnx as its \.json file describes it"),
        ({"outputs": {"logits": (8,)}}, r"logits has the shape \(2,\), but its \.json says \(8,\)"),
    ],
)
def test_spec_of_another_network_is_refused(facts: dict[str, object], words: str, tmp_path: Path) -> None:
    """A wrong name or shape is found when the network is opened, not with the first face."""
    spec = OwnNetwork().write(tmp_path)
    with pytest.raises(ModelFileError, match=words):
        InferenceSession(dataclasses.replace(spec, **facts))  # type: ignore[arg-type]


def test_file_for_a_fixed_number_of_rows_is_refused(tmp_path: Path) -> None:
    """One call handles all faces of a frame. The error says how to export the file."""
    for rows in (1, 4):
        with pytest.raises(ModelFileError, match="accepts only a fixed number of rows"):
            InferenceSession(OwnNetwork(rows=rows).write(tmp_path))
