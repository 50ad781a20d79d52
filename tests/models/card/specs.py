"""Specs of measured networks with made-up numbers, from which cards are written."""

import dataclasses
from pathlib import Path
from typing import Any

from models.expression.corruptions import CORRUPTIONS
from models.expression.data import CLASSES
from models.serving.spec import ZOO, ModelSpec

SHIPPED = ModelSpec.load(ZOO / "fer-1.4m.json")


def metrics() -> dict[str, Any]:
    """Metrics of an expression network, with all keys that `models.card` measures."""
    recall = {name: 0.9 - 0.1 * index for index, name in enumerate(CLASSES)}
    group = {"n": 40, "mean_positive": 0.5, "mean_negative": 0.1, "mean_abstained": None, "detection_rate": 1.0}
    ends = {
        "mean_positive": [0.4, 0.6],
        "mean_negative": [0.05, 0.15],
        "mean_abstained": None,
        "detection_rate": [0.9, 1],
    }
    groups = {"gender": {"female": {**group, "interval": ends}, "male": {**group, "interval": ends}}}
    gap = {"gap": 0.12, "interval": [0.01, 0.23], "of": "gender: female above male"}
    corrupted = [{"strength": s, "accuracy": 0.82, "smile_accuracy": 0.91} for s in (1.0, 2.0, 3.0)]
    return {
        "held_out": {"n": 100, "accuracy": 0.85, "ece_before": 0.12, "ece_after": 0.02},
        "parity": {"fp32": 1e-7, "fp16": 1e-3, "int8": 0.08},
        "expression": {
            "n": 320, "accuracy": 0.861, "accuracy_unleaked": 0.862, "balanced_accuracy": 0.6, "recall": recall,
            "f1_macro": 0.61, "smile_accuracy": 0.97, "smile_auc": 0.99, "ece": 0.012, "coverage": 0.97,
            "accuracy_covered": 0.88, "parameters": 1_400_000, "model": "tiny@sha256:0",
            "accuracy_interval": [0.82, 0.9],
            "smile_interval": [0.94, 0.985], "recall_interval": {name: [0.1, 0.95] for name in CLASSES},
            "confusion": [[30 if row == column else 1 for column in range(8)] for row in range(8)],
            "calibration": [
                {"confidence": 0.5, "accuracy": 0.45, "n": 20}, {"confidence": 0.9, "accuracy": 0.92, "n": 300},
            ],
            "risk_coverage": [[0.2, 1.0, 0.14], [0.5, 0.97, 0.12], [0.95, 0.4, 0.01]],
        },
        "expression-ood": {"sheets": {"grey": {"n": 9, "accuracy": 0.7, "smile_accuracy": 0.95}}},
        "valence": {"n": 99, "ccc_valence": 0.81, "ccc_arousal": 0.7, "rmse_valence": 0.2, "rmse_arousal": 0.21},
        "valence_held_back": {"n": 9, "ccc_valence": 0.8, "ccc_arousal": 0.6, "rmse_valence": 0.2, "rmse_arousal": 0.2},
        "disparity": {
            "n": 80, "groups": groups, "largest_gap": 0.0, "largest_gap_of": "none",
            "gaps": dict.fromkeys(("mean_positive", "mean_negative", "mean_abstained", "detection_rate"), gap),
        },
        "pose": {
            "fitted": 4985, "n": 1229, "n_turned": 97, "head_yaw_off_deg": 2.4, "head_pitch_off_deg": 2.7,
            "head_turned_yaw_off_deg": 4.7, "keypoints_yaw_off_deg": 4.9, "keypoints_pitch_off_deg": 5.6,
            "keypoints_turned_yaw_off_deg": 8.8, "said_by": "0" * 64,
        },
        "robustness": {
            "n": 320, "clean": 0.861, "clean_smile": 0.97, "corruptions": dict.fromkeys(CORRUPTIONS, corrupted),
            "channels": {"n": 99, "red": {"accuracy": 0.5, "smile_accuracy": 0.8}},
        },
        "variants": {
            "fp16": {"accuracy": 0.861, "smile_accuracy": 0.97, "ece": 0.012, "accuracy_lost": 0.0},
            "int8": {"accuracy": 0.858, "smile_accuracy": 0.969, "ece": 0.013, "accuracy_lost": 0.003},
        },
        "cost": {"batch_1": 0.3, "batch_8": 0.25},
    }  # fmt: skip


def measured_spec(folder: Path) -> ModelSpec:
    """Spec of a measured network with all variants and heads; its files in `folder` are dummies."""
    variants = {kind: {"file": f"tiny.{kind}.onnx", "sha256": "0" * 64} for kind in ("fp16", "int8")}
    for name in ("tiny.onnx", *(file["file"] for file in variants.values())):
        (folder / name).write_bytes(b"x" * 1000)
    spec = dataclasses.replace(
        SHIPPED, name="tiny", file="tiny.onnx", folder=folder, variants=variants, metrics=metrics(),
        outputs={"probabilities": (8,), "affect": (2,), "pose": (2,)},
    )  # fmt: skip
    spec.save()
    return spec
