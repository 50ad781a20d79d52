"""`vitrina read-text`: scores your own texts with the comment model. It neither stores nor prints the texts."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from edge.events import SENTIMENTS
from edge.kiosk import build, networks
from edge.settings.loading import load_defaults, load_settings
from edge.sources.text.reviews import Review, parse_reviews, read_reviews

if TYPE_CHECKING:
    from edge.perception.text.comment_reader import CommentReader, CommentScores

STDIN = "-"
_HEAD = f"{'line':>6}  {'reads as':8}  {'negative':>8}  {'neutral':>8}  {'positive':>8}"


def print_text_scores(file: str, config: str | None, *, as_json: bool) -> int:
    """Print the scores of each text in a file, or of each line of standard input. Returns the exit code.

    Raises ReviewFileError, ModelFileError or SettingsError.
    """
    settings = (load_settings(config) if config else load_defaults()).settings
    build.check_comment_model(settings)
    reader = build.build_comment_reader(networks.model_spec(settings, "text"))
    scored = _scored(_reviews(file), reader)
    for line in _json_lines(scored) if as_json else _score_table(scored):
        print(line, flush=True)
    return 0


def _reviews(file: str) -> Iterator[Review]:
    return parse_reviews(sys.stdin, "standard input") if file == STDIN else read_reviews(Path(file))


def _scored(reviews: Iterable[Review], reader: "CommentReader") -> Iterator[tuple[int, "CommentScores"]]:
    for review in reviews:
        yield review.line, reader.read(review.text)


def _json_lines(scored: Iterable[tuple[int, "CommentScores"]]) -> Iterator[str]:
    for line, scores in scored:
        numbers = {name: round(getattr(scores, name), 4) for name in ("negative", "neutral", "positive")}
        yield json.dumps({"line": line, "reads_as": scores.verdict, **numbers})


def _score_table(scored: Iterable[tuple[int, "CommentScores"]]) -> Iterator[str]:
    """Table with one line per text, and the totals."""
    yield _HEAD
    counts: Counter[str] = Counter()
    for line, scores in scored:
        counts[scores.verdict] += 1
        numbers = "  ".join(f"{value:8.2f}" for value in (scores.negative, scores.neutral, scores.positive))
        yield f"{line:6}  {scores.verdict:8}  {numbers}"
    shown = ", ".join(f"{counts[sentiment]} {sentiment}" for sentiment in SENTIMENTS)
    yield f"{counts.total()} {'text' if counts.total() == 1 else 'texts'}: {shown}"
