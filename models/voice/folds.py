"""Divides the people and rooms of data/voice into folds: each is judged by a network that never heard them."""

from collections.abc import Sequence
from hashlib import sha256

from models.voice.augment import BEDS
from models.voice.data import Row, copy_group, is_kept_out

FOLDS = 5

NOBODY = "nobody"
"""Nobody is kept out of training: thresholds come from a cross-validation."""

TENTH = "tenth"
"""People kept out of training, if they are no fold: a tenth of the speakers, and some rooms."""


def fold_name(fold: int) -> str:
    """Name of a fold: of what is kept out of training, and of the folder of the network that is trained without it."""
    return f"fold{fold}"


def fold_groups(size: int) -> list[str]:
    """Names of the folds that each network of a cross-validation is trained without: every fold is in one of them.

    Groups of two make three networks do for five folds; each then has less to learn from.
    """
    starts = range(0, FOLDS, size)
    return ["+".join(fold_name((start + place) % FOLDS) for place in range(size)) for start in starts]


def kept_out(rows: Sequence[Row], who: str) -> list[bool]:
    """True for each row of the training split that is kept out of training: TENTH, or names of folds joined by `+`."""
    if who == TENTH:
        return [is_kept_out(row) for row in rows]
    names = who.split("+")
    return [fold_name(fold) in names for fold in row_folds(rows)]


def row_folds(rows: Sequence[Row]) -> list[int]:
    """Fold of each row of bursts.csv or ambience.csv, from 0 to FOLDS - 1.

    All rows of a speaker, a reader or a recording are in one fold. Of each sort of sound the groups are dealt out one
    by one, so that every fold has some of it where there are as many groups as folds.
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
    """Sounds that stand for each other: all speakers; the backgrounds of one group of BEDS; one kind of object."""
    if "speaker" in row:
        return "speaker"
    return next(("+".join(group) for group in BEDS if row["kind"] in group), row["kind"])


def _hash(group: str) -> str:
    return sha256(group.encode()).hexdigest()
