"""The converted mesh gives what LiteRT gives, and what is no network is refused with a reason."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

pytest.importorskip("tflite", reason="training needs tflite (make setup TRAIN=1)")

import onnxruntime

from models.conversion.convert import convert_tflite
from models.conversion.graph import ConversionError
from models.data import DATA
from models.serving.features.face_mesh import NET_PX, normalise
from models.smile import mesh

FACES = 500


def litert(content: bytes, crops: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Points (n, 1404) and logits of a face (n,) by LiteRT, one crop at a time."""
    interpreter = pytest.importorskip("ai_edge_litert.interpreter", reason="LiteRT is not installed").Interpreter
    network = interpreter(model_content=content, num_threads=1)
    network.allocate_tensors()
    (source,) = network.get_input_details()
    points, scores = network.get_output_details()
    found = []
    for image in normalise(crops):
        network.set_tensor(source["index"], np.ascontiguousarray(image.transpose(1, 2, 0))[None])
        network.invoke()
        found.append([network.get_tensor(output["index"]).ravel() for output in (points, scores)])
    return np.stack([one for one, _ in found]), np.concatenate([score for _, score in found])


def require_equal(content: bytes, crops: NDArray[np.uint8]) -> None:
    """Fails where a point is off by more than a thousandth of a pixel, or a logit by more than 0.001."""
    points, scores = litert(content, crops)
    own_points, own_scores = mesh.mesh_points(crops)
    assert np.abs(own_points.reshape(len(crops), -1) - points).max() < 1e-3
    assert np.abs(own_scores - scores).max() < 1e-3


def test_it_gives_what_litert_gives_of_noise(mesh_file: bytes) -> None:
    rng = np.random.default_rng(1)
    crops = rng.integers(0, 256, (8, NET_PX, NET_PX, 3), np.uint8)
    require_equal(mesh_file, crops)


def test_it_gives_what_litert_gives_of_500_faces(mesh_file: bytes) -> None:
    from models.expression.data import load_sheet

    if not (DATA / "faces" / "va.csv").is_file():
        pytest.skip("the faces of data/faces are not here")
    _, tiles = load_sheet(DATA / "faces", "va")
    scale = NET_PX / tiles.shape[1]
    whole = np.array([[scale, 0.0, 0.0], [0.0, scale, 0.0]])
    require_equal(mesh_file, np.stack([mesh.warp_crop(tile, whole) for tile in tiles[:FACES]]))


def test_any_number_of_faces_goes_in_one_call(mesh_file: bytes) -> None:
    session = onnxruntime.InferenceSession(convert_tflite(mesh_file, mesh.OUTPUTS, "face_mesh").SerializeToString())
    images = np.random.default_rng(2).random((3, 3, NET_PX, NET_PX), np.float32)
    points, scores = session.run(None, {"image": images})
    assert points.shape == (3, 468 * 3)
    assert scores.shape == (3, 1)
    alone = np.concatenate([session.run(None, {"image": image[None]})[0] for image in images])
    assert np.abs(points - alone).max() < 1e-3


@given(st.binary(max_size=200))
def test_what_is_no_network_is_refused(content: bytes) -> None:
    with pytest.raises(ConversionError):
        convert_tflite(content, mesh.OUTPUTS, "face_mesh")


def test_a_file_cut_short_is_refused(mesh_file: bytes) -> None:
    with pytest.raises(ConversionError):
        convert_tflite(mesh_file[:2000], mesh.OUTPUTS, "face_mesh")
