"""Converts text to tokens, the input of a text model. Training and the kiosk use the same code.

sentencepiece (from the extra `comments`) is imported when the first tokenizer is created.
"""

import base64
import binascii
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

LENGTH = 280
"""Maximum number of characters of a comment that are used. The rest is cut off."""

PIECES = 96
"""Maximum number of tokens of a comment that the model receives. A comment of 280 characters has 80 tokens on
average.
"""

PAD = 0
"""Number of the padding token, which follows the last token of a comment."""


class TokenizerError(ValueError):
    """The tokenizer in the model settings cannot be read."""


def clean_text(text: str) -> str:
    """Text on one line (NFC, at most 280 characters) without control characters. It is empty if nothing else is
    left.
    """
    whole = unicodedata.normalize("NFC", text)
    printable = "".join(" " if _is_control(letter) else letter for letter in whole)
    return " ".join(printable.split())[:LENGTH].strip()


def _is_control(letter: str) -> bool:
    """True for control characters, halves of surrogate pairs, and characters that change the direction of text. False
    for the joiner of emoji (U+200D), which is kept.
    """
    return letter != "\u200d" and unicodedata.category(letter) in ("Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp")


class CommentTokenizer:
    """Tokenizer from model settings: a sentencepiece model (Unigram) in base64.

    Raises TokenizerError if it cannot be read, and ModuleNotFoundError if sentencepiece is not installed.
    """

    def __init__(self, model: str) -> None:
        import sentencepiece

        if not model:
            raise TokenizerError("the model settings contain no tokenizer; they need a sentencepiece model in base64")
        try:
            self._processor = sentencepiece.SentencePieceProcessor(model_proto=base64.b64decode(model, validate=True))
        except (binascii.Error, ValueError, RuntimeError) as broken:
            raise TokenizerError(f"the tokenizer is not a sentencepiece model in base64 ({broken})") from broken

    @property
    def size(self) -> int:
        """Number of tokens in the vocabulary, including the padding token."""
        return int(self._processor.vocab_size())

    def piece_texts(self) -> list[str]:
        """Text of each token, in the order of the token numbers. It is empty for padding, bytes and other special
        tokens.
        """
        processor = self._processor
        plain = [
            not (processor.is_control(n) or processor.is_unknown(n) or processor.is_byte(n)) for n in range(self.size)
        ]
        return [processor.id_to_piece(n).replace("▁", " ").strip() if plain[n] else "" for n in range(self.size)]

    def piece_numbers(self, text: str) -> list[int]:
        """Token numbers of a cleaned text."""
        return list(self._processor.encode(text))

    def sample_pieces(self, text: str, alpha: float) -> list[int]:
        """Token numbers for one of many ways to split a text, drawn at random with weight `alpha` (Kudo 2018)."""
        return list(self._processor.encode(text, enable_sampling=True, alpha=alpha, nbest_size=-1))

    def input_rows(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Model input (n, PIECES) from raw texts."""
        return pad_rows([self.piece_numbers(clean_text(text)) for text in texts])


def pad_rows(pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Rows (n, PIECES) of token numbers. Long rows are cut off, and short rows are filled with PAD."""
    rows = np.full((len(pieces), PIECES), PAD, np.float32)
    for row, numbers in zip(rows, pieces, strict=True):
        row[: len(numbers)] = numbers[:PIECES]
    return rows
