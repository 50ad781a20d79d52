"""Exports the averaged weights of a run as ONNX files with their model settings. The calibration is part of the
files.

Temperature, class offsets and the abstention threshold are fitted here, on the held-out tenth of `train`.
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
from models.calibration import CalibrationScaling, fit_scaling
from models.data import UNSAID, DataMissingError, file_hashes
from models.expression.data import (
    CLASSES,
    FEWEST_TO_FIT,
    OWN,
    FerPlusRows,
    faces_folder,
    has_own_pictures,
    held_out_rows,
    load_ferplus,
    training_files,
)
from models.expression.heads import HEADS, ValenceArousalHead
from models.expression.net import (
    POSE,
    POSE_METRICS,
    ExpressionNet,
    PoseHead,
    build_net,
    build_pose_head,
    predict_logits,
)
from models.loop import parameter_count
from models.metrics import calibration_error, risk_and_coverage
from models.serving.features.expression import NET_PX, normalise
from models.serving.spec import CLASSES_OF_MEASURE, OPSET, ModelSpec, narrower_licence

CALIBRATION = "calibration.json"
"""File of a run with a calibration that was fitted on predictions for people outside the training of each model. It
replaces the result of `fit_calibration`.
"""

RISK = 0.5
"""Error rate of the top class on held-out rows above which the kiosk abstains."""

CALIBRATION_ROWS = 512  # of the held-out tenth, for the ranges of int8
FIELDS_OF_SPEC = ("data", "licence", "licence_note")
"""Recipe values that have their own field in the model settings."""

NOTE = (
    "The images of FER2013 are not cleared for commercial use: they come from a web image search, and no"
    " licence text was found."
)


class ExportableExpressionNet(nn.Module):
    """Model with calibration and heads: from a face to class probabilities, and to affect and pose if it has these
    heads.
    """

    def __init__(
        self, net: ExpressionNet, scaling: CalibrationScaling, heads: ValenceArousalHead | None, pose: PoseHead | None
    ) -> None:
        super().__init__()
        self.net, self.temperature, self.heads, self.pose = net, scaling.temperature, heads, pose
        self.register_buffer("offsets", torch.tensor(scaling.offsets))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        middle_map = self.net.middle_map(x)
        features = self.net.features_from_middle(middle_map)
        outputs = [torch.softmax(self.net.head(features) / self.temperature + self.offsets, dim=1)]  # (B, 8)
        if self.heads is not None:
            outputs += self.heads(features)
        if self.pose is not None:
            outputs.append(self.pose(middle_map))
        return tuple(outputs)

    def output_shapes(self) -> dict[str, tuple[int, ...]]:
        """Names of the outputs in order, each with the shape of one row."""
        shapes: dict[str, tuple[int, ...]] = {"probabilities": (len(CLASSES),)}
        shapes |= {} if self.heads is None else {"affect": (2,)}
        return shapes | ({} if self.pose is None else {"pose": (2,)})


def abstention_threshold(labels: NDArray[np.int64], probabilities: NDArray[np.float32]) -> float:
    """Highest confidence below which the top class is wrong with a rate of at least RISK, rounded to 2 decimals.

    It is at most 0.5, because a class with more than half of the probability is always accepted. It is 0.2 if there is
    no such confidence, or if it would be based on fewer than 30 rows.
    """
    confidence = probabilities.max(axis=1)
    wrong = probabilities.argmax(axis=1) != labels
    threshold = 0.2
    for candidate in np.arange(0.2, 0.505, 0.01).tolist():
        below = confidence < candidate
        if below.sum() >= 30 and wrong[below].mean() >= RISK:
            threshold = candidate
    return round(threshold, 2)


def load_run(run: Path) -> tuple[ExpressionNet, ValenceArousalHead | None, dict[str, Any]]:
    """Load the averaged model of a run, its affect head (None if none was fitted), and its saved state."""
    saved = torch.load(run / "state.pt", weights_only=True)
    net = build_net(saved["recipe"])
    net.load_state_dict(saved["ema"])
    heads = None
    if (run / HEADS).is_file():
        heads = ValenceArousalHead(net.head.in_features)
        heads.load_state_dict(torch.load(run / HEADS, weights_only=True))
    return net.eval(), heads.eval() if heads else None, saved


def load_pose(run: Path, recipe: Mapping[str, Any]) -> tuple[PoseHead | None, dict[str, Any]]:
    """Load the head for yaw and pitch and its measurements; None and an empty dict if no such head was fitted."""
    if not (run / POSE).is_file():
        return None, {}
    pose = build_pose_head(recipe)
    pose.load_state_dict(torch.load(run / POSE, weights_only=True))
    return pose.eval(), {"pose": json.loads((run / POSE_METRICS).read_text())}


def held_out_metrics(
    rows: FerPlusRows, logits: Tensor, scaling: CalibrationScaling, threshold: float
) -> dict[str, Any]:
    """Metrics on the rows that are used for fitting: accuracy, calibration before and after fitting, risk and
    coverage.
    """
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


def fit_calibration(
    rows: FerPlusRows, logits: Tensor, start: Mapping[str, Any]
) -> tuple[CalibrationScaling, float, dict[str, Any]]:
    """Fit scaling and abstention threshold on held-out rows with a class. Return them and their metrics.

    With fewer than FEWEST_TO_FIT rows nothing is fitted, because the result would fit only these few rows. The values
    are then those of the model `start` from which the run started. If there is no such model, the temperature is 1,
    there are no offsets, and the threshold is 0.5, which is the highest possible one.
    """
    if len(rows) < FEWEST_TO_FIT:
        offsets = tuple(start.get("offsets", [0.0] * len(CLASSES)))
        scaling = CalibrationScaling(start.get("temperature", 1.0), offsets)
        metrics = {"n": len(rows), "fitted": False, "offsets": list(offsets)}
        return scaling, start.get("abstain_below", 0.5), metrics
    scaling = fit_scaling(logits, torch.from_numpy(rows.majority))
    threshold = abstention_threshold(rows.majority, torch.softmax(scaling(logits), dim=1).numpy())
    return scaling, threshold, held_out_metrics(rows, logits, scaling, threshold)


def read_calibration(run: Path) -> tuple[CalibrationScaling, float, dict[str, Any]] | None:
    """Scaling, abstention threshold and metrics from the run's calibration file; None without such a file."""
    if not (run / CALIBRATION).is_file():
        return None
    facts = json.loads((run / CALIBRATION).read_text(encoding="utf-8"))
    scaling = CalibrationScaling(facts["temperature"], tuple(facts["offsets"]))
    return scaling, facts["abstain_below"], {"n": facts["n"], "fitted": True, "offsets": facts["offsets"]}


