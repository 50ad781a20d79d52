"""Accuracy of the expression model on corrupted crops, each corruption at three strengths."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from models.evaluate.expression import class_probabilities, labelled_rows, smile_accuracy
from models.expression.corruptions import CORRUPTIONS, corrupt_crops
from models.expression.data import CLASSES, faces_folder, grey_crop, load_sheet
from models.serving.spec import ModelSpec

CHANNELS = ("luminance", "blue", "green", "red")


def evaluate_robustness(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores on the rows of `expression`, clean and corrupted, and on faces from single-colour cameras.

    `channels`: scores on the faces of `va.csv`, from a colour camera (luminance) and from a camera with only one colour
    channel. `red` is closest to a night-vision camera, in which lips and skin have the same brightness.
    """
    rows = labelled_rows(data, split)
    classifier = ExpressionClassifier(InferenceSession(spec))

    def scores(crops: NDArray[np.uint8], labels: NDArray[np.int64]) -> dict[str, float]:
        probabilities = class_probabilities(classifier, crops)
        right = probabilities.argmax(axis=1) == labels
        return {"accuracy": float(right.mean()), "smile_accuracy": smile_accuracy(labels, probabilities)}

    clean = scores(rows.images, rows.majority)
    corrupted = {
        name: [
            {"strength": strength, **scores(corrupt_crops(name, strength, rows.images), rows.majority)}
            for strength in corruption.strengths
        ]
        for name, corruption in CORRUPTIONS.items()
    }
    annotated, tiles = load_sheet(faces_folder(data), "va")
    labels = np.array([CLASSES.index(row["expression"]) for row in annotated])
    return {
        "n": len(rows),
        "clean": clean["accuracy"],
        "clean_smile": clean["smile_accuracy"],
        "corruptions": corrupted,
        "channels": {"n": len(tiles)} | {name: scores(crops_of_channel(tiles, name), labels) for name in CHANNELS},
    }


def crops_of_channel(tiles: NDArray[np.uint8], channel: str) -> NDArray[np.uint8]:
    """Crops (n, 48, 48) of BGR tiles (n, 96, 96, 3): their luminance, or one of their colour channels."""
    if channel != "luminance":
        index = CHANNELS.index(channel) - 1
        tiles = np.repeat(tiles[..., index : index + 1], 3, axis=3)
    return np.stack([grey_crop(tile) for tile in tiles])
