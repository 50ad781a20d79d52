"""Training texts: the rows of data/text, and the shop comments of the project. Uses only the standard library."""

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
"""Name of the source with lines of film dialogue."""

OWN = "own"
"""Name of the source with the project's shop comments."""

AUTHORS_FOLDER = Path(__file__).parent / "authors"
AUTHORS = "authors"
"""Name of the source with comments in the voices of named authors. Some of these authors are excluded from all
training.
"""

PHRASES_FOLDER = Path(__file__).parent / "phrases"
PHRASES = "phrases"
"""Name of the source with the project's words and sentences. Those that can be understood in two ways have no label."""

MIXTURES = "mixtures"
"""Name of the source with texts that are made of two other texts."""

UNLABELLED = -1


@dataclass(frozen=True)
class Comment:
    """A labelled text from a source. `split` is empty for the project's own texts."""

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
        """Source and language. All labels with the same source and language were made in the same way."""
        return self.source, self.language


def text_folder(data: Path) -> Path:
    """Folder with the data: `data` if it contains the table, otherwise `data`/text. Raises DataMissingError if neither
    contains the table.
    """
    return find_data_folder(data, "text", TABLE)


def load_comments(folder: Path, split: str | None) -> list[Comment]:
    """Rows of the folder's table, from one split or from all splits. Raises DataMissingError."""
    return [comment for comment in map(_comment, read_table(folder / TABLE)) if split in (None, comment.split)]


def _comment(row: dict[str, str]) -> Comment:
    """Comment from a row of the table. A table with other data may have no columns for sources or splits."""
    label = CLASSES.index(row["label"])
    return Comment(clean_text(row["text"]), label, row["language"], row.get("source", ""), row_split(row) or "")


def load_own_comments() -> list[Comment]:
    """Shop comments of the project, by language. They are empty if the files are missing, as in an installed
    package.
    """
    if not COMMENTS.is_dir():
        return []
    return [
        Comment(clean_text(row["text"]), CLASSES.index(row["label"]), language, OWN, tone=row["tone"])
        for language in LANGUAGES
        for row in read_table(COMMENTS / f"{language}.csv")
    ]


def load_author_comments(part: str) -> list[Comment]:
    """Comments by the authors of a part, by language. The part `training` is used for training, and `judged` only for
    measuring.

    Empty if the files are missing, as in an installed package.
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
    """Texts for training: the training part of the table, the shop comments and the comments of training authors. The
    texts include the held-out tenth. Raises DataMissingError.
    """
    rows = [row for row in load_comments(folder, "train") if films or row.source != FILMS]
    return [*rows, *load_own_comments(), *load_author_comments("training")]


def is_kept_out(comment: Comment) -> bool:
    """True if a comment is excluded from training: it is in the held-out tenth of the table's rows or of the shop
    comments.

    All phrases and all texts of training authors are used for training. The other authors are used to measure the
    model.
    """
    return comment.source not in (AUTHORS, PHRASES, MIXTURES) and is_held_out(comment.text)


def read_phrases() -> list[Comment]:
    """Words and sentences of the project, by language. Empty if the files are missing, as in an installed package."""
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
    """Shop texts that are used for training: shop comments, comments of training authors, and phrases."""
    return [*(each for each in comments if each.source in (OWN, AUTHORS) and not is_kept_out(each)), *read_phrases()]


def parts_without_neutral(comments: Sequence[Comment]) -> set[tuple[str, str]]:
    """Pairs of source and language without any neutral text. Their labels are only positive or negative."""
    with_neutral = {comment.kind for comment in comments if comment.label in (NEUTRAL, UNLABELLED)}
    return {comment.kind for comment in comments} - with_neutral
