"""python -m models.expression.teachers RUN…: what several wide networks, asked together, say of the training rows.

A teacher is trained on the same rows without the held-out tenth; what it says of its own rows is smoother than ten
votes are, and it has learnt from all other pictures which votes were slips.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.data import DATA, DataMissingError
from models.expression.data import faces_folder, load_ferplus
from models.expression.net import ExpressionNet, logits_of


def ask(runs: Sequence[Path], images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean over the teachers, and over each picture and its mirror image, of their probabilities (n, 8)."""
    said = []
    for run in runs:
        saved = torch.load(run / "state.pt", weights_only=True)
        net = ExpressionNet(tuple(saved["recipe"]["widths"]), tuple(saved["recipe"]["blocks"]))
        net.load_state_dict(saved["ema"])
        net.to(memory_format=torch.channels_last)
        for view in (images, np.ascontiguousarray(images[:, :, ::-1])):
            said.append(torch.softmax(logits_of(net, view), dim=1).numpy())
            print(f"teachers: {len(said)} of {2 * len(runs)} views", file=sys.stderr, flush=True)
    return np.asarray(np.mean(said, axis=0), np.float32)


def read_said(path: Path) -> NDArray[np.float32]:
    """Probabilities (n, 8) for all rows of usage `train`, in the order of the table."""
    if not path.is_file():
        raise DataMissingError(f"teachers: {path} is not there. Make it with: python -m models.expression.teachers RUN")
    with np.load(path) as file:
        return np.asarray(file["said"], np.float32)


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(prog="python -m models.expression.teachers", description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="folders that models.train --teacher wrote")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--out", type=Path, default=Path("runs/expression-said.npz"), metavar="FILE")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        said = ask(chosen.runs, load_ferplus(faces_folder(chosen.data), ("train",)).images)
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    np.savez_compressed(chosen.out, said=said.astype(np.float16))
    print(chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
