"""Training data of the smile reader: points of faces whose pictures may be used for everything (CC0)."""

import functools
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.data import folder_with
from models.expression.data import load_sheet
from models.smile.augment import degrade, draw_crop
from models.smile.mesh import Matrix, Picture, crop_matrix, mesh_points, warp
from models.smile.recipe import CropRanges, SmileRecipe

TABLE, FILES = "va.csv", ("va.csv", "va.webp")


@dataclass(frozen=True, eq=False)
class SmilePoints:
    """Points of n crops. `picture` is the number of the picture, `plain` is True for its crop without defects."""

    points: NDArray[np.float32]  # (n, 468, 3)
    smiles: NDArray[np.bool_]  # (n,)
    fold: NDArray[np.int64]  # (n,)
    picture: NDArray[np.int64]  # (n,)
    plain: NDArray[np.bool_]  # (n,)

    def select_rows(self, chosen: NDArray[np.bool_]) -> "SmilePoints":
        return SmilePoints(
            self.points[chosen], self.smiles[chosen], self.fold[chosen], self.picture[chosen], self.plain[chosen]
        )


def smile_folder(data: Path) -> Path:
    """`data` itself if it holds va.csv, else `data`/faces; DataMissingError if neither does."""
    return folder_with(data, "faces", TABLE)


def fold_number(group: str, folds: int) -> int:
    """Fold of a group of near-copies: the same on every machine. Python's own hash differs from run to run."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[4:8], "big") % folds


@functools.lru_cache(maxsize=1)
def load(folder: Path, recipe: SmileRecipe, seed: int) -> SmilePoints:
    """Points of all crops of all pictures, in the order copy, picture. DataMissingError."""
    rows, tiles = load_sheet(folder, "va")
    rows, tiles = rows[: recipe.pictures], tiles[: recipe.pictures]
    rng = np.random.default_rng(seed)
    matrices = [crop_matrix(tile) for tile in tiles]
    found = []
    for copy in range(recipe.copies):  # one copy at a time: all crops together are gigabytes
        crops = [
            warp(tile, matrix) if copy == 0 else _worse(tile, matrix, recipe.crops, rng)
            for tile, matrix in zip(tiles, matrices, strict=True)
        ]
        found.append(mesh_points(np.stack(crops)))
        if sys.stderr.isatty():
            print(f"\r{copy + 1} of {recipe.copies} copies of the pictures", end="", file=sys.stderr, flush=True)
    points, scores = (np.concatenate(part) for part in zip(*found, strict=True))
    number = np.tile(np.arange(len(rows)), recipe.copies)
    smiles = np.array([row["expression"] == "happiness" for row in rows])
    fold = np.array([fold_number(row["dup_group"], recipe.folds) for row in rows])
    plain = np.arange(len(number)) < len(rows)
    return SmilePoints(points, smiles[number], fold[number], number, plain).select_rows(scores > 0.0)


def _worse(tile: Picture, matrix: Matrix, ranges: CropRanges, rng: np.random.Generator) -> Picture:
    """A crop with defects, mirrored by chance."""
    crop = warp(degrade(tile, ranges, rng), draw_crop(matrix, ranges, rng))
    return crop[:, ::-1] if rng.random() < 0.5 else crop
