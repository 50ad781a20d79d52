"""Data of all tasks: default folder, table reader, held-out split, file hashes. Uses only the standard library."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from models.serving.spec import LICENCES

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Data folder of a checkout: ../shared/data, relative to its root."""

HELD_OUT_PARTS = 10
MEASURED_PARTS = 5

LICENCE_FILE = "licence.json"
"""File in a folder of packed sounds or comments, with the licence tier that the person who packed them declared."""

UNSAID = "Whoever trained it did not state what its data allow."

SPLIT_COLUMNS = ("split", "usage")
"""Names of the columns that assign a row to a part of the data. A table has at most one such column."""


class DataMissingError(Exception):
    """A folder or file of data is missing, or differs from the description in its README."""


def find_data_folder(data: Path, kind: str, table: str) -> Path:
    """Folder with the data: `data` if it contains `table`, otherwise its subfolder `kind`. Raises DataMissingError if
    neither contains the table.
    """
    for folder in (data, data / kind):
        if (folder / table).is_file():
            return folder
    raise DataMissingError(
        f"data: neither {data} nor its subfolder {kind} contains {table}. Name the folder with --data."
    )


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file. Raises DataMissingError, which names the path, if the file is missing."""
    if not path.is_file():
        raise DataMissingError(f"data: {path} does not exist. Name the folder of the data with --data.")
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


def is_measured(person: str) -> bool:
    """True if a person is in the fifth of the people that is only for measuring.

    The hash of the name decides. It differs from that of `is_held_out`, so that both parts get people.
    """
    digest = hashlib.sha256(f"measured {person}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % MEASURED_PARTS == 0


def write_licence(folder: Path, licence: str, note: str) -> None:
    """Write the licence tier of packed data into their folder."""
    facts = {"licence": licence, "licence_note": note}
    (folder / LICENCE_FILE).write_text(json.dumps(facts, ensure_ascii=False) + "\n", encoding="utf-8")


def read_licence(folder: Path) -> tuple[str, str] | None:
    """Licence tier and note of packed data; None for data of this project. Raises DataMissingError for another file."""
    path = folder / LICENCE_FILE
    if not path.is_file():
        return None
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        licence, note = facts["licence"], facts["licence_note"]
    except (ValueError, KeyError, TypeError) as broken:
        raise DataMissingError(f"data: {path} is damaged ({broken}). Pack the data again.") from broken
    if licence not in LICENCES or not isinstance(note, str):
        raise DataMissingError(f"data: {path} has no licence tier. Pack the data again.")
    return licence, note


def file_hashes(paths: Iterable[Path], base: Path | None = None) -> dict[str, str]:
    """SHA-256 of each file by name, which identifies the training data. Names are relative to the folder `base` if it
    is given.
    """
    return {
        path.relative_to(base).as_posix() if base else path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }
