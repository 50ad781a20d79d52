"""augment.py: changes of training texts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.serving.features.text import CommentTokenizer
from models.text.augment import TextSpoiler, mistype
from models.text.data import load_own_comments
from models.text.recipe import TextAugmentation
from models.text.tokenizer import train_tokenizer

NOTHING = TextAugmentation(alpha=0, lower=0, typo=0, joined=0, dropped=0)
COMMENTS = [comment for comment in load_own_comments() if comment.language == "en"][:200]


@pytest.fixture(scope="module")
def tokenizer() -> CommentTokenizer:
    return CommentTokenizer(train_tokenizer([comment.text for comment in COMMENTS], 400))


def _spoiler(tokenizer: CommentTokenizer, spoil: TextAugmentation) -> TextSpoiler:
    return TextSpoiler(COMMENTS, np.arange(len(COMMENTS)), tokenizer, spoil)


def test_nothing_is_changed_where_nothing_is_asked(tokenizer: CommentTokenizer) -> None:
    rng = np.random.default_rng(0)
    spoiler = _spoiler(tokenizer, NOTHING)
    for row in range(20):
        assert spoiler.spoilt_pieces(row, rng) == tokenizer.piece_numbers(COMMENTS[row].text)


def test_joined_texts_have_one_label(tokenizer: CommentTokenizer) -> None:
    """Pieces of a joined row are those of the row and of another with the same label."""
    spoiler = _spoiler(tokenizer, replace(NOTHING, joined=1.0))
    rng = np.random.default_rng(0)
    for row in range(20):
        joined = spoiler.spoilt_pieces(row, rng)
        alike = [comment.text for comment in COMMENTS if comment.label == COMMENTS[row].label]
        own = COMMENTS[row].text
        options = [f"{own} {other}" for other in alike] + [f"{other} {own}" for other in alike]
        assert joined in [tokenizer.piece_numbers(option) for option in options]


def test_other_ways_to_cut_a_text_say_the_same(tokenizer: CommentTokenizer) -> None:
    """With sampling, a text has several rows of pieces."""
    spoiler, rng = _spoiler(tokenizer, replace(NOTHING, alpha=0.2)), np.random.default_rng(0)
    assert len({tuple(spoiler.spoilt_pieces(3, rng)) for _ in range(40)}) > 3


@given(st.text(max_size=60), st.integers(0, 1000))
def test_a_slip_changes_two_letters_at_most(text: str, seed: int) -> None:
    """The rest of the text stands as it was, at both ends."""
    slipped = mistype(text, np.random.default_rng(seed))
    assert abs(len(slipped) - len(text)) <= 1
    same_start = next((i for i, (a, b) in enumerate(zip(text, slipped, strict=False)) if a != b), len(text))
    assert sorted(slipped[:same_start]) == sorted(text[:same_start])
    assert len(text) < 4 or slipped[0] == text[0]
