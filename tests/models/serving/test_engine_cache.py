"""engine_cache.py: an engine is found only if everything that it depends on is unchanged."""

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.serving.engine_cache import (
    ROWS,
    CachedTensorRTEngine,
    GpuInfo,
    TensorRTEngineCache,
    TensorRTEngineKey,
    default_folder,
)

GPU = GpuInfo("Orin", "8.7", "10.3.0", "aarch64")
KEY = TensorRTEngineKey("fer", "fp16", "ab" * 32, GPU)
PLAN = b"an engine"


@pytest.fixture
def cache(tmp_path: Path) -> TensorRTEngineCache:
    """A cache with one engine."""
    cache = TensorRTEngineCache(tmp_path / "engines")
    cache.keep_engine(KEY, PLAN, difference=0.001, tolerance=0.01)
    return cache


def find(
    cache: TensorRTEngineCache, gpu: GpuInfo = GPU, network: str = "fer", sha256: str = KEY.onnx_sha256
) -> bytes | None:
    found = cache.find_engine(network, [sha256], gpu)
    return found[1] if found else None


def engines(cache: TensorRTEngineCache) -> list[str]:
    return sorted(path.name for path in cache.folder.glob("*.engine"))


def test_stored_engine_is_found(cache: TensorRTEngineCache) -> None:
    """The engine is found with its facts, which are also in the file name."""
    kept = CachedTensorRTEngine(KEY, hashlib.sha256(PLAN).hexdigest(), 0.001, 0.01)
    assert cache.find_engine("fer", ["00" * 32, KEY.onnx_sha256], GPU) == (kept, PLAN)
    assert engines(cache)[0].startswith("fer.fp16.trt10.3.0.sm8.7.")


@pytest.mark.parametrize(
    "change", [{"name": "Thor"}, {"capability": "11.0"}, {"tensorrt": "10.3.1"}, {"machine": "x86_64"}]
)
def test_engine_of_another_machine_is_deleted_unread(cache: TensorRTEngineCache, change: dict[str, str]) -> None:
    """An engine for another GPU or TensorRT can never be used again, and loading it could crash the process."""
    assert find(cache, replace(GPU, **change)) is None
    assert list(cache.folder.iterdir()) == []


def test_engine_for_other_numbers_of_rows_is_deleted(cache: TensorRTEngineCache) -> None:
    """A newer version of Vitrina may build engines for more rows."""
    cache.keep_engine(replace(KEY, rows=(1, 2, 8)), PLAN, difference=0.0, tolerance=0.01)
    assert find(cache) is None
    assert engines(cache) == []


def test_engine_of_another_file_is_not_used(cache: TensorRTEngineCache) -> None:
    """The engine stays, as the caller may have asked for one variant alone."""
    assert find(cache, sha256="cd" * 32) is None
    assert find(cache) == PLAN


def test_engine_of_another_network_stays(cache: TensorRTEngineCache) -> None:
    assert find(cache, replace(GPU, name="Thor"), network="voice") is None
    assert find(cache) == PLAN


@pytest.mark.parametrize("damage", ["cut", "grown", "changed", "absent", "renamed", "other facts"])
def test_engine_that_differs_from_its_facts_is_deleted(cache: TensorRTEngineCache, damage: str) -> None:
    """Causes are a power cut, a bad disk, or a change by hand."""
    (engine,) = cache.folder.glob("*.engine")
    facts = engine.with_suffix(".json")
    if damage == "cut":
        engine.write_bytes(PLAN[:-1])
    elif damage == "grown":
        engine.write_bytes(PLAN + b"\0")
    elif damage == "changed":
        engine.write_bytes(b"AN ENGINE")
    elif damage == "absent":
        engine.unlink()
    elif damage == "renamed":
        engine.rename(engine.with_name("fer.engine"))
        facts.rename(facts.with_name("fer.json"))
    else:
        facts.write_text(facts.read_text().replace("ab" * 32, "cd" * 32))
    assert find(cache, sha256="cd" * 32) is None
    assert find(cache) is None
    assert engines(cache) == []


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"key": 3}', '{"key": {"gpu": {}}}', '{"key": {}, "sha256": 1}']
)
def test_unreadable_facts_are_no_engine(cache: TensorRTEngineCache, text: str) -> None:
    """The next build deletes them."""
    (cache.folder / "x.json").write_text(text)
    (cache.folder / "x.engine").write_bytes(PLAN)
    assert [kept.key for _, kept in cache.cached_engines()] == [KEY]
    cache.keep_engine(replace(KEY, network="voice"), PLAN, difference=0.0, tolerance=0.01)
    assert not (cache.folder / "x.json").exists()
    assert not (cache.folder / "x.engine").exists()


