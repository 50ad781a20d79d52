"""Training task of the text model. Its targets are labels, and the results of a multilingual embedder for the same
texts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.schedule import TrainingSchedule
from models.serving.features.text import CommentTokenizer, pad_rows
from models.text.augment import TextSpoiler
from models.text.data import (
    AUTHORS,
    OWN,
    UNLABELLED,
    Comment,
    is_kept_out,
    load_training_comments,
    parts_without_neutral,
    text_folder,
)
from models.text.mixtures import phrases_and_mixtures
from models.text.net import build_net
from models.text.recipe import AGAIN, NEUTRAL, QUICK, TEXT, TextRecipe
from models.text.scores import predict_scores
from models.text.start import StartNetwork
from models.text.teacher import OWN_SOURCES, TeacherFile, Teaching
from models.text.tokenizer import load_or_train_tokenizer

NEVER = -1e4
"""Score of a class that never occurs in the labels of a row's source and language."""


@dataclass(frozen=True)
class TextTrainingTask:
    """Settings of one run. `folder`: folder with the layout of data/text. `said`: file of models.text.teacher. `start`:
    model from which the run starts.
    """

    recipe: TextRecipe
    folder: Path
    seed: int
    said: Path | None = None
    name: str = "text"
    start: StartNetwork | None = None

    @property
    def schedule(self) -> TrainingSchedule:
        return self.recipe.schedule

    def config(self) -> dict[str, Any]:
        return {
            **asdict(self.recipe),
            "taught": self.said is not None,
            **({"started_from": self.start.identity} if self.start else {}),
            "tokenizer": self.tokenizer(),
        }

    def tokenizer(self) -> str:
        """Tokenizer of the start model. Without a start model, a tokenizer trained on the training texts."""
        return self.start.tokenizer if self.start else load_or_train_tokenizer(self.folder, self.recipe)

    def open(self) -> "LoadedTextTrainingTask":
        return LoadedTextTrainingTask(self)


@dataclass(frozen=True)
class TextBatch:
    """Tokens (n, t); labels (n,); `two` (n,), True where the labels have no neutral class; and the teacher's
    probabilities (n, 3) and embeddings (n, 384), or None.
    """

    pieces: Tensor
    labels: Tensor
    two: Tensor
    said: Tensor | None
    meant: Tensor | None


