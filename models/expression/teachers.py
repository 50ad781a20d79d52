"""python -m models.expression.teachers NET…: averages the predictions of several models for the training rows.

A teacher is a run of models.train, or a model of the zoo. It was trained on the same rows without the held-out tenth.
Its predictions are smoother than ten votes, and correct votes that other images show to be mistakes.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models import weights
from models.command_line import add_data_option
from models.data import DataMissingError
from models.expression.data import faces_folder, load_ferplus
from models.expression.net import ExpressionNet, build_net, predict_logits
from models.serving.hardening import harden_process
from models.serving.spec import ModelFileError, ModelSpec, spec_path


def mean_predictions(teachers: Sequence[str], images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean probabilities (n, 8) over all teachers, and over each image and its mirror image."""
    parts: list[NDArray[np.float32]] = []
    for teacher in teachers:
        net = load_teacher(teacher).to(memory_format=torch.channels_last)
        for view in (images, np.ascontiguousarray(images[:, :, ::-1])):
            parts.append(torch.softmax(predict_logits(net, view), dim=1).numpy())
            print(f"teachers: {len(parts)} of {2 * len(teachers)} views", file=sys.stderr, flush=True)
    return np.asarray(np.mean(parts, axis=0), np.float32)


def load_teacher(teacher: str) -> ExpressionNet:
    """Load a model from the folder of a run, or by a name or settings file (see `load_spec`). Raises FileNotFoundError
    for a folder without a run, and ModelFileError for a model that cannot be loaded.
    """
    if Path(teacher).is_dir():
        saved = torch.load(Path(teacher) / "state.pt", weights_only=True)
        recipe, state = saved["recipe"], saved["ema"]
    else:
        spec = load_spec(teacher)
        recipe = spec.recipe
        state = {name: torch.from_numpy(array) for name, array in weights.read_weights(spec).items()}
    net = build_net(recipe)
    net.load_state_dict(state)
    return net


def load_spec(named: str) -> ModelSpec:
    """Settings of an expression model, by its name in the zoo or its path. The weights are checked.
    Raises ModelFileError.
    """
    spec = ModelSpec.load(spec_path(named))
    if spec.task != "expression":
        raise ModelFileError(
            f"model: {spec.name} is a model for {spec.task}, not for expression. Name an expression model."
        )
    spec.checked_weights()
    return spec


def read_predictions(path: Path) -> NDArray[np.float32]:
    """Read probabilities (n, 8) for all rows of usage `train`, in the order of the table. Raises DataMissingError."""
    if not path.is_file():
        raise DataMissingError(
            f"teachers: {path} does not exist. Create it with: python -m models.expression.teachers RUN"
        )
    with np.load(path) as file:
        return np.asarray(file["said"], np.float32)


def main(arguments: list[str] | None = None) -> int:
    """Average predictions and return the exit code: 0 done, 2 bad usage, 3 data or run missing, 4 model missing."""
    parser = argparse.ArgumentParser(
        prog="python -m models.expression.teachers",
        description="Average the predictions of several models on the training data, as targets for training another "
        "model.",
        epilog="example: python -m models.expression.teachers runs/a runs/b --out runs/said.npz",
    )
    parser.add_argument(
        "teachers",
        nargs="+",
        metavar="NET",
        help="folder of a training run, name of a model in models/zoo, or .json file of a model",
    )
    add_data_option(parser)
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("runs/expression-said.npz"),
        metavar="FILE",
        help="file to write the predictions to (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        predictions = mean_predictions(options.teachers, load_ferplus(faces_folder(options.data), ("train",)).images)
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    except ModelFileError as wrong:
        print(wrong, file=sys.stderr)
        return 4
    np.savez_compressed(options.out, said=predictions.astype(np.float16))
    print(options.out)
    return 0


if __name__ == "__main__":
    harden_process()
    sys.exit(main())
