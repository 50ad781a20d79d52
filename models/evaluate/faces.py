"""Compares a converted face detector with MediaPipe's original, which has the same weights, on the input that the kiosk
would use.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.runtime import InferenceSession
from edge.perception.vision import drawn_faces
from edge.perception.vision.detector import FaceDetector, FaceNetwork, read_checked_model
from edge.perception.vision.face_finder import FAR, VERIFY_SCORE, cut_square_around
from edge.perception.vision.serving_detector import ServingFaceDetector
from edge.perception.vision.tiles import make_tiles
from models.data import DataMissingError
from models.evaluate.expression import labelled_rows, load_split_of_sheet
from models.evaluate.face_parity import FaceParity
from models.evaluate.smile import enlarge_face
from models.evaluate.splits import require_all_split
from models.serving.spec import ZOO, ModelSpec

MIN_PX = 24.0
"""Value of `[faces] min_px` with which a frame is cut into squares."""

SECOND_LOOK = 3.0
"""Side of the square for the short-range detector, in face widths."""

PROGRESS_EVERY = 100

Picture = NDArray[np.uint8]


def evaluate_portraits(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Differences on images of single faces: FER+ (public part), DiffusionFER, UTKFace, news photographs and film
    stills.
    """
    require_all_split(split, "the tables of data/faces")
    fer = [np.repeat(tile[:, :, None], 3, axis=2) for tile in labelled_rows(data, "public").images]
    sheets = [tile for kind in ("va", "audit", "ood") for tile in load_split_of_sheet(data, kind, split)[1]]
    named = ((f"portrait {number}", enlarge_face(tile)) for number, tile in enumerate([*fer, *sheets]))
    return {**compare_detectors(spec, named), "cost_ratio": detector_cost(spec)}


def evaluate_clips(spec: ModelSpec, folder: Path, split: str) -> dict[str, Any]:
    """Differences on every frame of every .mp4 file in a folder. Raises DataMissingError if there is no such file."""
    require_all_split(split, "a folder of videos")
    films = sorted(folder.glob("*.mp4"))
    if not films:
        raise DataMissingError(f"data: {folder} contains no .mp4. Name a folder of videos with --data.")
    return compare_detectors(spec, (named for film in films for named in _read_frames(film)))


def _read_frames(film: Path) -> Iterator[tuple[str, Picture]]:
    capture, number = cv2.VideoCapture(str(film)), 0
    while True:
        ok, picture = capture.read()
        if not ok:
            capture.release()
            return
        yield f"{film.stem}, {number}", np.asarray(picture, np.uint8)
        number += 1


def compare_detectors(spec: ModelSpec, pictures: Iterable[tuple[str, Picture]]) -> dict[str, Any]:
    """Differences on a series of named images."""
    name, parity = _original(spec), FaceParity()
    ours = ServingFaceDetector(InferenceSession(spec), VERIFY_SCORE)
    with closing(_mediapipe(name)) as theirs, closing(_mediapipe(FAR)) as finder:
        for where, picture in pictures:
            parity.pictures += 1
            for view in _picture_views(name, picture, finder):
                parity.add(where, theirs.detect_bgr(view), ours.detect_bgr(view))
            if parity.pictures % PROGRESS_EVERY == 0:
                print(f"\r{parity.pictures} images", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return parity.parity_figures()


def _original(spec: ModelSpec) -> str:
    """Name of the original MediaPipe file from which the model was converted."""
    return Path(spec.recipe["converted"]).stem


def _mediapipe(name: str) -> FaceDetector:
    return FaceDetector(read_checked_model(name, ZOO), VERIFY_SCORE)


def _picture_views(name: str, picture: Picture, finder: FaceDetector) -> Iterator[Picture]:
    """Parts of an image that the kiosk passes to the detector: the whole image and squares from it. For the short-range
    detector, the parts are squares around each face.
    """
    if name == FAR:
        height, width = picture.shape[:2]
        for tile in make_tiles(width, height, "auto", MIN_PX):
            yield picture[tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
        return
    for face in finder.detect_bgr(picture):
        yield cut_square_around(picture, face, SECOND_LOOK)[0]


def detector_cost(spec: ModelSpec, rounds: int = 15, calls: int = 20) -> float:
    """CPU time of a call, divided by the CPU time of a call of MediaPipe's detector, for a 640x480 image with a face.
    The ratio is the median over alternating rounds.
    """
    picture = drawn_faces.draw_faces(640, 480, 1)
    ours = ServingFaceDetector(InferenceSession(spec), VERIFY_SCORE)
    with closing(_mediapipe(_original(spec))) as theirs:
        ratios = [_cpu_s(ours, picture, calls) / _cpu_s(theirs, picture, calls) for _ in range(rounds)]
    return round(float(np.median(ratios)), 3)


def _cpu_s(detector: FaceNetwork, picture: Picture, calls: int) -> float:
    start_s = time.process_time()
    for _ in range(calls):
        detector.detect_bgr(picture)
    return time.process_time() - start_s
