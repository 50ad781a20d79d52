"""Creates meshes by interpolation between the meshes of the images, with the teacher's result for each, so that there
are more mouth shapes than faces.

A mixed mesh is a mean of two faces, moved by part of the difference between two other faces. The teacher receives the
mixed mesh unchanged. The head receives it with the error that the mesh model made in a degraded crop of another image.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor

from models.smile.blendshapes import teacher_smiles
from models.smile.data import SmilePoints
from models.smile.net import level_points
from models.smile.points import CHEEKS, LIPS, POINTS

MOVED = 0.5
"""Largest share of the difference between two faces by which a mixed mesh is moved, in either direction."""

CLEAN = 0.1
"""Share of the mixed meshes to which no crop error is added."""


@dataclass(frozen=True, eq=False)
class TaughtShapes:
    """Shapes of lips and cheeks, and the teacher's smile value for each."""

    shapes: Tensor  # (n, 192)
    taught: NDArray[np.float64]  # (n,) from 0 to 1


def mix_meshes(found: SmilePoints, count: int, rng: Generator) -> TaughtShapes:
    """Create `count` mixed meshes from the images in `found`, which contains the plain crop of each image."""
    read = list(LIPS + CHEEKS)
    meshes = level_points(torch.from_numpy(found.points), tuple(range(POINTS))).numpy()
    faces, errors = meshes[found.plain & ~found.mirrored], _crop_errors(found, meshes[:, read])

    def draw_faces() -> NDArray[np.float32]:
        return np.asarray(faces[rng.integers(0, len(faces), count)])

    def draw_shares(low: float, high: float) -> NDArray[np.float32]:
        return rng.uniform(low, high, (count, 1, 1)).astype(np.float32)

    share = draw_shares(0.0, 1.0)
    made = draw_faces() * share + draw_faces() * (1.0 - share)
    made += draw_shares(-MOVED, MOVED) * (draw_faces() - draw_faces())
    seen = made[:, read] + errors[rng.integers(0, len(errors), count)] * (draw_shares(0.0, 1.0) >= CLEAN)
    return TaughtShapes(torch.from_numpy(seen).flatten(1), teacher_smiles(made))


def _crop_errors(found: SmilePoints, shapes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Differences (n, 64, 3) between the shapes in degraded crops and the shape in the same image's plain crop."""
    picture = 2 * found.picture + found.mirrored
    row_of = np.full(picture.max() + 1, -1)
    row_of[picture[found.plain]] = np.flatnonzero(found.plain)
    spoilt = ~found.plain & (row_of[picture] >= 0)
    return np.asarray(shapes[spoilt] - shapes[row_of[picture[spoilt]]])
