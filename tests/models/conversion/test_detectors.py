"""The converted face detectors give what LiteRT gives, and what is not known in a file is refused with a reason."""

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("tflite", reason="training needs tflite (make setup TRAIN=1)")

import onnxruntime
import tflite

from models.conversion import graph, operators
from models.conversion.convert import convert_tflite
from models.conversion.graph import ConversionError
from models.serving.fetch import DETECTORS
from models.serving.spec import ZOO

OUTPUTS = ("boxes", "scores")
FULL_RANGE, SHORT_RANGE = DETECTORS

Floats = NDArray[np.float32]


def content_of(name: str) -> bytes:
    return (ZOO / f"{name}.tflite").read_bytes()


def litert(content: bytes, image: Floats) -> tuple[Floats, Floats]:
    """Boxes and scores of one image (3, side, side) by LiteRT."""
    interpreter = pytest.importorskip("ai_edge_litert.interpreter", reason="LiteRT is not installed").Interpreter
    network = interpreter(model_content=content, num_threads=1)
    network.allocate_tensors()
    (source,) = network.get_input_details()
    network.set_tensor(source["index"], np.ascontiguousarray(image.transpose(1, 2, 0))[None])
    network.invoke()
    boxes, scores = (network.get_tensor(output["index"])[0] for output in network.get_output_details())
    return boxes, scores


@pytest.mark.parametrize(("name", "side_px", "anchors"), [(FULL_RANGE, 192, 2304), (SHORT_RANGE, 128, 896)])
def test_any_number_of_pictures_gives_what_litert_gives_of_each(name: str, side_px: int, anchors: int) -> None:
    """Of noise and of an even picture; boxes are in pixels, up to hundreds of them."""
    content = content_of(name)
    images = np.random.default_rng(1).uniform(-1, 1, (3, 3, side_px, side_px)).astype(np.float32)
    images[1] = 0.25
    session = onnxruntime.InferenceSession(convert_tflite(content, OUTPUTS, name).SerializeToString())
    boxes, scores = session.run(list(OUTPUTS), {"image": images})
    assert (boxes.shape, scores.shape) == ((3, anchors, 16), (3, anchors, 1))
    for image, own_boxes, own_scores in zip(images, boxes, scores, strict=True):
        their_boxes, their_scores = litert(content, image)
        assert np.abs(own_boxes - their_boxes).max() < 1e-3
        assert np.abs(own_scores - their_scores).max() < 1e-3


def test_sparse_weights_are_all_there() -> None:
    """The full-range network stores 46 layers by their values other than 0; none of its kernels may come out empty."""
    made = convert_tflite(content_of(FULL_RANGE), OUTPUTS, "full")
    kernels = [tensor for tensor in made.graph.initializer if tensor.name.startswith("kernel")]
    zeros = [1 - np.count_nonzero(values) / values.size for values in map(_values, kernels)]
    assert len(kernels) == 91
    assert sum(share > 0.5 for share in zeros) == 46
    assert max(zeros) < 0.9


def _values(tensor: object) -> Floats:
    from onnx import numpy_helper

    return np.asarray(numpy_helper.to_array(tensor), np.float32)


@pytest.mark.parametrize("operator", ["DENSIFY", "RESIZE_BILINEAR", "CONV_2D"])
def test_an_operator_that_is_not_known_is_refused(operator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(operators.OPERATORS, operator)
    with pytest.raises(ConversionError, match=f"the operator {operator} is not supported"):
        convert_tflite(content_of(FULL_RANGE), OUTPUTS, "full")


def test_an_activation_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the network would give other numbers."""
    monkeypatch.delitem(operators._ACTIVATIONS, tflite.ActivationFunctionType.RELU)
    with pytest.raises(ConversionError, match="fused activation other than ReLU"):
        convert_tflite(content_of(FULL_RANGE), OUTPUTS, "full")


def test_a_type_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(graph._DTYPES, tflite.TensorType.FLOAT16)
    with pytest.raises(ConversionError, match="has the type 1, which is not supported"):
        convert_tflite(content_of(SHORT_RANGE), OUTPUTS, "short")


def test_other_sparse_indices_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(graph._INDEX_VECTORS, tflite.SparseIndexVector.Uint8Vector)
    with pytest.raises(ConversionError, match="sparse indices of the kind 3"):
        convert_tflite(content_of(FULL_RANGE), OUTPUTS, "full")
