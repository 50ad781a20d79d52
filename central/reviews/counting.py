"""Counts reviews by day. Each text is discarded after its row has been read."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from central.errors import SourceError
from central.reviews.review_file import BadRow, Review
from central.store.columns import COMMENT_CLASSES

K = 10
"""Lowest number of comments that a day must have to be counted."""


class Scores(Protocol):
    """Result of the text model for one text."""

    @property
    def verdict(self) -> str:
        """Class of the text: one of COMMENT_CLASSES."""


class Reader(Protocol):
    """A model that classifies comments, such as the kiosk's text model."""

    def read(self, text: str) -> Scores:
        """Scores of a text of any length. The text is not kept."""


@dataclass(slots=True)
class ReviewCounts:
    """Counts of the reviews in a file. `days`: counts by day and class, in the order of COMMENT_CLASSES. `blank`:
    number of rows without a text.
    """

    days: dict[date, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * len(COMMENT_CLASSES)))
    blank: int = 0
    bad: list[BadRow] = field(default_factory=list)

    @property
    def told(self) -> dict[date, list[int]]:
        """Days with enough comments for their counts to be stored."""
        return {day: by_class for day, by_class in self.days.items() if sum(by_class) >= K}


def count_reviews(rows: Iterable[Review | BadRow], reader: Reader, report: Callable[[int], None]) -> ReviewCounts:
    """Read and count each review. `report`: receives the number of rows read so far."""
    counts = ReviewCounts()
    for number, row in enumerate(rows, 1):
        if isinstance(row, BadRow):
            counts.bad.append(row)
        elif not row.text.strip():
            counts.blank += 1
        else:
            counts.days[row.day][COMMENT_CLASSES.index(_classify(reader, row.text, number))] += 1
        report(number)
    return counts


def _classify(reader: Reader, text: str, number: int) -> str:
    """Class of a text. Any error of the model becomes a SourceError, because the error's text and traceback may contain
    the review.
    """
    try:
        return reader.read(text).verdict
    except Exception as error:  # noqa: BLE001 whatever it is, it may hold the text
        name = type(error).__name__
    raise SourceError(
        f"comments: the model failed at review {number} ({name}). Remove this review, or name another model"
        " with --model. Nothing was stored."
    )
