"""People in a folder of images: their folds for the evaluation, and their groups for the audit."""

import csv
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.data import DataMissingError

FOLDS = 5

GROUPS_FILE = "groups.csv"
PERSON = "person"

Groups = Mapping[str, Mapping[str, str]]
"""Value of each person, by attribute, such as {"age": {"anna": "20 to 39"}}."""


def assign_folds(persons: Sequence[str], folds: int = FOLDS) -> dict[str, int]:
    """Fold of each person, from the person of each image. All folds have about the same number of images.

    The names decide, so the folds are the same in every run. Raises DataMissingError for fewer people than folds.
    """
    images = Counter(persons)
    if len(images) < folds:
        raise DataMissingError(
            f"make: the images that can be used show {len(images)} people. Add images until there are {folds} or "
            "more: each person is judged by a model that was not trained on them."
        )
    sizes, fold_of = [0] * folds, {}
    for person in sorted(images, key=lambda name: (-images[name], hashlib.sha256(name.encode()).hexdigest())):
        fold_of[person] = sizes.index(min(sizes))
        sizes[fold_of[person]] += images[person]
    return fold_of


def read_groups(path: Path) -> dict[str, dict[str, str]]:
    """Groups of people from a CSV file with the column `person` and a column for each attribute. Empty cells are
    skipped, and upper and lower case of a person are the same. Raises DataMissingError.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as broken:
        raise DataMissingError(f"make: {path} cannot be read ({broken}). Name a CSV file with --groups.") from broken
    attributes = [name for name in (rows[0] if rows else {}) if name and name != PERSON]
    if not rows or PERSON not in rows[0] or not attributes:
        raise DataMissingError(
            f"make: {path} has no column person, or no other column. Write a header, such as person,age,glasses, and a"
            " line for each person."
        )
    persons = [(row[PERSON] or "").strip().lower() for row in rows]
    if twice := [person for person, count in Counter(persons).items() if count > 1]:
        raise DataMissingError(f"make: {path} has several lines for {twice[0]}. Keep one line for each person.")
    return {
        attribute: {
            person: value
            for person, row in zip(persons, rows, strict=True)
            if (value := (row[attribute] or "").strip()) and person
        }
        for attribute in attributes
    }
