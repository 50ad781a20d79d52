"""Judges every image by a model that was not trained on the person in it, and calibrates by these predictions."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.calibration import CalibrationScaling, fit_temperature
from models.expression.data import CLASSES, FEWEST_TO_FIT
from models.expression.export import CALIBRATION, abstention_threshold, load_run
from models.expression.net import predict_logits
from models.expression.task import ExpressionTrainingTask
from models.labelling.pack import CroppedPicture, write_pack
from models.loop import train_task
from models.make.scores import JudgedImages

NONE = (0.0,) * len(CLASSES)


@dataclass(frozen=True)
class Calibration:
    """Temperature and class offsets of a model, and the threshold below which it abstains. `n`: images on which
    temperature and threshold were fitted; 0 if they are those of the model from which the training started.
    """

    scaling: CalibrationScaling
    abstain_below: float
    n: int = 0

    def write(self, run: Path) -> None:
        """Write the file that the export reads, or remove an old one if nothing was fitted."""
        path = run / CALIBRATION
        path.unlink(missing_ok=True)
        if self.n:
            facts = {"temperature": self.scaling.temperature, "offsets": self.scaling.offsets}
            path.write_text(json.dumps({**facts, "abstain_below": self.abstain_below, "n": self.n}), encoding="utf-8")


def start_calibration(start: Mapping[str, Any]) -> Calibration:
    """Calibration of the start model; without one, the temperature is 1 and the threshold 0.5."""
    offsets = tuple(start.get("offsets", NONE))
    return Calibration(CalibrationScaling(start.get("temperature", 1.0), offsets), start.get("abstain_below", 0.5))


def fit_calibration(logits: Tensor, labels: NDArray[np.int64], usual: Calibration) -> Calibration:
    """Temperature and threshold fitted on predictions for people outside the training; `usual` for too few images."""
    if len(labels) < FEWEST_TO_FIT:
        return usual
    scaling = CalibrationScaling(fit_temperature(logits, torch.from_numpy(labels)), NONE)
    probabilities = torch.softmax(scaling(logits), dim=1).numpy()
    return Calibration(scaling, abstention_threshold(labels, probabilities), len(labels))


def predict_folds(
    cropped: Sequence[CroppedPicture],
    fold_of: Mapping[str, int],
    build: Callable[[Path], ExpressionTrainingTask],
    work: Path,
) -> Tensor:
    """Logits (n, 8) of each image, from a model that was trained without the fold of the person in it. `build`: the
    training task for a packed folder. `work`: folder for the runs.
    """
    folds = np.array([fold_of[own.person] for own, _ in cropped])
    images = np.stack([crop for _, crop in cropped])
    logits = torch.zeros(len(cropped), len(CLASSES))
    for fold in np.unique(folds).tolist():
        print(f"make: fold {fold + 1} of {len(set(fold_of.values()))}", file=sys.stderr, flush=True)
        run = work / f"fold{fold + 1}"
        write_pack(cropped, run / "packed", lambda own, out=fold: "public" if fold_of[own.person] == out else "train")  # type: ignore[misc]
        train_task(build(run / "packed"), run)
        here = np.flatnonzero(folds == fold)
        logits[torch.from_numpy(here)] = predict_logits(load_run(run)[0], images[here])
    return logits


def judge_images(
    cropped: Sequence[CroppedPicture], fold_of: Mapping[str, int], logits: Tensor, start: Mapping[str, Any]
) -> tuple[JudgedImages, Calibration]:
    """The images with calibrated probabilities, and the calibration of the model that is trained on all of them.

    The calibration of a fold is fitted on the other folds, so the calibration error is that for other people. Images of
    the test part are used for no calibration.
    """
    labels = np.array([CLASSES.index(own.expression) for own, _ in cropped])
    folds = np.array([fold_of[own.person] for own, _ in cropped])
    fitted = np.array([own.usage == "train" for own, _ in cropped])
    usual = start_calibration(start)
    probabilities = np.zeros((len(labels), len(CLASSES)), np.float32)
    abstained = np.zeros(len(labels), bool)
    for fold in np.unique(folds).tolist():
        others, here = fitted & (folds != fold), folds == fold
        calibration = fit_calibration(logits[torch.from_numpy(others)], labels[others], usual)
        probabilities[here] = torch.softmax(calibration.scaling(logits[torch.from_numpy(here)]), dim=1).numpy()
        abstained[here] = probabilities[here].max(axis=1) < calibration.abstain_below
    names = np.array([f"{own.expression}/{own.path.name}" for own, _ in cropped])
    persons = np.array([own.person for own, _ in cropped])
    judged = JudgedImages(names, labels, probabilities, abstained, persons, folds)
    return judged, fit_calibration(logits[torch.from_numpy(fitted)], labels[fitted], usual)
