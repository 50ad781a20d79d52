"""python -m models.evaluate TASK --data DIR --split NAME: measures through the code that the kiosk runs.

Progress on stderr, one JSON object on stdout. Exit codes: 0 done, 2 bad usage, 3 data missing, 4 model missing.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.events import Abstained, Verdict
from edge.perception.expression import Expression, FaceCrop
from edge.perception.faces import Faces, FacesOptions
from edge.perception.pose import Screen, orientation
from edge.perception.runtime import Session
from edge.signals import Frame
from models.datasets import CLASSES, DATA, DataMissingError, FerPlus, faces_folder, load_ferplus, load_sheet
from models.features import NET_PX
from models.metrics import auc, calibration_error, concordance, f1_macro, recalls, rmse
from models.spec import ZOO, ModelFileError, ModelSpec

DEFAULT_MODEL = "fer-1.0m"
HAPPINESS = CLASSES.index("happiness")
NEGATIVE = [CLASSES.index(name) for name in ("anger", "contempt", "disgust", "fear", "sadness")]
ATTRIBUTES = ("age_group", "gender", "race")
SURROUNDINGS_PX = (240, 320)  # of a tile: a face of 93 px in it is as large as one at arm's length of a kiosk
BATCH = 128


class UnknownSplitError(Exception):
    """The table has no row of this split."""


def probabilities_of(expression: Expression, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Class probabilities (n, 8) of grey crops (n, 48, 48), through the kiosk's normalisation and session."""
    parts = []
    for at in range(0, len(crops), BATCH):
        parts.append(expression.probabilities(crops[at : at + BATCH]))
        print(f"\r{min(at + BATCH, len(crops))} of {len(crops)} faces", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return np.concatenate(parts)


def evaluate_expression(expression: Expression, folder: Path, split: str) -> dict[str, Any]:
    """FER+ rows with a majority among the 8 classes. The tiles are crops already and go to the network as they are."""
    usages = ("train", "public") if split == "all" else (split,)
    if split not in ("all", "train", "public"):
        raise UnknownSplitError(f"evaluate: ferplus.csv has no usage {split!r}; it has train, public, or name all.")
    rows: FerPlus = load_ferplus(folder, usages)
    rows = rows.where(rows.majority >= 0)
    probabilities = probabilities_of(expression, rows.images)
    labels, guesses = rows.majority, probabilities.argmax(axis=1)
    found = recalls(labels, guesses, len(CLASSES))
    right = guesses == labels
    covered = probabilities.max(axis=1) >= expression.sure_from
    return {
        "n": len(rows),
        "accuracy": float(right.mean()),
        "accuracy_unleaked": float(right[~rows.leak].mean()),
        "balanced_accuracy": float(np.mean([value for value in found if value is not None])),
        "recall": dict(zip(CLASSES, found, strict=True)),
        "f1_macro": f1_macro(labels, guesses, len(CLASSES)),
        "smile_accuracy": smile_accuracy(labels, probabilities),
        "smile_auc": auc(labels == HAPPINESS, probabilities[:, HAPPINESS]),
        "ece": calibration_error(labels, probabilities),
        "coverage": float(covered.mean()),
        "accuracy_covered": float(right[covered].mean()),
    }


def evaluate_ood(expression: Expression, folder: Path, split: str) -> dict[str, Any]:
    """`ood.csv`, by sheet: the content box of each tile, brought to 48 px."""
    only_all(split, "ood.csv")
    rows, tiles = load_sheet(folder, "ood")
    boxes = [tuple(int(row[key]) for key in ("x0", "y0", "x1", "y1")) for row in rows]
    crops = np.stack([grey_crop(tile[y0:y1, x0:x1]) for tile, (x0, y0, x1, y1) in zip(tiles, boxes, strict=True)])
    probabilities = probabilities_of(expression, crops)
    labels = np.array([CLASSES.index(row["expression"]) for row in rows])
    sheets = np.array([row["sheet"] for row in rows])
    return {
        "sheets": {
            str(sheet): {
                "n": int(here.sum()),
                "accuracy": float((probabilities[here].argmax(axis=1) == labels[here]).mean()),
                "smile_accuracy": smile_accuracy(labels[here], probabilities[here]),
            }
            for sheet in np.unique(sheets)
            for here in [sheets == sheet]
        }
    }


def evaluate_valence(expression: Expression, folder: Path, split: str) -> dict[str, Any]:
    """`va.csv`: valence and arousal by the centroids against those of the annotators, over all rows."""
    only_all(split, "va.csv")
    rows, tiles = load_sheet(folder, "va")
    probabilities = probabilities_of(expression, np.stack([grey_crop(tile) for tile in tiles]))
    guess = expression.affect(probabilities)
    truth = np.array([[float(row["valence"]), float(row["arousal"])] for row in rows])
    return {
        "n": len(rows),
        "ccc_valence": concordance(truth[:, 0], guess[:, 0]),
        "ccc_arousal": concordance(truth[:, 1], guess[:, 1]),
        "rmse_valence": rmse(truth[:, 0], guess[:, 0]),
        "rmse_arousal": rmse(truth[:, 1], guess[:, 1]),
    }


def evaluate_disparity(expression: Expression, folder: Path, split: str) -> dict[str, Any]:
    """`audit.csv`: each tile in the middle of a grey picture, found, aligned and read as on the kiosk, by group."""
    only_all(split, "audit.csv")
    rows, tiles = load_sheet(folder, "audit")
    faces = Faces(FacesOptions(tiles="whole"))
    readings = []
    for done, tile in enumerate(tiles, 1):
        readings.append(read_alone(tile, faces, expression))
        if done % BATCH == 0 or done == len(tiles):
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


def cost(spec: ModelSpec, rounds: int = 9, calls: int = 30) -> float:
    """CPU time of one call of the network over that of one full-range detector call: median of alternating rounds."""
    session, faces = Session(spec), Faces(FacesOptions(tiles="whole"))
    row, frame = np.zeros((1, *spec.input_shape), np.float32), Frame(0.0, np.full((480, 640, 3), 110, np.uint8))

    def took_s(call: Callable[[], object]) -> float:
        began = time.process_time()
        for _ in range(calls):
            call()
        return time.process_time() - began

    ratios = [took_s(lambda: session.run(row)) / took_s(lambda: faces.find(frame)) for _ in range(rounds)]
    faces.close()
    return round(float(np.median(ratios)), 2)


def smile_accuracy(labels: NDArray[np.int64], probabilities: NDArray[np.float32]) -> float:
    """Share of rows in which "happiness above 0.5" and "the majority is happiness" agree."""
    return float(((probabilities[:, HAPPINESS] > 0.5) == (labels == HAPPINESS)).mean())


def grey_crop(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A BGR picture that is a tight face crop already, as 48 px grey."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(grey, (NET_PX, NET_PX), interpolation=cv2.INTER_AREA), np.uint8)


def only_all(split: str, table: str) -> None:
    """These tables are not split."""
    if split != "all":
        raise UnknownSplitError(f"evaluate: {table} is not split; say --split all.")


def rounded(value: Any) -> Any:
    """Every number of a nested result to 4 decimals."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value


TASKS: dict[str, Callable[[Expression, Path, str], dict[str, Any]]] = {
    "expression": evaluate_expression,
    "expression-ood": evaluate_ood,
    "valence": evaluate_valence,
    "disparity": evaluate_disparity,
}


def evaluate(task: str, spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """The JSON object of one task."""
    expression = Expression(Session(spec))
    found = TASKS[task](expression, data, split)
    return rounded({**found, "parameters": spec.parameters, "model": spec.label})  # type: ignore[no-any-return]


def main(arguments: list[str] | None = None) -> int:
    """Exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m models.evaluate",
        description="Measure a network through the code that the kiosk runs.",
        epilog="example: python -m models.evaluate expression --data ../shared/data/faces --split public",
    )
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="a folder laid out as data/faces")
    parser.add_argument("--split", required=True, metavar="NAME", help="train, public or all; all where not split")
    parser.add_argument("--variant", choices=["fp32"], default="fp32", help="fp16 and int8 do not exist yet")
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="NAME|FILE.json", help="default: %(default)s")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the object there too")
    chosen = parser.parse_args(arguments)
    try:
        spec = ModelSpec.load(spec_path(chosen.model))
        found = evaluate(chosen.task, spec, faces_folder(chosen.data), chosen.split)
    except UnknownSplitError as unknown:
        print(unknown, file=sys.stderr)
        return 2
    except DataMissingError as missing:
        print(missing, file=sys.stderr)
        return 3
    except ModelFileError as wrong:
        print(wrong, file=sys.stderr)
        return 4
    text = json.dumps(found, indent=2)
    print(text)
    if chosen.json is not None:
        chosen.json.write_text(text + "\n", encoding="utf-8")
    return 0


def spec_path(model: str) -> Path:
    """Where the spec of a network of the zoo, or of one somewhere else, lies."""
    return Path(model) if model.endswith(".json") else ZOO / f"{model}.json"


if __name__ == "__main__":
    sys.exit(main())
