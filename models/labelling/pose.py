"""python -m models.labelling.pose RUN: fits a head for yaw and pitch to a trained model.

The model itself does not change, so its class predictions stay the same. The head is trained on the angles that
FaceLandmarker finds in training tiles (`landmarks.py`). On held-out tiles, it is compared with angles computed from the
kiosk's keypoints.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor, nn

from edge.perception.vision.head_pose import ScreenDirection, head_orientation
from models.command_line import add_data_option
from models.data import DataMissingError, file_hashes
from models.expression.augment import degrade_crop, draw_affines
from models.expression.data import FerPlusRows, faces_folder, held_out_rows, load_ferplus
from models.expression.net import POSE, POSE_METRICS, ExpressionNet, PoseHead, build_net, build_pose_head
from models.expression.recipe import GENTLE
from models.labelling.landmarks import HeadPoseLabels, make_labels
from models.serving.features.expression import NET_PX, face_to_net, normalise
from models.serving.hardening import harden_process

EPOCHS, BATCH, VIEWS = 200, 512, 6

JITTER = replace(GENTLE, roll_deg=4.0, scale=0.07, shift=0.03, aspect=0.02, far=0.3, noise=0.25, blur=0.2, gamma=0.4)
"""Augmentation of aligned crops. Crops are aligned by keypoints, as on the kiosk, so they are moved only by as much as
keypoints are inexact.
"""

SPREAD_DEG = 20.0
"""Scale of the errors in the loss. Errors above a quarter of this scale count linearly instead of squared, because
labels may be wrong.
"""

TURNED_DEG = 25.0

Grey = NDArray[np.uint8]
Angles = NDArray[np.float32]


def align_tiles(tiles: Grey, keypoints: NDArray[np.float32]) -> Grey:
    """Crops (n, 48, 48) of tiles, aligned as on the kiosk."""
    return np.stack([_warped(tile, matrix) for tile, matrix in zip(tiles, face_to_net(keypoints), strict=True)])


def align_and_augment(tiles: Grey, keypoints: NDArray[np.float32], rng: Generator) -> tuple[Grey, NDArray[np.bool_]]:
    """Aligned crops, each moved, mirrored and degraded with its own random draw, and True for each mirrored crop."""
    moves = draw_affines(len(tiles), NET_PX, NET_PX, JITTER, rng)
    chance = rng.random((len(tiles), 9))
    crops = []
    for tile, matrix, move, dice in zip(tiles, face_to_net(keypoints), moves, chance, strict=True):
        matrix_of_view = move @ np.vstack([matrix, (0.0, 0.0, 1.0)])
        crops.append(degrade_crop(_warped(tile, matrix_of_view), dice, JITTER, rng))
    return np.stack(crops), np.linalg.det(moves[:, :, :2]) < 0


def _warped(tile: Grey, matrix: NDArray[np.floating]) -> Grey:
    size = (NET_PX, NET_PX)
    warped = cv2.warpAffine(tile, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


def draw_views(tiles: Grey, labels: HeadPoseLabels, rng: Generator) -> Iterator[tuple[Grey, Angles]]:
    """VIEWS sets of crops with their angles. The crops of the first set are unchanged; the crops of all other sets are
    moved and degraded. Mirrored crops have the negative yaw.
    """
    yield align_tiles(tiles, labels.keypoints), labels.angles
    for _ in range(VIEWS - 1):
        crops, mirrored = align_and_augment(tiles, labels.keypoints, rng)
        sign = np.where(mirrored, -1.0, 1.0)
        yield crops, np.asarray(labels.angles * np.stack([sign, np.ones_like(sign)], axis=1), np.float32)


@torch.no_grad()
def pooled_maps(net: ExpressionNet, head: PoseHead, crops: Grey) -> Tensor:
    """Inputs (n, 16 channels) of the head's layers for crops (n, 48, 48)."""
    net.eval()
    parts = [torch.from_numpy(normalise(crops[at : at + 256])) for at in range(0, len(crops), 256)]
    return torch.cat([head.square_features(net.middle_map(x)) for x in parts])


