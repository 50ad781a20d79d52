"""Training data of the smile detector: points of faces in images that may be used for any purpose (CC0)."""

import functools
import hashlib
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.data import find_data_folder
from models.expression.data import load_sheet
from models.smile.augment import degrade_picture, draw_crop
from models.smile.blendshapes import teacher_smiles
from models.smile.mesh import Matrix, Picture, crop_matrix, mesh_points, warp_crop
from models.smile.net import level_points
from models.smile.points import POINTS
from models.smile.recipe import CropRanges, SmileRecipe

TABLE, FILES = "va.csv", ("va.csv", "va.webp")

PLAIN = 2
"""Number of crops of each image without degradation: the original and its mirror image."""


@dataclass(frozen=True, eq=False)
class SmilePoints:
    """Points of n crops. `picture`: number of the image. `plain`: True for crops without degradation."""

    points: NDArray[np.float32]  # (n, 468, 3)
    taught: NDArray[np.float64]  # (n,) the teacher's smile in the plain crops of the picture, from 0 to 1
    smiles: NDArray[np.bool_]  # (n,)
    fold: NDArray[np.int64]  # (n,)
    picture: NDArray[np.int64]  # (n,)
    plain: NDArray[np.bool_]  # (n,)
    mirrored: NDArray[np.bool_]  # (n,)

    def select_rows(self, chosen: NDArray[np.bool_]) -> "SmilePoints":
        return SmilePoints(*(getattr(self, one.name)[chosen] for one in fields(self)))


def smile_folder(data: Path) -> Path:
    """Folder with the data: `data` if it contains va.csv, otherwise `data`/faces. Raises DataMissingError if neither
    contains the file.
    """
    return find_data_folder(data, "faces", TABLE)


def fold_number(group: str, folds: int) -> int:
    """Fold of a group of near-copies. The fold is the same on every machine. Python's own hash is not used, because it
    differs between runs.
    """
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[4:8], "big") % folds


@functools.lru_cache(maxsize=1)
def load_points(folder: Path, recipe: SmileRecipe, seed: int) -> SmilePoints:
    """Points of all crops of all images, sorted by copy and then by image. Raises DataMissingError."""
    rows, tiles = load_sheet(folder, "va")
    rows, tiles = rows[: recipe.pictures], tiles[: recipe.pictures]
    rng, count = np.random.default_rng(seed), len(rows)
    matrices = [crop_matrix(tile) for tile in tiles]
    mirrored = np.concatenate([np.arange(PLAIN * count) >= count, rng.random(recipe.copies * count) < 0.5])
    found = []
    for copy in range(PLAIN + recipe.copies):  # one copy at a time: all crops together are gigabytes
        crops = np.stack([
            warp_crop(tile, matrix) if copy < PLAIN else _worse(tile, matrix, recipe.crops, rng)
            for tile, matrix in zip(tiles, matrices, strict=True)
        ])  # fmt: skip
        turned = mirrored[copy * count : (copy + 1) * count]
        crops[turned] = crops[turned][:, :, ::-1]
        found.append(mesh_points(crops))
        if sys.stderr.isatty():
            total = PLAIN + recipe.copies
            print(f"\r{copy + 1} of {total} copies of the images", end="", file=sys.stderr, flush=True)
    points, scores = (np.concatenate(part) for part in zip(*found, strict=True))
    said = _teacher_smiles(points[: PLAIN * count])
    number = np.tile(np.arange(count), PLAIN + recipe.copies)
    smiles = np.array([row["expression"] == "happiness" for row in rows])
    fold = np.array([fold_number(row["dup_group"], recipe.folds) for row in rows])
    plain = np.arange(len(number)) < PLAIN * count
    every = SmilePoints(points, said[number], smiles[number], fold[number], number, plain, mirrored)
    return every.select_rows(scores > 0.0)


def _teacher_smiles(points: NDArray[np.float32]) -> NDArray[np.float64]:
    """The teacher's smile value for each image, from the points of its plain crop and of the mirror image."""
    meshes = level_points(torch.from_numpy(points), tuple(range(POINTS))).numpy()
    return np.asarray(teacher_smiles(meshes).reshape(PLAIN, -1).mean(axis=0))


def _worse(tile: Picture, matrix: Matrix, ranges: CropRanges, rng: np.random.Generator) -> Picture:
    """The crop after random degradations."""
    return warp_crop(degrade_picture(tile, ranges, rng), draw_crop(matrix, ranges, rng))
