"""Trains the tokenizer: Unigram tokens (Kudo 2018) over the training texts, with sentencepiece."""

import base64
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import sentencepiece

from models.serving.features.text import PAD
from models.text.data import is_kept_out, load_training_comments, read_phrases
from models.text.recipe import TextRecipe


def train_tokenizer(texts: Iterable[str], pieces: int) -> str:
    """Train a tokenizer. Return its model in base64. Emoji and rare letters without their own token are split into
    bytes.
    """
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_writer=written, vocab_size=pieces, model_type="unigram",
        character_coverage=0.9998, byte_fallback=True, normalization_rule_name="nmt_nfkc_cf", pad_id=PAD, unk_id=1,
        bos_id=-1, eos_id=-1, hard_vocab_limit=False, num_threads=1, minloglevel=2,
        split_digits=True, max_sentence_length=4096,
    )  # fmt: skip
    return base64.b64encode(written.getvalue()).decode("ascii")


def load_or_train_tokenizer(folder: Path, recipe: TextRecipe) -> str:
    """Tokenizer for the training texts of a recipe, without the held-out tenth. Raises DataMissingError."""
    return _of_texts(folder, recipe.pieces, recipe.films)


@lru_cache(maxsize=4)
def _of_texts(folder: Path, pieces: int, films: bool) -> str:
    read = [comment for comment in load_training_comments(folder, films=films) if not is_kept_out(comment)]
    texts = [comment.text for comment in (*read, *read_phrases())]
    return train_tokenizer(texts, pieces)
