"""Data of all tasks: default folder, table reader, held-out split, file hashes. Uses only the standard library."""

import csv
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Data folder of a checkout: ../shared/data, relative to its root."""

HELD_OUT_PARTS = 10

SPLIT_COLUMNS = ("split", "usage")
"""Names of the columns that assign a row to a part of the data. A table has at most one such column."""


class DataMissingError(Exception):
    """A folder or file of data is missing, or differs from the description in its README."""


def find_data_folder(data: Path, kind: str, table: str) -> Path:
    """`data` if it contains `table`, otherwise its subfolder `kind`. Raises DataMissingError if neither contains the
    table.
    """
    for folder in (data, data / kind):
        if (folder / table).is_file():
            return folder
    raise DataMissingError(f"data: neither {data} nor its folder {kind} contains {table}. Name the folder with --data.")


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file. Raises DataMissingError, which names the path, if the file is missing."""
    if not path.is_file():
        raise DataMissingError(f"data: {path} does not exist. Name its folder with --data.")
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def row_split(row: Mapping[str, str]) -> str | None:
    """Part of the data to which a row of a table belongs; None if the table has no column for parts."""
    return next((row[column] for column in SPLIT_COLUMNS if column in row), None)


def is_held_out(group: object) -> bool:
    """True if a group (near-copies, a speaker, a person) is in the tenth of the data that is held out from training.

    The hash of the group's name decides, so the split is the same in every run and on every machine.
    """
    digest = hashlib.sha256(str(group).encode()).digest()
    return int.from_bytes(digest[:4], "big") % HELD_OUT_PARTS == 0


def file_hashes(paths: Iterable[Path], base: Path | None = None) -> dict[str, str]:
    """SHA-256 of each file by name, which identifies the training data. Names are relative to the folder `base` if it
    is given.
    """
    return {
        path.relative_to(base).as_posix() if base else path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }
