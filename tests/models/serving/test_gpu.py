"""gpu.py: an engine on a simulated GPU, which computes only from memory that was allocated and copied to."""

import platform
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models import engines
from models.serving import gpu
from models.serving.engine_cache import GpuInfo as Facts
from models.serving.engine_cache import TensorRTEngineCache
from models.serving.gpu import EngineError, NoTensorRTError, TensorRTEngine
from models.serving.spec import ModelSpec
from tests.doubles import small_network
from tests.doubles.gpu import FAULTS, Gpu, broken, installed

Array = NDArray[np.float32]


@pytest.fixture
def device() -> Iterator[Gpu]:
    """TensorRT on a simulated GPU."""
    with installed(Gpu()) as simulated:
        yield simulated


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    return small_network.spec(tmp_path)


@pytest.fixture
def engine(device: Gpu, spec: ModelSpec) -> Iterator[TensorRTEngine]:
    """Engine of the small network, which has its state among inputs and outputs."""
    plan, _ = engines.compile_engine(spec.checked_bytes(), spec, "fp32")
    engine = TensorRTEngine(plan, spec.inputs, spec.outputs)
    yield engine
    engine.close()


def truth(sound: Array, state: Array) -> tuple[Array, Array]:
    after = np.tanh(sound + state)
    return 1 / (1 + np.exp(-after)), after


def rows(count: int, seed: int = 0) -> tuple[Array, Array]:
    drawn = np.random.default_rng(seed).standard_normal((2, count, *small_network.ROW), np.float32)
    return drawn[0], drawn[1]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 40), min_size=1, max_size=5))
def test_calls_with_any_numbers_of_rows(engine: TensorRTEngine, counts: list[int]) -> None:
    """More rows than the engine takes run in several calls, and an earlier call has no effect."""
    for seed, count in enumerate(counts):
        given_rows = rows(count, seed)
        for ours, expected in zip(engine.run(*given_rows), truth(*given_rows), strict=True):
            assert ours.dtype == np.float32
            np.testing.assert_allclose(ours, expected, atol=1e-6)


def test_results_are_not_changed_by_later_calls(engine: TensorRTEngine) -> None:
    """The next call does not overwrite the arrays of the last one."""
    first = engine.run(*rows(3))
    before = [array.copy() for array in first]
    engine.run(*rows(3, seed=1))
    for array, kept in zip(first, before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_state_of_a_recurrent_network_is_passed_by_the_caller(engine: TensorRTEngine) -> None:
    """The state output of one call is the state input of the next, as with any runtime."""
    sound, state = rows(2)
    expected = state
    for _ in range(3):
        _, state = engine.run(sound, state)
        _, expected = truth(sound, expected)
    np.testing.assert_allclose(state, expected, atol=1e-6)


def test_engine_is_warmed_up_when_opened(engine: TensorRTEngine, device: Gpu) -> None:
    """Each size of ROWS has run once."""
    assert device.calls == 3


def test_engine_is_thread_safe(engine: TensorRTEngine) -> None:
    """Calls of several threads run one after the other, as an execution context is not thread-safe."""
    wrong: list[str] = []

    def run(seed: int) -> None:
        given_rows = rows(seed % 16 + 1, seed)
        for _ in range(20):
            if not np.allclose(engine.run(*given_rows)[1], truth(*given_rows)[1], atol=1e-6):
                wrong.append(f"thread {seed}")

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_close_frees_all_memory(engine: TensorRTEngine, device: Gpu) -> None:
    """Host memory, GPU memory and the stream are freed; a call of a closed engine is an error."""
    assert device.holds == 9  # four tensors on host and GPU, a stream
    engine.close()
    assert device.holds == 0
    with pytest.raises(EngineError, match="has been closed"):
        engine.run(*rows(1))
    engine.close()


OPENING = {
    "no runtime": "cannot be started on this machine",
    "cannot read": r"cannot read the engine \(Serialization assertion failed\)",
    "no context": "not enough memory to run the engine",
    "no memory": r"page-locked memory \(cudaErrorMemoryAllocation\)",
    "refuses addresses": "rejects the memory buffer of sound",
    "refuses shapes": "does not accept 1 rows of sound",
    "unknown shape": "does not know the shape of sound, state",
    "other output shape": r"reports the shape \(-1, 3, 2\) for output answer with 1 rows",
    "other tensors": "differ from those in the model settings",
    "other shapes": r"sound has the shape \(-1, 7\) in the engine, but \(-1, 3, 2\) in the model settings",
    "other types": "tensor sound of the engine has the type ",
    "fewer rows": "accepts only 1 to 8 rows of sound",
    "does not run": "could not run the engine",
    "lost": "CUDA cannot finish",
}


@pytest.mark.parametrize("fault", sorted(OPENING))
def test_failure_at_opening_is_reported_and_frees_all_memory(device: Gpu, spec: ModelSpec, fault: str) -> None:
    """No call of TensorRT or CUDA raises on failure; each return value is checked and has its own error text."""
    plan, _ = engines.compile_engine(spec.checked_bytes(), spec, "fp32")
    device.faults = {fault}
    with pytest.raises(EngineError, match=OPENING[fault]) as caught:
        TensorRTEngine(plan, spec.inputs, spec.outputs)
    assert str(caught.value).endswith(".")
    assert device.holds == 0


def test_every_fault_of_the_simulated_gpu_is_tested() -> None:
    """A new fault without a test fails here."""
    building = {"no builder", "no network", "cannot parse", "no profile", "cannot build", "wrong numbers"}
    building |= {"not a number", "refuses timings", "other names", "no device"}
    assert set(OPENING) | building == FAULTS


def test_gpu_info_has_name_capability_and_versions(device: Gpu) -> None:
    device.name, device.capability = "Orin", (8, 7)
    assert gpu.find_gpu() == Facts("Orin", "8.7", "10.3.0", platform.machine())


def test_missing_and_broken_tensorrt_are_different_errors(device: Gpu) -> None:
    """A kiosk without a GPU has no TensorRT; a broken installation must be repaired."""
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")), pytest.raises(NoTensorRTError):
        gpu.find_gpu()
    library = ImportError("libnvinfer.so.10: cannot open shared object file")
    with broken("tensorrt", library), pytest.raises(EngineError, match=r"cannot be loaded \(libnvinfer") as caught:
        gpu.find_gpu()
    assert not isinstance(caught.value, NoTensorRTError)


def test_tensorrt_without_cuda_python_is_an_error_with_a_cure(device: Gpu) -> None:
    with (
        broken("cuda.bindings", ModuleNotFoundError("No module named 'cuda'")),
        pytest.raises(EngineError, match=r"cuda-python is not .* pip install 'vitrina\[jetson\]'"),
    ):
        gpu.find_gpu()


def test_engine_of_any_variant_of_a_network_is_used(device: Gpu, spec: ModelSpec, tmp_path: Path) -> None:
    """An engine in half precision is used for the whole network, but not for its fp32 file alone."""
    cache = TensorRTEngineCache(tmp_path / "engines")
    with pytest.raises(EngineError, match=r"has no engine for TensorRT 10\.3\.0 .* vitrina engines build"):
        gpu.open_cached_engine(spec, cache)
    built = engines.build_engine(spec, "fp16", cache, gpu.find_gpu())
    engine, key = gpu.open_cached_engine(spec, cache)
    assert key == built.key
    engine.close()
    with pytest.raises(EngineError, match="has no engine"):
        gpu.open_cached_engine(spec.variant_spec("fp32"), cache)
