"""The averaged weights of a run to ONNX files and their spec, calibration inside.

Everything that is fitted here (temperature, offsets of the classes, threshold of abstention) is fitted on the held-out
tenth of `train`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models import onnx_file, weights
from models.calibration import LogitScaling, fit_scaling
from models.data import DataMissingError, file_hashes
from models.expression.data import (
    CLASSES,
    FEWEST_TO_FIT,
    OWN,
    FerPlusRows,
    faces_folder,
    held_out,
    is_own,
    load_ferplus,
    trained_files,
)
from models.expression.heads import HEADS, AffectHead
from models.expression.net import POSE, POSE_METRICS, ExpressionNet, PoseHead, logits_of, net_of, pose_head_of
from models.loop import parameter_count
from models.metrics import calibration_error, risk_and_coverage
from models.serving.features.expression import NET_PX, normalise
from models.serving.spec import OPSET, ModelSpec, narrower

RISK = 0.5
"""The kiosk abstains among those faces of which its first class, by the held-out rows, is wrong this often."""

CALIBRATION_ROWS = 512  # of the held-out tenth, for the ranges of int8

NOTE = (
    "The pictures of FER2013 are not cleared for commerce: they come from a web image search, and no licence text was "
    "found."
)
UNSAID = "Whoever trained it did not say what its pictures allow."


class ExportableExpressionNet(nn.Module):
    """A face to all that the kiosk reads of it: class probabilities, and what the heads say where there are some."""

    def __init__(
        self, net: ExpressionNet, scaling: LogitScaling, heads: AffectHead | None, pose: PoseHead | None
    ) -> None:
        super().__init__()
        self.net, self.temperature, self.heads, self.pose = net, scaling.temperature, heads, pose
        self.register_buffer("offsets", torch.tensor(scaling.offsets))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        middle_map = self.net.middle_map(x)
        seen = self.net.end(middle_map)
        given = [torch.softmax(self.net.head(seen) / self.temperature + self.offsets, dim=1)]  # (B, 8)
        if self.heads is not None:
            given += self.heads(seen)
        if self.pose is not None:
            given.append(self.pose(middle_map))
        return tuple(given)

    def outputs(self) -> dict[str, tuple[int, ...]]:
        """What is given, in order: names and the shape of a row."""
        shapes: dict[str, tuple[int, ...]] = {"probabilities": (len(CLASSES),)}
        shapes |= {} if self.heads is None else {"affect": (2,)}
        return shapes | ({} if self.pose is None else {"pose": (2,)})


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


def load(run: Path) -> tuple[ExpressionNet, AffectHead | None, dict[str, Any]]:
    """Network, heads (None where none were fitted) and the rest of what training left in `run`."""
    saved = torch.load(run / "state.pt", weights_only=True)
    net = net_of(saved["recipe"])
    net.load_state_dict(saved["ema"])
    heads = None
    if (run / HEADS).is_file():
        heads = AffectHead(net.head.in_features)
        heads.load_state_dict(torch.load(run / HEADS, weights_only=True))
    return net.eval(), heads.eval() if heads else None, saved


def load_pose(run: Path, recipe: Mapping[str, Any]) -> tuple[PoseHead | None, dict[str, Any]]:
    """The head for yaw and pitch and what was measured of it; None and nothing where none was fitted."""
    if not (run / POSE).is_file():
        return None, {}
    pose = pose_head_of(recipe)
    pose.load_state_dict(torch.load(run / POSE, weights_only=True))
    return pose.eval(), {"pose": json.loads((run / POSE_METRICS).read_text())}


def held_out_metrics(rows: FerPlusRows, logits: Tensor, scaling: LogitScaling, threshold: float) -> dict[str, Any]:
    """What the fitting saw of itself: accuracy, calibration before and after, risk and coverage."""
    before = torch.softmax(logits, dim=1).numpy()
    after = torch.softmax(scaling(logits), dim=1).numpy()
    covered = risk_and_coverage(rows.majority, after, np.array([threshold]))[0]
    curve = risk_and_coverage(rows.majority, after, np.arange(0.2, 0.96, 0.05))
    return {
        "n": len(rows),
        "accuracy": round(float((after.argmax(1) == rows.majority).mean()), 4),
        "accuracy_before": round(float((before.argmax(1) == rows.majority).mean()), 4),
        "offsets": list(scaling.offsets),
        "ece_before": round(calibration_error(rows.majority, before), 4),
        "ece_after": round(calibration_error(rows.majority, after), 4),
        "coverage": round(covered[1], 4),
        "accuracy_covered": round(1 - covered[2], 4),
        "risk_coverage": [[round(value, 4) for value in point] for point in curve],
    }


def fit(rows: FerPlusRows, logits: Tensor, start: Mapping[str, Any]) -> tuple[LogitScaling, float, dict[str, Any]]:
    """Temperature and offsets, threshold of abstention, and what the fitting saw of itself, from held-out rows with a
    class.

    Of fewer than FEWEST_TO_FIT nothing is fitted, as it would tell more of them than of the network. Then all are
    those of the network `start` that the run began from; or 1, none, and the threshold that no fitting can exceed.
    """
    if len(rows) < FEWEST_TO_FIT:
        offsets = tuple(start.get("offsets", [0.0] * len(CLASSES)))
        scaling = LogitScaling(start.get("temperature", 1.0), offsets)
        seen = {"n": len(rows), "fitted": False, "offsets": list(offsets)}
        return scaling, start.get("abstain_below", 0.5), seen
    scaling = fit_scaling(logits, torch.from_numpy(rows.majority))
    threshold = abstain_below(rows.majority, torch.softmax(scaling(logits), dim=1).numpy())
    return scaling, threshold, held_out_metrics(rows, logits, scaling, threshold)


def rights(recipe: Mapping[str, Any], own: bool) -> tuple[str, str]:
    """Tier and note: what was said when the run was started, but no more than the network that it began from allows."""
    licence = recipe.get("licence", "evaluation")
    note = recipe.get("licence_note", UNSAID if own else "")
    if not own:
        note = f"{note} {NOTE}".strip()
    if start := recipe.get("start"):
        licence = narrower(licence, start["licence"])
        theirs = start["licence_note"]
        note = f"{note} Begun from {start['name']} ({start['licence']})" + ("." if note in theirs else f": {theirs}")
    return licence, note


def export(run: Path, data: Path, zoo: Path, name: str | None = None) -> ModelSpec:
    """Write NAME.onnx, its fp16 and int8 variants, NAME.weights.npz and NAME.json into `zoo` from what training left in
    `run`. DataMissingError where `data` is not what the run learnt from."""
    net, heads, saved = load(run)
    pose, measured = load_pose(run, saved["recipe"])
    faces = faces_folder(data)
    own, learnt_from = is_own(faces), file_hashes(trained_files(faces))
    if saved["recipe"].get("data", {}) != (learnt_from if own else {}):
        raise DataMissingError(
            f"export: {run} learnt from other pictures than {faces} holds. Name its own with --data."
        )
    every = load_ferplus(faces, ("train",))
    rows = every.where(held_out(every.dup_group) & (every.majority >= 0))
    logits = logits_of(net, rows.images) if len(rows) else torch.zeros(0, len(CLASSES))
    scaling, threshold, seen = fit(rows, logits, saved["recipe"].get("start", {}))
    licence, note = rights(saved["recipe"], own)
    name = name or f"{OWN if own else 'fer'}-{parameter_count(net) / 1e6:.1f}m"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    exported = ExportableExpressionNet(net, scaling, heads, pose).eval()
    outputs = exported.outputs()
    onnx_file.write(exported, {"faces": torch.zeros(2, 1, NET_PX, NET_PX)}, list(outputs), path)
    shown = rows if len(rows) >= FEWEST_TO_FIT else every  # the ranges of int8 want many faces more than new ones
    some = normalise(shown.images[:CALIBRATION_ROWS])
    parity = onnx_file.check_parity(exported, {"faces": torch.from_numpy(some[:64])}, path)
    variants, off = onnx_file.variants(path, {"faces": some})
    done = {"seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(saved["seconds"])}
    elsewhere = ("data", "licence", "licence_note")  # in the spec
    recipe = {key: value for key, value in saved["recipe"].items() if key not in elsewhere}
    state = {key: value.numpy() for key, value in net.state_dict().items()}
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.sha256(path), opset=OPSET, task="expression",
        inputs={"faces": (1, NET_PX, NET_PX)}, outputs=outputs,
        normalisation="each crop with mean 0 and spread 1 (models.serving.features.expression.normalise)",
        classes=CLASSES, temperature=scaling.temperature,
        thresholds={"abstain_below": threshold}, parameters=parameter_count(exported),
        licence=licence, licence_note=note, trained_on=learnt_from,
        recipe={**recipe, **done},
        metrics={"held_out": seen, "parity": {"fp32": float(f"{parity:.1e}"), **off}, **measured},
        variants=variants, weights=weights.write(state, zoo / f"{name}.weights.npz"), folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec
