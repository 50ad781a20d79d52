"""Exports the averaged weights of a run as an ONNX file with its model settings."""

import json
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models import onnx_file
from models.body.data import STRESS, body_folder
from models.body.net import BodyNet
from models.body.task import load_training_windows
from models.data import file_hashes
from models.loop import parameter_count
from models.serving.features.body import CHANNELS, STEPS
from models.serving.spec import OPSET, ModelSpec

CROSS_VALIDATION = "cross_validation.json"

NOTE = (
    "Stress-Predict, (c) 2022 Talha Iqbal, MIT licence (Sensors 2022, 22, 8135). What counts as contact was set with "
    "the Wearable Exam Stress dataset, ODC-By 1.0, Amin, Wickramasuriya and Faghih (PhysioNet)."
)


class ExportableBodyNet(nn.Module):
    """Body model with a sigmoid as its last step: from signals to the probability that a person is under stress."""

    def __init__(self, net: BodyNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.net(x))[:, None]  # (B, 1)


def load_run(run: Path) -> tuple[BodyNet, dict[str, Any]]:
    """Load the averaged model of a run, and its saved state."""
    saved = torch.load(run / "state.pt", weights_only=True)
    net = BodyNet(saved["recipe"]["hidden"], saved["recipe"]["dropout"])
    net.load_state_dict(saved["ema"])
    return net.eval(), saved


def export_network(run: Path, data: Path, zoo: Path, name: str | None = None) -> ModelSpec:
    """Write NAME.onnx and NAME.json into `zoo` from the saved state of `run`.

    Nothing is fitted here. Training weights both classes equally, so the threshold is 0.5. The shipped model is trained
    on all people, so the only valid scores are those of the cross-validation in `run`. Without a cross-validation, the
    settings contain no scores.
    """
    net, saved = load_run(run)
    folder = body_folder(data)
    parameters = parameter_count(net)
    name = name or f"body-{parameters / 1e3:.0f}k"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    exported = ExportableBodyNet(net).eval()
    with warnings.catch_warnings():
        # torch warns of every GRU. This one gets its first state as input, so the batch size stays free;
        # `check_parity` tests that.
        warnings.filterwarnings("ignore", "Exporting a model to ONNX with a batch_size", UserWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)  # the GRU compares the sizes of its inputs
        onnx_file.write_onnx(exported, {"signals": torch.zeros(1, STEPS, len(CHANNELS))}, ["arousal"], path)
    sample = torch.from_numpy(load_training_windows(folder)[0].whole[:64])
    parity = onnx_file.check_parity(exported, {"signals": sample}, path)
    cross_validation_file = run / CROSS_VALIDATION
    cross_validation = (
        json.loads(cross_validation_file.read_text(encoding="utf-8")) if cross_validation_file.is_file() else {}
    )
    progress = {"seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(saved["seconds"])}
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.file_sha256(path), opset=OPSET, task="body",
        inputs={"signals": (STEPS, len(CHANNELS))}, outputs={"arousal": (1,)},
        normalisation="changes relative to the window itself (models.serving.features.body.signals), scales are"
            " in the file",
        classes=("calm", "aroused"), temperature=1.0, thresholds={"aroused": 0.5}, parameters=parameters,
        licence="commercial", licence_note=NOTE, trained_on=file_hashes([folder / STRESS]),
        recipe={**saved["recipe"], **progress},
        metrics={
            "held_out": {key: cross_validation[key] for key in ("balanced_accuracy", "auc") if key in cross_validation},
            "cross_validation": cross_validation,
            "parity": {"fp32": float(f"{parity:.1e}")},
        },
        folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec
