"""python -m models.expression.teachers NET…: what several networks, asked together, say of the training rows.

A teacher is a run of models.train, or a network of the zoo. It learnt from the same rows without the held-out tenth;
what it says of its own rows is smoother than ten votes are, and it has learnt from all other pictures which votes were
slips.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models import weights
from models.data import DATA, DataMissingError
from models.expression.data import faces_folder, load_ferplus
from models.expression.net import ExpressionNet, logits_of, net_of
from models.serving.spec import ZOO, ModelFileError, ModelSpec


def ask(teachers: Sequence[str], images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean over the teachers, and over each picture and its mirror image, of their probabilities (n, 8)."""
    said: list[NDArray[np.float32]] = []
    for teacher in teachers:
        net = opened(teacher).to(memory_format=torch.channels_last)
        for view in (images, np.ascontiguousarray(images[:, :, ::-1])):
            said.append(torch.softmax(logits_of(net, view), dim=1).numpy())
            print(f"teachers: {len(said)} of {2 * len(teachers)} views", file=sys.stderr, flush=True)
    return np.asarray(np.mean(said, axis=0), np.float32)


def opened(teacher: str) -> ExpressionNet:
    """The network of a run's folder, or of a name or spec as `network` takes it. Raises FileNotFoundError where a
    folder holds no run, ModelFileError."""
    if Path(teacher).is_dir():
        saved = torch.load(Path(teacher) / "state.pt", weights_only=True)
        recipe, state = saved["recipe"], saved["ema"]
    else:
        spec = network(teacher)
        recipe = spec.recipe
        state = {name: torch.from_numpy(array) for name, array in weights.read(spec).items()}
    net = net_of(recipe)
    net.load_state_dict(state)
    return net


def network(named: str) -> ModelSpec:
    """The expression network of the zoo, or of a spec elsewhere, its weights checked. Raises ModelFileError."""
    spec = ModelSpec.load(Path(named) if named.endswith(".json") else ZOO / f"{named}.json")
    if spec.task != "expression":
        raise ModelFileError(f"model: {spec.name} does not read expressions but {spec.task}. Begin from one that does.")
    spec.checked_weights()
    return spec


def read_said(path: Path) -> NDArray[np.float32]:
    """Probabilities (n, 8) for all rows of usage `train`, in the order of the table."""
    if not path.is_file():
        raise DataMissingError(f"teachers: {path} is not there. Make it with: python -m models.expression.teachers RUN")
    with np.load(path) as file:
        return np.asarray(file["said"], np.float32)


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data or run missing, 4 network missing."""
    parser = argparse.ArgumentParser(prog="python -m models.expression.teachers", description=__doc__)
    parser.add_argument("teachers", nargs="+", metavar="NET", help="a folder that models.train wrote, or a network")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--out", type=Path, default=Path("runs/expression-said.npz"), metavar="FILE")
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        said = ask(chosen.teachers, load_ferplus(faces_folder(chosen.data), ("train",)).images)
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    except ModelFileError as wrong:
        print(wrong, file=sys.stderr)
        return 4
    np.savez_compressed(chosen.out, said=said.astype(np.float16))
    print(chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
