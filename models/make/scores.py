"""Scores of images that were judged by models that were not trained on the people in them. Uses only numpy."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.expression.data import CLASSES
from models.metrics import (
    CONFIDENCE,
    Interval,
    calibration_bins,
    calibration_error,
    confusion_matrix,
    wilson_interval,
)

HAPPINESS = CLASSES.index("happiness")
SURE = 0.5
"""Probability of happiness above which an image counts as a smile, as on the kiosk."""


@dataclass(frozen=True, eq=False)
class JudgedImages:
    """Images with their labels, the calibrated probabilities (n, 8), whether the model abstained, and for each image
    the person in it and the fold.
    """

    names: NDArray[np.str_]
    labels: NDArray[np.int64]
    probabilities: NDArray[np.float32]
    abstained: NDArray[np.bool_]
    persons: NDArray[np.str_]
    folds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def select_rows(self, chosen: NDArray[np.bool_]) -> "JudgedImages":
        """Images of a mask, in order."""
        return JudgedImages(
            self.names[chosen],
            self.labels[chosen],
            self.probabilities[chosen],
            self.abstained[chosen],
            self.persons[chosen],
            self.folds[chosen],
        )

    @property
    def guesses(self) -> NDArray[np.int64]:
        """Most likely class of each image."""
        return np.asarray(self.probabilities.argmax(axis=1), np.int64)

    @property
    def smiles(self) -> NDArray[np.bool_]:
        """True for images with the label happiness."""
        return np.asarray(self.labels == HAPPINESS)

    @property
    def smile_is_right(self) -> NDArray[np.bool_]:
        """True where the statement "this is a smile" or "this is none" is right."""
        return np.asarray((self.probabilities[:, HAPPINESS] > SURE) == self.smiles)


def people_interval(
    hits: NDArray[np.bool_], persons: NDArray[np.str_], confidence: float = CONFIDENCE
) -> Interval | None:
    """Confidence interval of a share, where several images may show the same person; None without images.

    Images of one person are alike, so they count less than images of as many people: Wilson's interval for the
    effective number of images (Rao and Scott 1992). If all images are right, or all wrong, nothing is known about the
    spread, and each person counts once.
    """
    if not len(hits):
        return None
    share, effective = float(hits.mean()), effective_number(hits, persons)
    return wilson_interval(share * effective, effective, confidence)


def effective_number(hits: NDArray[np.bool_], persons: NDArray[np.str_]) -> float:
    """Number of images of as many people that would say as much about the share of `hits`. At least 1."""
    _, of_person = np.unique(persons, return_inverse=True)
    images, right = np.bincount(of_person), np.bincount(of_person, hits)
    people, n, share = len(images), len(hits), float(hits.mean())
    if people == 1 or share in (0.0, 1.0):
        return float(people)
    between = people / (people - 1) * float(((right - share * images) ** 2).sum()) / n**2
    return max(1.0, n / max(1.0, between / (share * (1 - share) / n)))


def fold_rows(judged: JudgedImages) -> Iterator[dict[str, Any]]:
    """Scores of each fold."""
    for fold in np.unique(judged.folds).tolist():
        here = judged.select_rows(judged.folds == fold)
        yield {
            "fold": fold + 1,
            "n": len(here),
            "people": len(np.unique(here.persons)),
            "accuracy": float((here.guesses == here.labels).mean()),
            **smile_scores(here),
        }


def smile_scores(judged: JudgedImages) -> dict[str, Any]:
    """Share of the images with a result, and share of right statements about smiles among these; None without any."""
    read = judged.select_rows(~judged.abstained)
    return {
        "coverage": len(read) / max(1, len(judged)),
        "smile_accuracy": float(read.smile_is_right.mean()) if len(read) else None,
    }


def cross_validation_scores(judged: JudgedImages) -> dict[str, Any]:
    """Scores over all folds, with intervals for other people, and the worst fold. `always`: the accuracy of a model
    that gives every image the most frequent class; `smile_always`: of one that always finds a smile, or never.
    """
    right = judged.guesses == judged.labels
    read = judged.select_rows(~judged.abstained)
    rows = list(fold_rows(judged))
    found = read.probabilities[:, HAPPINESS] > SURE
    counts = np.bincount(judged.labels, minlength=len(CLASSES))
    smiles = float(judged.smiles.mean())
    return {
        "n": len(judged),
        "people": len(np.unique(judged.persons)),
        "folds": rows,
        "worst": {name: min((row[name] or 0.0) for row in rows) for name in ("accuracy", "smile_accuracy")},
        "accuracy": float(right.mean()),
        "accuracy_interval": people_interval(right, judged.persons),
        "always": float(counts.max() / len(judged)),
        **smile_scores(judged),
        "smile_interval": people_interval(read.smile_is_right, read.persons),
        "smile_always": max(smiles, 1 - smiles),
        "smiles_found": float(found[read.smiles].mean()) if read.smiles.any() else None,
        "others_found": float((~found[~read.smiles]).mean()) if (~read.smiles).any() else None,
        "ece": calibration_error(judged.labels, judged.probabilities),
        "calibration": calibration_bins(judged.labels, judged.probabilities),
        "confusion": confusion_matrix(judged.labels, judged.guesses, len(CLASSES)).tolist(),
    }


def misread_images(judged: JudgedImages, most: int) -> list[dict[str, Any]]:
    """Images with a wrong most likely class, the surest first."""
    confidence = np.where(judged.guesses != judged.labels, judged.probabilities.max(axis=1), -1.0)
    order = [index for index in np.argsort(-confidence, kind="stable").tolist() if confidence[index] >= 0][:most]
    return [
        {
            "name": str(judged.names[index]),
            "label": CLASSES[judged.labels[index]],
            "read": CLASSES[judged.guesses[index]],
            "probability": float(confidence[index]),
        }
        for index in order
    ]
