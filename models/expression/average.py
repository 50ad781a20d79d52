"""python -m models.expression.average RUN… --out DIR: one network of several that began from the same weights."""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

from models.averaging import averaged, measure_norms
from models.data import DATA, DataMissingError
from models.expression.augment import augment
from models.expression.data import FerPlus, faces_folder, held_out, load_ferplus
from models.expression.export import export
from models.expression.features import NET_PX, normalise
from models.expression.net import ExpressionNet, net_of
from models.expression.recipe import Jitter

BATCHES, BATCH = 100, 128  # of training crops, by which the norms are measured anew


def settle(net: ExpressionNet, rows: FerPlus, jitter: Jitter, seed: int) -> None:
    """Give the norms the statistics of training crops."""
    rng = np.random.default_rng(seed)
    crops = (augment(rows.images[rng.integers(0, len(rows), BATCH)], NET_PX, jitter, rng) for _ in range(BATCHES))
    measure_norms(net, lambda some: net.trunk(torch.from_numpy(normalise(some))), crops)


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(prog="python -m models.expression.average", description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN", help="folders that models.train wrote")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--out", type=Path, default=Path("runs/expression"), metavar="DIR")
    chosen = parser.parse_args(arguments)
    try:
        rows = load_ferplus(faces_folder(chosen.data), ("train",))
        rows = rows.where(~held_out(rows.dup_group))
        state = averaged(
            chosen.runs,
            net_of,
            lambda net, saved: settle(net, rows, Jitter(**saved["recipe"]["jitter"]), saved["seed"]),
        )
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    except ValueError as different:
        parser.error(str(different))
    chosen.out.mkdir(parents=True, exist_ok=True)
    torch.save(state, chosen.out / "state.pt")
    spec = export(chosen.out, chosen.data, chosen.out)
    print(f"{spec.path}\n{spec.label}, of {len(chosen.runs)} runs  {spec.metrics['held_out']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
