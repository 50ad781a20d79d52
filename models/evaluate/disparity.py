"""Who is found, read and said to smile how often: the whole chain over portraits, group by group."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.events import Abstained, Verdict
from edge.perception.expression import Expression, FaceCrop
from edge.perception.faces import Faces, FacesOptions
from edge.perception.pose import Screen, orientation
from edge.perception.runtime import Session
from edge.signals import Frame
from models.evaluate.expression import HAPPINESS
from models.evaluate.splits import only_all
from models.expression.data import CLASSES, faces_folder, load_sheet
from models.spec import ModelSpec

NEGATIVE = [CLASSES.index(name) for name in ("anger", "contempt", "disgust", "fear", "sadness")]
ATTRIBUTES = ("age_group", "gender", "race")
SURROUNDINGS_PX = (240, 320)  # of a tile: a face of 93 px in it is as large as one at arm's length of a kiosk
SHOWN_EVERY = 128


def disparity(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """`audit.csv`: each tile in the middle of a grey picture, found, aligned and read as on the kiosk, by group."""
    only_all(split, "audit.csv")
    rows, tiles = load_sheet(faces_folder(data), "audit")
    expression, faces = Expression(Session(spec)), Faces(FacesOptions(tiles="whole"))
    readings = []
    for done, tile in enumerate(tiles, 1):
        readings.append(read_alone(tile, faces, expression))
        if done % SHOWN_EVERY == 0 or done == len(tiles):
            print(f"\r{done} of {len(tiles)} faces", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    faces.close()
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for attribute in ATTRIBUTES:
        values = [row[attribute] for row in rows]
        groups[attribute] = {
            value: shares([reading for reading, of in zip(readings, values, strict=True) if of == value])
            for value in sorted(set(values))
        }
    gap, where = largest_gap(groups)
    return {"n": len(rows), "groups": groups, "largest_gap": gap, "largest_gap_of": where}


def read_alone(tile: NDArray[np.uint8], faces: Faces, expression: Expression) -> Verdict | Abstained | None:
    """What the kiosk says of the best face in a picture around `tile` (96, 96, 3); None where it finds none."""
    picture = np.full((*SURROUNDINGS_PX, 3), 110, np.uint8)
    top, left = (outer - inner for outer, inner in zip(SURROUNDINGS_PX, tile.shape[:2], strict=True))
    picture[top // 2 : top // 2 + tile.shape[0], left // 2 : left // 2 + tile.shape[1]] = tile
    found = faces.find(Frame(0.0, picture))
    if not found:
        return None
    best = found[0]
    return expression.read(picture, [FaceCrop(best.keypoints, best.w_px, *orientation(best.keypoints, Screen()))])[0]


def shares(readings: list[Verdict | Abstained | None]) -> dict[str, Any]:
    """Of one group: how many were found, how many of those were not read, and the means over those that were."""
    found = [reading for reading in readings if reading is not None]
    verdicts = np.array([reading.probabilities for reading in found if isinstance(reading, Verdict)])
    return {
        "n": len(readings),
        "mean_positive": float(verdicts[:, HAPPINESS].mean()) if len(verdicts) else None,
        "mean_negative": float(verdicts[:, NEGATIVE].sum(axis=1).mean()) if len(verdicts) else None,
        "mean_abstained": 1 - len(verdicts) / len(found) if found else None,
        "detection_rate": len(found) / len(readings),
    }


def largest_gap(groups: dict[str, dict[str, dict[str, Any]]]) -> tuple[float, str]:
    """The largest difference of a share between two values of one attribute, and which it is."""
    gaps = [(0.0, "none")]
    for attribute, values in groups.items():
        for share in ("mean_positive", "mean_negative", "mean_abstained", "detection_rate"):
            by_value = sorted((group[share], value) for value, group in values.items() if group[share] is not None)
            if by_value:
                (low, lowest), (high, highest) = by_value[0], by_value[-1]
                gaps.append((high - low, f"{share} by {attribute}: {highest} above {lowest}"))
    return max(gaps)
