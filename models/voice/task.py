"""How the voice network is taught: rows composed anew in every epoch, decisions asked as the kiosk asks for them."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.data import folder_with
from models.metrics import auc, recalls
from models.schedule import TrainingSchedule
from models.serving.features.voice import BANDS, CONTEXT, FRAMES, SILENCE, normalise
from models.voice.augment import TrainingSoundComposer, VoiceBatch
from models.voice.data import VoiceClip, is_kept_out, sounds, to_clip
from models.voice.net import VoiceNet, from_start
from models.voice.recipe import AMUSEMENT, CLASSES, NONE, QUICK, VOICE, VoiceRecipe
from models.voice.scores import clip_probabilities


@dataclass(frozen=True)
class VoiceTask:
    """A recipe, where the data lie, a seed."""

    recipe: VoiceRecipe
    folder: Path  # of data/voice
    seed: int
    name: str = "voice"

    @property
    def schedule(self) -> TrainingSchedule:
        return self.recipe.schedule

    def facts(self) -> dict[str, Any]:
        return asdict(self.recipe)

    def open(self) -> "LoadedVoiceTask":
        return LoadedVoiceTask(self)


class LoadedVoiceTask:
    """The clips in memory, and what the rows of one batch leave to those of the next."""

    def __init__(self, task: VoiceTask) -> None:
        self._recipe, self._seed = task.recipe, task.seed
        bursts = list(sounds(task.folder, "bursts", "train"))
        ambience = list(sounds(task.folder, "ambience", "train"))
        taught = [to_clip(*pair) for pair in bursts if not is_kept_out(pair[0])]
        taught = taught[:: max(1, len(taught) // self._recipe.rows)] if self._recipe.rows else taught
        laughs = [clip for clip in taught if clip.kind == CLASSES[AMUSEMENT]]
        taught += laughs * (self._recipe.laughs - 1)
        self._checked = [to_clip(*pair) for pair in bursts if is_kept_out(pair[0])]
        self._rooms = [to_clip(*pair) for pair in ambience if is_kept_out(pair[0])]
        self._bursts = len(taught)
        rooms = [to_clip(*pair) for pair in ambience if not is_kept_out(pair[0])]
        self._composer = TrainingSoundComposer(taught, rooms, self._recipe.spoil)
        self._rows = int(self._bursts / (1 - self._recipe.spoil.without))
        self.steps = self._rows // (self._recipe.schedule.batch * self._recipe.schedule.processes)
        self.summary = f"{self._bursts} bursts, {len(self._checked)} held out"
        self._left: Tensor | None = None  # memories (B, hidden) at the end of the batch before

    def net(self) -> nn.Module:
        return VoiceNet(self._recipe.channels, self._recipe.hidden, self._recipe.dropout)

    def batches(self, epoch: int, rank: int) -> Iterator[tuple[VoiceBatch, NDArray[np.bool_]]]:
        """Rows, and which of them begin with what a row of the batch before remembers."""
        order = np.random.default_rng((self._seed, epoch)).permutation(self._rows)  # the same in every process
        rng = np.random.default_rng((self._seed, epoch, rank))
        each, whole = self._recipe.schedule.batch, self._recipe.schedule.batch * self._recipe.schedule.processes
        self._left = None
        for at in range(rank * each, self.steps * whole, whole):
            rows = order[at : at + each]
            batch = self._composer.batch([int(row) if row < self._bursts else None for row in rows], rng)
            carried = rng.random(len(rows)) < self._recipe.carried
            batch.mel[~carried, :CONTEXT] = SILENCE
            yield batch, carried

    def loss(self, net: nn.Module, batch: tuple[VoiceBatch, NDArray[np.bool_]]) -> Tensor:
        """Cross entropy of every decision, and of the class of the whole row as evaluation puts it together."""
        rows, carried = batch
        state = torch.zeros(len(rows.mel), self._recipe.hidden)
        if self._left is not None:
            state = self._left.roll(1, 0) * torch.from_numpy(carried).unsqueeze(1)
        scores, left = net(torch.from_numpy(rows.mel), state)
        self._left = left.detach().float()
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
        return loss + self._recipe.whole * whole_loss(scores, labels, self._recipe.smoothing)

    def check(self, net: nn.Module) -> dict[str, float]:
        """On speakers and rooms of the training part that nothing is trained on."""
        net.eval()
        return check(net, self._checked, self._rooms)


def laughter_loss(scores: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Cross entropy of amusement against all else, over decisions (B, D) of scores (B, D, 16): among sixteen classes
    whose labels are often wrong, whether somebody laughs would be one question of many."""
    rest = [index for index in range(len(CLASSES)) if index != AMUSEMENT]
    odds = scores[:, :, AMUSEMENT] - torch.logsumexp(scores[:, :, rest], 2)
    asked = (targets == AMUSEMENT).float()
    each = nn.functional.binary_cross_entropy_with_logits(odds, asked, reduction="none")
    return (each * weights).sum() / weights.sum()


