"""Evaluates a text model with the kiosk's code: accuracy by language and source, and calibration."""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.perception.text.comment_reader import CommentReader
from edge.perception.vision.face_finder import FaceFinder, FaceFinderOptions
from edge.signals import Frame
from models.evaluate.splits import check_split
from models.metrics import calibration_error, f1_macro, risk_and_coverage, wilson_interval
from models.serving.spec import ModelSpec
from models.text.data import FILMS, TABLE, Comment, load_comments, parts_without_neutral, text_folder
from models.text.recipe import CLASSES, NEUTRAL

THRESHOLDS = np.arange(0.34, 0.96, 0.04)

FORTY = "The queue at the till was far too long today, nobody came to help us, but the woman at the bakery was kind"
"""A comment of about forty tokens, used to measure the cost."""


def evaluate_text(spec: ModelSpec, data: Path, split: str) -> dict[str, Any]:
    """Scores of a text model on the rows of a split.

    A part (source and language) whose labels have no neutral class is scored only between negative and positive.
    `coverage`: share of rows that are not classified as "unclear". `ece`: calibration error without film dialogue,
    which nobody writes in a shop. `ece_all`: calibration error that includes these rows.
    """
    folder = text_folder(data)
    every = load_comments(folder, None)
    check_split(split, TABLE, {comment.split for comment in every})
    comments = [comment for comment in every if split in ("all", comment.split)]
    reader = CommentReader(spec)
    probabilities = read_comments(reader, comments)
    kinds = parts_without_neutral(every)
    two = np.array([comment.kind in kinds for comment in comments])
    judged = drop_neutral(probabilities, two)
    labels = np.array([comment.label for comment in comments])
    written = np.array([comment.source != FILMS for comment in comments])
    told = probabilities.max(axis=1) >= spec.thresholds["unclear"]
    return {
        **text_scores(labels, judged),
        "coverage": float(told.mean()),
        "accuracy_covered": float((judged.argmax(axis=1) == labels)[told].mean()) if told.any() else None,
        "ece": calibration_error(labels[written], judged[written]) if written.any() else None,
        "ece_all": calibration_error(labels, judged),
        "languages": group_scores(labels, judged, [comment.language for comment in comments]),
        "sources": group_scores(labels, judged, [f"{comment.source} {comment.language}" for comment in comments]),
        "shop": shop_scores(labels, judged, comments),
        "risk_coverage": risk_and_coverage(labels, judged, THRESHOLDS),
        "cost_ratio": cost_ratio(reader),
    }


def read_comments(reader: CommentReader, comments: Sequence[Comment]) -> NDArray[np.float64]:
    """Probabilities (n, 3) of comments. Each comment is processed as on the kiosk."""
    found = [reader.read(comment.text) for comment in comments]
    return np.array([(each.negative, each.neutral, each.positive) for each in found], np.float64).reshape(-1, 3)


def drop_neutral(probabilities: NDArray[np.float64], two: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Probabilities (n, 3) in which the neutral class is removed from the rows where `two` is True."""
    kept = probabilities.copy()
    kept[two, NEUTRAL] = 0
    return np.asarray(kept / kept.sum(axis=1, keepdims=True))


def text_scores(labels: NDArray[np.int64], probabilities: NDArray[np.float64]) -> dict[str, Any]:
    """Number of rows, accuracy with its 95 % interval, and macro F1."""
    guesses = probabilities.argmax(axis=1)
    right = int((guesses == labels).sum())
    return {
        "n": len(labels), "accuracy": right / len(labels), "interval": wilson_interval(right, len(labels)),
        "macro_f1": f1_macro(labels, guesses, len(CLASSES)),
    }  # fmt: skip


def group_scores(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], names: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Scores of each group of rows."""
    group = np.array(names)
    return {name: text_scores(labels[group == name], probabilities[group == name]) for name in sorted(set(names))}


def shop_scores(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], comments: Sequence[Comment]
) -> dict[str, Any] | None:
    """Scores of the shop rows, over all languages; None if there are no such rows."""
    chosen = np.array([comment.source == "shop" for comment in comments], bool)
    if not chosen.any():
        return None
    return {
        **text_scores(labels[chosen], probabilities[chosen]),
        "ece": calibration_error(labels[chosen], probabilities[chosen]),
    }


def cost_ratio(reader: CommentReader, rounds: int = 9, calls: int = 30) -> float:
    """CPU time to classify a comment of forty tokens, divided by the CPU time of one call of the full-range detector in
    the same run.
    """
    detector = FaceFinder(FaceFinderOptions(tiles="whole"))
    frame = Frame(0.0, np.full((480, 640, 3), 110, np.uint8))
    ratios = []
    for _ in range(rounds):
        start_s = time.process_time()
        for _ in range(calls):
            reader.read(FORTY)
        middle_s = time.process_time()
        for _ in range(calls):
            detector.detect(frame)
        ratios.append((middle_s - start_s) / (time.process_time() - middle_s))
    detector.close()
    return round(median(ratios), 3)