def run_licence(recipe: Mapping[str, Any], own: bool) -> tuple[str, str]:
    """Licence tier and note as given for the run. They never permit more than the licence of the model from which the
    run started.
    """
    licence = recipe.get("licence", "evaluation")
    note = recipe.get("licence_note", UNSAID if own else "")
    if not own:
        note = f"{note} {NOTE}".strip()
    if start := recipe.get("start"):
        licence = narrower_licence(licence, start["licence"])
        start_note = start["licence_note"]
        note = f"{note} Trained from {start['name']} ({start['licence']})" + (
            "." if note in start_note else f": {start_note}"
        )
    return licence, note


def reported_measures(rows: FerPlusRows) -> tuple[str, ...] | None:
    """Measures for which the training rows contain every class; None for all measures. A class without an image cannot
    be learned.
    """
    seen = {CLASSES[index] for index in rows.majority[rows.majority >= 0].tolist()}
    if seen == set(CLASSES):
        return None
    return tuple(measure for measure, classes in CLASSES_OF_MEASURE.items() if classes <= seen)


def _check_pictures(run: Path, recipe: Mapping[str, Any], faces: Path, own: Mapping[str, str]) -> None:
    """Check the images of a run. `own`: hashes of the user's own images; empty if the run used the project's images.
    Raises DataMissingError.
    """
    if recipe.get("data", {}) != own:
        raise DataMissingError(
            f"export: {run} was not trained on the images in {faces}. Name the folder of its training "
            f"images with --data."
        )


def export_network(run: Path, data: Path, zoo: Path, name: str | None = None) -> ModelSpec:
    """Write NAME.onnx, its fp16 and int8 variants, NAME.weights.npz and NAME.json into `zoo` from the run's state.

    Raises DataMissingError if `data` contains different images than the run was trained on.
    """
    net, heads, saved = load_run(run)
    pose, pose_metrics = load_pose(run, saved["recipe"])
    faces = faces_folder(data)
    is_own_data, trained_on = has_own_pictures(faces), file_hashes(training_files(faces))
    _check_pictures(run, saved["recipe"], faces, trained_on if is_own_data else {})
    all_rows = load_ferplus(faces, ("train",))
    rows = all_rows.select_rows(held_out_rows(all_rows.dup_group) & (all_rows.majority >= 0))
    logits = predict_logits(net, rows.images) if len(rows) else torch.zeros(0, len(CLASSES))
    scaling, threshold, held_out_scores = read_calibration(run) or fit_calibration(
        rows, logits, saved["recipe"].get("start", {})
    )
    licence, note = run_licence(saved["recipe"], is_own_data)
    name = name or f"{OWN if is_own_data else 'fer'}-{parameter_count(net) / 1e6:.1f}m"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    exported = ExportableExpressionNet(net, scaling, heads, pose).eval()
    outputs = exported.output_shapes()
    onnx_file.write_onnx(exported, {"faces": torch.zeros(2, 1, NET_PX, NET_PX)}, list(outputs), path)
    # for the ranges of int8, many faces matter more than unseen ones
    calibration_rows = rows if len(rows) >= FEWEST_TO_FIT else all_rows
    calibration_inputs = normalise(calibration_rows.images[:CALIBRATION_ROWS])
    parity = onnx_file.check_parity(exported, {"faces": torch.from_numpy(calibration_inputs[:64])}, path)
    variants, off = onnx_file.write_variants(path, {"faces": calibration_inputs})
    progress = {"seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(saved["seconds"])}
    recipe = {key: value for key, value in saved["recipe"].items() if key not in FIELDS_OF_SPEC}
    state = {key: value.numpy() for key, value in net.state_dict().items()}
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.file_sha256(path), opset=OPSET, task="expression",
        inputs={"faces": (1, NET_PX, NET_PX)}, outputs=outputs,
        normalisation="each crop with mean 0 and spread 1 (models.serving.features.expression.normalise)",
        classes=CLASSES, temperature=scaling.temperature,
        thresholds={"abstain_below": threshold}, parameters=parameter_count(exported),
        licence=licence, licence_note=note, trained_on=trained_on,
        recipe={**recipe, **progress},
        metrics={"held_out": held_out_scores, "parity": {"fp32": float(f"{parity:.1e}"), **off}, **pose_metrics},
        variants=variants, weights=weights.write_weights(state, zoo / f"{name}.weights.npz"),
        tells=None if "start" in recipe else reported_measures(all_rows), folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec
