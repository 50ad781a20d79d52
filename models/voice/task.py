"""Training task of the voice model. New rows are composed in every epoch, and each half second has a prediction."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.data import find_data_folder
from models.metrics import recall_by_class, roc_auc
from models.schedule import TrainingSchedule
from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE, normalise
from models.voice.augment import TrainingSoundComposer, VoiceBatch
from models.voice.clip_store import training_clips
from models.voice.data import VoiceClip
from models.voice.folds import TENTH, kept_out
from models.voice.net import VoiceNet, scores_after_reset
from models.voice.recipe import AMUSEMENT, CLASSES, NONE, QUICK, VOICE, VoiceRecipe
from models.voice.scores import clip_probabilities


@dataclass(frozen=True)
class VoiceTrainingTask:
    """Settings of one run: recipe, data folder, seed."""

    recipe: VoiceRecipe
    folder: Path  # laid out as data/voice
    seed: int
    without: str = TENTH  # who is kept out of training: see models.voice.folds
    name: str = "voice"
    store: Path | None = None  # folder of the decoded clips: see models.voice.clip_store

    @property
    def schedule(self) -> TrainingSchedule:
        return self.recipe.schedule

    def config(self) -> dict[str, Any]:
        return {**asdict(self.recipe), "without": self.without}

    def open(self) -> "LoadedVoiceTrainingTask":
        return LoadedVoiceTrainingTask(self)


class LoadedVoiceTrainingTask:
    """Clips in memory, and the GRU states that the rows of a batch pass to the rows of the next batch."""

    def __init__(self, task: VoiceTrainingTask) -> None:
        self._recipe, self._seed = task.recipe, task.seed
        clips, self._checked = _clips(task, "bursts")
        rooms, self._rooms = _clips(task, "ambience")
        clips = clips[:: max(1, len(clips) // self._recipe.rows)] if self._recipe.rows else clips
        laughs = [clip for clip in clips if clip.kind == CLASSES[AMUSEMENT]]
        clips += laughs * (self._recipe.laughs - 1)
        self._bursts = len(clips)
        self._composer = TrainingSoundComposer(clips, rooms, self._recipe.spoil)
        self._rows = int(self._bursts / (1 - self._recipe.spoil.without))
        self.steps = self._rows // (self._recipe.schedule.batch * self._recipe.schedule.processes)
        self.summary = f"{self._bursts} bursts, {len(self._checked)} held out"
        self._carried_state: Tensor | None = None  # states (B, hidden) at the end of the batch before

    def net(self) -> nn.Module:
        return VoiceNet(self._recipe.channels, self._recipe.hidden, self._recipe.dropout)

    def batches(self, epoch: int, rank: int) -> Iterator[tuple[VoiceBatch, NDArray[np.bool_]]]:
        """Batches of rows. True marks the rows that start with the state of a row in the previous batch."""
        order = np.random.default_rng((self._seed, epoch)).permutation(self._rows)  # the same in every process
        rng = np.random.default_rng((self._seed, epoch, rank))
        each, whole = self._recipe.schedule.batch, self._recipe.schedule.batch * self._recipe.schedule.processes
        self._carried_state = None
        for at in range(rank * each, self.steps * whole, whole):
            rows = order[at : at + each]
            batch = self._composer.compose_batch([int(row) if row < self._bursts else None for row in rows], rng)
            carried = rng.random(len(rows)) < self._recipe.carried
            batch.mel[~carried, :CONTEXT] = SILENCE
            yield batch, carried

    def loss(self, net: nn.Module, batch: tuple[VoiceBatch, NDArray[np.bool_]]) -> Tensor:
        """Cross-entropy of every prediction, plus the cross-entropy of the class of the whole row, combined as in the
        evaluation.
        """
        rows, carried = batch
        state = torch.zeros(len(rows.mel), self._recipe.hidden)
        if self._carried_state is not None:
            state = self._carried_state.roll(1, 0) * torch.from_numpy(carried).unsqueeze(1)
        scores, state_after = net(torch.from_numpy(rows.mel), state)
        self._carried_state = state_after.detach().float()
        scores = scores.float()
        weights = torch.from_numpy(rows.weights)
        each = nn.functional.cross_entropy(
            scores.flatten(0, 1), torch.from_numpy(rows.targets).flatten(),
            reduction="none", label_smoothing=self._recipe.smoothing,
        )  # fmt: skip
        loss = (each * weights.flatten()).sum() / weights.sum()
        if self._recipe.laughter:
            loss = loss + self._recipe.laughter * laughter_loss(scores, torch.from_numpy(rows.targets), weights)
        labels = torch.from_numpy(rows.whole)
        return loss + self._recipe.whole * whole_burst_loss(scores, labels, self._recipe.smoothing)

    def check(self, net: nn.Module) -> dict[str, float]:
        """Metrics on held-out speakers and rooms of the training part."""
        net.eval()
        return measure_burst_recall(net, self._checked, self._rooms)


def _clips(task: VoiceTrainingTask, table: str) -> tuple[list[VoiceClip], list[VoiceClip]]:
    """Clips of the training part that are used for training, and clips that are held out."""
    rows, clips = training_clips(task.folder, table, task.store)
    parts: tuple[list[VoiceClip], list[VoiceClip]] = ([], [])
    for clip, is_out in zip(clips, kept_out(rows, task.without), strict=True):
        parts[is_out].append(clip)
    return parts


def laughter_loss(scores: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy of amusement against all other classes, over predictions (B, D) with scores (B, D, 16).

    The loss over sixteen classes, whose labels are often wrong, would give laughter too little weight.
    """
    rest = [index for index in range(len(CLASSES)) if index != AMUSEMENT]
    odds = scores[:, :, AMUSEMENT] - torch.logsumexp(scores[:, :, rest], 2)
    is_amusement = (targets == AMUSEMENT).float()
    each = nn.functional.binary_cross_entropy_with_logits(odds, is_amusement, reduction="none")
    return (each * weights).sum() / weights.sum()


