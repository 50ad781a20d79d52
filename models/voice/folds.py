"""Divides the people and rooms of data/voice into folds. Each fold is scored by a model that was not trained on it."""

from collections.abc import Sequence
from hashlib import sha256

from models.voice.augment import BEDS
from models.voice.data import Row, copy_group, is_kept_out

FOLDS = 5

NOBODY = "nobody"
"""Value for a run in which no people are held out, because thresholds come from a cross-validation."""

TENTH = "tenth"
"""Value for the people who are held out from training if they are not a fold: a tenth of the speakers, and some
rooms.
"""


def fold_name(fold: int) -> str:
    """Name of a fold. It is also used for the held-out part, and for the folder of the model that was trained without
    the fold.
    """
    return f"fold{fold}"


def fold_groups(size: int) -> list[str]:
    """Groups of folds: for each model of a cross-validation, the names of the folds that are excluded from its
    training. Every fold is in one of the groups.

    With groups of two, three models are enough for five folds, but each model has less training data.
    """
    starts = range(0, FOLDS, size)
    return ["+".join(fold_name((start + place) % FOLDS) for place in range(size)) for start in starts]


def kept_out(rows: Sequence[Row], who: str) -> list[bool]:
    """True for each row of the training split that is held out. The argument is TENTH, or names of folds joined by
    `+`.
    """
    if who == TENTH:
        return [is_kept_out(row) for row in rows]
    names = who.split("+")
    return [fold_name(fold) in names for fold in row_folds(rows)]


def row_folds(rows: Sequence[Row]) -> list[int]:
    """Fold of each row in bursts.csv or ambience.csv, from 0 to FOLDS - 1.

    All rows of a speaker, a reader or a recording are in one fold. The groups of each sort of sound are distributed one
    by one over the folds, so that every fold contains each sort if there are at least as many groups as folds.
    """
    sorts: dict[str, set[str]] = {}
    for row in rows:
        sorts.setdefault(_sort_of(row), set()).add(copy_group(row))
    fold_of = {}
    for first, sort in enumerate(sorted(sorts)):
        for number, group in enumerate(sorted(sorts[sort], key=_hash)):
            fold_of[sort, group] = (first + number) % FOLDS
    return [fold_of[_sort_of(row), copy_group(row)] for row in rows]


def _sort_of(row: Row) -> str:
    """Sort of sound within which rows are interchangeable: all speakers, the backgrounds of one group in BEDS, or one
    kind of object.
    """
    if "speaker" in row:
        return "speaker"
    return next(("+".join(group) for group in BEDS if row["kind"] in group), row["kind"])


def _hash(group: str) -> str:
    return sha256(group.encode()).hexdigest()
