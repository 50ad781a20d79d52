"""Cross-validation of the smile head by groups of near-copies, and the calibration that is fitted on its results."""

import contextlib
import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models import loop
from models.calibration import PlattScaling, fit_platt
from models.metrics import roc_auc
from models.smile.data import SmilePoints, load_points
from models.smile.net import SmileHead
from models.smile.task import SmileTrainingTask, predict_logits

CROSS_VALIDATION = "cross_validation.json"


def cross_validate(task: SmileTrainingTask, out: Path) -> dict[str, Any]:
    """Train one head for each fold, without that fold, and write the scores and the calibration to `out`.

    The calibration is fitted on the heads' results for images that were excluded from their training. These images get
    the same degradations as in training, because faces from a camera are less clear than the images. Each fold is a
    separate run in a subfolder of `out`.
    """
    found = load_points(task.folder, task.recipe, task.seed)
    logits = np.zeros(len(found.smiles))
    for fold in range(task.recipe.folds):
        here = found.fold == fold
        logits[here] = _predict_fold(replace(task, without=fold), found.select_rows(here), out / f"fold{fold}")
    scaling = fit_platt(logits, found.smiles)
    result = {
        **validation_figures(found, logits, scaling),
        "scaling": {"scale": scaling.scale, "offset": scaling.offset},
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / CROSS_VALIDATION).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


def validation_figures(found: SmilePoints, logits: NDArray[np.float64], scaling: PlattScaling) -> dict[str, Any]:
    """Area under the curve, accuracy and calibration error: for the images, for all crops, and by fold."""
    probabilities, pictures = scaling(logits), found.plain & ~found.mirrored
    by_fold = [
        roc_auc(found.smiles[here], logits[here])
        for here in (pictures & (found.fold == fold) for fold in np.unique(found.fold))
    ]
    parts = {"pictures": pictures, "crops": np.ones(len(logits), bool)}
    return {
        "n": int(pictures.sum()),
        **{
            name: {
                "auc": round(roc_auc(found.smiles[here], logits[here]), 4),
                "accuracy": round(float(((probabilities > 0.5) == found.smiles)[here].mean()), 4),
                "ece": round(calibration_gap(found.smiles[here], probabilities[here]), 4),
            }
            for name, here in parts.items()
        },
        "fold_auc_mean": round(float(np.mean(by_fold)), 4),
        "fold_auc_sd": round(float(np.std(by_fold)), 4),
        "fold_auc_least": round(float(np.min(by_fold)), 4),
    }


def calibration_gap(smiles: NDArray[np.bool_], probabilities: NDArray[np.float64], bins: int = 15) -> float:
    """Mean difference between the probability of a smile and the share of smiles, over bins of equal width."""
    bin_of = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = [abs(smiles[bin_of == b].sum() - probabilities[bin_of == b].sum()) for b in range(bins)]
    return float(np.sum(gaps) / len(smiles))


def _predict_fold(task: SmileTrainingTask, left_out: SmilePoints, out: Path) -> NDArray[np.float64]:
    with contextlib.redirect_stderr(io.StringIO()):
        loop.train_task(task, out)
    saved = torch.load(out / "state.pt", weights_only=True)
    head = SmileHead(task.recipe.hidden, task.recipe.dropout, task.recipe.members)
    head.load_state_dict(saved["ema"])
    logits: NDArray[np.float64] = predict_logits(head, left_out)
    plain = left_out.plain
    print(f"fold {task.without}  auc {roc_auc(left_out.smiles[plain], logits[plain]):.4f}", file=sys.stderr, flush=True)
    return logits
