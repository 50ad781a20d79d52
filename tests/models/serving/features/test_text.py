"""text.py: cleaning of comments and their pieces."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.serving.features.text import LENGTH, PAD, PIECES, CommentTokenizer, TokenizerError, clean_text, pad_rows
from models.text.data import load_own_comments
from models.text.tokenizer import train_tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> CommentTokenizer:
    return CommentTokenizer(train_tokenizer([comment.text for comment in load_own_comments()], 800))


@given(st.text(max_size=600))
def test_a_clean_text_is_one_short_line(text: str) -> None:
    cleaned = clean_text(text)
    assert len(cleaned) <= LENGTH
    assert cleaned == " ".join(cleaned.split())
    assert all(letter == "\u200d" or unicodedata.category(letter)[0] != "C" for letter in cleaned)
    assert clean_text(cleaned) == cleaned


def test_letters_and_their_marks_are_one() -> None:
    assert clean_text("Cafe\u0301") == "Café"


def test_marks_that_turn_the_direction_are_left_out() -> None:
    assert clean_text("good\u202e shop") == "good shop"


def test_a_family_stays_one_emoji() -> None:
    family = "👨\u200d👩\u200d👧"
    assert clean_text(f"nice {family}") == f"nice {family}"


@given(st.lists(st.text(max_size=400), max_size=4))
def test_rows_fit_the_network(tokenizer: CommentTokenizer, texts: list[str]) -> None:
    rows = tokenizer.input_rows(texts)
    assert rows.shape == (len(texts), PIECES)
    assert rows.dtype == np.float32
    assert ((rows >= 0) & (rows < tokenizer.size) & (rows == np.round(rows))).all()


def test_padding_stands_after_the_pieces(tokenizer: CommentTokenizer) -> None:
    pieces = tokenizer.piece_numbers("the queue was long")
    row = tokenizer.input_rows(["the queue was long"])[0]
    assert PAD not in pieces
    assert row[: len(pieces)].tolist() == pieces
    assert (row[len(pieces) :] == PAD).all()


def test_what_is_too_long_is_cut() -> None:
    assert pad_rows([[5] * (PIECES + 9)]).tolist() == [[5.0] * PIECES]


def test_no_letter_is_unknown(tokenizer: CommentTokenizer) -> None:
    """A letter without a piece becomes bytes: an emoji of next year, a script of another country."""
    assert 1 not in tokenizer.piece_numbers("🫨 ありがとう")


@pytest.mark.parametrize("broken", ["", "no base64 !", "AAAA"])
def test_a_broken_tokenizer_is_refused(broken: str) -> None:
    with pytest.raises(TokenizerError, match="sentencepiece"):
        CommentTokenizer(broken)
