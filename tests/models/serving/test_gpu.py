"""gpu.py: an engine on a GPU of paper, which computes what it is given from memory that it was given."""

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
from models.serving.engine_cache import EngineCache
from models.serving.engine_cache import GpuInfo as Facts
from models.serving.gpu import EngineError, NoTensorRTError, TensorRTEngine
from models.serving.spec import ModelSpec
from tests.doubles import small_network
from tests.doubles.gpu import FAULTS, Gpu, broken, installed

Array = NDArray[np.float32]


@pytest.fixture
def paper() -> Iterator[Gpu]:
    """TensorRT on a GPU of paper."""
    with installed(Gpu()) as device:
        yield device


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    return small_network.spec(tmp_path)


@pytest.fixture
def engine(paper: Gpu, spec: ModelSpec) -> Iterator[TensorRTEngine]:
    """Of the small network, with its memory among inputs and outputs."""
    plan, _ = engines.compiled(spec.checked_bytes(), spec, "fp32")
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
def test_any_numbers_of_rows_one_after_the_other(engine: TensorRTEngine, counts: list[int]) -> None:
    """More than the engine takes at once are taken in parts, and nothing is left over from the call before."""
    for seed, count in enumerate(counts):
        given_rows = rows(count, seed)
        for ours, expected in zip(engine.run(*given_rows), truth(*given_rows), strict=True):
            assert ours.dtype == np.float32
            np.testing.assert_allclose(ours, expected, atol=1e-6)


def test_answers_stay_what_they_were(engine: TensorRTEngine) -> None:
    """The next call does not write over what the last one gave."""
    first = engine.run(*rows(3))
    before = [array.copy() for array in first]
    engine.run(*rows(3, seed=1))
    for array, kept in zip(first, before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_a_network_with_a_memory_remembers(engine: TensorRTEngine) -> None:
    """Its state goes round outside, as with any runtime."""
    sound, state = rows(2)
    expected = state
    for _ in range(3):
        _, state = engine.run(sound, state)
        _, expected = truth(sound, expected)
    np.testing.assert_allclose(state, expected, atol=1e-6)


def test_it_is_warm_before_it_is_used(engine: TensorRTEngine, paper: Gpu) -> None:
    """Each size that it was made for has run once."""
    assert paper.calls == 3


def test_two_threads_may_ask(engine: TensorRTEngine) -> None:
    """One waits for the other: an execution context is for one."""
    wrong: list[str] = []

    def ask(seed: int) -> None:
        given_rows = rows(seed % 16 + 1, seed)
        for _ in range(20):
            if not np.allclose(engine.run(*given_rows)[1], truth(*given_rows)[1], atol=1e-6):
                wrong.append(f"thread {seed}")

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_everything_is_given_back(engine: TensorRTEngine, paper: Gpu) -> None:
    """Memory on both sides and the stream; a closed engine says so, instead of computing from memory that is gone."""
    assert paper.holds == 9  # four tensors here and there, a stream
    engine.close()
    assert paper.holds == 0
    with pytest.raises(EngineError, match="was closed"):
        engine.run(*rows(1))
    engine.close()


OPENING = {
    "no runtime": "does not start here",
    "cannot read": r"cannot read the engine \(Serialization assertion failed\)",
    "no context": "no memory to run the engine in",
    "no memory": r"page-locked memory \(cudaErrorMemoryAllocation\)",
    "refuses addresses": "refuses the memory of sound",
    "refuses shapes": "refuses 1 rows of sound",
    "unknown shape": "does not know the shape of sound, state",
    "other output shape": r"gives answer as \(-1, 3, 2\) for 1 rows",
    "other tensors": "has other inputs and outputs than its network",
    "other shapes": r"has sound as \(-1, 7\), its network as \(-1, 3, 2\)",
    "other types": "has sound in ",
    "fewer rows": "takes 1 to 8 rows of sound",
    "does not run": "did not run the engine",
    "lost": "CUDA cannot finish",
}


@pytest.mark.parametrize("fault", sorted(OPENING))
def test_what_goes_wrong_is_said_and_nothing_is_left(paper: Gpu, spec: ModelSpec, fault: str) -> None:
    """No call of TensorRT or CUDA raises when it fails: each answer is looked at, and told in its own words."""
    plan, _ = engines.compiled(spec.checked_bytes(), spec, "fp32")
    paper.faults = {fault}
    with pytest.raises(EngineError, match=OPENING[fault]) as caught:
        TensorRTEngine(plan, spec.inputs, spec.outputs)
    assert str(caught.value).endswith(".")
    assert paper.holds == 0


def test_every_fault_of_the_paper_gpu_is_tried_somewhere() -> None:
    """So that a new one is not forgotten."""
    building = {"no builder", "no network", "cannot parse", "no profile", "cannot build", "wrong numbers"}
    building |= {"not a number", "refuses timings", "other names", "no device"}
    assert set(OPENING) | building == FAULTS


def test_the_gpu_says_what_an_engine_is_tied_to(paper: Gpu) -> None:
    paper.name, paper.capability = "Orin", (8, 7)
    assert gpu.found() == Facts("Orin", "8.7", "10.3.0", platform.machine())


def test_no_tensorrt_is_told_apart_from_a_broken_one(paper: Gpu) -> None:
    """The first is every kiosk without a GPU; the second somebody must mend."""
    with broken("tensorrt", ModuleNotFoundError("No module named 'tensorrt'")), pytest.raises(NoTensorRTError):
        gpu.found()
    library = ImportError("libnvinfer.so.10: cannot open shared object file")
    with broken("tensorrt", library), pytest.raises(EngineError, match=r"cannot be loaded \(libnvinfer") as caught:
        gpu.found()
    assert not isinstance(caught.value, NoTensorRTError)


def test_tensorrt_without_cuda_python_says_what_is_missing(paper: Gpu) -> None:
    with (
        broken("cuda.bindings", ModuleNotFoundError("No module named 'cuda'")),
        pytest.raises(EngineError, match=r"cuda-python is not .* pip install 'vitrina\[jetson\]'"),
    ):
        gpu.found()


def test_the_engine_of_any_file_of_a_network_will_do(paper: Gpu, spec: ModelSpec, tmp_path: Path) -> None:
    """One was built, in half precision; the whole network takes it, its full file alone does not."""
    cache = EngineCache(tmp_path / "engines")
    with pytest.raises(EngineError, match=r"has no engine for TensorRT 10\.3\.0 .* vitrina engines build"):
        gpu.ready(spec, cache)
    built = engines.build(spec, "fp16", cache, gpu.found())
    engine, key = gpu.ready(spec, cache)
    assert key == built.key
    engine.close()
    with pytest.raises(EngineError, match="has no engine"):
        gpu.ready(spec.variant("fp32"), cache)