def fit_pose_head(net: ExpressionNet, head: PoseHead, tiles: Grey, labels: HeadPoseLabels, seed: int) -> None:
    """Fit an untrained head on these tiles, with several views of each tile. Turned heads are rare, so their tiles are
    drawn up to five times as often.
    """
    rng = np.random.default_rng(seed)
    parts = []
    for number, (crops, angles) in enumerate(draw_views(tiles, labels, rng), 1):
        parts.append((pooled_maps(net, head, crops), torch.from_numpy(angles)))
        print(f"\rview {number} of {VIEWS}", end="", file=sys.stderr, flush=True)
    features, truth = (torch.cat(each) for each in zip(*parts, strict=True))
    weight = 1 + 2 * np.minimum(np.abs(truth[:, 0].numpy()) / SPREAD_DEG, 2.0).astype(np.float64)
    norm = nn.BatchNorm1d(features.shape[1], affine=False)
    learner = nn.Sequential(norm, head.angles)
    optimiser = torch.optim.AdamW(learner.parameters(), 2e-3, weight_decay=0.05)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    for epoch in range(EPOCHS):
        picked = torch.from_numpy(rng.choice(len(features), len(tiles), p=weight / weight.sum()))
        for rows in picked.split(BATCH):
            if len(rows) > 1:  # a batch norm needs two rows
                loss = nn.functional.smooth_l1_loss(learner(features[rows]), truth[rows] / SPREAD_DEG, beta=0.25)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        scheduler.step()
        print(f"\repoch {epoch + 1} of {EPOCHS}   ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    fold_pose_head(norm, head)
    head.eval()


@torch.no_grad()
def fold_pose_head(norm: nn.BatchNorm1d, head: PoseHead) -> None:
    """Fold the normalisation and the scale to degrees into the weights of the head."""
    first, last = head.angles[0], head.angles[-1]
    scale = torch.rsqrt(norm.running_var + norm.eps)
    first.bias -= first.weight @ (norm.running_mean * scale)
    first.weight *= scale
    last.weight *= SPREAD_DEG
    last.bias *= SPREAD_DEG


def measure_pose_head(net: ExpressionNet, head: PoseHead, tiles: Grey, labels: HeadPoseLabels) -> dict[str, Any]:
    """Mean errors of the head and of keypoints in degrees on held-out tiles, over all tiles and over turned heads."""
    with torch.no_grad():
        predicted = head.angles(pooled_maps(net, head, align_tiles(tiles, labels.keypoints))).numpy()
    geometry = np.array([head_orientation(points, ScreenDirection()) for points in labels.keypoints]).reshape(-1, 2)
    turned = np.abs(labels.angles[:, 0]) >= TURNED_DEG
    errors: dict[str, Any] = {"n": len(tiles), "n_turned": int(turned.sum())}
    for name, guess in (("head", predicted), ("keypoints", geometry)):
        errors_deg = np.abs(guess - labels.angles)
        for axis, each in zip(("yaw", "pitch"), errors_deg.T, strict=True):
            errors[f"{name}_{axis}_off_deg"] = round(float(each.mean()), 2) if len(each) else None
        errors[f"{name}_turned_yaw_off_deg"] = round(float(errors_deg[turned, 0].mean()), 2) if turned.any() else None
    return errors


def load_or_make_labels(rows: FerPlusRows, faces: Path, cache: Path, landmarker: Path | None) -> HeadPoseLabels:
    """Labels from the file `cache`, or new labels that are saved there. Raises DataMissingError if the cached labels
    belong to other images, or if new labels cannot be created.
    """
    made_of = file_hashes([faces / "ferplus.csv"])["ferplus.csv"]
    if cache.is_file():
        cached = HeadPoseLabels.read(cache)
        if cached.made_of == made_of:
            return cached
        raise DataMissingError(
            f"pose: {cache} contains labels for other images than {faces}. Name another file with --labels."
        )
    if landmarker is None:
        raise DataMissingError(f"pose: {cache} does not exist. To create the labels, add --landmarker FILE.")
    labels = make_labels(rows, landmarker, made_of)
    labels.write(cache)
    return labels


def select_tiles(rows: FerPlusRows, labels: HeadPoseLabels, mask: NDArray[np.bool_]) -> tuple[Grey, HeadPoseLabels]:
    """Tiles and labels of the selected rows."""
    selected = replace(labels, rows=labels.rows[mask], angles=labels.angles[mask], keypoints=labels.keypoints[mask])
    return rows.images[selected.rows], selected


def main(arguments: list[str] | None = None) -> int:
    """Fit a head and return the exit code: 0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.labelling.pose",
        description="Add an output for yaw and pitch to a trained expression model. Its classes do not change.",
        epilog="example: python -m models.labelling.pose runs/expression --landmarker face_landmarker.task",
    )
    parser.add_argument("run", type=Path, help="folder of the training run")
    add_data_option(parser)
    parser.add_argument(
        "--labels",
        type=Path,
        default=Path("runs/pose-labels.npz"),
        metavar="FILE",
        help="file with the labels; created if missing (default: %(default)s)",
    )
    parser.add_argument(
        "--landmarker", type=Path, metavar="FILE", help="MediaPipe's face_landmarker.task, needed to create labels"
    )
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: %(default)s)")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    try:
        saved = torch.load(options.run / "state.pt", weights_only=True)
        faces = faces_folder(options.data)
        rows = load_ferplus(faces, ("train",))
        labels = load_or_make_labels(rows, faces, options.labels, options.landmarker)
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    net = build_net(saved["recipe"])
    net.load_state_dict(saved["ema"])
    out = held_out_rows(rows.dup_group[labels.rows])
    tiles, training_labels = select_tiles(rows, labels, ~out)
    torch.manual_seed(options.seed)
    head = build_pose_head(saved["recipe"])
    fit_pose_head(net, head, tiles, training_labels, options.seed)
    metrics = {
        "fitted": len(tiles),
        **measure_pose_head(net, head, *select_tiles(rows, labels, out)),
        "said_by": labels.said_by,
    }
    torch.save(head.state_dict(), options.run / POSE)
    (options.run / POSE_METRICS).write_text(json.dumps(metrics, indent=2) + "\n")
    print(json.dumps(metrics))
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
