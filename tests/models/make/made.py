"""An own model with made-up figures, as `vitrina models make` measures them."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from models.expression.data import CLASSES
from models.make.audit import audit_groups
from models.make.scores import JudgedImages, cross_validation_scores
from models.serving.spec import ModelSpec
from tests.doubles.measured import smile_figures
from tests.models.card.specs import SHIPPED

PEOPLE, EACH = 40, 6
GROUPS = {"age": {f"p{number}": ("under 40", "40 or more")[number % 2] for number in range(PEOPLE)}}


def judged_images(wrong: tuple[int, ...] = (), people: int = PEOPLE, each: int = EACH) -> JudgedImages:
    """`each` images of each of `people` people in five folds: neutral, happiness, surprise in turn. All are read
    rightly with a probability of 0.9, except for the images `wrong`, which are read as the next class."""
    n = people * each
    labels = np.arange(n) % 3
    guesses = labels.copy()
    for index in wrong:
        guesses[index] = (labels[index] + 1) % 3
    probabilities = np.full((n, len(CLASSES)), 0.1 / 7, np.float32)
    probabilities[np.arange(n), guesses] = 0.9
    persons = np.arange(n) // each
    names = np.array([f"{CLASSES[labels[index]]}/p{persons[index]}_{index}.jpg" for index in range(n)])
    return JudgedImages(
        names, labels, probabilities, np.zeros(n, bool), np.array([f"p{person}" for person in persons]), persons % 5
    )


def own_metrics(judged: JudgedImages | None = None, **changed: Any) -> dict[str, Any]:
    """Metrics of an own model that lacks nothing. `changed`: other metrics by name, or None for missing ones."""
    judged = judged or judged_images(tuple(range(0, PEOPLE * EACH, 29)))
    pictures = [(person, True) for person in judged.persons.tolist()]
    lost = {"accuracy_lost": 0.0, "accuracy": 0.96, "smile_accuracy": 0.98, "ece": 0.02}
    metrics: dict[str, Any] = {
        "held_out": {"n": 200, "fitted": True, "offsets": [0.0] * 8},
        "parity": {"fp32": 1e-7, "fp16": 1e-3, "int8": 0.08},
        "cross_validation": {**cross_validation_scores(judged), "unseen_start": 1},
        "audit": audit_groups(judged, pictures, GROUPS),
        **smile_figures(),
        "variants": {"fp16": lost, "int8": lost},
        "cost": {"batch_1": 0.3, "batch_8": 0.2},
    }
    return {name: value for name, value in {**metrics, **changed}.items() if value is not None}


def own_spec(folder: Path, licence: str = "commercial", start: str = "", **changed: Any) -> ModelSpec:
    """Settings of an own model in `folder`, with a model file that no session could open. `start`: licence tier of the
    model from which it started."""
    (folder / "own.onnx").write_bytes(b"model")
    recipe = {**SHIPPED.recipe, "seed": 1, "epochs_done": 15, "seconds": 60}
    recipe.pop("start", None)
    recipe |= {"start": {"name": "fer-1.4m", "licence": start}} if start else {}
    return dataclasses.replace(
        SHIPPED, name="own", file="own.onnx", licence=licence, licence_note="Our studio.", recipe=recipe,
        trained_on={"ferplus.csv": "0" * 64, "ferplus_own0.webp": "0" * 64}, metrics=own_metrics(**changed),
        variants={}, folder=folder,
    )  # fmt: skip
