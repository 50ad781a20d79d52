"""Text to pieces: what a network of comments reads, the same in training and on the kiosk.

sentencepiece (the extra `comments`) is loaded with the first tokenizer.
"""

import base64
import binascii
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

LENGTH = 280
"""Characters of a comment; what is longer is cut."""

PIECES = 96
"""Pieces of a comment that the network reads: a comment of 280 characters has 80 on average."""

PAD = 0
"""Number of the piece that stands for nothing, after the last piece of a comment."""


class TokenizerError(ValueError):
    """The tokenizer of a spec cannot be read."""


def clean_text(text: str) -> str:
    """Text in one line (NFC, 280 characters at most), without control characters; empty if nothing is left."""
    whole = unicodedata.normalize("NFC", text)
    printable = "".join(" " if _is_control(letter) else letter for letter in whole)
    return " ".join(printable.split())[:LENGTH].strip()


def _is_control(letter: str) -> bool:
    """True for control characters, halves of surrogate pairs and marks that turn the direction of text; the joiner of
    emoji (U+200D) is kept."""
    return letter != "\u200d" and unicodedata.category(letter) in ("Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp")


class CommentTokenizer:
    """Tokenizer of a spec: a sentencepiece model (Unigram) in base64.

    TokenizerError if it cannot be read, ModuleNotFoundError if sentencepiece is not installed.
    """

    def __init__(self, model: str) -> None:
        import sentencepiece

        if not model:
            raise TokenizerError("there is no tokenizer: a sentencepiece model in base64")
        try:
            self._processor = sentencepiece.SentencePieceProcessor(model_proto=base64.b64decode(model, validate=True))
        except (binascii.Error, ValueError, RuntimeError) as broken:
            raise TokenizerError(f"the tokenizer is not a sentencepiece model in base64 ({broken})") from broken

    @property
    def size(self) -> int:
        """Number of pieces, the padding included."""
        return int(self._processor.vocab_size())

    def piece_texts(self) -> list[str]:
        """Text of each piece, in the order of their numbers; empty for padding, bytes and the like."""
        processor = self._processor
        plain = [
            not (processor.is_control(n) or processor.is_unknown(n) or processor.is_byte(n)) for n in range(self.size)
        ]
        return [processor.id_to_piece(n).replace("▁", " ").strip() if plain[n] else "" for n in range(self.size)]

    def piece_numbers(self, text: str) -> list[int]:
        """Numbers of the pieces of a cleaned text."""
        return list(self._processor.encode(text))

    def sample_pieces(self, text: str, alpha: float) -> list[int]:
        """Numbers of the pieces of one of many ways to cut a text, drawn with weight `alpha` (Kudo 2018)."""
        return list(self._processor.encode(text, enable_sampling=True, alpha=alpha, nbest_size=-1))

    def input_rows(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Rows (n, PIECES) for the network, of raw texts."""
        return pad_rows([self.piece_numbers(clean_text(text)) for text in texts])


def pad_rows(pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Rows (n, PIECES) of numbers of pieces, cut or filled with PAD."""
    rows = np.full((len(pieces), PIECES), PAD, np.float32)
    for row, numbers in zip(rows, pieces, strict=True):
        row[: len(numbers)] = numbers[:PIECES]
    return rows
