"""Training texts: the rows of data/text and the shop comments of the project. Standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.data import find_data_folder, is_held_out, read_table, row_split
from models.serving.features.text import clean_text
from models.text.recipe import CLASSES, NEUTRAL

TABLE = "comments.csv"
COMMENTS = Path(__file__).parent / "comments"
LANGUAGES = ("de", "en", "es", "fr", "ru")
FILMS = "xed"
"""Source whose lines are film dialogue."""

OWN = "own"
"""Source of the project's shop comments."""

AUTHORS_FOLDER = Path(__file__).parent / "authors"
AUTHORS = "authors"
"""Source of the comments in the voices of named authors, some of whom no training has read."""

PHRASES_FOLDER = Path(__file__).parent / "phrases"
PHRASES = "phrases"
"""Source of the project's words and sentences. Those that can be read in two ways have no label."""

MIXTURES = "mixtures"
"""Source of texts that are made of two others."""

UNLABELLED = -1


@dataclass(frozen=True)
class Comment:
    """A labelled text of a source; `split` is empty for the project's own."""

    text: str
    label: int  # of CLASSES, or UNLABELLED
    language: str
    source: str
    split: str = ""
    tone: str = ""  # of the project's own: irony, negation, slang …; of an author's: plain, camera, negated_praise …
    author: str = ""  # who wrote it, where that is known
    shop: str = ""  # kind of shop that an author writes in

    @property
    def kind(self) -> tuple[str, str]:
        """Source and language. The labels of each such part were made in one way."""
        return self.source, self.language


def text_folder(data: Path) -> Path:
    """`data` itself if it contains the table, else `data`/text; DataMissingError if neither does."""
    return find_data_folder(data, "text", TABLE)


def load_comments(folder: Path, split: str | None) -> list[Comment]:
    """Rows of the folder's table, of one split or of all. DataMissingError."""
    return [comment for comment in map(_comment, read_table(folder / TABLE)) if split in (None, comment.split)]


def _comment(row: dict[str, str]) -> Comment:
    """A row of the table. A table of other data may have no column for sources or splits."""
    label = CLASSES.index(row["label"])
    return Comment(clean_text(row["text"]), label, row["language"], row.get("source", ""), row_split(row) or "")


def load_own_comments() -> list[Comment]:
    """Shop comments of the project, by language; empty if they are missing, as in an installed package."""
    if not COMMENTS.is_dir():
        return []
    return [
        Comment(clean_text(row["text"]), CLASSES.index(row["label"]), language, OWN, tone=row["tone"])
        for language in LANGUAGES
        for row in read_table(COMMENTS / f"{language}.csv")
    ]


def load_author_comments(part: str) -> list[Comment]:
    """Comments of the authors of a part, by language: `training` are learned from, `judged` only measured.

    None where they are not, as in an installed package.
    """
    folder = AUTHORS_FOLDER / part
    if not folder.is_dir():
        return []
    return [
        Comment(
            clean_text(row["text"]), CLASSES.index(row["label"]), language, AUTHORS,
            tone=row["case"], author=row["author"], shop=row["shop"],
        )
        for language in LANGUAGES
        for row in read_table(folder / f"{language}.csv")
    ]  # fmt: skip


def load_training_comments(folder: Path, *, films: bool) -> list[Comment]:
    """Texts of the training part, the shop comments and those of training authors, the held-out tenth included.

    DataMissingError.
    """
    rows = [row for row in load_comments(folder, "train") if films or row.source != FILMS]
    return [*rows, *load_own_comments(), *load_author_comments("training")]


def is_kept_out(comment: Comment) -> bool:
    """True if no training reads a comment: the tenth of the table's rows and of the shop comments.

    Of phrases and training authors every text is read; other authors judge the network.
    """
    return comment.source not in (AUTHORS, PHRASES, MIXTURES) and is_held_out(comment.text)


def read_phrases() -> list[Comment]:
    """Words and sentences of the project, by language; none where they are not, as in an installed package."""
    files = [PHRASES_FOLDER / f"{language}.csv" for language in LANGUAGES]
    return [
        Comment(
            clean_text(row["text"]), CLASSES.index(row["label"]) if row["label"] else UNLABELLED, file.stem, PHRASES
        )
        for file in files
        if file.is_file()
        for row in read_table(file)
    ]


def load_shop_comments(comments: Sequence[Comment]) -> list[Comment]:
    """Texts of a shop that are trained on: shop comments, those of training authors, and the phrases."""
    return [*(each for each in comments if each.source in (OWN, AUTHORS) and not is_kept_out(each)), *read_phrases()]


def parts_without_neutral(comments: Sequence[Comment]) -> set[tuple[str, str]]:
    """Parts (source, language) without any neutral text: their labels are only positive or negative."""
    with_neutral = {comment.kind for comment in comments if comment.label in (NEUTRAL, UNLABELLED)}
    return {comment.kind for comment in comments} - with_neutral
