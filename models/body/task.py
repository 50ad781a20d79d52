"""Training task of the body model: detect a running stress task from the person's last 180 s (Stress-Predict)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.body.data import STRESS, WristbandRecording, body_folder, load_stress
from models.body.net import BodyNet, predict_probabilities
from models.body.recipe import BODY, QUICK, BodyRecipe
from models.body.scores import stress_scores
from models.data import DataMissingError
from models.schedule import TrainingSchedule
from models.serving.features.body import SKIN_CHANNELS, STEP_S, WINDOW_S, input_signals, skin_features

SHORTEST_S = 60
"""Length of the shortest window for training and scoring, in seconds."""


@dataclass(frozen=True, eq=False)
class PersonTrainingWindows:
    """Windows of one person. `whole`: full windows (n, STEPS, CHANNELS). `short`: the same windows with a later start.
    `stress`: labels (n,).
    """

    person: int
    whole: NDArray[np.float32]
    short: NDArray[np.float32]
    stress: NDArray[np.bool_]


@dataclass(frozen=True)
class BodyTrainingTask:
    """Settings of one training run. `folder`: folder with the layout of data/body. `without`: people who are held out
    from training.
    """

    recipe: BodyRecipe
    folder: Path
    seed: int
    without: tuple[int, ...] = ()
    name: str = "body"

    @property
    def schedule(self) -> TrainingSchedule:
        return self.recipe.schedule

    def config(self) -> dict[str, Any]:
        return {**asdict(self.recipe), "without": list(self.without)}

    def open(self) -> "LoadedBodyTrainingTask":
        return LoadedBodyTrainingTask(self)


class LoadedBodyTrainingTask:
    """Windows in memory. The people who are held out are used for checks, and all other people for training."""

    def __init__(self, task: BodyTrainingTask) -> None:
        self.recipe, self._seed = task.recipe, task.seed
        people = load_training_windows(task.folder)[: task.recipe.people]
        self._people = [one for one in people if one.person not in task.without]
        self._checks = [one for one in people if one.person in task.without]
        self._whole = np.concatenate([one.whole for one in self._people])
        self._short = np.concatenate([one.short for one in self._people])
        self._stress = np.concatenate([one.stress for one in self._people])

    @property
    def summary(self) -> str:
        return f"{len(self._whole)} windows of {len(self._people)} people, {len(self._checks)} people held out"

    @property
    def steps(self) -> int:
        return max(1, len(self._whole) // (self.recipe.every * self.recipe.schedule.batch))

    def net(self) -> nn.Module:
        net = BodyNet(self.recipe.hidden, self.recipe.dropout)
        net.learn_scales(torch.from_numpy(self._whole))
        return net

    def batches(self, epoch: int, rank: int) -> Iterator[tuple[Tensor, Tensor]]:
        rng = np.random.default_rng((self._seed, epoch, rank))
        order, batch = rng.permutation(len(self._whole)), self.recipe.schedule.batch
        spread = self._whole.std(axis=(0, 1))
        for step in range(self.steps):
            rows = order[step * batch : (step + 1) * batch]
            is_short = rng.random(len(rows)) < self.recipe.short
            x = np.where(is_short[:, None, None], self._short[rows], self._whole[rows])
            x = x + self.recipe.noise * spread * rng.standard_normal(x.shape, np.float32)
            draw = rng.random(len(rows))
            x[draw < self.recipe.no_heart, :, SKIN_CHANNELS:] = 0
            x[draw > 1 - self.recipe.no_skin, :, :SKIN_CHANNELS] = 0
            yield torch.from_numpy(x), torch.from_numpy(self._stress[rows].astype(np.float32))

    def loss(self, net: nn.Module, batch: tuple[Tensor, Tensor]) -> Tensor:
        """Cross-entropy with equal weight for both classes, plus the penalty of the linear part."""
        x, y = batch
        share = float(self._stress.mean())
        weight = y / share + (1 - y) / (1 - share)
        loss = nn.functional.binary_cross_entropy_with_logits(net(x), y, weight / weight.mean())
        return loss + self.recipe.straight_penalty / 2 * net.straight.weight.square().sum()

    def check(self, net: nn.Module) -> dict[str, float]:
        if not self._checks:
            return {}
        probabilities = np.concatenate([predict_probabilities(net, one.whole) for one in self._checks])
        return stress_scores(np.concatenate([one.stress for one in self._checks]), probabilities)


@lru_cache(maxsize=1)
def load_training_windows(folder: Path) -> list[PersonTrainingWindows]:
    """Windows of all people in Stress-Predict, one every STEP_S seconds. Raises DataMissingError if the file is
    missing.
    """
    recordings = load_stress(folder)
    if not recordings:
        raise DataMissingError(f"data: {folder / STRESS} does not exist. Name the folder of the data with --data.")
    return [_person_windows(recording) for recording in recordings]


def _person_windows(recording: WristbandRecording) -> PersonTrainingWindows:
    ends_s = np.arange(WINDOW_S, recording.seconds, STEP_S)
    visible_s = np.random.default_rng(recording.person).integers(SHORTEST_S, WINDOW_S, len(ends_s))
    conductance = skin_features(recording.eda_us)
    return PersonTrainingWindows(
        recording.person,
        input_signals(conductance, recording.hr_bpm, ends_s),
        input_signals(conductance, recording.hr_bpm, ends_s, visible_s),
        recording.stress[ends_s],
    )


def build_task(data: Path, seed: int, *, quick: bool = False) -> BodyTrainingTask:
    """Training task for the command-line options. Raises DataMissingError if `data` contains no recordings."""
    return BodyTrainingTask(QUICK if quick else BODY, body_folder(data), seed)
