"""Training task of the smile reader: a small head behind MediaPipe's face mesh."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models.metrics import roc_auc
from models.schedule import TrainingSchedule
from models.smile.data import SmilePoints, load, smile_folder
from models.smile.net import SmileHead, mouth_shape
from models.smile.recipe import QUICK, SMILE, SmileRecipe


@dataclass(frozen=True)
class SmileTrainingTask:
    """Settings of one run. `without` is a fold of pictures that are left out of training, and check it."""

    recipe: SmileRecipe
    folder: Path
    seed: int
    without: int | None = None
    name: str = "smile"

    @property
    def schedule(self) -> TrainingSchedule:
        return self.recipe.schedule

    def config(self) -> dict[str, Any]:
        return {**asdict(self.recipe), "without": self.without}

    def open(self) -> "LoadedSmileTrainingTask":
        return LoadedSmileTrainingTask(self)


class LoadedSmileTrainingTask:
    """Shapes of lips and cheeks in memory."""

    def __init__(self, task: SmileTrainingTask) -> None:
        self.recipe, self._seed = task.recipe, task.seed
        found = load(task.folder, task.recipe, task.seed)
        out = found.fold == (-1 if task.without is None else task.without)
        self._checks = found.select_rows(out)
        kept = found.select_rows(~out)
        self._shapes, self._smiles = mouth_shape(torch.from_numpy(kept.points)), torch.from_numpy(kept.smiles).float()

    @property
    def summary(self) -> str:
        return f"{len(self._shapes)} crops, {len(self._checks.smiles)} held out"

    @property
    def steps(self) -> int:
        return max(1, len(self._shapes) // self.recipe.schedule.batch)

    def net(self) -> nn.Module:
        net = SmileHead(self.recipe.hidden, self.recipe.dropout)
        net.learn_scales(self._shapes)
        return net

    def batches(self, epoch: int, rank: int) -> Iterator[tuple[Tensor, Tensor]]:
        order = torch.from_numpy(np.random.default_rng((self._seed, epoch, rank)).permutation(len(self._shapes)))
        for rows in order[: self.steps * self.recipe.schedule.batch].split(self.recipe.schedule.batch):
            yield self._shapes[rows], self._smiles[rows]

    def loss(self, net: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
        shapes, smiles = batch
        targets = smiles * (1 - 2 * self.recipe.smoothing) + self.recipe.smoothing
        return nn.functional.binary_cross_entropy_with_logits(net(shapes), targets)

    def check(self, net: nn.Module) -> dict[str, float]:
        return (
            {"auc": roc_auc(self._checks.smiles, predict_logits(net, self._checks))} if len(self._checks.smiles) else {}
        )


@torch.no_grad()
def predict_logits(net: nn.Module, found: SmilePoints) -> Any:
    """Logits (n,) float64 of the crops, without dropout."""
    return net.eval()(mouth_shape(torch.from_numpy(found.points))).double().numpy()


def task(data: Path, seed: int, *, quick: bool = False) -> SmileTrainingTask:
    """Training task for the command-line options. DataMissingError if `data` holds no pictures."""
    return SmileTrainingTask(QUICK if quick else SMILE, smile_folder(data), seed)
