"""Creates each text from two other texts: praise combined with blame, and sentences with more than one thought."""

from collections.abc import Sequence

import numpy as np

from models.serving.features.text import clean_text
from models.text.data import MIXTURES, UNLABELLED, Comment, load_shop_comments, read_phrases
from models.text.recipe import NEUTRAL

EACH = 2_000
"""Number of texts that are created for each language."""

LONGEST = 90
"""Maximum number of characters in a part of a text."""

JOINTS = {
    "de": (". ", ", ", " – ", ", aber ", " und ", ", obwohl "),
    "en": (". ", ", ", " – ", " but ", " and ", ", though "),
    "es": (". ", ", ", " – ", ", pero ", " y ", ", aunque "),
    "fr": (". ", ", ", " – ", ", mais ", " et ", ", même si "),
    "ru": (". ", ", ", " – ", ", но ", " и ", ", хотя "),
}


def phrases_and_mixtures(comments: Sequence[Comment]) -> list[Comment]:
    """Phrases and mixtures, given the comments for training. Some of them have no label."""
    return [*read_phrases(), *draw_mixtures(load_shop_comments(comments))]


def draw_mixtures(parts: Sequence[Comment], each: int = EACH) -> list[Comment]:
    """Create texts from two parts in the same language. The same parts always give the same texts."""
    rng = np.random.default_rng(0)
    made: dict[str, Comment] = {}
    for language, joints in JOINTS.items():
        short = [part for part in parts if part.language == language and len(part.text) <= LONGEST]
        if len(short) < 2:
            continue
        for first, second, joint in zip(
            *(rng.integers(len(of), size=each) for of in (short, short, joints)), strict=True
        ):
            text = clean_text(short[first].text.rstrip(" .!…") + joints[joint] + short[second].text)
            made[text] = Comment(text, joint_label(short[first].label, short[second].label), language, MIXTURES)
    return list(made.values())


def joint_label(first: int, second: int) -> int:
    """Label of two joined texts: their common label. If one text is neutral: the label of the other text. In all other
    cases: UNLABELLED.
    """
    if UNLABELLED in (first, second):
        return UNLABELLED
    opinions = {first, second} - {NEUTRAL}
    return UNLABELLED if len(opinions) > 1 else opinions.pop() if opinions else NEUTRAL
