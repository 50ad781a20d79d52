"""python -m models.labelling.pose RUN: a head for yaw and pitch beside the classes of a trained network.

The network itself stays as it was, so the classes cannot be harmed. It learns from what FaceLandmarker says of training
tiles (`landmarks.py`), and is measured on those of the held-out tenth beside the geometry of the kiosk's keypoints.
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

from edge.perception.vision.head_pose import ScreenDirection, orientation
from models.data import DATA, DataMissingError, file_hashes
from models.expression.augment import draw_affines, spoil
from models.expression.data import FerPlusRows, faces_folder, held_out, load_ferplus
from models.expression.net import POSE, POSE_METRICS, ExpressionNet, PoseHead, net_of, pose_head_of
from models.expression.recipe import GENTLE
from models.labelling.landmarks import HeadPoseLabels, make
from models.serving.features.expression import NET_PX, face_to_net, normalise

EPOCHS, BATCH, VIEWS = 200, 512, 6

JITTER = replace(GENTLE, roll_deg=4.0, scale=0.07, shift=0.03, aspect=0.02, far=0.3, noise=0.25, blur=0.2, gamma=0.4)
"""Crops are cut by the keypoints, as on the kiosk, so they are moved by no more than keypoints err."""

SPREAD_DEG = 20.0
"""What errors are counted in: those of more than a quarter of it weigh by their size and no longer by its square, as
labels may be wrong."""

TURNED_DEG = 25.0

Grey = NDArray[np.uint8]
Angles = NDArray[np.float32]


def aligned(tiles: Grey, keypoints: NDArray[np.float32]) -> Grey:
    """Crops (n, 48, 48) of tiles as the kiosk cuts them."""
    return np.stack([_warped(tile, matrix) for tile, matrix in zip(tiles, face_to_net(keypoints), strict=True)])


def jittered(tiles: Grey, keypoints: NDArray[np.float32], rng: Generator) -> tuple[Grey, NDArray[np.bool_]]:
    """The same, each moved, mirrored and spoilt by its own draw; and which of them are mirrored."""
    moves = draw_affines(len(tiles), NET_PX, NET_PX, JITTER, rng)
    chance = rng.random((len(tiles), 9))
    crops = []
    for tile, matrix, move, dice in zip(tiles, face_to_net(keypoints), moves, chance, strict=True):
        both = move @ np.vstack([matrix, (0.0, 0.0, 1.0)])
        crops.append(spoil(_warped(tile, both), dice, JITTER, rng))
    return np.stack(crops), np.linalg.det(moves[:, :, :2]) < 0


def _warped(tile: Grey, matrix: NDArray[np.floating]) -> Grey:
    size = (NET_PX, NET_PX)
    warped = cv2.warpAffine(tile, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, np.uint8)


def views(tiles: Grey, labels: HeadPoseLabels, rng: Generator) -> Iterator[tuple[Grey, Angles]]:
    """Crops and what is true of them: as they are, then moved and spoilt; yaw changes its sign in a mirror."""
    yield aligned(tiles, labels.keypoints), labels.angles
    for _ in range(VIEWS - 1):
        crops, mirrored = jittered(tiles, labels.keypoints, rng)
        sign = np.where(mirrored, -1.0, 1.0)
        yield crops, np.asarray(labels.angles * np.stack([sign, np.ones_like(sign)], axis=1), np.float32)


@torch.no_grad()
def squares_of(net: ExpressionNet, head: PoseHead, crops: Grey) -> Tensor:
    """What the head looks at, for crops (n, 48, 48): (n, 16 channels)."""
    net.eval()
    parts = [torch.from_numpy(normalise(crops[at : at + 256])) for at in range(0, len(crops), 256)]
    return torch.cat([head.squares(net.middle_map(x)) for x in parts])


def fit(net: ExpressionNet, head: PoseHead, tiles: Grey, labels: HeadPoseLabels, seed: int) -> None:
    """Teach an untrained head by these tiles, several views of each. Turned heads are rare and are drawn up to three
    times as often."""
    rng = np.random.default_rng(seed)
    parts = []
    for number, (crops, angles) in enumerate(views(tiles, labels, rng), 1):
        parts.append((squares_of(net, head, crops), torch.from_numpy(angles)))
        print(f"\rview {number} of {VIEWS}", end="", file=sys.stderr, flush=True)
    seen, truth = (torch.cat(each) for each in zip(*parts, strict=True))
    turned = 1 + 2 * np.minimum(np.abs(truth[:, 0].numpy()) / SPREAD_DEG, 2.0).astype(np.float64)
    norm = nn.BatchNorm1d(seen.shape[1], affine=False)
    learner = nn.Sequential(norm, head.angles)
    optimiser = torch.optim.AdamW(learner.parameters(), 2e-3, weight_decay=0.05)
    pace = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    for epoch in range(EPOCHS):
        drawn = torch.from_numpy(rng.choice(len(seen), len(tiles), p=turned / turned.sum()))
        for rows in drawn.split(BATCH):
            if len(rows) > 1:  # a norm of one row is none
                loss = nn.functional.smooth_l1_loss(learner(seen[rows]), truth[rows] / SPREAD_DEG, beta=0.25)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        pace.step()
        print(f"\repoch {epoch + 1} of {EPOCHS}   ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    fold(norm, head)
    head.eval()


@torch.no_grad()
def fold(norm: nn.BatchNorm1d, head: PoseHead) -> None:
    """Take the norm and the degrees into the head's own weights."""
    first, last = head.angles[0], head.angles[-1]
    scale = torch.rsqrt(norm.running_var + norm.eps)
    first.bias -= first.weight @ (norm.running_mean * scale)
    first.weight *= scale
    last.weight *= SPREAD_DEG
    last.bias *= SPREAD_DEG


