"""How much the expression network still gets right of crops that are spoilt, each way at three strengths."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.perception.runtime import InferenceSession
from edge.perception.vision.expression import ExpressionClassifier
from models.evaluate.expression import labelled, probabilities_of, smile_accuracy
from models.expression.corruptions import CORRUPTIONS, corrupt
from models.expression.data import CLASSES, faces_folder, grey_crop, load_sheet
from models.serving.spec import ModelSpec

CHANNELS = ("luminance", "blue", "green", "red")


def robustness(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """The rows of `expression`, clean and spoilt; and coloured faces through cameras that see in grey.

    `channels`: the faces of `va.csv` as a colour camera gives them to the network (luminance), and as one would that
    sees one colour alone: `red` is nearest to a night-vision camera, to which lips and skin are of one brightness.
    """
    rows = labelled(data, split)
    expression = ExpressionClassifier(InferenceSession(spec))

    def told(crops: NDArray[np.uint8], labels: NDArray[np.int64]) -> dict[str, float]:
        probabilities = probabilities_of(expression, crops)
        right = probabilities.argmax(axis=1) == labels
        return {"accuracy": float(right.mean()), "smile_accuracy": smile_accuracy(labels, probabilities)}

    clean = told(rows.images, rows.majority)
    spoilt = {
        name: [
            {"strength": strength, **told(corrupt(name, strength, rows.images), rows.majority)}
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
        "corruptions": spoilt,
        "channels": {"n": len(tiles)} | {name: told(seen_as(tiles, name), labels) for name in CHANNELS},
    }


def seen_as(tiles: NDArray[np.uint8], channel: str) -> NDArray[np.uint8]:
    """Tiles (n, 96, 96, 3) BGR as crops (n, 48, 48) of their luminance or of one colour."""
    if channel != "luminance":
        of = CHANNELS.index(channel) - 1
        tiles = np.repeat(tiles[..., of : of + 1], 3, axis=3)
    return np.stack([grey_crop(tile) for tile in tiles])
