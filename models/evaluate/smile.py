"""Measures a smile detector on labelled images, with the code that the kiosk runs: face detector, crop, model."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.events import EXPRESSIONS, ExpressionScores
from edge.perception.vision.detector import Detection
from edge.perception.vision.expression_reader import ExpressionReader
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.perception.vision.face_reading import FaceGeometry
from edge.signals import Frame
from models.evaluate.cost import cpu_ratio
from models.evaluate.expression import HAPPINESS, labelled_rows, load_split_of_sheet
from models.evaluate.reader import open_reader
from models.expression.corruptions import CORRUPTIONS, corrupt_crops
from models.expression.data import CLASSES
from models.labelling.landmarks import centre_face
from models.metrics import roc_auc, wilson_interval
from models.serving.spec import ModelSpec

SADNESS = CLASSES.index("sadness")

FACE_PX = 192
"""Side in pixels to which a tile is enlarged: the size of a face at arm's length."""

WIDTHS_PX = (64, 48, 32, 24)
TURNS_DEG = ((0, 10), (10, 20), (20, 40))
"""Ranges of the angle to the left or right by which faces are grouped, in degrees. The kiosk abstains above 40
degrees.
"""

PROGRESS_EVERY = 64
ROBUSTNESS_ROWS = 400
BINS = 15
FOLDS = 5

Picture = NDArray[np.uint8]


