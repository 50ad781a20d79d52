"""widen.py: a network in whole blocks of channels gives the same, without a picture that is padded by channels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tflite", reason="training needs tflite (make setup TRAIN=1)")

import onnx
import onnxruntime

from models.conversion.convert import convert_tflite
from models.conversion.widen import BLOCK, round_up_to_blocks, widen_network
from models.serving.fetch import DETECTORS
from models.serving.spec import ZOO

SIDES = dict(zip(DETECTORS, (192, 128), strict=True))


def converted(name: str) -> onnx.ModelProto:
    return convert_tflite((ZOO / f"{name}.tflite").read_bytes(), ("boxes", "scores"), "faces")


@pytest.mark.parametrize("name", DETECTORS)
def test_a_widened_network_gives_the_same(name: str) -> None:
    """To rounding: what is added is zeros. Outputs keep their shapes."""
    image = np.random.default_rng(1).uniform(-1, 1, (2, 3, SIDES[name], SIDES[name])).astype(np.float32)
    before, after = (
        onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"image": image})
        for model in (converted(name), widen_network(converted(name)))
    )
    for one, other in zip(before, after, strict=True):
        assert one.shape == other.shape
        assert np.abs(one - other).max() < 1e-3


def test_pictures_grow_by_copying_convolutions_alone() -> None:
    """Of 11 paddings 4 are left, where a picture grows by a block."""
    growing = DETECTORS[1]
    before, after = converted(growing).graph, widen_network(converted(growing)).graph
    assert sum(node.op_type == "Pad" for node in before.node) == 11
    assert not [node for node in after.node if node.op_type == "Pad"]
    assert [tensor.name for tensor in after.initializer if tensor.name.endswith("_copy")] == [
        node.input[1] for node in after.node if node.op_type == "Conv" and len(node.input) == 2
    ]
    assert sum(len(node.input) == 2 for node in after.node if node.op_type == "Conv") == 4


def test_every_kernel_between_pictures_has_whole_blocks() -> None:
    graph = widen_network(converted(DETECTORS[1])).graph
    kernels = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer if len(tensor.dims) == 4}
    rows = {node.input[0] for node in graph.node if node.op_type == "Transpose"}
    inside = [kernels[node.input[1]] for node in graph.node if node.op_type == "Conv" and node.output[0] not in rows]
    assert all(shape[0] % BLOCK == 0 for shape in inside)


@given(st.integers(1, 500))
def test_whole_blocks_are_the_next_multiple(channels: int) -> None:
    rounded = round_up_to_blocks(channels)
    assert rounded % BLOCK == 0
    assert channels <= rounded < channels + BLOCK