def figures(net: ExpressionNet, head: PoseHead, tiles: Grey, labels: HeadPoseLabels) -> dict[str, Any]:
    """How far head and keypoints are off on tiles that neither learnt from, degrees: mean, and of turned heads."""
    with torch.no_grad():
        said = head.angles(squares_of(net, head, aligned(tiles, labels.keypoints))).numpy()
    geometry = np.array([orientation(points, ScreenDirection()) for points in labels.keypoints]).reshape(-1, 2)
    turned = np.abs(labels.angles[:, 0]) >= TURNED_DEG
    found: dict[str, Any] = {"n": len(tiles), "n_turned": int(turned.sum())}
    for name, guess in (("head", said), ("keypoints", geometry)):
        off = np.abs(guess - labels.angles)
        for axis, each in zip(("yaw", "pitch"), off.T, strict=True):
            found[f"{name}_{axis}_off_deg"] = round(float(each.mean()), 2) if len(each) else None
        found[f"{name}_turned_yaw_off_deg"] = round(float(off[turned, 0].mean()), 2) if turned.any() else None
    return found


def labels_of(rows: FerPlusRows, faces: Path, cache: Path, landmarker: Path | None) -> HeadPoseLabels:
    """Those of `cache`, where they are of these pictures; else new ones, kept there. DataMissingError where they cannot
    be made."""
    made_of = file_hashes([faces / "ferplus.csv"])["ferplus.csv"]
    if cache.is_file():
        kept = HeadPoseLabels.read(cache)
        if kept.made_of == made_of:
            return kept
        raise DataMissingError(
            f"pose: {cache} holds labels of other pictures than {faces}. Name another with --labels."
        )
    if landmarker is None:
        raise DataMissingError(f"pose: {cache} is not there, and labels are made with --landmarker FILE only.")
    labels = make(rows, landmarker, made_of)
    labels.write(cache)
    return labels


def part(rows: FerPlusRows, labels: HeadPoseLabels, chosen: NDArray[np.bool_]) -> tuple[Grey, HeadPoseLabels]:
    """The tiles of some of the labels, and these."""
    some = replace(labels, rows=labels.rows[chosen], angles=labels.angles[chosen], keypoints=labels.keypoints[chosen])
    return rows.images[some.rows], some


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(prog="python -m models.labelling.pose", description=__doc__)
    parser.add_argument("run", type=Path, help="folder that models.train wrote")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--labels", type=Path, default=Path("runs/pose-labels.npz"), metavar="FILE",
                        help="made where it is not there; default: %(default)s")  # fmt: skip
    parser.add_argument("--landmarker", type=Path, metavar="FILE", help="MediaPipe's face_landmarker.task")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    try:
        saved = torch.load(chosen.run / "state.pt", weights_only=True)
        faces = faces_folder(chosen.data)
        rows = load_ferplus(faces, ("train",))
        labels = labels_of(rows, faces, chosen.labels, chosen.landmarker)
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    net = net_of(saved["recipe"])
    net.load_state_dict(saved["ema"])
    out = held_out(rows.dup_group[labels.rows])
    tiles, learnt = part(rows, labels, ~out)
    torch.manual_seed(chosen.seed)
    head = pose_head_of(saved["recipe"])
    fit(net, head, tiles, learnt, chosen.seed)
    found = {"fitted": len(tiles), **figures(net, head, *part(rows, labels, out)), "said_by": labels.said_by}
    torch.save(head.state_dict(), chosen.run / POSE)
    (chosen.run / POSE_METRICS).write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
