"""Training task of the laughter head, on streams that are composed and embedded once."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.data import find_data_folder
from models.laughter.embedding import fetch, load_embedding
from models.laughter.net import LaughterHead
from models.laughter.recipe import LAUGHTER, QUICK, LaughterRecipe
from models.laughter.streams import EmbeddedStreams, embedded_folds
from models.metrics import roc_auc
from models.schedule import TrainingSchedule
from models.voice.folds import NOBODY, fold_name
from models.voice.recipe import AMUSEMENT
from models.voice.task import laughter_loss

STORE = "streams"
"""Name of the folder of the embedded streams, inside the folder of the run."""

STILL = 1e-3
"""Lowest spread that is assumed for a number of the embedding, for numbers that never change."""

Batch = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True)
class LaughterTrainingTask:
    """Settings of one run: recipe, data folder, seed."""

    recipe: LaughterRecipe
    folder: Path  # laid out as data/voice
    seed: int
    without: str = NOBODY  # folds kept out of training, joined by `+`
    name: str = "laughter"
    store: Path = Path("runs") / "laughter" / STORE
    embedding: Path | None = None  # its ONNX file; None: fetched

    @property
    def schedule(self) -> TrainingSchedule:
        return self.recipe.schedule

    def config(self) -> dict[str, Any]:
        return {**asdict(self.recipe), "without": self.without}

    def open(self) -> "LoadedLaughterTrainingTask":
        return LoadedLaughterTrainingTask(self)


class LoadedLaughterTrainingTask:
    """Rows of half seconds in memory."""

    def __init__(self, task: LaughterTrainingTask) -> None:
        self._recipe, self._seed = task.recipe, task.seed
        embedding = load_embedding(task.embedding or fetch())
        folds = embedded_folds(task.folder, task.recipe.composition, embedding, task.store)
        out = task.without.split("+")
        heard = [fold for number, fold in enumerate(folds) if fold_name(number) not in out]
        self._checked = [fold for number, fold in enumerate(folds) if fold_name(number) in out]
        self._parts = [_rows(heard, name, task.recipe.half_seconds) for name in EmbeddedStreams.__dataclass_fields__]
        self.steps = max(1, len(self._parts[0]) // task.schedule.batch)
        self.summary = f"{len(self._parts[0])} rows, {len(self._checked)} folds held out"

    def net(self) -> nn.Module:
        head = LaughterHead(self._recipe.narrow, self._recipe.hidden, self._recipe.back, self._recipe.dropout)
        some = self._parts[0][::10].astype(np.float32)
        head.mean.copy_(torch.from_numpy(some.mean((0, 1, 2))))
        head.spread.copy_(torch.from_numpy(np.maximum(some.std((0, 1, 2)), STILL)))
        return head

    def batches(self, epoch: int, rank: int) -> Iterator[Batch]:
        """Batches of the rows in a random order. Each row occurs once."""
        order = np.random.default_rng((self._seed, epoch, rank)).permutation(len(self._parts[0]))
        for at in range(0, self.steps * self._recipe.schedule.batch, self._recipe.schedule.batch):
            rows = np.sort(order[at : at + self._recipe.schedule.batch])
            embeddings, targets, weights, laughter = (part[rows] for part in self._parts)
            yield (
                embeddings.astype(np.float32), targets.astype(np.int64),
                weights.astype(np.float32), laughter.astype(np.float32),
            )  # fmt: skip

    def loss(self, net: nn.Module, batch: Batch) -> Tensor:
        """Cross-entropy of the classes of every half second, plus the cross-entropy of laughter against everything
        else.
        """
        embeddings, targets, weights, laughter = map(torch.from_numpy, batch)
        spoilt = embeddings + torch.randn_like(embeddings) * net.spread * self._recipe.noise
        scores, _ = net(spoilt, torch.zeros(len(spoilt), net.hidden))
        each = nn.functional.cross_entropy(
            scores.flatten(0, 1), targets.flatten(), reduction="none", label_smoothing=self._recipe.smoothing
        )
        loss = (each * weights.flatten()).sum() / weights.sum()
        return loss + self._recipe.laughter * laughter_loss(scores, targets, laughter)

    def check(self, net: nn.Module) -> dict[str, float]:
        """Area under the curve for half seconds of laughter, on the folds held out from training."""
        return check(net, self._checked) if self._checked else {}


@torch.no_grad()
def check(net: nn.Module, folds: Sequence[EmbeddedStreams]) -> dict[str, float]:
    """Number of half seconds with a clear class, and area under the curve of amusement over these half seconds."""
    net.eval()
    found, truth = [], []
    for fold in folds:
        for embeddings, targets, laughter in zip(fold.embeddings, fold.targets, fold.laughter, strict=True):
            scores, _ = net(torch.from_numpy(embeddings.astype(np.float32))[None], torch.zeros(1, net.hidden))
            clear = laughter > 0
            found.append(torch.softmax(scores[0], 1)[:, AMUSEMENT].numpy()[clear])
            truth.append(targets[clear] == AMUSEMENT)
    return {
        "n": float(sum(map(len, truth))),
        "auc_amusement_half_seconds": roc_auc(np.concatenate(truth), np.concatenate(found)),
    }


def _rows(folds: Sequence[EmbeddedStreams], name: str, length: int) -> NDArray[Any]:
    """Arrays of all streams, cut into rows of `length` half seconds."""
    arrays = []
    for fold in folds:
        array = getattr(fold, name)
        whole = array.shape[1] // length * length
        arrays.append(array[:, :whole].reshape(-1, length, *array.shape[2:]))
    return np.concatenate(arrays)


def build_task(data: Path, seed: int, quick: bool) -> LaughterTrainingTask:
    """Training task for the options of `python -m models.train laughter`."""
    return LaughterTrainingTask(QUICK if quick else LAUGHTER, find_data_folder(data, "voice", "bursts.csv"), seed)
