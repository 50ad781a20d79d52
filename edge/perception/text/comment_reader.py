"""Model that classifies comments: it takes a text and returns the probabilities of three classes. It stores nothing
about a text.
"""

from dataclasses import dataclass

from edge.events import Sentiment
from edge.perception.runtime import InferenceSession
from models.serving.features.text import CommentTokenizer, TokenizerError, clean_text, pad_rows
from models.serving.spec import ModelFileError, ModelSpec


@dataclass(frozen=True)
class CommentScores:
    """Probabilities of the three classes. `is_unclear`: the largest probability is below the model's threshold."""

    negative: float
    neutral: float
    positive: float
    is_unclear: bool

    @property
    def verdict(self) -> Sentiment:
        """Class of the comment: `negative`, `neutral`, `positive` or `unclear`. Of each comment, only this class is
        counted.
        """
        if self.is_unclear:
            return "unclear"
        scores: dict[Sentiment, float] = {"negative": self.negative, "neutral": self.neutral, "positive": self.positive}
        return max(scores, key=lambda name: scores[name])


UNREAD = CommentScores(1 / 3, 1 / 3, 1 / 3, is_unclear=True)
"""Scores of a text with nothing to classify, such as an empty one."""


class CommentReader:
    """Model that classifies comments in five languages. Loads the model's int8 file if there is one.

    Opening it raises ModelFileError. The time for a comment does not depend on its length, because every text is padded
    to the same number of tokens.
    """

    def __init__(self, spec: ModelSpec) -> None:
        if "unclear" not in spec.thresholds:
            raise ModelFileError(
                f"model: {spec.name} has no value `unclear` in its thresholds. Nothing was started. Fetch its .json "
                "again."
            )
        self._session = InferenceSession(spec.variant_spec("int8") if spec.variants else spec, "onnxruntime")
        self._threshold = spec.thresholds["unclear"]
        try:
            self._tokenizer = CommentTokenizer(spec.tokenizer)
        except TokenizerError as broken:
            raise ModelFileError(
                f"model: {spec.name}: {broken}. Nothing was started. Fetch its .json again."
            ) from broken

    def read(self, text: str) -> CommentScores:
        """Scores of one comment. Only its first 280 characters and 96 tokens are used."""
        pieces = self._tokenizer.piece_numbers(clean_text(text))
        if not pieces:
            return UNREAD
        (probabilities,) = self._session.run_network(pad_rows([pieces]))
        negative, neutral, positive = (float(value) for value in probabilities[0])
        return CommentScores(negative, neutral, positive, max(negative, neutral, positive) < self._threshold)
