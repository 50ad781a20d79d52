"""What the data of all tasks have in common: where they lie, how they are read, split and named. Standard library."""

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Where the data of a checkout lies: ../shared/data, as seen from its root."""

HELD_OUT_PARTS = 10


class DataMissingError(Exception):
    """A folder or file of data is not there, or is not what its README says."""


def folder_with(data: Path, kind: str, table: str) -> Path:
    """`data` itself where it holds `table`, else its folder `kind`; DataMissingError where neither does."""
    for folder in (data, data / kind):
        if (folder / table).is_file():
            return folder
    raise DataMissingError(f"data: neither {data} nor its folder {kind} holds {table}. Name it with --data.")


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file; DataMissingError with the path where there is none."""
    if not path.is_file():
        raise DataMissingError(f"data: {path} is not there. Name the folder that holds it with --data.")
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_held_out(group: object) -> bool:
    """Whether a group (near-copies, a speaker, a person) is in the tenth that nothing is trained on: by hash of its
    name, so the same ones in every run and on every machine."""
    digest = hashlib.sha256(str(group).encode()).digest()
    return int.from_bytes(digest[:4], "big") % HELD_OUT_PARTS == 0


def file_hashes(paths: Iterable[Path]) -> dict[str, str]:
    """File name to sha256, for the card: which data it was."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}
