"""The averaged weights of a run to an ONNX file and its spec."""

import json
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models import onnx_file
from models.body.data import STRESS, body_folder
from models.body.net import BodyNet
from models.body.task import windows
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
    """Signals to the probability that a person is under strain."""

    def __init__(self, net: BodyNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(self.net(x))[:, None]  # (B, 1)


def load(run: Path) -> tuple[BodyNet, dict[str, Any]]:
    """The network, and the rest of what training left in `run`."""
    saved = torch.load(run / "state.pt", weights_only=True)
    net = BodyNet(saved["recipe"]["hidden"], saved["recipe"]["dropout"])
    net.load_state_dict(saved["ema"])
    return net.eval(), saved


def export(run: Path, data: Path, zoo: Path, name: str | None = None) -> ModelSpec:
    """Write NAME.onnx and NAME.json into `zoo` from what training left in `run`.

    Nothing is fitted here: training weighs both answers alike, so 0.5 parts them. Everybody was learned from, so the
    only honest figures are those that cross-validation left in `run`; where it did not run, there are none.
    """
    net, saved = load(run)
    folder = body_folder(data)
    parameters = parameter_count(net)
    name = name or f"body-{parameters / 1e3:.0f}k"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    exported = ExportableBodyNet(net).eval()
    with warnings.catch_warnings():
        # It is said of every GRU; ours is given its first state, so the batch stays free, which `check_parity` tries.
        warnings.filterwarnings("ignore", "Exporting a model to ONNX with a batch_size", UserWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)  # the GRU compares sizes of what it is given
        onnx_file.write(exported, {"signals": torch.zeros(1, STEPS, len(CHANNELS))}, ["arousal"], path)
    some = torch.from_numpy(windows(folder)[0].whole[:64])
    parity = onnx_file.check_parity(exported, {"signals": some}, path)
    found = run / CROSS_VALIDATION
    crossed = json.loads(found.read_text(encoding="utf-8")) if found.is_file() else {}
    done = {"seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(saved["seconds"])}
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.sha256(path), opset=OPSET, task="body",
        inputs={"signals": (STEPS, len(CHANNELS))}, outputs={"arousal": (1,)},
        normalisation="changes against the window itself (models.serving.features.body.signals), "
        "scales are in the file",
        classes=("calm", "aroused"), temperature=1.0, thresholds={"aroused": 0.5}, parameters=parameters,
        licence="commercial", licence_note=NOTE, trained_on=file_hashes([folder / STRESS]),
        recipe={**saved["recipe"], **done},
        metrics={
            "held_out": {key: crossed[key] for key in ("balanced_accuracy", "auc") if key in crossed},
            "cross_validation": crossed,
            "parity": {"fp32": float(f"{parity:.1e}")},
        },
        folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec
