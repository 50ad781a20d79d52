"""Who is found, read and said to smile how often: the whole chain over portraits, group by group."""

import itertools
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.events import Abstention, ExpressionScores
from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier, FaceGeometry
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.perception.vision.head_pose import ScreenDirection, orientation
from edge.signals import Frame
from models.evaluate.expression import HAPPINESS
from models.evaluate.splits import only_all
from models.expression.data import CLASSES, faces_folder, load_sheet
from models.metrics import SURE, difference_interval, mean_interval, wilson
from models.serving.spec import ModelSpec

NEGATIVE = [CLASSES.index(name) for name in ("anger", "contempt", "disgust", "fear", "sadness")]
SHARES = ("mean_positive", "mean_negative", "mean_abstained", "detection_rate")
ATTRIBUTES = ("age_group", "gender", "race")
SURROUNDINGS_PX = (240, 320)  # of a tile: a face of 93 px in it is as large as one at arm's length of a kiosk
SHOWN_EVERY = 128

Readings = Sequence[ExpressionScores | Abstention | None]
"""None: not found."""

Groups = dict[str, dict[str, dict[str, Any]]]
"""Attribute, value, and the `shares` of those of that value."""


def disparity(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """`audit.csv`: each tile in the middle of a grey picture, found, aligned and read as on the kiosk, by group."""
    only_all(split, "audit.csv")
    rows, tiles = load_sheet(faces_folder(data), "audit")
    expression, faces = ExpressionClassifier(InferenceSession(spec)), FaceFinder(FaceFinderOptions(tiles="whole"))
    readings: list[ExpressionScores | Abstention | None] = []
    for done, tile in enumerate(tiles, 1):
        readings.append(read_alone(tile, faces, expression))
        if done % SHOWN_EVERY == 0 or done == len(tiles):
            print(f"\r{done} of {len(tiles)} faces", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    faces.close()
    read = {attribute: by_value(readings, [row[attribute] for row in rows]) for attribute in ATTRIBUTES}
    groups = {attribute: {value: shares(of) for value, of in values.items()} for attribute, values in read.items()}
    gap, where = largest_gap(groups)
    return {"n": len(rows), "groups": groups, "largest_gap": gap, "largest_gap_of": where, "gaps": gaps(read)}


def by_value(readings: Readings, values: list[str]) -> dict[str, Readings]:
    """The readings of the people of each value, values in order."""
    return {
        value: [reading for reading, of in zip(readings, values, strict=True) if of == value]
        for value in sorted(set(values))
    }


def read_alone(
    tile: NDArray[np.uint8], faces: FaceFinder, expression: ExpressionClassifier
) -> ExpressionScores | Abstention | None:
    """What the kiosk says of the best face in a picture around `tile` (96, 96, 3); None where it finds none."""
    picture = np.full((*SURROUNDINGS_PX, 3), 110, np.uint8)
    top, left = (outer - inner for outer, inner in zip(SURROUNDINGS_PX, tile.shape[:2], strict=True))
    picture[top // 2 : top // 2 + tile.shape[0], left // 2 : left // 2 + tile.shape[1]] = tile
    found = faces.detect(Frame(0.0, picture))
    if not found:
        return None
    best = found[0]
    return expression.classify(
        picture, [FaceGeometry(best.keypoints, best.w_px, *orientation(best.keypoints, ScreenDirection()))]
    )[0]


def shares(readings: Readings, sure: float = SURE) -> dict[str, Any]:
    """Of one group: how many were found, how many of those were not read, and the means over those that were.

    `interval` holds that of each share, as sure as asked, None where there is nobody to tell it of.
    """
    found = [reading for reading in readings if reading is not None]
    verdicts = np.array([reading.probabilities for reading in found if isinstance(reading, ExpressionScores)])
    verdicts = verdicts.reshape(-1, len(CLASSES))
    positive, negative = verdicts[:, HAPPINESS], verdicts[:, NEGATIVE].sum(axis=1)
    abstained = len(found) - len(verdicts)
    return {
        "n": len(readings),
        "mean_positive": float(positive.mean()) if len(verdicts) else None,
        "mean_negative": float(negative.mean()) if len(verdicts) else None,
        "mean_abstained": abstained / len(found) if found else None,
        "detection_rate": len(found) / len(readings),
        "interval": {
            "mean_positive": mean_interval(positive, sure),
            "mean_negative": mean_interval(negative, sure),
            "mean_abstained": wilson(abstained, len(found), sure),
            "detection_rate": wilson(len(found), len(readings), sure),
        },
    }


def largest_gap(groups: Groups) -> tuple[float, str]:
    """The largest difference of a share between two values of one attribute, and which it is."""
    found = [(0.0, "none")]
    for share in SHARES:
        for attribute, values in groups.items():
            sorted_by = sorted((group[share], value) for value, group in values.items() if group[share] is not None)
            if sorted_by:
                (low, lowest), (high, highest) = sorted_by[0], sorted_by[-1]
                found.append((high - low, f"{share} by {attribute}: {highest} above {lowest}"))
    return max(found)


def gaps(read: Mapping[str, Mapping[str, Readings]]) -> dict[str, dict[str, Any]]:
    """Of each share the pair of values of one attribute that is surest to differ: `gap`, its `interval`, `of` whom.

    That is the pair whose interval begins highest: a large difference between a few people may be chance. As it is
    the surest of many, its interval is one that holds for all pairs at once (SURE, by Bonferroni).
    """
    pairs = [(attribute, *pair) for attribute, values in read.items() for pair in itertools.combinations(values, 2)]
    sure = 1 - (1 - SURE) / max(1, len(pairs))
    groups = {
        attribute: {value: shares(of, sure) for value, of in values.items()} for attribute, values in read.items()
    }
    found = {}
    for share in SHARES:
        differ = []
        for attribute, one, other in pairs:
            for above, below in ((one, other), (other, one)):
                a, b = groups[attribute][above], groups[attribute][below]
                if a["interval"][share] is not None and b["interval"][share] is not None:
                    low, high = difference_interval(a[share], a["interval"][share], b[share], b["interval"][share])
                    differ.append((low, a[share] - b[share], high, f"{attribute}: {above} above {below}"))
        if differ:
            low, gap, high, of = max(differ)
            found[share] = {"gap": gap, "interval": (low, high), "of": of}
    return found
