"""weights.py: what a network begins from is what another one had learnt, and nothing else is taken for it."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models import weights
from models.serving.spec import ZOO, ModelFileError, ModelSpec

STATE: dict[str, weights.Array] = {
    "conv.weight": np.random.default_rng(0).normal(0, 0.1, (8, 4, 3, 3)).astype(np.float32),
    "norm.running_var": np.array([1e5, 1e-3], np.float32),  # the first is beyond float16
    "norm.num_batches_tracked": np.array(1234, np.int64),
}


def beside(folder: Path) -> ModelSpec:
    """A spec with weights beside it."""
    spec = ModelSpec.load(ZOO / "fer-1.4m.json")
    return replace(spec, folder=folder, weights=weights.write(STATE, folder / "x.weights.npz"))


def test_weights_come_back_as_they_went_in(tmp_path: Path) -> None:
    """Kernels to the rounding of float16, what the norms measured exactly; types as torch wants them."""
    back = weights.read(beside(tmp_path))
    assert list(back) == list(STATE)
    for name, array in STATE.items():
        assert back[name].dtype == array.dtype
        np.testing.assert_allclose(back[name], array, rtol=5e-4 if array.ndim > 1 else 0, atol=1e-7)


def test_kernels_take_two_bytes_a_number(tmp_path: Path) -> None:
    """A network of a million and a half parameters stays below 4 MB."""
    big = {"conv.weight": np.random.default_rng(0).normal(0, 0.1, (500, 300)).astype(np.float32)}
    named = weights.write(big, tmp_path / "y.weights.npz")
    assert (tmp_path / named["file"]).stat().st_size < 2.1 * 150_000


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    """By their hash, as the network itself is."""
    spec = beside(tmp_path)
    content = bytearray((tmp_path / "x.weights.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "x.weights.npz").write_bytes(content)
    with pytest.raises(ModelFileError, match="is not the file that its card names"):
        weights.read(spec)


def test_a_file_that_holds_no_weights_is_refused(tmp_path: Path) -> None:
    """Though its hash is the one that the card names."""
    (tmp_path / "x.weights.npz").write_bytes(b"nothing")
    named = {"file": "x.weights.npz", "sha256": hashlib.sha256(b"nothing").hexdigest()}
    spec = replace(ModelSpec.load(ZOO / "fer-1.4m.json"), folder=tmp_path, weights=named)
    with pytest.raises(ModelFileError, match="holds no weights"):
        weights.read(spec)


def test_a_network_without_weights_is_no_start(tmp_path: Path) -> None:
    """It says what to do."""
    spec = replace(beside(tmp_path), weights={})
    with pytest.raises(ModelFileError, match=r"comes without weights to begin from.*train without --start-from"):
        weights.read(spec)
    missing = replace(beside(tmp_path), folder=tmp_path / "elsewhere")
    with pytest.raises(ModelFileError, match="cannot be read"):
        weights.read(missing)
