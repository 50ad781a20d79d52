"""Divides the people and rooms of data/voice into folds. Each is scored by a model that was not trained on it."""

from collections.abc import Sequence
from hashlib import sha256

from models.voice.augment import BEDS
from models.voice.data import Row, copy_group, is_kept_out

FOLDS = 5

NOBODY = "nobody"
"""Nobody is held out from training, because thresholds come from a cross-validation."""

TENTH = "tenth"
"""People held out from training if they are not a fold: a tenth of the speakers, and some rooms."""


def fold_name(fold: int) -> str:
    """Name of a fold, also used for the held-out part and for the folder of the model trained without it."""
    return f"fold{fold}"


def fold_groups(size: int) -> list[str]:
    """Names of the folds without which each model of a cross-validation is trained: every fold is in one of them.

    With groups of two, three models are enough for five folds, but each has less training data.
    """
    starts = range(0, FOLDS, size)
    return ["+".join(fold_name((start + place) % FOLDS) for place in range(size)) for start in starts]


def kept_out(rows: Sequence[Row], who: str) -> list[bool]:
    """True for each row of the training split that is held out: TENTH, or names of folds joined by `+`."""
    if who == TENTH:
        return [is_kept_out(row) for row in rows]
    names = who.split("+")
    return [fold_name(fold) in names for fold in row_folds(rows)]


def row_folds(rows: Sequence[Row]) -> list[int]:
    """Fold of each row of bursts.csv or ambience.csv, from 0 to FOLDS - 1.

    All rows of a speaker, a reader or a recording are in one fold. For each sort of sound the groups are distributed
    one by one, so that every fold has some of it if there are as many groups as folds.
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
    """Sort of sound in which rows are interchangeable: all speakers; the backgrounds of one group of BEDS; one kind of
    object.
    """
    if "speaker" in row:
        return "speaker"
    return next(("+".join(group) for group in BEDS if row["kind"] in group), row["kind"])


def _hash(group: str) -> str:
    return sha256(group.encode()).hexdigest()
