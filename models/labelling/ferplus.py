"""python -m models.labelling.ferplus FER2013.CSV FER2013NEW.CSV OUT: combines FER2013's images with the votes of FER+.

The images come from FER2013's table (`fer2013.csv` of the Kaggle challenge). The votes come from FER+'s table
(`fer2013new.csv` of github.com/microsoft/FERPlus). The tables match row by row. We may not redistribute either of them.
"""

import argparse
import csv
import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.command_line import report_errors
from models.data import DataMissingError
from models.expression.data import CLASSES, FER_COLUMNS, FER_PX
from models.serving.hardening import harden_process

USAGES = {"Training": "train", "PublicTest": "public", "PrivateTest": "private"}
VOTED = (*CLASSES, "unknown", "NF")
HEADER = ("name", "usage", "sheet", "tile", *VOTED, "majority", "dup_group", "leak")
TILES_A_SHEET = FER_COLUMNS * 150
LOSSLESS = 101  # of OpenCV: above 100 a WebP file gives back what went in

Row = dict[str, object]


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """Rows of a table that has these columns. Spaces around column names, which some copies have, are removed. Raises
    DataMissingError.
    """
    csv.field_size_limit(10_000_000)
    try:
        file = path.open(newline="", encoding="utf-8-sig")
    except OSError as missing:
        raise DataMissingError(
            f"ferplus: {path} cannot be read ({missing.strerror}). Name the file with the table."
        ) from missing
    with file:
        reader = csv.DictReader(file)
        names = [(name or "").strip() for name in reader.fieldnames or ()]
        if lacking := [name for name in columns if name not in names]:
            raise DataMissingError(f"ferplus: {path} has no column {', '.join(lacking)}; it has {', '.join(names)}.")
        for row in reader:
            yield {(name or "").strip(): (value or "").strip() for name, value in row.items() if isinstance(value, str)}


def majority_class(votes: Mapping[str, int]) -> str:
    """The class with more than half of the votes after single votes are dropped; "unknown" if there is none."""
    kept = {name: count for name, count in votes.items() if count > 1}
    name = max(kept, key=lambda each: kept[each], default="unknown")
    return name if 2 * kept.get(name, 0) > sum(kept.values()) else "unknown"


def row_picture(row: Mapping[str, str], line: int) -> NDArray[np.uint8]:
    """Image of a row (48, 48). Raises DataMissingError, which names the line, if the image has another size."""
    try:
        pixels = np.array(row["pixels"].split(), np.int64)
    except ValueError:
        pixels = np.empty(0, np.int64)
    if pixels.size != FER_PX * FER_PX or pixels.min() < 0 or pixels.max() > 255:
        raise DataMissingError(f"ferplus: line {line} of FER2013's table does not contain 48 x 48 grey levels.")
    return pixels.astype(np.uint8).reshape(FER_PX, FER_PX)


def read_labelled_pictures(fer2013: Path, votes: Path) -> tuple[list[Row], list[NDArray[np.uint8]]]:
    """Rows and images that are in both tables, without those that FER+ marks as "not an image". Raises
    DataMissingError.
    """
    rows: list[Row] = []
    pictures: list[NDArray[np.uint8]] = []
    both = zip(read_rows(fer2013, ("pixels", "Usage")), read_rows(votes, ("Usage", "Image name", *VOTED)), strict=True)
    try:
        for line, (face, vote) in enumerate(both, 2):
            if face["Usage"] != vote["Usage"] or face["Usage"] not in USAGES:
                raise DataMissingError(
                    f"ferplus: line {line} is {face['Usage']} in one table and {vote['Usage']} in the other."
                    " Both tables must be complete, and in the order in which they were published."
                )
            if vote["Image name"]:
                counts = {name: int(vote[name] or 0) for name in VOTED}
                facts = {"name": f"{len(rows):07d}", "usage": USAGES[face["Usage"]], "majority": majority_class(counts)}
                rows.append({**facts, **counts})
                pictures.append(row_picture(face, line))
    except ValueError as wrong:  # zip's, of tables of different lengths; int's
        raise DataMissingError(f"ferplus: the tables do not match ({wrong}).") from wrong
    if not rows:
        raise DataMissingError(f"ferplus: {votes} names no image.")
    return rows, pictures


def mark_copies(rows: Sequence[Row], pictures: Sequence[NDArray[np.uint8]]) -> None:
    """Set `dup_group`, which is the same for images with identical pixels, and `leak`, which is 1 for an image outside
    the training part that has a copy in it. Copies that are shifted or marked are not found.
    """
    groups = [hashlib.sha256(each.tobytes()).hexdigest()[:16] for each in pictures]
    learnt = {group for row, group in zip(rows, groups, strict=True) if row["usage"] == "train"}
    for row, group in zip(rows, groups, strict=True):
        row |= {"dup_group": group, "leak": int(row["usage"] != "train" and group in learnt)}


def write_sheets(rows: Sequence[Row], pictures: Sequence[NDArray[np.uint8]], out: Path) -> None:
    """Write `ferplus.csv` and its sheets, in a lossless format."""
    out.mkdir(parents=True, exist_ok=True)
    for usage in USAGES.values():
        chosen = [index for index, row in enumerate(rows) if row["usage"] == usage]
        for number, at in enumerate(range(0, len(chosen), TILES_A_SHEET)):
            part, name = chosen[at : at + TILES_A_SHEET], f"{usage}{number}"
            sheet = np.zeros((-(-len(part) // FER_COLUMNS) * FER_PX, FER_COLUMNS * FER_PX), np.uint8)
            for tile, index in enumerate(part):
                y, x = (place * FER_PX for place in divmod(tile, FER_COLUMNS))
                sheet[y : y + FER_PX, x : x + FER_PX] = pictures[index]
                rows[index].update(sheet=name, tile=tile)
            cv2.imwrite(str(out / f"ferplus_{name}.webp"), sheet, [cv2.IMWRITE_WEBP_QUALITY, LOSSLESS])
    with (out / "ferplus.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)


@report_errors
def main(arguments: list[str] | None = None) -> int:
    """Combine the tables and return the exit code: 0 done, 2 bad usage, 3 a table is missing or wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m models.labelling.ferplus",
        description="Combine the images of FER2013 with the votes of FER+, for training and testing.",
        epilog="example: python -m models.labelling.ferplus fer2013.csv fer2013new.csv faces",
    )
    parser.add_argument(
        "fer2013", type=Path, metavar="FER2013.CSV", help="FER2013 table (CSV) of the Kaggle challenge, with the pixels"
    )
    parser.add_argument(
        "votes",
        type=Path,
        metavar="FER2013NEW.CSV",
        help="FER+ table (CSV) of github.com/microsoft/FERPlus, with the votes",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="new folder for ferplus.csv and the image sheets")
    options = parser.parse_args(arguments)
    if (options.out / "ferplus.csv").exists():
        print(f"ferplus: {options.out} already contains data. Name another folder for OUT.", file=sys.stderr)
        return 3
    rows, pictures = read_labelled_pictures(options.fer2013, options.votes)
    mark_copies(rows, pictures)
    write_sheets(rows, pictures, options.out)
    for usage in USAGES.values():
        print(f"{usage:8}{sum(row['usage'] == usage for row in rows):7} images")
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