def whole_burst_loss(scores: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Cross-entropy over the 15 classes for the rows with a burst, from the mean of their predictions.

    The weight of a prediction is its probability of a burst.
    """
    has_burst = labels != NONE
    scores, labels = scores[has_burst], labels[has_burst]
    weights = (1.0 - torch.softmax(scores, 2)[:, :, NONE]).detach() + 1e-3  # (B, D)
    logs = torch.log_softmax(scores[:, :, :NONE], 2)  # (B, D, 15)
    mean = (logs * weights.unsqueeze(2)).sum(1) / weights.sum(1, keepdim=True)
    return nn.functional.cross_entropy(mean, labels, label_smoothing=smoothing)


def burst_windows(clips: Sequence[VoiceClip], half_seconds: int = 4) -> list[NDArray[np.float32]]:
    """Split clips into consecutive windows, each approximately as long as a burst."""
    length = half_seconds * FRAMES
    return [clip.logs[at : at + length] for clip in clips for at in range(0, len(clip) - length + 1, length)]


@torch.no_grad()
def sound_scores(net: VoiceNet, logs: Sequence[NDArray[np.float32]]) -> list[Tensor]:
    """Scores (D, 16) of each sound after a reset of the model, up to the half second in which the sound ends."""
    counts = [-(-len(one) // FRAMES) for one in logs]
    out: list[Tensor] = [torch.empty(0)] * len(logs)
    for count in sorted(set(counts)):
        here = [index for index, length in enumerate(counts) if length == count]
        for at in range(0, len(here), 256):
            some = here[at : at + 256]
            mel = np.full((len(some), count * FRAMES, BANDS), SILENCE, np.float32)
            for row, index in zip(mel, some, strict=True):
                row[: len(logs[index])] = normalise(np.exp(logs[index]))
            for index, scores in zip(some, scores_after_reset(net, torch.from_numpy(mel)), strict=True):
                out[index] = scores
    return out


def clip_scores(net: VoiceNet, logs: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Probabilities (n, 16) of whole sounds, combined as in the evaluation."""
    return np.stack([clip_probabilities(torch.softmax(one, 1).numpy()) for one in sound_scores(net, logs)])


def measure_burst_recall(net: VoiceNet, bursts: Sequence[VoiceClip], rooms: Sequence[VoiceClip]) -> dict[str, float]:
    """Mean recall of the 15 classes, and the AUC of amusement against other bursts and against ambience."""
    burst_scores = clip_scores(net, [clip.logs for clip in bursts])
    room_scores = clip_scores(net, burst_windows(rooms))
    labels = np.array([CLASSES.index(clip.kind) for clip in bursts])
    laughs = burst_scores[labels == AMUSEMENT, AMUSEMENT]
    recall = [value for value in recall_by_class(labels, burst_scores[:, :NONE].argmax(1), NONE) if value is not None]
    return {
        "n": float(len(bursts)),
        "balanced_accuracy": float(np.mean(recall)),
        "auc_amusement": roc_auc(labels == AMUSEMENT, burst_scores[:, AMUSEMENT]),
        "auc_amusement_ambience": roc_auc(
            np.arange(len(laughs) + len(room_scores)) < len(laughs), np.concatenate([laughs, room_scores[:, AMUSEMENT]])
        ),
    }


def build_task(data: Path, seed: int, quick: bool) -> VoiceTrainingTask:
    """Training task for the options of `python -m models.train voice`."""
    return VoiceTrainingTask(QUICK if quick else VOICE, find_data_folder(data, "voice", "bursts.csv"), seed)
