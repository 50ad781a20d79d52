"""Comparison for the text model, in English only: VADER (Hutto & Gilbert 2014), a list of words with rules.

Needs vaderSentiment, which requirements-train.lock contains.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.text.data import Comment, load_author_comments, load_comments, text_folder
from models.text.recipe import CLASSES

LIMIT = 0.05
"""VADER's authors call a text positive if its compound score is at least this, and negative below minus this."""


def vader_accuracy(data: Path, split: str) -> dict[str, Any]:
    """Accuracy of VADER in English: on the judged authors, and on the shop rows and Reddit rows of a split."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()

    def accuracy(comments: Sequence[Comment]) -> float | None:
        english = [comment for comment in comments if comment.language == "en"]
        right = [vader_class(analyser.polarity_scores(each.text)["compound"]) == each.label for each in english]
        return sum(right) / len(right) if right else None

    rows = load_comments(text_folder(data), None if split == "all" else split)
    return {
        "authors_accuracy": accuracy(load_author_comments("judged")),
        "shop_accuracy": accuracy([row for row in rows if row.source == "shop"]),
        "reddit_accuracy": accuracy([row for row in rows if row.source == "goemotions"]),
    }


def vader_class(compound: float) -> int:
    """Class of a compound score from -1 to 1."""
    name = "positive" if compound >= LIMIT else "negative" if compound <= -LIMIT else "neutral"
    return CLASSES.index(name)
