"""Training task of the expression model. Its targets are votes of FER+'s annotators and predictions of teacher
models.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models import weights
from models.data import DataMissingError, file_hashes
from models.expression.augment import augment_crops
from models.expression.data import (
    FerPlusRows,
    count_trainable,
    faces_folder,
    has_own_pictures,
    held_out_rows,
    load_ferplus,
    soft_targets,
    training_files,
)
from models.expression.net import build_net, load_start_weights, predict_logits
from models.expression.recipe import AGAIN, EXPRESSION, FINE_TUNE, QUICK, TEACHER, ExpressionRecipe
from models.expression.teachers import load_spec, read_predictions
from models.schedule import TrainingSchedule
from models.serving.features.expression import normalise
from models.serving.spec import ModelSpec

FEWEST_QUICK = 4
"""Lowest number of images for a quick run. With fewer images, batch normalisation has no spread."""


@dataclass(frozen=True)
class ExpressionTrainingTask:
    """Settings of one run.

    `faces`: folder with the layout of data/faces. `said`: file with the teachers' predictions for the training rows
    (`teachers.py`). `licence` and `licence_note`: the given rights to the images. `start`: model from which the run
    starts.
    """

    recipe: ExpressionRecipe
    faces: Path
    seed: int
    said: Path | None = None
    packed: Mapping[str, str] = field(
        default_factory=dict
    )  # a shop's own pictures: file name -> sha256, as a pack may change
    licence: str | None = None  # one of models.serving.spec.LICENCES; None: not given
    licence_note: str = ""
    start: ModelSpec | None = None
    name: str = "expression"

    @property
    def schedule(self) -> TrainingSchedule:
        return self.recipe.schedule

    def config(self) -> dict[str, Any]:
        config = {**asdict(self.recipe), "teachers": file_hashes([self.said]) if self.said else {}}
        if self.packed:
            config["data"] = dict(self.packed)
        if self.licence:
            config |= {"licence": self.licence, "licence_note": self.licence_note}
        if self.start:
            config["start"] = start_facts(self.start)
        return config

    def open(self) -> "LoadedExpressionTrainingTask":
        return LoadedExpressionTrainingTask(self)


class LoadedExpressionTrainingTask:
    """Rows of the training part in memory. Nine tenths are for training, and one tenth is for checks."""

    def __init__(self, task: ExpressionTrainingTask) -> None:
        cv2.setNumThreads(1)
        self.recipe, self._seed = task.recipe, task.seed
        rows = load_ferplus(task.faces, ("train",))
        out = held_out_rows(rows.dup_group)
        self._checks, rows = rows.select_rows(out), rows.select_rows(~out)
        self._start = task.start
        targets = soft_targets(rows.votes)
        if task.said:
            targets = mix_targets(targets, read_predictions(task.said)[~out], self.recipe.taught)
        elif task.start:
            before = torch.softmax(predict_logits(self.net(), rows.images), dim=1).numpy()
            targets = mix_targets(targets, before, self.recipe.taught)
        used = np.flatnonzero(targets.sum(axis=1) > 0)[: self.recipe.rows]
        self._images, self._targets = rows.images[used], targets[used]

    @property
    def summary(self) -> str:
        origin = (
            f", from {self._start.name}, whose licence tier ({self._start.licence}) it inherits" if self._start else ""
        )
        return f"{len(self._images)} rows, {len(self._checks)} held out{origin}"

    @property
    def steps(self) -> int:
        return len(self._images) // (self.recipe.schedule.batch * self.recipe.schedule.processes)

    def net(self) -> nn.Module:
        net = build_net(asdict(self.recipe))
        if self._start:
            load_start_weights(net, weights.read_weights(self._start), self._start.recipe["blocks"])
        return net.to(memory_format=torch.channels_last)

    def batches(self, epoch: int, rank: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Batches for this process. All processes shuffle the rows in the same way, and each takes its own share of
        them.
        """
        order = np.random.default_rng((self._seed, epoch)).permutation(len(self._images))
        rng = np.random.default_rng((self._seed, epoch, rank))
        batch, side_px = self.recipe.schedule.batch, crop_side(self.recipe, epoch)
        for step in range(self.steps):
            first = (step * self.recipe.schedule.processes + rank) * batch
            rows = order[first : first + batch]
            x = torch.from_numpy(normalise(augment_crops(self._images[rows], side_px, self.recipe.jitter, rng)))
            y = torch.from_numpy(self._targets[rows])
            if self.recipe.mixup > 0:
                share = float(rng.beta(self.recipe.mixup, self.recipe.mixup))
                other = torch.from_numpy(rng.permutation(len(rows)))
                x, y = share * x + (1 - share) * x[other], share * y + (1 - share) * y[other]
            yield x.to(memory_format=torch.channels_last), y

    def loss(self, net: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
        x, y = batch
        return soft_cross_entropy(net(x), y)

    def check(self, net: nn.Module) -> dict[str, float]:
        return {"accuracy": top_class_accuracy(net, self._checks)} if (self._checks.majority >= 0).any() else {}


def crop_side(recipe: ExpressionRecipe, epoch: int) -> int:
    """Side of the crops in an epoch, in pixels."""
    until = 0.0
    for share, side_px in recipe.sides_px:
        until += share * recipe.schedule.epochs
        if epoch < until - 1e-6:
            return side_px
    return recipe.sides_px[-1][1]


def mix_targets(targets: NDArray[np.float32], predictions: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Mix targets (n, 8) with the teachers' predictions (n, 8), which get the share `share`. Each row keeps its
    weight.
    """
    weight = targets.sum(axis=1, keepdims=True)
    return np.asarray((1 - share) * targets + share * weight * predictions, np.float32)


def soft_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross-entropy, averaged over the batch. The targets of a row add up to the weight of the row."""
    return -(targets * torch.log_softmax(logits.float(), dim=1)).sum() / targets.sum().clamp(min=1.0)


def top_class_accuracy(net: nn.Module, rows: FerPlusRows) -> float:
    """Share of the rows with a majority for which the model's top class is that majority."""
    known = rows.select_rows(rows.majority >= 0)
    return float((predict_logits(net, known.images).argmax(1).numpy() == known.majority).mean())


def start_facts(start: ModelSpec) -> dict[str, Any]:
    """Facts about the start model that a run stores: name, weights, licence, and fitted calibration."""
    facts = {"name": start.name, "weights": start.weights["sha256"], "temperature": start.temperature}
    offsets = start.metrics.get("held_out", {}).get("offsets")
    facts |= {"offsets": offsets} if offsets else {}
    return {**facts, **start.thresholds, "licence": start.licence, "licence_note": start.licence_note}


def build_task(
    data: Path,
    seed: int,
    *,
    quick: bool = False,
    teacher: bool = False,
    said: Path | None = None,
    licence: str | None = None,
    licence_note: str = "",
    start_from: str | None = None,
) -> ExpressionTrainingTask:
    """Training task for the command-line options. Raises DataMissingError if `data` contains no faces or too few, and
    ModelFileError if the start model is missing.
    """
    faces = faces_folder(data)
    recipe = QUICK if quick else TEACHER if teacher else EXPRESSION
    start = load_spec(start_from) if start_from else None
    if start and said:
        recipe = AGAIN
    elif start:
        options = {name: start.recipe[name] for name in ("squeeze", "places") if name in start.recipe}
        widths, blocks = tuple(start.recipe["widths"]), tuple(start.recipe["blocks"])
        recipe = replace(FINE_TUNE, widths=widths, blocks=blocks, **options)
    trainable = count_trainable(faces)
    if quick:  # for trying the way, with a handful of pictures too
        batch = min(recipe.schedule.batch, max(trainable, FEWEST_QUICK))
        recipe = replace(recipe, schedule=replace(recipe.schedule, batch=batch))
    rows_per_step = recipe.schedule.batch * recipe.schedule.processes
    if trainable < rows_per_step:
        raise DataMissingError(
            f"data: {faces} has {trainable} training images, but one step of this recipe takes {rows_per_step}. Pack "
            "more images. Training with --start-from needs the fewest images."
        )
    packed = file_hashes(training_files(faces)) if has_own_pictures(faces) else {}
    return ExpressionTrainingTask(recipe, faces, seed, said, packed, licence, licence_note, start)
