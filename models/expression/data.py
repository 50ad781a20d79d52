"""Loads the folders of `data/<kind>` as arrays, with splits that keep near-copies together."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.data import DataMissingError, find_data_folder, is_held_out, read_table, row_split
from models.serving.formats import EXPRESSIONS

CLASSES = EXPRESSIONS
FER_PX, FER_COLUMNS = 48, 60
AFFECT_PARTS = 5
OWN = "own"
"""Prefix of the sheet names of a shop's own images (`pack.py`). The sheet names of FER+ start with their usage."""

FEWEST_TO_FIT = 100
"""Lowest number of held-out rows with a class from which a temperature and an abstention threshold are fitted."""

MISLABELLED = ("colour",)
"""Sheets of `ood` with wrong labels. The labels of the film stills follow the story of the film, not the face. These
sheets are measured if the data are available, but neither a card nor the gate uses their scores.
"""

SHEET_PX, SHEET_COLUMNS = 96, {"va": 30, "ood": 30, "audit": 40}


@dataclass(frozen=True, eq=False)
class FerPlusRows:
    """Rows of FER+. `images`: (n, 48, 48) uint8 grey. `votes`: (n, 10) float32, for the 8 classes, "unknown" and "not a
    face".
    """

    images: NDArray[np.uint8]
    votes: NDArray[np.float32]
    majority: NDArray[np.int64]  # index into CLASSES; -1 without one
    usage: NDArray[np.str_]
    dup_group: NDArray[np.str_]
    leak: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.images)

    def select_rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "FerPlusRows":
        """Select rows by a mask or by indices, in order."""
        return FerPlusRows(
            self.images[chosen],
            self.votes[chosen],
            self.majority[chosen],
            self.usage[chosen],
            self.dup_group[chosen],
            self.leak[chosen],
        )


def faces_folder(data: Path) -> Path:
    """Folder with the data: `data` if it contains ferplus.csv, otherwise `data`/faces. Raises DataMissingError if
    neither contains the file.
    """
    return find_data_folder(data, "faces", "ferplus.csv")


def cut_tiles(path: Path, tiles: Sequence[int], side_px: int, columns: int, *, colour: bool) -> NDArray[np.uint8]:
    """Cut tiles out of a sprite sheet, as uint8: (n, side, side) in grey, or (n, side, side, 3) in BGR. Raises
    DataMissingError.
    """
    sheet = cv2.imread(str(path), cv2.IMREAD_COLOR if colour else cv2.IMREAD_GRAYSCALE)
    if sheet is None:
        raise DataMissingError(
            f"data: {path} does not exist, or is not an image. Name the folder of the data with --data."
        )
    pieces = [
        sheet[row * side_px : (row + 1) * side_px, column * side_px : (column + 1) * side_px]
        for row, column in (divmod(tile, columns) for tile in tiles)
    ]
    return np.stack(pieces).astype(np.uint8, copy=False)


def load_ferplus(folder: Path, usages: Iterable[str] | None = None) -> FerPlusRows:
    """Load the rows of FER+ with these usages, or all rows, in the order of the table. Raises DataMissingError."""
    wanted = None if usages is None else set(usages)
    rows = [row for row in read_table(folder / "ferplus.csv") if wanted is None or row_split(row) in wanted]
    if not rows:
        which = f"with usage {' or '.join(sorted(wanted))}" if wanted else "at all"
        raise DataMissingError(f"data: {folder / 'ferplus.csv'} has no row {which}.")
    images = np.empty((len(rows), FER_PX, FER_PX), np.uint8)
    sheets = np.array([row["sheet"] for row in rows])
    tiles = np.array([int(row["tile"]) for row in rows])
    for sheet in np.unique(sheets):
        here = np.flatnonzero(sheets == sheet)
        path = folder / f"ferplus_{sheet}.webp"
        images[here] = cut_tiles(path, tiles[here].tolist(), FER_PX, FER_COLUMNS, colour=False)
    columns = (*CLASSES, "unknown", "NF")
    return FerPlusRows(
        images=images,
        votes=np.array([[float(row[c]) for c in columns] for row in rows], np.float32),
        majority=np.array([CLASSES.index(m) if (m := row["majority"]) in CLASSES else -1 for row in rows]),
        usage=np.array([row_split(row) or "" for row in rows]),
        dup_group=np.array([row["dup_group"] for row in rows]),
        leak=np.array([row["leak"] == "1" for row in rows]),
    )


def training_files(folder: Path) -> list[Path]:
    """Training files in this folder, whose hashes go into the model settings: the table, and the sheets of its training
    rows.
    """
    rows = read_table(folder / "ferplus.csv")
    sheets = sorted({row["sheet"] for row in rows if row_split(row) == "train"})
    return [folder / "ferplus.csv", *(folder / f"ferplus_{sheet}.webp" for sheet in sheets)]


def count_trainable(folder: Path) -> int:
    """Number of images that have a class and are neither held out nor in the test part."""
    rows = read_table(folder / "ferplus.csv")
    return sum(
        row_split(row) == "train" and row["majority"] in CLASSES and not is_held_out(row["dup_group"]) for row in rows
    )


def has_own_pictures(folder: Path) -> bool:
    """True if the training rows are a shop's own images, which `pack.py` has packed, and not the images of FER+."""
    return any(path.name.startswith(f"ferplus_{OWN}") for path in training_files(folder))


def soft_targets(votes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Targets (n, 8) from votes (n, 10). The sum of a row is its weight: the share of its votes that name a class.

    Single votes are dropped, as the authors of FER+ do (Barsoum et al. 2016), because one annotator of ten is noise. A
    row that has only votes for "unknown" or "not a face" has the weight 0.
    """
    kept = np.where(votes > 1, votes, 0.0).astype(np.float32)
    total = np.maximum(kept.sum(axis=1, keepdims=True), 1.0)
    return np.asarray(kept[:, : len(CLASSES)] / total, np.float32)


def held_out_rows(groups: Sequence[str] | NDArray[np.str_]) -> NDArray[np.bool_]:
    """True for the rows in the held-out tenth, which is chosen by near-copy group."""
    return np.array([is_held_out(group) for group in groups])


def load_sheet(folder: Path, kind: str) -> tuple[list[dict[str, str]], NDArray[np.uint8]]:
    """Load rows and tiles (n, 96, 96, 3) in BGR of `va`, `audit` or `ood`, in the order of the table."""
    rows = read_table(folder / f"{kind}.csv")
    tiles = np.empty((len(rows), SHEET_PX, SHEET_PX, 3), np.uint8)
    for name in sorted({_sheet_name(kind, row) for row in rows}):
        here = [index for index, row in enumerate(rows) if _sheet_name(kind, row) == name]
        numbers = [int(rows[index]["tile"]) for index in here]
        tiles[here] = cut_tiles(folder / name, numbers, SHEET_PX, SHEET_COLUMNS[kind], colour=True)
    return rows, tiles


def _sheet_name(kind: str, row: dict[str, str]) -> str:
    return f"ood_{row['sheet']}.webp" if kind == "ood" else f"{kind}.webp"


def is_held_back(group: str) -> bool:
    """True if a near-copy group of `va` is in the fifth of the groups that is used only for measuring."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4], "big") % AFFECT_PARTS == 0


def grey_crop(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Convert a BGR image that is already a tight face crop to grey at 48 px."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(grey, (FER_PX, FER_PX), interpolation=cv2.INTER_AREA), np.uint8)
