"""engines.py: what is kept computes what the ONNX file does; made on a GPU of paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import engines
from models.serving import gpu
from models.serving.engine_cache import EngineCache
from models.serving.gpu import EngineError
from models.serving.spec import ModelFileError, ModelSpec
from tests.doubles import small_network
from tests.doubles.gpu import Gpu, installed


@pytest.fixture
def paper() -> Iterator[Gpu]:
    """TensorRT on a GPU of paper."""
    with installed(Gpu()) as device:
        yield device


@pytest.fixture
def spec(tmp_path: Path) -> ModelSpec:
    return small_network.spec(tmp_path)


@pytest.fixture
def cache(tmp_path: Path) -> EngineCache:
    return EngineCache(tmp_path / "engines")


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_an_engine_is_built_checked_and_kept(paper: Gpu, spec: ModelSpec, cache: EngineCache, precision: str) -> None:
    """Under the hash of the file that it was made from."""
    built = engines.build(spec, precision, cache, gpu.found())
    assert built.path.is_file()
    assert built.difference == pytest.approx(0.0, abs=1e-6)
    assert built.key.onnx_sha256 == spec.variant(precision).sha256
    ((_, kept),) = cache.entries()
    assert (kept.key, kept.difference, kept.tolerance) == (
        built.key,
        built.difference,
        engines.TOLERANCE[precision],
    )
    assert paper.holds == 0


FAULTS = {
    "no builder": "does not start here",
    "no network": "makes no network",
    "cannot parse": r"cannot read the ONNX file \(no importer for this operator; no importer",
    "other names": r"takes \['elephants', 'state'\] .* its card says otherwise",
    "no profile": "does not take 1 to 16 rows",
    "cannot build": r"built no engine \(Error Code 4: no profile, or no kernel\)",
    "wrong numbers": r"differs from ONNX Runtime by 0\.5, more than 0\.001",
    "not a number": "differs from ONNX Runtime by inf",
    "lost": "CUDA cannot finish",
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_what_goes_wrong_is_said_and_the_cache_stays_as_it_was(
    paper: Gpu, spec: ModelSpec, cache: EngineCache, fault: str
) -> None:
    """The engine that a kiosk runs with is not lost to a build that fails."""
    engines.build(spec, "fp32", cache, gpu.found())
    before = {path: path.read_bytes() for path in cache.folder.iterdir()}
    paper.faults = {fault}
    with pytest.raises(EngineError, match=FAULTS[fault]) as caught:
        engines.build(spec, "fp32", cache, gpu.found())
    assert str(caught.value).endswith(".")
    assert {path: path.read_bytes() for path in cache.folder.iterdir()} == before
    assert paper.holds == 0


def test_an_altered_file_is_not_built(paper: Gpu, spec: ModelSpec, cache: EngineCache) -> None:
    """Nor a variant that the network has not."""
    spec.path.write_bytes(spec.path.read_bytes() + b"\0")
    with pytest.raises(ModelFileError, match="is not the file that its card names"):
        engines.build(spec, "fp32", cache, gpu.found())
    with pytest.raises(ModelFileError, match="has no int8 file"):
        engines.build(spec, "int8", cache, gpu.found())
    assert cache.entries() == []


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_what_is_asked_of_tensorrt(paper: Gpu, spec: ModelSpec, cache: EngineCache, precision: str) -> None:
    """1 to 16 rows of each input, and no more memory than is there.

    TF32 has half of float32's digits: it is off where float32 is wanted.
    """
    engines.build(spec, precision, cache, gpu.found())
    (config,) = paper.configs
    shapes = tuple((count, *small_network.ROW) for count in (1, 4, 16))
    assert config.profile.shapes == {"sound": shapes, "state": shapes}
    assert config.workspace_bytes == 256 << 20
    assert bool(config.cleared) is (precision == "fp32")


def test_a_later_build_begins_with_what_an_earlier_one_learned(paper: Gpu, spec: ModelSpec, cache: EngineCache) -> None:
    """Where TensorRT does not take it, with nothing."""
    for expected, faults in ((b"", set()), (b"timings of paper", set()), (b"", {"refuses timings"})):
        paper.faults = faults
        engines.build(spec, "fp32", cache, gpu.found())
        assert paper.configs[-1].timings.content == expected


def test_the_networks_of_the_zoo_have_a_tolerance_for_every_variant() -> None:
    """A new precision wants one."""
    assert set(engines.TOLERANCE) == {"fp32", "fp16", "int8"}
