"""Changes training texts at random: other tokens, lower case, typing errors, two joined sentences, missing tokens."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.serving.features.text import CommentTokenizer
from models.text.data import Comment
from models.text.recipe import TextAugmentation

FULL_STOPS = " .!…"


class TextSpoiler:
    """Draws the tokens of training texts. Texts that are joined have the same label, language and source."""

    def __init__(
        self,
        comments: Sequence[Comment],
        trained: NDArray[np.int64],
        tokenizer: CommentTokenizer,
        spoil: TextAugmentation,
    ) -> None:
        self._comments, self._tokenizer, self._spoil = comments, tokenizer, spoil
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for row in trained.tolist():
            alike[self._kind(row)].append(row)
        self._alike = dict(alike)

    def _kind(self, row: int) -> tuple[object, ...]:
        comment = self._comments[row]
        return (*comment.kind, comment.label)

    def spoilt_pieces(self, row: int, rng: np.random.Generator) -> list[int]:
        """Token numbers of a text, changed at random."""
        spoil, text = self._spoil, self._comments[row].text
        if rng.random() < spoil.joined:
            alike = self._alike[self._kind(row)]
            other = self._comments[alike[int(rng.integers(len(alike)))]].text
            text = f"{text} {other}" if rng.random() < 0.5 else f"{other} {text}"
        if rng.random() < spoil.lower:
            text = text.rstrip(FULL_STOPS) or text
        if rng.random() < spoil.typo:
            text = mistype(text, rng)
        if not spoil.alpha:
            return self._tokenizer.piece_numbers(text)
        cut = (
            self._tokenizer.sample_pieces(text, spoil.alpha)
            if rng.random() < 0.5
            else self._tokenizer.piece_numbers(text)
        )
        if len(cut) > 3 and spoil.dropped:
            kept = rng.random(len(cut)) >= spoil.dropped
            cut = [piece for piece, keep in zip(cut, kept, strict=True) if keep] or cut
        return cut


def mistype(text: str, rng: np.random.Generator) -> str:
    """Text with one typing error: a letter is missing, doubled, or swapped with the next letter."""
    if len(text) < 4:
        return text
    at = int(rng.integers(1, len(text) - 1))
    slips = (text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:])
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return (*slips, swapped)[int(rng.integers(3))]
