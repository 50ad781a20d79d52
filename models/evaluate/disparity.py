"""Detection, abstention and expression by group of people, measured with the kiosk's whole vision pipeline on
portraits.
"""

import itertools
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.events import Abstention, ExpressionScores
from edge.perception.vision.expression_reader import ExpressionReader
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.perception.vision.face_reading import FaceGeometry
from edge.perception.vision.head_pose import ScreenDirection, head_orientation
from edge.signals import Frame
from models.evaluate.expression import HAPPINESS, load_split_of_sheet
from models.evaluate.reader import open_reader
from models.expression.data import CLASSES
from models.metrics import CONFIDENCE, difference_interval, mean_interval, wilson_interval
from models.serving.spec import ModelSpec

NEGATIVE = [CLASSES.index(name) for name in ("anger", "contempt", "disgust", "fear", "sadness")]
SHARES = ("mean_positive", "mean_negative", "mean_abstained", "detection_rate")
ATTRIBUTES = ("age_group", "gender", "race")
SURROUNDINGS_PX = (240, 320)  # picture around a tile: its face of 93 px is as large as one at arm's length of a kiosk
PROGRESS_EVERY = 128

Results = Sequence[ExpressionScores | Abstention | None]
"""Results for several faces; None for a face that was not found."""

Groups = dict[str, dict[str, dict[str, Any]]]
"""Scores of groups. `shares`: shares by attribute and value."""


def evaluate_disparity(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on `audit.csv` by group. Each tile is placed in the middle of a grey image, in which its face is detected,
    aligned and classified as on the kiosk.
    """
    rows, tiles = load_split_of_sheet(data, "audit", split)
    reader, detector = open_reader(spec), FaceFinder(FaceFinderOptions(tiles="whole"))
    results: list[ExpressionScores | Abstention | None] = []
    for done, tile in enumerate(tiles, 1):
        results.append(read_best_face(tile, detector, reader))
        if done % PROGRESS_EVERY == 0 or done == len(tiles):
            print(f"\r{done} of {len(tiles)} faces", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    detector.close()
    grouped = {attribute: group_by_value(results, [row[attribute] for row in rows]) for attribute in ATTRIBUTES}
    groups = {
        attribute: {value: group_shares(some) for value, some in values.items()}
        for attribute, values in grouped.items()
    }
    gap, where = largest_gap(groups)
    return {
        "n": len(rows),
        "groups": groups,
        "largest_gap": gap,
        "largest_gap_of": where,
        "gaps": largest_gaps(grouped),
    }


def group_by_value(results: Results, values: list[str]) -> dict[str, Results]:
    """Group the results by the value of an attribute. The values are sorted."""
    return {
        value: [result for result, own in zip(results, values, strict=True) if own == value]
        for value in sorted(set(values))
    }


def read_best_face(
    tile: NDArray[np.uint8], detector: FaceFinder, reader: ExpressionReader
) -> ExpressionScores | Abstention | None:
    """Result of the kiosk for the best face in a grey image around `tile` (96, 96, 3); None if no face is found."""
    picture = np.full((*SURROUNDINGS_PX, 3), 110, np.uint8)
    top, left = (outer - inner for outer, inner in zip(SURROUNDINGS_PX, tile.shape[:2], strict=True))
    picture[top // 2 : top // 2 + tile.shape[0], left // 2 : left // 2 + tile.shape[1]] = tile
    found = detector.detect(Frame(0.0, picture))
    if not found:
        return None
    best = found[0]
    face = FaceGeometry(best.keypoints, best.w_px, *head_orientation(best.keypoints, ScreenDirection()))
    return reader.predict(picture, [face])[0].result


def _told(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values that the model reports; empty if the model lacks one of the required classes."""
    return np.asarray(values[np.isfinite(values)])


def group_shares(results: Results, confidence: float = CONFIDENCE) -> dict[str, Any]:
    """Scores of one group: share of faces found, share of found faces on which the model abstained, and means over the
    other faces.

    `interval`: interval of each share at this confidence level. It is None for a share without faces, and for negative
    expressions if the model does not report them.
    """
    found = [result for result in results if result is not None]
    scores = [result.probabilities for result in found if isinstance(result, ExpressionScores)]
    probabilities = np.array(scores, np.float64).reshape(-1, len(CLASSES))  # NaN for a class that is not told
    positive, negative = (_told(probabilities[:, of].sum(axis=1)) for of in ([HAPPINESS], NEGATIVE))
    abstained = len(found) - len(probabilities)
    return {
        "n": len(results),
        "mean_positive": float(positive.mean()) if len(positive) else None,
        "mean_negative": float(negative.mean()) if len(negative) else None,
        "mean_abstained": abstained / len(found) if found else None,
        "detection_rate": len(found) / len(results),
        "interval": {
            "mean_positive": mean_interval(positive, confidence),
            "mean_negative": mean_interval(negative, confidence),
            "mean_abstained": wilson_interval(abstained, len(found), confidence),
            "detection_rate": wilson_interval(len(found), len(results), confidence),
        },
    }


def largest_gap(groups: Groups) -> tuple[float, str]:
    """Largest difference in a share between two values of one attribute, with a description of the difference."""
    candidates = [(0.0, "none")]
    for share in SHARES:
        for attribute, values in groups.items():
            sorted_by = sorted((group[share], value) for value, group in values.items() if group[share] is not None)
            if sorted_by:
                (low, lowest), (high, highest) = sorted_by[0], sorted_by[-1]
                candidates.append((high - low, f"{share} by {attribute}: {highest} above {lowest}"))
    return max(candidates)


def largest_gaps(grouped: Mapping[str, Mapping[str, Results]]) -> dict[str, dict[str, Any]]:
    """Most certain gap of each share. `gap`: the difference. `interval`: its interval. `of`: the attribute and its two
    values.

    The most certain gap is the gap with the highest lower end of its interval, because a large difference between a few
    people may be chance. It is chosen among many pairs, so its interval is valid for all pairs at once (level
    CONFIDENCE, with Bonferroni's correction).
    """
    pairs = [(attribute, *pair) for attribute, values in grouped.items() for pair in itertools.combinations(values, 2)]
    confidence = 1 - (1 - CONFIDENCE) / max(1, len(pairs))
    groups = {
        attribute: {value: group_shares(some, confidence) for value, some in values.items()}
        for attribute, values in grouped.items()
    }
    result = {}
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
            result[share] = {"gap": gap, "interval": (low, high), "of": of}
    return result
