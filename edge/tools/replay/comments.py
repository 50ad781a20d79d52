"""Comments of a recording: texts with their times. The model classifies them one after the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from edge.events import CommentObservation
from edge.sources.text.reviews import TIME, ReviewFileError, read_reviews

if TYPE_CHECKING:
    from edge.perception.text.comment_reader import CommentReader

SECOND_S = 1.0


class RecordedComments:
    """Comments in a file. `duration_s`: seconds from the recording's start to the end of the last comment's second."""

    def __init__(self, path: Path, start_s: float, reader: "CommentReader") -> None:
        self._path, self._start_s, self._reader = path, start_s, reader
        self.duration_s = self._last_s = 0.0

    def comment_observations(self) -> Iterator[CommentObservation]:
        """Observations of all comments, in the order of the file. Raises ReviewFileError."""
        for review in read_reviews(self._path):
            at_s = review.at_s
            if at_s is None or at_s < self._last_s:
                why = f"has no {TIME}" if at_s is None else f"has an earlier {TIME} than the line above"
                raise ReviewFileError(
                    f"comments: {self._path.name} line {review.line} {why}. Give at_s, the time in seconds, for each "
                    "comment, in order of time."
                )
            self._last_s, self.duration_s = at_s, at_s + SECOND_S
            yield CommentObservation(self._start_s + at_s, self._reader.read(review.text).verdict)
