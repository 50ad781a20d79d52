"""python -m models.expression.average RUN… --out DIR: averages the weights of runs that started from the same weights.

Runs with the same start end in the same valley of the loss function. A model with the mean of their weights combines
what the runs have learned (Wortsman et al. 2022, "model soups"), and costs as much as a single model.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models.command_line import add_data_option
from models.data import DataMissingError
from models.expression.augment import augment_crops
from models.expression.data import FerPlusRows, faces_folder, held_out_rows, load_ferplus
from models.expression.export import export_network
from models.expression.net import ExpressionNet, build_net
from models.expression.recipe import AugmentationRanges
from models.serving.features.expression import NET_PX, normalise
from models.serving.hardening import harden_process

BATCHES, BATCH = 100, 128  # batches of training crops for the new statistics of the norms


def average_states(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Mean of each floating-point array over several state_dicts. Other arrays come from the first state_dict."""
    return {
        name: torch.stack([state[name] for state in states]).mean(dim=0) if tensor.is_floating_point() else tensor
        for name, tensor in states[0].items()
    }


def measure_norms(net: ExpressionNet, rows: FerPlusRows, jitter: AugmentationRanges, seed: int) -> None:
    """Compute the statistics of the normalisation layers from training crops, because averaged statistics do not fit
    averaged weights.
    """
    rng = np.random.default_rng(seed)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # the mean of all batches
    net.train()
    with torch.no_grad():
        for _ in range(BATCHES):
            picked = rng.integers(0, len(rows), BATCH)
            net.head_features(torch.from_numpy(normalise(augment_crops(rows.images[picked], NET_PX, jitter, rng))))
    net.eval()


def average_runs(runs: Sequence[Path], rows: FerPlusRows) -> dict[str, Any]:
    """Saved state with the averaged model. Raises ValueError if the runs have different recipes or numbers of
    epochs.
    """
    saved = [torch.load(run / "state.pt", weights_only=True) for run in runs]
    first = saved[0]
    if any(other["recipe"] != first["recipe"] or other["epoch"] != first["epoch"] for other in saved):
        raise ValueError(
            "the runs differ in more than their seed, so nothing was averaged. Name runs with the same recipe."
        )
    net = build_net(first["recipe"])
    net.load_state_dict(average_states([other["ema"] for other in saved]))
    measure_norms(net, rows, AugmentationRanges(**first["recipe"]["jitter"]), first["seed"])
    seeds = [other["seed"] for other in saved]
    seconds = sum(other["seconds"] for other in saved)
    progress = {"epoch": first["epoch"], "seed": first["seed"], "seconds": seconds}
    return {"ema": net.state_dict(), **progress, "recipe": {**first["recipe"], "averaged_seeds": seeds}}


def main(arguments: list[str] | None = None) -> int:
    """Average runs and return the exit code: 0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.expression.average",
        description="Average the weights of training runs that started from the same weights.",
        epilog="example: python -m models.expression.average runs/a runs/b --out runs/mean",
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folders of the training runs")
    add_data_option(parser)
    parser.add_argument(
        "--out", type=Path, default=Path("runs/expression"), metavar="DIR", help="output folder (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    try:
        rows = load_ferplus(faces_folder(options.data), ("train",))
        state = average_runs(options.runs, rows.select_rows(~held_out_rows(rows.dup_group)))
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    except ValueError as different:
        parser.error(str(different))
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(state, options.out / "state.pt")
    spec = export_network(options.out, options.data, options.out)
    print(f"{spec.path}\n{spec.label}, from {len(options.runs)} runs  {spec.metrics['held_out']}")
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
