"""Texts made from two others, for which only the teacher gives results: praise with criticism, and sentences with more
than one thought.
"""

from collections.abc import Sequence

import numpy as np

from models.serving.features.text import clean_text
from models.text.data import UNLABELLED, Comment, load_shop_comments, read_phrases

MIXTURES = "mixtures"
"""Source of these texts. They have no label."""

EACH = 4_000
"""Texts made for each language."""

LONGEST = 90
"""Characters of a part."""

JOINTS = {
    "de": (". ", ", ", " – ", ", aber ", " und ", ", obwohl "),
    "en": (". ", ", ", " – ", " but ", " and ", ", though "),
    "es": (". ", ", ", " – ", ", pero ", " y ", ", aunque "),
    "fr": (". ", ", ", " – ", ", mais ", " et ", ", même si "),
    "ru": (". ", ", ", " – ", ", но ", " и ", ", хотя "),
}


def unlabelled_comments(comments: Sequence[Comment]) -> list[Comment]:
    """All texts without a label for which the teacher gives results, given the labelled ones."""
    return [*read_phrases(), *draw_mixtures(load_shop_comments(comments))]


def draw_mixtures(parts: Sequence[Comment], each: int = EACH) -> list[Comment]:
    """Draw texts made of two parts in one language: always the same for the same parts."""
    rng = np.random.default_rng(0)
    made: dict[str, Comment] = {}
    for language, joints in JOINTS.items():
        texts = [part.text for part in parts if part.language == language and len(part.text) <= LONGEST]
        if len(texts) < 2:
            continue
        for first, second, joint in zip(
            *(rng.integers(len(of), size=each) for of in (texts, texts, joints)), strict=True
        ):
            text = clean_text(texts[first].rstrip(" .!…") + joints[joint] + texts[second])
            made[text] = Comment(text, UNLABELLED, language, MIXTURES)
    return list(made.values())
