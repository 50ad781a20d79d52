"""Training task of the smile detector. A small head follows MediaPipe's face mesh, and MediaPipe's blendshapes are its
teacher.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.calibration import fit_platt
from models.metrics import roc_auc
from models.schedule import TrainingSchedule
from models.smile.data import SmilePoints, load_points, smile_folder
from models.smile.mixing import mix_meshes
from models.smile.net import SmileHead, mouth_shape
from models.smile.recipe import QUICK, SMILE, SmileRecipe

LEAST = 1e-3
"""Value that is added to a teacher's value and to its complement, so that 0 and 1 have finite log odds."""


@dataclass(frozen=True)
class SmileTrainingTask:
    """Settings of one run. `without`: a fold of images that is held out from training and used for checks."""

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
    """Shapes of lips and cheeks in memory, each with the target probability of a smile."""

    def __init__(self, task: SmileTrainingTask) -> None:
        self.recipe, self._seed = task.recipe, task.seed
        found = load_points(task.folder, task.recipe, task.seed)
        out = found.fold == (-1 if task.without is None else task.without)
        self._checks = found.select_rows(out)
        kept = found.select_rows(~out)
        more = mix_meshes(kept, round(self.recipe.mixed * len(kept.smiles)), np.random.default_rng(task.seed))
        self._shapes = torch.cat([mouth_shape(torch.from_numpy(kept.points)), more.shapes])
        self._targets = torch.from_numpy(soft_targets(kept, more.taught, self.recipe)).float()

    @property
    def summary(self) -> str:
        return f"{len(self._shapes)} crops, {len(self._checks.smiles)} held out"

    @property
    def steps(self) -> int:
        return max(1, len(self._shapes) // self.recipe.schedule.batch)

    def net(self) -> nn.Module:
        net = SmileHead(self.recipe.hidden, self.recipe.dropout, self.recipe.members)
        net.learn_scales(self._shapes)
        return net

    def batches(self, epoch: int, rank: int) -> Iterator[tuple[Tensor, Tensor]]:
        order = torch.from_numpy(np.random.default_rng((self._seed, epoch, rank)).permutation(len(self._shapes)))
        for rows in order[: self.steps * self.recipe.schedule.batch].split(self.recipe.schedule.batch):
            yield self._shapes[rows], self._targets[rows]

    def loss(self, net: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
        """Sum of the losses of the members, because each is trained separately."""
        shapes, wanted = batch
        logits = net.each(shapes)
        errors = nn.functional.binary_cross_entropy_with_logits(logits, wanted[:, None].expand_as(logits))
        return errors * self.recipe.members

    def check(self, net: nn.Module) -> dict[str, float]:
        return (
            {"auc": roc_auc(self._checks.smiles, predict_logits(net, self._checks))} if len(self._checks.smiles) else {}
        )


def soft_targets(found: SmilePoints, of_mixed: NDArray[np.float64], recipe: SmileRecipe) -> NDArray[np.float64]:
    """Target probability of a smile for each crop, and for each mixed mesh.

    The teacher's value is not a probability, so its log odds are scaled to fit the labels of the plain images.
    """
    plain = found.plain & ~found.mirrored
    scaling = fit_platt(log_odds(found.taught[plain]), found.smiles[plain])
    labels = found.smiles * (1 - 2 * recipe.smoothing) + recipe.smoothing
    own = recipe.taught * scaling(log_odds(found.taught)) + (1 - recipe.taught) * labels
    return np.concatenate([own, scaling(log_odds(of_mixed))])


def log_odds(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds of values from 0 to 1, clipped to the range from -7 to 7."""
    return np.log((shares + LEAST) / (1.0 - shares + LEAST))


@torch.no_grad()
def predict_logits(net: nn.Module, found: SmilePoints) -> Any:
    """Logits (n,) float64 for the crops, without dropout."""
    return net.eval()(mouth_shape(torch.from_numpy(found.points))).double().numpy()


def build_task(data: Path, seed: int, *, quick: bool = False) -> SmileTrainingTask:
    """Training task for the command-line options. Raises DataMissingError if `data` contains no images."""
    return SmileTrainingTask(QUICK if quick else SMILE, smile_folder(data), seed)
