"""onnx_file.py: files of one opset, each checked against its source network."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra: make train")
onnx = pytest.importorskip("onnx", reason="onnx is in the train extra: make train")

from models import onnx_file  # noqa: E402


def small_net(seed: int) -> Any:
    """Two convolutions and a softmax."""
    torch.manual_seed(seed)
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Conv2d(8, 4, 3), nn.Flatten(), nn.Linear(4 * 64, 3), nn.Softmax(dim=1)
    ).eval()


@pytest.fixture
def rows() -> Any:
    """Ten inputs (10, 1, 12, 12)."""
    return np.random.default_rng(0).standard_normal((10, 1, 12, 12)).astype(np.float32)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The network of seed 0 as a file."""
    path = tmp_path / "net.onnx"
    onnx_file.write_onnx(small_net(0), {"x": torch.zeros(2, 1, 12, 12)}, ["y"], path)
    return path


def opsets(path: Path) -> dict[str, int]:
    """Operator set versions by domain."""
    return {entry.domain: entry.version for entry in onnx.load(str(path)).opset_import}


def test_one_file_of_opset_17(written: Path) -> None:
    """There is no second file; the newer exporter would write opset 18 and a file of weights."""
    assert opsets(written) == {"": 17}
    assert list(written.parent.iterdir()) == [written]


def test_a_file_that_differs_from_its_network_is_refused(written: Path, rows: Any) -> None:
    """Parity with other weights raises an error; with its own weights it is far below the limit."""
    x = {"x": torch.from_numpy(rows)}
    assert onnx_file.check_parity(small_net(0), x, written) < onnx_file.PARITY / 10
    with pytest.raises(RuntimeError, match="differs from the trained model"):
        onnx_file.check_parity(small_net(1), x, written)


def test_angles_are_compared_in_radians() -> None:
    """Angles are in degrees, and tolerances are for values up to 1."""
    ones = {"y": np.zeros((2, 3), np.float32), "pose": np.zeros((2, 2), np.float32)}
    assert onnx_file.largest_difference(ones, ones | {"pose": np.full((2, 2), 57.29578, np.float32)}) == pytest.approx(
        1.0
    )
    assert onnx_file.largest_difference(ones, ones | {"y": np.full((2, 3), 0.25, np.float32)}) == 0.25


def test_fp16_file_has_float32_inputs_and_outputs(written: Path, rows: Any) -> None:
    """Inputs and outputs are float32, weights are float16, and outputs are nearly the same."""
    into = written.with_name("half.onnx")
    onnx_file.write_fp16(written, into)
    graph = onnx.load(str(into)).graph
    assert {t.data_type for t in graph.initializer} <= {onnx.TensorProto.FLOAT16, onnx.TensorProto.INT64}
    assert {v.type.tensor_type.elem_type for v in (*graph.input, *graph.output)} == {onnx.TensorProto.FLOAT}
    assert onnx_file.largest_output_difference(written, into, {"x": rows}) < 0.01


def test_int8_is_symmetric_and_in_the_file(written: Path, rows: Any) -> None:
    """Every zero point is 0, there are Q/DQ pairs, and the file uses ONNX's own operator set alone."""
    into = written.with_name("small.onnx")
    onnx_file.write_int8(written, into, {"x": rows})
    model = onnx.load(str(into))
    kinds = {node.op_type for node in model.graph.node}
    assert {"QuantizeLinear", "DequantizeLinear"} <= kinds
    points = [onnx.numpy_helper.to_array(t) for t in model.graph.initializer if "zero_point" in t.name]
    assert points
    assert all((point == 0).all() for point in points)
    assert not [t.name for t in model.graph.initializer if t.data_type == onnx.TensorProto.INT32]
    assert opsets(into) == {"": 17}
    assert not list(written.parent.glob("*.prepared"))
    assert onnx_file.largest_output_difference(written, into, {"x": rows}) < 0.1