def evaluate_smile(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on FER+ compared with the majority of its annotators. A face smiles if the majority is happiness.

    Each tile is enlarged, its edge pixels are repeated around it, and the kiosk's detector searches for the face.
    Coverage is the share of tiles with a verdict, and all other scores are over these tiles. `sad`: share of the sad
    faces that are classified as not smiling. `turns`: scores by the angle of the head. `folds`: scores by groups of
    people.
    """
    rows = labelled_rows(data, split)
    reader = open_reader(spec)
    tiles = [np.repeat(tile[:, :, None], 3, axis=2) for tile in rows.images]
    readings, smiles = read_tiles(tiles, reader), rows.majority == HAPPINESS
    return {
        **verdict_scores(readings[:, 0], smiles),
        "sad": verdict_scores(readings[rows.majority == SADNESS, 0], smiles[rows.majority == SADNESS])["others_found"],
        "turns": turn_scores(readings, smiles),
        "folds": fold_scores(readings[:, 0], smiles, rows.dup_group),
        "cost_ratio": smile_cost(spec),
    }


def evaluate_other_domain(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on the grey sheet of `ood.csv`, which contains news photographs, from the content box of each tile."""
    faces, smiles = news_photographs(data, split)
    return verdict_scores(read_tiles(faces, open_reader(spec))[:, 0], smiles)


def evaluate_sizes(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on the news photographs, with each face scaled down to every width in WIDTHS_PX, then enlarged again.

    The kiosk abstains from faces below `min_px` in the model settings. Here the model is used on them too, to show how
    it would perform.
    """
    faces, smiles = news_photographs(data, split)
    reader = open_reader(spec)
    return {
        "widths": {
            str(width): verdict_scores(read_tiles([resize_face(face, width) for face in faces], reader)[:, 0], smiles)
            for width in WIDTHS_PX
        }
    }


def resize_face(face: Picture, width: int) -> Picture:
    """Image of a face at another width, in pixels."""
    size = (width, max(1, round(width * face.shape[0] / face.shape[1])))
    return np.asarray(cv2.resize(face, size, interpolation=cv2.INTER_AREA), np.uint8)


def news_photographs(data: Path, split: str) -> tuple[list[Picture], NDArray[np.bool_]]:
    """Faces in the news photographs, and for each whether it smiles according to the annotator."""
    rows, tiles = load_split_of_sheet(data, "ood", split)
    grey = [index for index, row in enumerate(rows) if row["sheet"] == "grey"]
    boxes = [[int(rows[index][key]) for key in ("x0", "y0", "x1", "y1")] for index in grey]
    faces = [tiles[index][y0:y1, x0:x1] for index, (x0, y0, x1, y1) in zip(grey, boxes, strict=True)]
    return faces, np.array([rows[index]["expression"] == "happiness" for index in grey])


def evaluate_robustness(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on ROBUSTNESS_ROWS rows of `evaluate_smile`, clean and with each corruption in
    models/expression/corruptions.py.
    """
    rows = labelled_rows(data, split)
    rows = rows.select_rows(np.random.default_rng(1).permutation(len(rows))[:ROBUSTNESS_ROWS])
    smiles, reader = rows.majority == HAPPINESS, open_reader(spec)

    def scores_of(tiles: Picture) -> dict[str, Any]:
        grey = [np.repeat(tile[:, :, None], 3, axis=2) for tile in tiles]
        return verdict_scores(read_tiles(grey, reader)[:, 0], smiles)

    return {
        "n": len(rows),
        "clean": scores_of(rows.images),
        "corruptions": {
            name: [
                {"strength": strength, **scores_of(corrupt_crops(name, strength, rows.images))}
                for strength in corruption.strengths
            ]
            for name, corruption in CORRUPTIONS.items()
        },
    }


def read_tiles(tiles: list[Picture], reader: ExpressionReader) -> NDArray[np.float64]:
    """Probability of a smile and yaw in degrees (n, 2) for each tile; NaN without a verdict."""
    found = np.full((len(tiles), 2), np.nan)
    with closing(FaceFinder(FaceFinderOptions(tiles="whole"))) as finder:
        for index, (picture, face) in enumerate(_faces(tiles, finder)):
            if face is not None:
                found[index] = read_face(reader, picture, FaceGeometry(face.keypoints, face.w_px, 0.0, 0.0))
            if index % PROGRESS_EVERY == 0 or index + 1 == len(tiles):
                print(f"\r{index + 1} of {len(tiles)} faces", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def read_face(reader: ExpressionReader, picture: Picture, face: FaceGeometry) -> tuple[float, float]:
    """Probability of a smile and yaw in degrees for a face; NaN if the model abstains or gives no angle."""
    prediction = reader.predict(picture, [face])[0]
    if not isinstance(prediction.result, ExpressionScores):
        return float("nan"), float("nan")
    smile = prediction.result.probabilities[EXPRESSIONS.index("happiness")]
    yaw_deg = prediction.angles_deg[0] if prediction.angles_deg else float("nan")
    return float("nan") if smile is None else smile, yaw_deg


def turn_scores(readings: NDArray[np.float64], smiles: NDArray[np.bool_]) -> dict[str, Any]:
    """Scores of the faces with a verdict (n, 2), by the angle to which the head is turned to either side; empty without
    angles.
    """
    turn_deg = np.abs(readings[:, 1])
    parts = {f"{low} to {high}": (turn_deg >= low) & (turn_deg < high) for low, high in TURNS_DEG}
    return {name: verdict_scores(readings[here, 0], smiles[here]) for name, here in parts.items() if here.any()}


def verdict_scores(probabilities: NDArray[np.float64], smiles: NDArray[np.bool_]) -> dict[str, Any]:
    """Scores of verdicts (n,), which are NaN where there is none, compared with the labels (n,)."""
    covered = ~np.isnan(probabilities)
    told, truth = probabilities[covered], smiles[covered]
    right = int(((told > 0.5) == truth).sum())
    bin_of = np.minimum((told * BINS).astype(int), BINS - 1)
    gaps = [abs(truth[bin_of == b].sum() - told[bin_of == b].sum()) for b in range(BINS)]
    return {
        "n": len(smiles),
        "coverage": float(covered.sum() / max(1, len(smiles))),
        "smile_accuracy": right / max(1, len(told)),
        "smile_interval": wilson_interval(right, len(told)),
        "smile_auc": roc_auc(truth, told),
        "ece": float(np.sum(gaps) / max(1, len(told))),
        "smiles_found": float((told[truth] > 0.5).mean()) if truth.any() else None,
        "others_found": float((told[~truth] <= 0.5).mean()) if (~truth).any() else None,
    }


def fold_scores(
    probabilities: NDArray[np.float64], smiles: NDArray[np.bool_], groups: NDArray[np.str_]
) -> dict[str, Any]:
    """Scores of verdicts (n,) in each of FOLDS folds, and the worst value of each score; None if a fold is empty.

    Rows of one group show the same person or are near-copies. They are in the same fold, which is chosen by the hash of
    the group's name.
    """
    fold_of = np.array([hashlib.sha256(str(group).encode()).digest()[0] % FOLDS for group in groups])
    parts = [fold_of == fold for fold in range(FOLDS)]
    rows = [verdict_scores(probabilities[here], smiles[here]) for here in parts if here.any()]
    folds = [{name: row[name] for name in ("n", "coverage", "smile_accuracy")} for row in rows]
    worst = {name: min(row[name] for row in rows) for name in ("coverage", "smile_accuracy")}
    return {"worst": worst if len(rows) == FOLDS else None, "folds": folds}


def smile_cost(spec: ModelSpec, rounds: int = 9, calls: int = 20) -> float:
    """CPU time to crop and classify a face, divided by the CPU time of one call of the full-range detector. The ratio
    is the median over alternating rounds.
    """
    reader = open_reader(spec)
    picture = np.random.default_rng(1).integers(0, 256, (480, 640, 3), np.uint8)
    keypoints = np.array([[300, 200], [350, 200], [325, 230], [325, 252], [274, 208], [376, 208]], np.float32)
    face = FaceGeometry(keypoints, 120.0, 0.0, 0.0)
    with closing(FaceFinder(FaceFinderOptions(tiles="whole"))) as finder:
        ratio = cpu_ratio(
            lambda: reader.predict(picture, [face]), lambda: finder.detect(Frame(0.0, picture)), rounds, calls
        )
    return round(ratio, 3)


def _faces(tiles: list[Picture], finder: FaceFinder) -> Iterator[tuple[Picture, Detection | None]]:
    """Each tile enlarged, with the face in its middle."""
    for tile in tiles:
        picture = enlarge_face(tile)
        yield picture, centre_face(finder.detect(Frame(0.0, picture)), len(picture))


def enlarge_face(tile: Picture) -> Picture:
    """Image of a face, enlarged to FACE_PX, with its edge pixels repeated around it."""
    side = max(tile.shape[:2])
    size = (round(tile.shape[1] * FACE_PX / side), round(tile.shape[0] * FACE_PX / side))
    large = cv2.resize(tile, size, interpolation=cv2.INTER_CUBIC)
    margin = FACE_PX // 2
    right, bottom = 2 * FACE_PX - margin - size[0], 2 * FACE_PX - margin - size[1]
    picture = cv2.copyMakeBorder(large, margin, bottom, margin, right, cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(picture, np.uint8)
