"""python -m models.export RUN: the averaged weights of a run to one ONNX file and its spec, temperature inside.

Everything that is fitted here (temperature, threshold of abstention) is fitted on the held-out tenth of `train`.
"""

import argparse
import hashlib
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.datasets import CLASSES, DATA, DataMissingError, faces_folder, file_hashes, held_out, load_ferplus
from models.features import NET_PX
from models.metrics import calibration_error, risk_and_coverage
from models.nets import ExpressionNet, logits_of, parameter_count
from models.spec import OPSET, ZOO, ModelSpec

PARITY = 1e-4
"""Largest difference of a probability between torch and ONNX Runtime: float32 sums in another order."""

RISK = 0.5
"""The kiosk abstains among those faces of which its first class, by the held-out rows, is wrong this often."""


class Calibrated(nn.Module):
    """Logits over a temperature to probabilities: what the kiosk runs."""

    def __init__(self, net: nn.Module, temperature: float) -> None:
        super().__init__()
        self.net = net
        self.temperature = temperature

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.net(x) / self.temperature, dim=1)  # (B, 8)


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature of least negative log-likelihood (Guo et al. 2017), to 3 decimals."""
    candidates = torch.exp(torch.linspace(-1.5, 1.5, 601))
    losses = [nn.functional.cross_entropy(logits / t, labels) for t in candidates]
    return round(float(candidates[int(torch.stack(losses).argmin())]), 3)


def abstain_below(labels: NDArray[np.int64], probabilities: NDArray[np.float32]) -> float:
    """The highest confidence below which the first class, over all rows there, is wrong as often as RISK; 2 decimals.

    At most 0.5: a class that has more than half of the probability is always told. 0.2 where there is none, or where
    it would rest on fewer than 30 rows.
    """
    confidence = probabilities.max(axis=1)
    wrong = probabilities.argmax(axis=1) != labels
    found = 0.2
    for edge in np.arange(0.2, 0.505, 0.01).tolist():
        below = confidence < edge
        if below.sum() >= 30 and wrong[below].mean() >= RISK:
            found = edge
    return round(found, 2)


def write_onnx(net: nn.Module, path: Path) -> None:
    """One file of opset 17 with a free batch size. `dynamo=False`: the newer exporter writes opset 18 and two files."""
    example = torch.zeros(1, 1, NET_PX, NET_PX)
    axes = {"faces": {0: "n"}, "probabilities": {0: "n"}}
    with warnings.catch_warnings():
        # It says that this exporter is the old one. The new one cannot write opset 17.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            net, (example,), str(path), opset_version=OPSET, dynamo=False,
            input_names=["faces"], output_names=["probabilities"], dynamic_axes=axes,
        )  # fmt: skip
    opsets = {entry.domain: entry.version for entry in onnx.load(str(path)).opset_import}
    if opsets != {"": OPSET}:
        raise RuntimeError(f"{path} came out with operator sets {opsets}, wanted {OPSET}")


def check_parity(net: nn.Module, path: Path, x: Tensor) -> float:
    """Largest difference between torch and the file over `x`; RuntimeError above PARITY."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        expected = net(x).numpy()
    difference = float(np.abs(session.run(None, {"faces": x.numpy()})[0] - expected).max())
    if difference > PARITY:
        raise RuntimeError(f"{path} differs from the trained network by {difference:.2g}, allowed {PARITY:.2g}")
    return difference


def export(run: Path, faces: Path, zoo: Path, name: str | None = None) -> ModelSpec:
    """Write NAME.onnx and NAME.json into `zoo` from the state that training left in `run`."""
    saved = torch.load(run / "state.pt", weights_only=True)
    recipe = saved["recipe"]
    net = ExpressionNet(tuple(recipe["widths"]), recipe["blocks"])
    net.load_state_dict(saved["ema"])
    net.eval()
    rows = load_ferplus(faces, ("train",))
    rows = rows.where(held_out(rows.dup_group) & (rows.majority >= 0))
    logits = logits_of(net, rows.images)
    temperature = fit_temperature(logits, torch.from_numpy(rows.majority))
    before = torch.softmax(logits, dim=1).numpy()
    after = torch.softmax(logits / temperature, dim=1).numpy()
    threshold = abstain_below(rows.majority, after)
    parameters = parameter_count(net)
    name = name or f"fer-{parameters / 1e6:.1f}m"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    calibrated = Calibrated(net, temperature).eval()
    write_onnx(calibrated, path)
    generator = torch.Generator().manual_seed(0)
    difference = check_parity(calibrated, path, torch.randn(5, 1, NET_PX, NET_PX, generator=generator))
    covered = risk_and_coverage(rows.majority, after, np.array([threshold]))[0]
    spec = ModelSpec(
        name=name, file=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest(), opset=OPSET,
        input_shape=(1, NET_PX, NET_PX), input_name="faces", output_name="probabilities",
        normalisation="each crop with mean 0 and spread 1 (models.features.normalise)",
        classes=CLASSES, temperature=temperature, abstain_below=threshold, parameters=parameters,
        licence="not cleared for commerce",
        trained_on=file_hashes([faces / "ferplus.csv", *faces.glob("ferplus_train*.webp")]),
        recipe={**recipe, "seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(saved["seconds"])},
        metrics={
            "held_out": {
                "n": len(rows), "accuracy": round(float((after.argmax(1) == rows.majority).mean()), 4),
                "ece_before": round(calibration_error(rows.majority, before), 4),
                "ece_after": round(calibration_error(rows.majority, after), 4),
                "coverage": round(covered[1], 4), "accuracy_covered": round(1 - covered[2], 4),
            },
            "parity": float(f"{difference:.1e}"),
        },
        folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec


def main(arguments: list[str] | None = None) -> int:
    """0 done, 2 bad usage, 3 data or run missing."""
    parser = argparse.ArgumentParser(prog="python -m models.export", description=__doc__)
    parser.add_argument("run", type=Path, help="folder that models.train wrote, for example runs/expression")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="default: ../shared/data")
    parser.add_argument("--zoo", type=Path, default=ZOO, metavar="DIR", help="where the files go")
    parser.add_argument("--name", help="default: by the number of parameters")
    chosen = parser.parse_args(arguments)
    try:
        spec = export(chosen.run, faces_folder(chosen.data), chosen.zoo, chosen.name)
    except (DataMissingError, FileNotFoundError) as missing:
        print(missing, file=sys.stderr)
        return 3
    print(f"{spec.path}\n{spec.label}  temperature {spec.temperature}  {dict(spec.metrics['held_out'])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