class LoadedTextTrainingTask:
    """Texts in memory, split into tokens again in every epoch."""

    def __init__(self, task: TextTrainingTask) -> None:
        self._recipe, self._seed = task.recipe, task.seed
        comments = load_training_comments(task.folder, films=task.recipe.films)
        comments += phrases_and_mixtures(comments) if task.said or task.start else []
        two = parts_without_neutral(comments)
        self._two = np.array([comment.kind in two for comment in comments])
        self._tokenizer, self._start = CommentTokenizer(task.tokenizer()), task.start
        self._comments = comments
        held_out = np.array([is_kept_out(comment) for comment in comments])
        self._checked = np.flatnonzero(held_out)
        silent = np.array([task.said is None and comment.label == UNLABELLED for comment in comments])
        trained = np.flatnonzero(~held_out & ~silent)  # without the embedder nothing is known of a text without a label
        shop = trained[[comments[row].source in (OWN, AUTHORS) for row in trained]]
        self._rows = np.concatenate([trained, np.repeat(shop, self._recipe.shop - 1)])
        self._words = TeacherFile.load(task.said, comments, self._rows) if task.said else None
        self._teaching = self._words.teaching if self._words else self._taught_by_start(comments)
        self._labels = self._learnt_labels(comments)
        self._spoiler = TextSpoiler(comments, trained, self._tokenizer, self._recipe.spoil)
        self.steps = len(self._rows) // self._recipe.schedule.batch
        self.summary = f"{len(trained)} texts, {len(self._checked)} held out"

    def _learnt_labels(self, comments: Sequence[Comment]) -> NDArray[np.int64]:
        """Target labels of the texts. A model that starts from another model has already been trained on other people's
        texts. For these texts it keeps the start model's results. Otherwise the model would memorise single rows and be
        too sure of all rows.
        """
        kept = [self._start is not None and comment.source not in OWN_SOURCES for comment in comments]
        return np.where(kept, UNLABELLED, [comment.label for comment in comments])

    def _taught_by_start(self, comments: Sequence[Comment]) -> Teaching | None:
        return self._start.teach(asdict(self._recipe), comments) if self._start else None

    def net(self) -> nn.Module:
        if self._start:
            return self._start.net(asdict(self._recipe))
        net = build_net(asdict(self._recipe), self._tokenizer.size)
        table = self._words and self._words.piece_embeddings(self._tokenizer, self._recipe.width)
        if table is not None:
            net.start_from(table)
        return net

    def batches(self, epoch: int, rank: int) -> Iterator[TextBatch]:
        rng = np.random.default_rng((self._seed, epoch, rank))
        order, batch = rng.permutation(self._rows), self._recipe.schedule.batch
        for at in range(0, self.steps * batch, 16 * batch):  # batches of about one length: little padding
            some = order[at : at + 16 * batch]
            cut = [self._spoiler.spoilt_pieces(int(row), rng) for row in some]
            by_length = np.argsort([len(each) for each in cut], kind="stable")
            parts = [by_length[start : start + batch] for start in range(0, len(some) - batch + 1, batch)]
            for index in rng.permutation(len(parts)):
                yield self._batch(some[parts[index]], [cut[each] for each in parts[index]])

    def _batch(self, rows: NDArray[np.int64], cut: Sequence[list[int]]) -> TextBatch:
        longest = max(1, min(pad_rows([[]]).shape[1], max(map(len, cut))))
        pieces = torch.from_numpy(pad_rows(cut)[:, :longest].astype(np.int64))
        labels = torch.from_numpy(self._labels[rows])
        teaching = self._teaching
        said = None if teaching is None else torch.from_numpy(teaching.probabilities[rows])
        embeddings = None if teaching is None else teaching.embeddings
        meant = None if embeddings is None else torch.from_numpy(embeddings[rows])
        return TextBatch(pieces, labels, torch.from_numpy(self._two[rows]), said, meant)

    def loss(self, net: nn.Module, batch: TextBatch) -> Tensor:
        """Cross-entropy of the labels, plus that of the teacher's probabilities, plus the distance to the teacher's
        embeddings.
        """
        scores, meaning = net(batch.pieces)
        labelled = batch.labels != UNLABELLED
        allowed = rule_out_neutral(scores, batch.two)
        total = nn.functional.cross_entropy(allowed, batch.labels, ignore_index=UNLABELLED, reduction="sum")
        total = (1 - self._recipe.smoothing) * total + self._recipe.smoothing * _evenness(scores[labelled])
        total = total / len(scores)
        if batch.said is not None:
            logs = torch.log_softmax(scores, 1)
            total = total - self._recipe.said * (batch.said * logs).sum(1).mean()
        if batch.meant is not None:
            total = total + self._recipe.meant * (1 - (meaning * batch.meant).sum(1)).mean()
        return total

    def check(self, net: nn.Module) -> dict[str, float]:
        """Accuracy on the held-out tenth by source. Only two classes are used where the labels have no neutral
        class.
        """
        net.eval()
        comments = [self._comments[row] for row in self._checked]
        scores = predict_scores(net, self._tokenizer, [comment.text for comment in comments])
        guesses = rule_out_neutral(scores, torch.from_numpy(self._two[self._checked])).argmax(1).numpy()
        right = guesses == np.array([comment.label for comment in comments])
        sources = np.array([comment.source for comment in comments])
        return {source: float(right[sources == source].mean()) for source in sorted(set(sources.tolist()))}


def _evenness(scores: Tensor) -> Tensor:
    """Cross-entropy of a uniform prediction, summed over the rows. It is the label smoothing part of the loss."""
    return -torch.log_softmax(scores, 1).mean(1).sum()


def rule_out_neutral(scores: Tensor, two: Tensor) -> Tensor:
    """Scores (n, 3) with neutral excluded in the rows where `two` is True."""
    ruled_out = torch.zeros_like(scores)
    ruled_out[:, NEUTRAL] = NEVER * two
    return scores + ruled_out


def build_task(
    data: Path, seed: int, quick: bool, said: Path | None = None, start_from: str | None = None
) -> TextTrainingTask:
    """Training task for the options of `python -m models.train text`. Raises DataMissingError or ModelFileError."""
    recipe = QUICK if quick else AGAIN if start_from else TEXT
    start = StartNetwork.load(start_from) if start_from else None
    return TextTrainingTask(recipe, text_folder(data), seed, said, start=start)
