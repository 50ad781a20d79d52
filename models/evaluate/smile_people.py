"""Measures a smile detector by person, on clips of people who are not in any training data. The labels were made by
watching the clips.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.perception.vision.expression_reader import ExpressionReader
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.perception.vision.face_reading import FaceGeometry
from edge.signals import Frame
from models.data import read_table
from models.evaluate.reader import open_reader
from models.evaluate.smile import read_face
from models.evaluate.splits import require_all_split
from models.serving.spec import ModelSpec

TRUTH = "truth.csv"
STEP_S = 0.2
LOOKS_PER_S = 12.5
NEARLY_S = 1e-6

KINDS = {"smile": "smiles", "neutral": "neutral", "other_expr": "talking", "negative": "sad"}
"""Name of the score for each action in the truth file. For `smiles`, a step is correct if the probability is above 0.5.
For all other actions, a step is correct if the probability is at most 0.5.
"""

REPEATED = ("composite", "same take")
"""Marks in the name or note of a clip. They mean that its people also appear in another clip."""

Rows = list[dict[str, str]]
Looks = NDArray[np.float64]
"""Time of each frame in seconds, and probability of a smile, (n, 2). The probability is NaN where no face was
classified.
"""


def evaluate_people(spec: ModelSpec, folder: Path, split: str) -> dict[str, Any]:
    """Scores of every person who is alone in a clip of `folder`, of the worst person of each kind, and of all people
    together.

    Raises DataMissingError if `folder` has no truth.csv.
    """
    require_all_split(split, "a folder of clips with their truth files")
    reader, found = open_reader(spec), {}
    for clip, rows in select_lone_people(read_table(folder / TRUTH)):
        print(f"smile-people: {clip}", file=sys.stderr)
        found[Path(clip).stem] = step_probabilities(rows, _read_clip(folder / clip, reader))
    return person_figures(found)


def select_lone_people(truth: Rows) -> Iterator[tuple[str, Rows]]:
    """Clips that show one person and are not a repetition, each with its rows of the truth file that are certain and
    have a kind.
    """
    by_clip = defaultdict(list)
    for row in truth:
        by_clip[row["clip"]].append(row)
    for clip, rows in by_clip.items():
        shown = {row["person"] for row in rows if row["person"].startswith("p") and row["what"] != "back"}
        repeated = any(mark in f"{clip} {row['note']}" for mark in REPEATED for row in rows)
        kept = [row for row in rows if row["what"] in KINDS and "UNSURE" not in row["note"]]
        if len(shown) == 1 and kept and not repeated:
            yield clip, kept


def step_probabilities(rows: Rows, looks: Looks) -> dict[str, list[float]]:
    """Mean probability of a smile in each step of STEP_S seconds within a row, by kind; NaN where no face was
    classified.
    """
    found: dict[str, list[float]] = {}
    for row in rows:
        from_s, to_s = float(row["from_s"]), float(row["to_s"])
        for step in range(int(from_s / STEP_S), int(to_s / STEP_S) + 1):
            at_s = step * STEP_S
            if from_s - NEARLY_S <= at_s and at_s + STEP_S <= to_s + NEARLY_S:
                here = (looks[:, 0] >= at_s - NEARLY_S) & (looks[:, 0] < at_s + STEP_S - NEARLY_S)
                read = looks[here & ~np.isnan(looks[:, 1]), 1]
                found.setdefault(KINDS[row["what"]], []).append(float(read.mean()) if len(read) else float("nan"))
    return found


def person_figures(found: Mapping[str, Mapping[str, list[float]]]) -> dict[str, Any]:
    """Number of steps, share of steps with a result and share of correct steps, by kind: for each person, for all
    people, and for the worst person.
    """
    persons = {name: _right_shares(kinds) for name, kinds in found.items()}
    pooled = {
        kind: [value for kinds in found.values() for value in kinds.get(kind, ())]
        for kind in KINDS.values()
        if any(kind in kinds for kinds in found.values())
    }
    worst = {
        kind: min(({"person": name, **kinds[kind]} for name, kinds in persons.items() if kind in kinds), key=_right)
        for kind in pooled
    }
    return {"all": _right_shares(pooled), "worst": worst, "people": persons}


def _right_shares(kinds: Mapping[str, list[float]]) -> dict[str, dict[str, float]]:
    return {kind: _right_share(kind, values) for kind, values in kinds.items()}


def _right_share(kind: str, values: list[float]) -> dict[str, float]:
    """Share of correct steps. A step without a result is not correct."""
    told = np.array(values)
    right = told > 0.5 if kind == "smiles" else told <= 0.5
    return {"steps": len(told), "coverage": float((~np.isnan(told)).mean()), "right": float(right.mean())}


def _right(figure: Mapping[str, Any]) -> float:
    return float(figure["right"])


def _read_clip(clip: Path, reader: ExpressionReader) -> Looks:
    """Classify the largest face in about LOOKS_PER_S frames per second of a clip."""
    capture, looks, number = cv2.VideoCapture(str(clip)), [], 0
    fps = capture.get(cv2.CAP_PROP_FPS)
    stride = max(1, round(fps / LOOKS_PER_S))
    with closing(FaceFinder(FaceFinderOptions(tiles="whole"))) as finder:
        while True:
            ok, picture = capture.read()
            if not ok:
                break
            if number % stride == 0 and (faces := finder.detect(Frame(0.0, np.asarray(picture, np.uint8)))):
                largest = max(faces, key=lambda face: face.w_px)
                geometry = FaceGeometry(largest.keypoints, largest.w_px, 0.0, 0.0)
                looks.append((number / fps, read_face(reader, np.asarray(picture, np.uint8), geometry)[0]))
            number += 1
    capture.release()
    return np.array(looks).reshape(-1, 2)
