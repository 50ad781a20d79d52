"""Measures the expression model on labelled images, with the code that the kiosk runs."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from models.data import DataMissingError, read_table
from models.evaluate.splits import ALL, select_split
from models.expression.data import CLASSES, FerPlusRows, faces_folder, grey_crop, is_held_back, load_ferplus, load_sheet
from models.metrics import (
    calibration_bins,
    calibration_error,
    concordance_coefficient,
    confusion_matrix,
    f1_macro,
    recall_by_class,
    risk_and_coverage,
    roc_auc,
    root_mean_square_error,
    wilson_interval,
)
from models.serving.spec import ModelSpec

HAPPINESS = CLASSES.index("happiness")
BATCH = 128
FITTED_ON = ("fitted", "held-back")
"""Splits of va.csv by the faces on which the head for valence and arousal was fitted. No column of the table contains
these splits.
"""

RISK_THRESHOLDS = np.arange(0.2, 0.96, 0.05).round(2)


def class_probabilities(classifier: ExpressionClassifier, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Class probabilities (n, 8) of grey crops (n, 48, 48), computed with the kiosk's normalisation and session."""
    parts = []
    for at in range(0, len(crops), BATCH):
        parts.append(classifier.expression_probabilities(crops[at : at + BATCH]))
        print(f"\r{min(at + BATCH, len(crops))} of {len(crops)} faces", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return np.concatenate(parts)


def labelled_rows(data: Path, split: str) -> FerPlusRows:
    """Rows of FER+ of one usage, or of all usages, in which one of the 8 classes has a majority. Raises
    UnknownDataSplitError and DataMissingError.
    """
    folder = faces_folder(data)
    select_split(read_table(folder / "ferplus.csv"), split, "ferplus.csv")
    rows = load_ferplus(folder, None if split == ALL else (split,))
    rows = rows.select_rows(rows.majority >= 0)
    if not len(rows):
        raise DataMissingError(
            f"data: no row of the split {split} has one of the 8 classes as the majority of its votes."
        )
    return rows


def evaluate_classes(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on FER+ compared with the majority of its annotators. The tiles are already crops, so the model receives
    them unchanged.

    `confusion`: a row for each majority class and a column for each predicted class, in the order of CLASSES.
    `risk_coverage`: thresholds, the share of rows whose top probability reaches each threshold, and the share of wrong
    rows among these.
    """
    rows = labelled_rows(data, split)
    classifier = ExpressionClassifier(InferenceSession(spec))
    probabilities = class_probabilities(classifier, rows.images)
    labels, guesses = rows.majority, probabilities.argmax(axis=1)
    class_recalls = recall_by_class(labels, guesses, len(CLASSES))
    right = guesses == labels
    covered = probabilities.max(axis=1) >= classifier.sure_from
    counts = confusion_matrix(labels, guesses, len(CLASSES))
    smiles = is_smile_right(labels, probabilities)
    return {
        "n": len(rows),
        "accuracy": float(right.mean()),
        "accuracy_unleaked": share_right(right[~rows.leak]),
        "balanced_accuracy": float(np.mean([value for value in class_recalls if value is not None])),
        "recall": dict(zip(CLASSES, class_recalls, strict=True)),
        "f1_macro": f1_macro(labels, guesses, len(CLASSES)),
        "smile_accuracy": smile_accuracy(labels, probabilities),
        "smile_auc": roc_auc(labels == HAPPINESS, probabilities[:, HAPPINESS]),
        "ece": calibration_error(labels, probabilities),
        "coverage": float(covered.mean()),
        "accuracy_covered": share_right(right[covered]),
        "accuracy_interval": wilson_interval(int(right.sum()), len(rows)),
        "smile_interval": wilson_interval(int(smiles.sum()), len(rows)),
        "recall_interval": {
            name: wilson_interval(int(row[index]), int(row.sum()))
            for index, (name, row) in enumerate(zip(CLASSES, counts, strict=True))
        },
        "confusion": counts.tolist(),
        "calibration": calibration_bins(labels, probabilities),
        "risk_coverage": risk_and_coverage(labels, probabilities, np.union1d(RISK_THRESHOLDS, classifier.sure_from)),
    }


def load_split_of_sheet(
    data: Path, kind: str, split: str, also: Collection[str] = ()
) -> tuple[list[dict[str, str]], NDArray[np.uint8]]:
    """Rows and tiles of `va`, `audit` or `ood` in one split, or in all splits. For a split in `also`, all rows are
    returned, and the caller divides them. Raises UnknownDataSplitError.
    """
    rows, tiles = load_sheet(faces_folder(data), kind)
    chosen = select_split(rows, split, f"{kind}.csv", also)
    if split in also and not chosen:
        return rows, tiles
    return [rows[index] for index in chosen], tiles[chosen]


def evaluate_other_domains(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on `ood.csv` by sheet, from the content box of each tile, which is scaled to 48 px."""
    rows, tiles = load_split_of_sheet(data, "ood", split)
    boxes = [tuple(int(row[key]) for key in ("x0", "y0", "x1", "y1")) for row in rows]
    crops = np.stack([grey_crop(tile[y0:y1, x0:x1]) for tile, (x0, y0, x1, y1) in zip(tiles, boxes, strict=True)])
    probabilities = class_probabilities(ExpressionClassifier(InferenceSession(spec)), crops)
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


def evaluate_valence(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on `va.csv`: the kiosk's valence and arousal compared with the annotators' values.

    A head is fitted on four fifths of these faces, which are the split "fitted". The split "held-back" contains the
    other faces, and "all" contains both. For a different set of faces, or a model without such a head, use "all".
    """
    rows, tiles = load_split_of_sheet(data, "va", split, FITTED_ON)
    if split in FITTED_ON:
        chosen = [i for i, row in enumerate(rows) if is_held_back(row["dup_group"]) == (split == "held-back")]
        rows, tiles = [rows[index] for index in chosen], tiles[chosen]
    classifier = ExpressionClassifier(InferenceSession(spec))
    guess = classifier.valence_and_arousal(np.stack([grey_crop(tile) for tile in tiles]))
    truth = np.array([[float(row["valence"]), float(row["arousal"])] for row in rows])
    return {
        "n": len(rows),
        "ccc_valence": concordance_coefficient(truth[:, 0], guess[:, 0]),
        "ccc_arousal": concordance_coefficient(truth[:, 1], guess[:, 1]),
        "rmse_valence": root_mean_square_error(truth[:, 0], guess[:, 0]),
        "rmse_arousal": root_mean_square_error(truth[:, 1], guess[:, 1]),
    }


def share_right(right: NDArray[np.bool_]) -> float | None:
    """Share of correct rows; None if there are no rows."""
    return float(right.mean()) if len(right) else None


def is_smile_right(labels: NDArray[np.int64], probabilities: NDArray[np.float32]) -> NDArray[np.bool_]:
    """True for the rows (n,) in which the statements "happiness is above 0.5" and "the majority is happiness" are both
    true or both false.
    """
    return np.asarray((probabilities[:, HAPPINESS] > 0.5) == (labels == HAPPINESS))


def smile_accuracy(labels: NDArray[np.int64], probabilities: NDArray[np.float32]) -> float:
    """Share of the rows in which a smile is correctly detected or correctly ruled out."""
    return float(is_smile_right(labels, probabilities).mean())