def test_a_network_has_one_engine(cache: TensorRTEngineCache) -> None:
    """The last build is kept, of any precision; engines of other networks stay."""
    other = replace(KEY, network="voice")
    cache.keep_engine(other, PLAN, difference=0.0, tolerance=0.01)
    cache.keep_engine(replace(KEY, precision="fp32", onnx_sha256="cd" * 32), b"full", difference=0.0, tolerance=0.001)
    assert [(kept.key.network, kept.key.precision) for _, kept in cache.cached_engines()] == [
        ("fer", "fp32"),
        ("voice", "fp16"),
    ]


def test_files_left_by_a_power_cut_are_deleted(cache: TensorRTEngineCache) -> None:
    """Partial files and an engine without facts are deleted; the timing cache stays."""
    cache.keep_timings(GPU, b"learned")
    (cache.folder / "fer.engine.part").write_bytes(b"half")
    (cache.folder / "alone.engine").write_bytes(PLAN)
    assert find(cache) == PLAN
    cache.keep_engine(KEY, PLAN, difference=0.0, tolerance=0.01)
    assert [path.suffix for path in sorted(cache.folder.iterdir())] == [".engine", ".json", ".timings"]
    assert cache.read_timings(GPU) == b"learned"
    assert cache.read_timings(replace(GPU, tensorrt="11.4.0")) == b""


def test_missing_folder_is_an_empty_cache(tmp_path: Path) -> None:
    """Reading does not create the folder."""
    cache = TensorRTEngineCache(tmp_path / "none")
    assert find(cache) is None
    assert cache.cached_engines() == []
    assert cache.read_timings(GPU) == b""
    assert not cache.folder.exists()


def test_gpu_name_is_made_a_valid_file_name(tmp_path: Path) -> None:
    """Characters other than letters and digits become dashes."""
    cache = TensorRTEngineCache(tmp_path)
    cache.keep_timings(replace(GPU, name="NVIDIA/Orin (nvgpu)"), b"learned")
    assert [path.name for path in tmp_path.iterdir()] == ["trt10.3.0.sm8.7.NVIDIA-Orin--nvgpu-.timings"]


def test_default_folder_is_the_service_folder_if_writable(tmp_path: Path) -> None:
    """The service's folder is used if it is writable, independent of the environment; else the user's cache."""
    assert default_folder({"XDG_CACHE_HOME": "/elsewhere"}, system=tmp_path) == tmp_path / "engines"
    assert default_folder({"XDG_CACHE_HOME": "/x"}, system=tmp_path / "none") == Path("/x/vitrina/engines")
    assert default_folder({}, system=tmp_path / "none") == Path.home() / ".cache" / "vitrina" / "engines"


@given(st.data())
def test_different_keys_have_different_names(data: st.DataObject) -> None:
    """A difference in any field changes the name."""
    words = st.text("ab.", min_size=1, max_size=3)
    gpus = st.builds(GpuInfo, words, words, words, words)
    keys = st.builds(TensorRTEngineKey, words, words, words, gpus, st.tuples(*3 * [st.integers(1, 16)]))
    one, other = data.draw(keys), data.draw(keys)
    assert (one.stem == other.stem) == (one == other)


def test_facts_are_unchanged_after_writing_and_reading(cache: TensorRTEngineCache) -> None:
    (facts,) = cache.folder.glob("*.json")
    written: dict[str, Any] = json.loads(facts.read_text())
    assert written["key"]["rows"] == list(ROWS)
    assert asdict(CachedTensorRTEngine.read(facts))["key"]["gpu"] == asdict(GPU)
