"""engines.py: stored engines give the outputs of their ONNX files; built on a simulated GPU."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import engines
from models.serving import gpu
from models.serving.comparison import TOLERANCE
from models.serving.engine_cache import TensorRTEngineCache
from models.serving.gpu import EngineError
from models.serving.spec import ModelFileError, ModelSpec
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, installed


@pytest.fixture
def device() -> Iterator[Gpu]:
    """TensorRT on a simulated GPU."""
    with installed(Gpu()) as simulated:
        yield simulated


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    return small_network.spec(tmp_path)


@pytest.fixture
def cache(tmp_path: Path) -> TensorRTEngineCache:
    return TensorRTEngineCache(tmp_path / "engines")


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_engine_is_built_checked_and_stored(
    device: Gpu, spec: ModelSpec, cache: TensorRTEngineCache, precision: str
) -> None:
    """The key has the hash of the source file."""
    built = engines.build_engine(spec, precision, cache, gpu.find_gpu())
    assert built.path.is_file()
    assert built.difference == pytest.approx(0.0, abs=1e-6)
    assert built.key.onnx_sha256 == spec.variant_spec(precision).sha256
    ((_, kept),) = cache.cached_engines()
    assert (kept.key, kept.difference, kept.tolerance) == (
        built.key,
        built.difference,
        TOLERANCE[precision],
    )
    assert device.holds == 0


FAULTS = {
    "no builder": "cannot be started on this machine",
    "no network": "cannot create a network",
    "cannot parse": r"cannot read the ONNX file \(no importer for this operator; no importer",
    "other names": r"has the inputs \['elephants', 'state'\] .* the model settings list other names",
    "no profile": "does not accept 1 to 16 rows",
    "cannot build": r"built no engine \(Error Code 4: no profile, or no kernel\)",
    "wrong numbers": r"differ from ONNX Runtime's by 0\.5, which is more than 0\.001",
    "not a number": "differ from ONNX Runtime's by inf",
    "lost": "CUDA cannot finish",
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_failed_build_is_reported_and_leaves_the_cache_unchanged(
    device: Gpu, spec: ModelSpec, cache: TensorRTEngineCache, fault: str
) -> None:
    """A failed build does not remove the engine that a kiosk uses."""
    engines.build_engine(spec, "fp32", cache, gpu.find_gpu())
    before = {path: path.read_bytes() for path in cache.folder.iterdir()}
    device.faults = {fault}
    with pytest.raises(EngineError, match=FAULTS[fault]) as caught:
        engines.build_engine(spec, "fp32", cache, gpu.find_gpu())
    assert str(caught.value).endswith(".")
    assert {path: path.read_bytes() for path in cache.folder.iterdir()} == before
    assert device.holds == 0


def test_altered_file_is_not_built(device: Gpu, spec: ModelSpec, cache: TensorRTEngineCache) -> None:
    """An altered file and an unknown variant are errors."""
    spec.path.write_bytes(spec.path.read_bytes() + b"\0")
    with pytest.raises(ModelFileError, match="is not the file that its model settings describe"):
        engines.build_engine(spec, "fp32", cache, gpu.find_gpu())
    with pytest.raises(ModelFileError, match="has no int8 file"):
        engines.build_engine(spec, "int8", cache, gpu.find_gpu())
    assert cache.cached_engines() == []


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_build_configuration(device: Gpu, spec: ModelSpec, cache: TensorRTEngineCache, precision: str) -> None:
    """The build has a profile of 1 to 16 rows per input and a memory limit.

    TF32 has half of float32's digits, so it is off for fp32.
    """
    engines.build_engine(spec, precision, cache, gpu.find_gpu())
    (config,) = device.configs
    shapes = tuple((count, *small_network.ROW) for count in (1, 4, 16))
    assert config.profile.shapes == {"sound": shapes, "state": shapes}
    assert config.workspace_bytes == 256 << 20
    assert bool(config.cleared) is (precision == "fp32")


def test_later_build_uses_the_timing_cache_of_an_earlier_one(
    device: Gpu, spec: ModelSpec, cache: TensorRTEngineCache
) -> None:
    """If TensorRT refuses the timing cache, the build starts with an empty one."""
    for expected, faults in ((b"", set()), (b"timings of paper", set()), (b"", {"refuses timings"})):
        device.faults = faults
        engines.build_engine(spec, "fp32", cache, gpu.find_gpu())
        assert device.configs[-1].timings.content == expected


def test_every_precision_has_a_tolerance() -> None:
    """A new precision without a tolerance fails here."""
    assert set(TOLERANCE) == {"fp32", "fp16", "int8"}
