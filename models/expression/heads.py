"""python -m models.expression.heads RUN: fits a head for valence and arousal to a trained model.

The model itself does not change, so its class predictions stay the same. The head is fitted on four fifths of the
annotated faces, split by near-copy group. On the other faces, it is compared with the means of the annotated classes.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.command_line import add_data_option
from models.data import DataMissingError
from models.expression.augment import augment_crops
from models.expression.data import CLASSES, faces_folder, grey_crop, is_held_back, load_sheet
from models.expression.net import ExpressionNet, build_net
from models.expression.recipe import GENTLE
from models.metrics import concordance_coefficient
from models.serving.features.expression import NET_PX, normalise
from models.serving.hardening import harden_process

HEADS, METRICS = "heads.pt", "heads.json"
EPOCHS, VIEWS = 300, 8


class ValenceArousalHead(nn.Module):
    """Head from the features of the trunk (B, features) to valence and arousal (B, 2), each from -1 to 1."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.affect = nn.Sequential(nn.Linear(features, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 2), nn.Tanh())

    def forward(self, features: Tensor) -> tuple[Tensor, ...]:
        return (self.affect(features),)


@torch.no_grad()
def trunk_features(net: ExpressionNet, crops: NDArray[np.uint8]) -> Tensor:
    """Features (n, features) that the trunk computes for crops (n, 48, 48)."""
    net.eval()
    parts = [torch.from_numpy(normalise(crops[at : at + 256])) for at in range(0, len(crops), 256)]
    return torch.cat([net.head_features(x) for x in parts])


def ccc_loss(guess: Tensor, truth: Tensor) -> Tensor:
    """1 minus the concordance, averaged over the two dimensions. The loss is thus based on the metric of the
    evaluation.
    """
    covariance = ((guess - guess.mean(0)) * (truth - truth.mean(0))).mean(0)
    spread = guess.var(0, unbiased=False) + truth.var(0, unbiased=False) + (guess.mean(0) - truth.mean(0)) ** 2
    return (1 - 2 * covariance / spread).mean()


def fit_affect_head(
    net: ExpressionNet, crops: NDArray[np.uint8], affect: NDArray[np.float32], seed: int
) -> ValenceArousalHead:
    """Fit a head on faces (n, 48, 48) with valence and arousal (n, 2), using several views of each face."""
    rng = np.random.default_rng(seed)
    views = [crops, *(augment_crops(crops, NET_PX, GENTLE, rng) for _ in range(VIEWS - 1))]
    features = torch.cat([trunk_features(net, view) for view in views])
    truth = torch.from_numpy(np.tile(affect, (VIEWS, 1)))
    torch.manual_seed(seed)
    heads = ValenceArousalHead(features.shape[1])
    optimiser = torch.optim.AdamW(heads.parameters(), 2e-3, weight_decay=0.05)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    for _ in range(EPOCHS):
        rows = torch.from_numpy(rng.permutation(len(features))[: len(crops)])
        guess = heads(features[rows])[0]
        loss = ccc_loss(guess, truth[rows]) + nn.functional.mse_loss(guess, truth[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        scheduler.step()
    return heads.eval()


def class_mean_affect(
    rows: list[dict[str, str]], affect: NDArray[np.float32], fitted: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Baseline: for each row, the mean valence and arousal (n, 2) of its annotated class over the fitted rows."""
    classes = np.array([row["expression"] for row in rows])
    means = np.zeros_like(affect)
    for name in CLASSES:
        in_class = classes == name
        if (in_class & fitted).any():
            means[in_class] = affect[in_class & fitted].mean(axis=0)
    return means


def main(arguments: list[str] | None = None) -> int:
    """Fit a head and return the exit code: 0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.expression.heads",
        description="Add outputs for valence and arousal to a trained expression model. Its classes do not change.",
        epilog="example: python -m models.expression.heads runs/expression",
    )
    parser.add_argument("run", type=Path, help="folder of the training run")
    add_data_option(parser)
    parser.add_argument("--seed", type=int, default=1, help="random seed (default: %(default)s)")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        saved = torch.load(options.run / "state.pt", weights_only=True)
        rows, tiles = load_sheet(faces_folder(options.data), "va")
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    net = build_net(saved["recipe"])
    net.load_state_dict(saved["ema"])
    crops = np.stack([grey_crop(tile) for tile in tiles])
    affect = np.array([[float(row["valence"]), float(row["arousal"])] for row in rows], np.float32)
    fitted = np.array([not is_held_back(row["dup_group"]) for row in rows])
    heads = fit_affect_head(net, crops[fitted], affect[fitted], options.seed)
    with torch.no_grad():
        predictions = heads(trunk_features(net, crops))[0].numpy()
    metrics: dict[str, float] = {"fitted": int(fitted.sum()), "n": int((~fitted).sum())}
    for name, guess in (("head", predictions), ("class_means", class_mean_affect(rows, affect, fitted))):
        for index, dimension in enumerate(("valence", "arousal")):
            ccc = concordance_coefficient(affect[~fitted, index], guess[~fitted, index])
            metrics[f"{name}_ccc_{dimension}"] = round(ccc, 4)
    torch.save(heads.state_dict(), options.run / HEADS)
    (options.run / METRICS).write_text(json.dumps(metrics, indent=2) + "\n")
    print(json.dumps(metrics))
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
