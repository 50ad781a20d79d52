"""A small folder in the layout of data/faces with drawn faces, without pictures of real people."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.data import file_hashes
from models.expression.data import CLASSES, load_ferplus
from models.labelling import pack
from models.labelling.landmarks import HeadPoseLabels
from models.serving.features.expression import CANONICAL_PX

FER_HEADER = (
    "name", "usage", "sheet", "tile", *CLASSES, "unknown", "NF", "majority", "majority_alt", "argmax8", "dup_group",
    "exact_group", "leak",
)  # fmt: skip


def face(expression: str, side_px: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draws a round face (side, side) uint8 grey with a smiling, sad, open or straight mouth, shifted and noisy."""
    picture = np.full((side_px, side_px), rng.integers(30, 90), np.uint8)
    unit = side_px / 48
    x, y = (24 + rng.normal(0, 1)) * unit, (24 + rng.normal(0, 1)) * unit

    def at(dx: float, dy: float) -> tuple[int, int]:
        return round(x + dx * unit), round(y + dy * unit)

    def size(width: float, height: float) -> tuple[int, int]:
        return round(width * unit), round(height * unit)

    cv2.ellipse(picture, at(0, 0), size(18, 23), 0, 0, 360, 200, -1)
    for side in (-9, 9):
        cv2.ellipse(picture, at(side, -6), size(3, 2), 0, 0, 360, 40, -1)
    mouth = {"happiness": (8, 5, 10, 170), "sadness": (8, 5, 190, 350), "surprise": (5, 6, 0, 360)}
    width, height, start, end = mouth.get(expression, (8, 1, 0, 360))
    cv2.ellipse(picture, at(0, 12), size(width, height), 0, start, end, 40, max(1, round(2 * unit)))
    noisy = picture + rng.normal(0, 6, picture.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def write_sheet(path: Path, tiles: Sequence[NDArray[np.uint8]], columns: int) -> None:
    """Writes tiles in rows of `columns` as a lossy WebP picture."""
    side = len(tiles[0])
    sheet = np.zeros((-(-len(tiles) // columns) * side, columns * side, *tiles[0].shape[2:]), np.uint8)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        sheet[row * side : (row + 1) * side, column * side : (column + 1) * side] = tile
    assert cv2.imwrite(str(path), sheet, [cv2.IMWRITE_WEBP_QUALITY, 94])


def write_table(path: Path, header: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    """Writes a CSV file; missing values stay empty."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)


def write_own(folder: Path, persons: int = 40, each: int = 8) -> Path:
    """Writes `each` drawn crops of each of `persons` people, as `models.labelling.pack` writes own pictures."""
    rng = np.random.default_rng(1)
    kinds = ("neutral", "happiness", "surprise", "sadness")
    cropped = []
    for number in range(persons * each):
        kind, person = kinds[number % 4], f"p{number // each}"
        cropped.append((pack.LabelledPicture(Path(kind, f"{person}_{number}.png"), kind, person), face(kind, 48, rng)))
    pack.write_pack(cropped, folder)
    return folder


def write_labels(folder: Path, into: Path) -> HeadPoseLabels:
    """Writes head pose labels for `write_faces`: yaw points to the brighter half, keypoints are the canonical ones."""
    rows = load_ferplus(folder, ("train",))
    halves = rows.images[:, :, 24:].mean(axis=(1, 2)) - rows.images[:, :, :24].mean(axis=(1, 2))
    angles = np.stack([halves, np.full(len(rows), 5.0)], axis=1).astype(np.float32)
    keypoints = np.tile(CANONICAL_PX.astype(np.float32), (len(rows), 1, 1))
    table = file_hashes([folder / "ferplus.csv"])["ferplus.csv"]
    labels = HeadPoseLabels(np.arange(len(rows)), angles, keypoints, table, "0" * 64)
    labels.write(into)
    return labels


def write_faces(folder: Path, train: int = 300, public: int = 64) -> Path:
    """Writes FER+, VA, OOD and audit in the layout of data/faces, with four expressions in turn; returns `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    kinds = ("neutral", "happiness", "surprise", "sadness")
    rows: list[dict[str, object]] = []
    for usage, sheet, count in (("train", "train0", train), ("public", "public", public)):
        tiles = []
        for tile in range(count):
            kind = kinds[tile % 4]
            tiles.append(face(kind, 48, rng))
            votes = dict.fromkeys((*CLASSES, "unknown", "NF"), 0) | {kind: 8, "contempt": 1, "unknown": 1}
            majority = kind if tile % 16 != 15 else "unknown"
            fixed = {"usage": usage, "sheet": sheet, "tile": tile, "majority": majority, "leak": int(tile % 8 == 0)}
            rows.append({**votes, **fixed, "name": f"{tile:07d}", "dup_group": len(rows) // 2})
        write_sheet(folder / f"ferplus_{sheet}.webp", tiles, 60)
    write_table(folder / "ferplus.csv", FER_HEADER, rows)
    big = [cv2.cvtColor(face(kinds[tile % 4], 96, rng), cv2.COLOR_GRAY2BGR) for tile in range(16)]
    write_sheet(folder / "va.webp", big, 30)
    affect = {"neutral": (0.0, 0.0), "happiness": (0.8, 0.4), "surprise": (0.0, 0.6), "sadness": (-0.6, -0.2)}
    write_table(
        folder / "va.csv",
        ("tile", "valence", "arousal", "expression", "dup_group"),
        [
            {"tile": t, "dup_group": t, "expression": kind, "valence": affect[kind][0], "arousal": affect[kind][1]}
            for t, kind in zip(range(16), kinds * 4, strict=True)
        ],
    )
    write_sheet(folder / "audit.webp", big[:8], 40)
    people = [{"tile": t, "age_group": "20-34", "gender": ("male", "female")[t % 2], "race": "Other"} for t in range(8)]
    write_table(folder / "audit.csv", ("tile", "age_group", "gender", "race"), people)
    ood = []
    for sheet in ("colour", "grey"):
        write_sheet(folder / f"ood_{sheet}.webp", big[:8], 30)
        box = {"x0": 4, "y0": 0, "x1": 92, "y1": 96}
        ood += [{"sheet": sheet, "tile": t, "expression": kinds[t % 4], **box} for t in range(8)]
    write_table(folder / "ood.csv", ("sheet", "tile", "expression", "x0", "y0", "x1", "y1"), ood)
    return folder