def whole_loss(scores: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Cross entropy over the 15 classes of the rows with a burst: the mean of their decisions, each counted by how sure
    it is that there is one."""
    there = labels != NONE
    scores, labels = scores[there], labels[there]
    weights = (1.0 - torch.softmax(scores, 2)[:, :, NONE]).detach() + 1e-3  # (B, D)
    logs = torch.log_softmax(scores[:, :, :NONE], 2)  # (B, D, 15)
    mean = (logs * weights.unsqueeze(2)).sum(1) / weights.sum(1, keepdim=True)
    return nn.functional.cross_entropy(mean, labels, label_smoothing=smoothing)


def windows(clips: Sequence[VoiceClip], half_seconds: int = 4) -> list[NDArray[np.float32]]:
    """Stretches of about the length of a burst, one behind another."""
    length = half_seconds * FRAMES
    return [clip.logs[at : at + length] for clip in clips for at in range(0, len(clip) - length + 1, length)]


@torch.no_grad()
def decisions(net: VoiceNet, logs: Sequence[NDArray[np.float32]]) -> list[Tensor]:
    """Scores (D, 16) of each sound, from a reset to the half second in which it ends."""
    counts = [-(-len(one) // FRAMES) for one in logs]
    out: list[Tensor] = [torch.empty(0)] * len(logs)
    for count in sorted(set(counts)):
        here = [index for index, of in enumerate(counts) if of == count]
        for at in range(0, len(here), 256):
            some = here[at : at + 256]
            mel = np.full((len(some), count * FRAMES, BANDS), SILENCE, np.float32)
            for row, index in zip(mel, some, strict=True):
                row[: len(logs[index])] = normalise(np.exp(logs[index]))
            for index, scores in zip(some, from_start(net, torch.from_numpy(mel)), strict=True):
                out[index] = scores
    return out


def clip_scores(net: VoiceNet, logs: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Probabilities (n, 16) of whole sounds, put together as evaluation does."""
    return np.stack([clip_probabilities(torch.softmax(one, 1).numpy()) for one in decisions(net, logs)])


def check(net: VoiceNet, bursts: Sequence[VoiceClip], rooms: Sequence[VoiceClip]) -> dict[str, float]:
    """Mean recall of the 15 classes, and how well amusement stands apart: from other bursts, and from no reaction."""
    found = clip_scores(net, [clip.logs for clip in bursts])
    quiet = clip_scores(net, windows(rooms))
    labels = np.array([CLASSES.index(clip.kind) for clip in bursts])
    laughs = found[labels == AMUSEMENT, AMUSEMENT]
    recall = [value for value in recalls(labels, found[:, :NONE].argmax(1), NONE) if value is not None]
    return {
        "n": float(len(bursts)),
        "balanced_accuracy": float(np.mean(recall)),
        "auc_amusement": auc(labels == AMUSEMENT, found[:, AMUSEMENT]),
        "auc_amusement_ambience": auc(
            np.arange(len(laughs) + len(quiet)) < len(laughs), np.concatenate([laughs, quiet[:, AMUSEMENT]])
        ),
    }


def task(data: Path, seed: int, quick: bool) -> VoiceTask:
    """The task of `python -m models.train voice`."""
    return VoiceTask(QUICK if quick else VOICE, folder_with(data, "voice", "bursts.csv"), seed)
