"""Evaluates a text model on authors and kinds of shop that are not in its training data."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.events import Sentiment
from edge.perception.text.comment_reader import CommentReader
from models.evaluate.splits import check_split
from models.evaluate.text import group_scores, read_comments, text_scores
from models.metrics import calibration_error
from models.serving.spec import ModelSpec
from models.text.data import Comment, load_author_comments

JUDGED = "judged"

OBJECTION = "camera_objection"
"""Value of `tone` for comments whose writer does not want to be filmed."""

VERDICTS: tuple[Sentiment, ...] = ("negative", "neutral", "positive", "unclear")


def evaluate_authors(spec: ModelSpec, _data: Path, split: str) -> dict[str, Any]:
    """Scores on comments by the judged authors, which are part of the project. `split`: "judged" or "all".

    `new_shops`: scores on the rows about kinds of shop about which no training author writes. `objections`: how a kiosk
    classifies comments against its camera; "unclear" if the model is not sure.
    """
    check_split(split, "authors", {JUDGED})
    comments, reader = load_author_comments(JUDGED), CommentReader(spec)
    probabilities = read_comments(reader, comments)
    labels = np.array([comment.label for comment in comments])
    told = probabilities.max(axis=1) >= spec.thresholds["unclear"]
    authors = group_scores(labels, probabilities, [comment.author for comment in comments])
    is_new = new_shop_rows(comments)
    return {
        **text_scores(labels, probabilities),
        "coverage": float(told.mean()),
        "accuracy_covered": float((probabilities.argmax(axis=1) == labels)[told].mean()),
        "ece": calibration_error(labels, probabilities),
        "worst_author": min(scores["accuracy"] for scores in authors.values()),
        "languages": group_scores(labels, probabilities, [comment.language for comment in comments]),
        "authors": authors,
        "cases": group_scores(labels, probabilities, [comment.tone for comment in comments]),
        "new_shops": text_scores(labels[is_new], probabilities[is_new]),
        "objections": objection_verdicts(reader, comments),
    }


def new_shop_rows(comments: Sequence[Comment]) -> NDArray[np.bool_]:
    """Mask with the shape (n,). It is True for comments about a kind of shop that no training author writes about."""
    known = {comment.shop for comment in load_author_comments("training")}
    return np.array([comment.shop not in known for comment in comments], bool)


def objection_verdicts(reader: CommentReader, comments: Sequence[Comment]) -> dict[str, Any]:
    """Number of comments that object to the camera, and the share of them that gets each verdict on a kiosk."""
    verdicts = [reader.read(comment.text).verdict for comment in comments if comment.tone == OBJECTION]
    return {"n": len(verdicts), **{name: verdicts.count(name) / max(1, len(verdicts)) for name in VERDICTS}}
