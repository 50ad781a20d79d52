"""Exports the smile detector as one ONNX file with its model settings: mesh, head, calibration and pose."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

from models import onnx_file
from models.data import file_hashes
from models.expression.data import load_sheet
from models.loop import parameter_count
from models.schedule import TrainingSchedule
from models.serving.features.face_mesh import NET_PX, normalise
from models.serving.spec import OPSET, ModelSpec
from models.smile import mesh
from models.smile.cross_validate import CROSS_VALIDATION, cross_validate
from models.smile.data import FILES, smile_folder
from models.smile.net import ExportableSmileNet, SmileHead
from models.smile.points import POINTS
from models.smile.recipe import CropRanges, SmileRecipe
from models.smile.task import SmileTrainingTask

LEAST_PX, LEAST_FACE = 32.0, 0.5
"""Smallest width of a face, and lowest probability of a face from the mesh, at which the kiosk classifies the face."""

SAMPLE = 64  # pictures on which the file is compared with the network it was made from

OUTPUTS = {"smile": (1,), "face": (1,), "pose": (2,)}

NOTE = (
    "MediaPipe's face mesh is Apache-2.0 (file face_landmark.tflite of the package mediapipe 0.10.21), and so is its "
    "blendshape model, the teacher of the head. The pictures that trained the head are DiffusionFER, generated faces "
    "under CC0-1.0."
)


def load_head(run: Path) -> tuple[SmileHead, dict[str, Any]]:
    """The averaged head of a run, and its saved state."""
    saved = torch.load(run / "state.pt", weights_only=True)
    head = SmileHead(*(saved["recipe"][name] for name in ("hidden", "dropout", "members")))
    head.load_state_dict(saved["ema"])
    return head.eval(), saved


def export_network(run: Path, data: Path, zoo: Path, name: str | None = None) -> ModelSpec:
    """Write NAME.onnx, NAME.fp16.onnx and NAME.json into `zoo` from the saved state of `run`.

    The calibration comes from the cross-validation of the same recipe. If `run` contains none, the cross-validation
    runs first.
    """
    head, saved = load_head(run)
    folder = smile_folder(data)
    figures = _cross_validation(run, saved, folder)
    net = ExportableSmileNet(head, figures["scaling"]["scale"], figures["scaling"]["offset"]).eval()
    name = name or "smile-mesh"
    zoo.mkdir(parents=True, exist_ok=True)
    path = zoo / f"{name}.onnx"
    parity = _write_mesh_and_head(net, path)
    _, tiles = load_sheet(folder, "va")
    crops = normalise(np.stack([mesh.warp_crop(tile, mesh.crop_matrix(tile)) for tile in tiles[:SAMPLE]]))
    half = path.with_suffix(".fp16.onnx")
    onnx_file.write_fp16(path, half)
    spec = ModelSpec(
        name=name, file=path.name, sha256=onnx_file.file_sha256(path), opset=OPSET, task="smile",
        inputs={"image": (3, NET_PX, NET_PX)}, outputs=OUTPUTS,
        normalisation="RGB from 0 to 1 (models.serving.features.face_mesh)", classes=("happiness",), temperature=1.0,
        thresholds={"face": LEAST_FACE, "min_px": LEAST_PX}, parameters=_weights(path), licence="commercial",
        licence_note=NOTE, trained_on=file_hashes([folder / file for file in FILES]),
        recipe={
            **saved["recipe"], "head_parameters": parameter_count(head), "mesh_sha256": mesh.SHA256,
            "seed": saved["seed"], "epochs_done": saved["epoch"], "seconds": round(saved["seconds"]),
        },
        metrics={
            "held_out": {"auc": figures["pictures"]["auc"]}, "cross_validation": figures,
            "parity": {
                "fp32": float(f"{parity:.1e}"),
                "fp16": float(f"{onnx_file.largest_output_difference(path, half, {'image': crops}):.1e}"),
            },
        },
        variants={"fp16": {"file": half.name, "sha256": onnx_file.file_sha256(half)}},
        folder=zoo,
    )  # fmt: skip
    spec.save()
    return spec


def _write_mesh_and_head(net: ExportableSmileNet, path: Path) -> float:
    """Write mesh and head into one file. Return the largest difference of the head's outputs from torch."""
    inputs = {"points": torch.randn(2, POINTS * 3) * 20 + NET_PX / 2, "score": torch.zeros(2, 1)}
    part = path.with_suffix(".head")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", torch.jit.TracerWarning)  # constants of the axes
        onnx_file.write_onnx(net, inputs, list(OUTPUTS), part)
    parity = onnx_file.check_parity(net, inputs, part)
    head = onnx.load(str(part))
    part.unlink()
    face_mesh = mesh.convert_mesh()
    head.ir_version = face_mesh.ir_version
    head = onnx.compose.add_prefix(head, "head/", rename_inputs=False, rename_outputs=False)
    joined = onnx.compose.merge_models(face_mesh, head, [(name, name) for name in mesh.OUTPUTS])
    del joined.opset_import[1:]  # the same operator set twice
    onnx.checker.check_model(joined)
    onnx.save(joined, str(path))
    return parity


def _cross_validation(run: Path, saved: dict[str, Any], folder: Path) -> dict[str, Any]:
    file = run / CROSS_VALIDATION
    if not file.is_file():
        facts = dict(saved["recipe"])
        facts.pop("without")
        schedule, crops = TrainingSchedule(**facts.pop("schedule")), CropRanges(**facts.pop("crops"))
        recipe = SmileRecipe(**facts, schedule=schedule, crops=crops)
        return cross_validate(SmileTrainingTask(recipe, folder, saved["seed"]), run)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _weights(path: Path) -> int:
    return sum(int(np.prod(tensor.dims)) for tensor in onnx.load(str(path)).graph.initializer)
