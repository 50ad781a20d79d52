"""python -m models.expression.heads RUN: a head for valence and arousal beside the classes of a trained network.

The network itself stays as it is, so the classes cannot be harmed. Four fifths of the annotated faces, by near-copy
group, are fitted; on the rest it is measured beside what the class alone would say.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.data import DATA, DataMissingError
from models.expression.augment import augment
from models.expression.data import CLASSES, faces_folder, grey_crop, is_held_back, load_sheet
from models.expression.net import ExpressionNet, net_of
from models.expression.recipe import GENTLE
from models.metrics import concordance
from models.serving.features.expression import NET_PX, normalise

HEADS, METRICS = "heads.pt", "heads.json"
EPOCHS, VIEWS = 300, 8


class AffectHead(nn.Module):
    """What the trunk saw (B, features) to valence and arousal (B, 2), -1 to 1."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.affect = nn.Sequential(nn.Linear(features, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 2), nn.Tanh())

    def forward(self, seen: Tensor) -> tuple[Tensor, ...]:
        return (self.affect(seen),)


@torch.no_grad()
def seen_of(net: ExpressionNet, crops: NDArray[np.uint8]) -> Tensor:
    """What the trunk gives for crops (n, 48, 48): (n, features)."""
    net.eval()
    parts = [torch.from_numpy(normalise(crops[at : at + 256])) for at in range(0, len(crops), 256)]
    return torch.cat([net.trunk(x) for x in parts])


def ccc_loss(guess: Tensor, truth: Tensor) -> Tensor:
    """1 less the concordance, mean of the two dimensions: what is judged is what is trained."""
    covariance = ((guess - guess.mean(0)) * (truth - truth.mean(0))).mean(0)
    spread = guess.var(0, unbiased=False) + truth.var(0, unbiased=False) + (guess.mean(0) - truth.mean(0)) ** 2
    return (1 - 2 * covariance / spread).mean()


def fit(net: ExpressionNet, crops: NDArray[np.uint8], affect: NDArray[np.float32], seed: int) -> AffectHead:
    """Heads for faces (n, 48, 48) with valence and arousal (n, 2), from several views of each."""
    rng = np.random.default_rng(seed)
    views = [crops, *(augment(crops, NET_PX, GENTLE, rng) for _ in range(VIEWS - 1))]
    seen = torch.cat([seen_of(net, view) for view in views])
    truth = torch.from_numpy(np.tile(affect, (VIEWS, 1)))
    torch.manual_seed(seed)
    heads = AffectHead(seen.shape[1])
    optimiser = torch.optim.AdamW(heads.parameters(), 2e-3, weight_decay=0.05)
    pace = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    for _ in range(EPOCHS):
        rows = torch.from_numpy(rng.permutation(len(seen))[: len(crops)])
        guess = heads(seen[rows])[0]
        loss = ccc_loss(guess, truth[rows]) + nn.functional.mse_loss(guess, truth[rows])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        pace.step()
    return heads.eval()


def class_means(
    rows: list[dict[str, str]], affect: NDArray[np.float32], fitted: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """What somebody would say who knows the annotated class of each picture and nothing else."""
    classes = np.array([row["expression"] for row in rows])
    said = np.zeros_like(affect)
    for name in CLASSES:
        of = classes == name
        if (of & fitted).any():
            said[of] = affect[of & fitted].mean(axis=0)
    return said


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(prog="python -m models.expression.heads", description=__doc__)
    parser.add_argument("run", type=Path, help="folder that models.train wrote")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        saved = torch.load(chosen.run / "state.pt", weights_only=True)
        rows, tiles = load_sheet(faces_folder(chosen.data), "va")
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    net = net_of(saved["recipe"])
    net.load_state_dict(saved["ema"])
    crops = np.stack([grey_crop(tile) for tile in tiles])
    affect = np.array([[float(row["valence"]), float(row["arousal"])] for row in rows], np.float32)
    fitted = np.array([not is_held_back(row["dup_group"]) for row in rows])
    heads = fit(net, crops[fitted], affect[fitted], chosen.seed)
    with torch.no_grad():
        said = heads(seen_of(net, crops))[0].numpy()
    found: dict[str, float] = {"fitted": int(fitted.sum()), "n": int((~fitted).sum())}
    for name, guess in (("head", said), ("class_means", class_means(rows, affect, fitted))):
        for index, dimension in enumerate(("valence", "arousal")):
            ccc = concordance(affect[~fitted, index], guess[~fitted, index])
            found[f"{name}_ccc_{dimension}"] = round(ccc, 4)
    torch.save(heads.state_dict(), chosen.run / HEADS)
    (chosen.run / METRICS).write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
