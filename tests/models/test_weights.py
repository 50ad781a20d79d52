"""weights.py: weights are stored and read back, and other files are refused."""

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


def spec_with_weights(folder: Path) -> ModelSpec:
    """A spec with a weights file."""
    spec = ModelSpec.load(ZOO / "fer-1.4m.json")
    return replace(spec, folder=folder, weights=weights.write_weights(STATE, folder / "x.weights.npz"))


def test_weights_are_the_same_after_writing_and_reading(tmp_path: Path) -> None:
    """Kernels are equal within the rounding of float16, statistics of norms exactly; the types are kept."""
    back = weights.read_weights(spec_with_weights(tmp_path))
    assert list(back) == list(STATE)
    for name, array in STATE.items():
        assert back[name].dtype == array.dtype
        np.testing.assert_allclose(back[name], array, rtol=5e-4 if array.ndim > 1 else 0, atol=1e-7)


def test_kernels_take_two_bytes_a_number(tmp_path: Path) -> None:
    """So a network of 1.5 million parameters needs less than 4 MB."""
    big = {"conv.weight": np.random.default_rng(0).normal(0, 0.1, (500, 300)).astype(np.float32)}
    named = weights.write_weights(big, tmp_path / "y.weights.npz")
    assert (tmp_path / named["file"]).stat().st_size < 2.1 * 150_000


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    """The hash of the spec decides, as for the network itself."""
    spec = spec_with_weights(tmp_path)
    content = bytearray((tmp_path / "x.weights.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "x.weights.npz").write_bytes(content)
    with pytest.raises(ModelFileError, match="is not the file that its model settings describe"):
        weights.read_weights(spec)


def test_a_file_that_holds_no_weights_is_refused(tmp_path: Path) -> None:
    """It is refused even with the hash of the spec."""
    (tmp_path / "x.weights.npz").write_bytes(b"nothing")
    named = {"file": "x.weights.npz", "sha256": hashlib.sha256(b"nothing").hexdigest()}
    spec = replace(ModelSpec.load(ZOO / "fer-1.4m.json"), folder=tmp_path, weights=named)
    with pytest.raises(ModelFileError, match="contains no weights"):
        weights.read_weights(spec)


def test_network_without_weights_is_refused_as_start(tmp_path: Path) -> None:
    """The error names the cure."""
    spec = replace(spec_with_weights(tmp_path), weights={})
    with pytest.raises(ModelFileError, match=r"has no weights to start from.*train without --start-from"):
        weights.read_weights(spec)
    missing = replace(spec_with_weights(tmp_path), folder=tmp_path / "elsewhere")
    with pytest.raises(ModelFileError, match="cannot be read"):
        weights.read_weights(missing)
