"""Leave-one-person-out cross-validation of the body model, compared with the random forest of the data's baseline."""

import contextlib
import importlib.util
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models import loop
from models.body.export import CROSS_VALIDATION
from models.body.net import BodyNet, predict_probabilities
from models.body.scores import (
    PersonStressPredictions,
    accuracy_gain,
    balanced_accuracy,
    control_accuracy,
    stress_scores,
)
from models.body.task import BodyTrainingTask, PersonTrainingWindows, load_training_windows
from models.serving.features.body import WINDOW_S

CHOSEN_SEED = 0
"""Random seed for drawing half of the people. The recipe is chosen on this half."""

BASELINE, TREES = "reference_baseline.py", 100


def cross_validate(task: BodyTrainingTask, out: Path) -> dict[str, Any]:
    """Train one fold per person and write the scores to `out`.

    Each fold is a separate run in a subfolder of `out`, so a stopped cross-validation can be resumed. Every prediction
    uses only the person's own last 180 s, so no model can count elapsed time. The random forest comes from
    `reference_baseline.py` beside the data, and uses the same folds. Without that file or without scikit-learn, the
    result contains no gain over the forest.
    """
    out.mkdir(parents=True, exist_ok=True)
    people = load_training_windows(task.folder)[: task.recipe.people]
    predictions = [
        _predict_fold(replace(task, without=(one.person,)), one, out / f"S{one.person:02d}") for one in people
    ]
    result = prediction_figures(predictions)
    chosen = draw_chosen_people(one.person for one in people)
    result["people_chosen_by"] = prediction_figures([one for one in predictions if one.person in chosen])
    result["people_not_looked_at"] = prediction_figures([one for one in predictions if one.person not in chosen])
    forest = _forest_predictions(task.folder, people, out / "forest.npz")
    if forest:
        result["forest"] = prediction_figures(forest)
        result["gain"] = accuracy_gain(predictions, forest)
        network, baseline = ([one for one in side if one.person not in chosen] for side in (predictions, forest))
        if network:
            result["gain_not_looked_at"] = accuracy_gain(network, baseline)
    result = _rounded(result)
    (out / CROSS_VALIDATION).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


def prediction_figures(predictions: Sequence[PersonStressPredictions]) -> dict[str, Any]:
    """Scores over all people, for each person, and for the control; empty without people."""
    if not predictions:
        return {}
    stress = np.concatenate([one.stress for one in predictions])
    by_person = np.array([balanced_accuracy([one]) for one in predictions])
    return {
        "n": len(stress),
        "subjects": len(predictions),
        **stress_scores(stress, np.concatenate([one.verdicts for one in predictions])),
        "person_mean": float(by_person.mean()),
        "person_sd": float(by_person.std()),
        "person_least": float(by_person.min()),
        "control": control_accuracy(predictions),
    }


def draw_chosen_people(people: Any) -> set[int]:
    """Half of the people, drawn with CHOSEN_SEED. Their scores were used to choose the recipe."""
    drawn = np.random.default_rng(CHOSEN_SEED).permutation(sorted(people))
    return set(drawn[: (len(drawn) + 1) // 2].tolist())


def _predict_fold(task: BodyTrainingTask, one: PersonTrainingWindows, out: Path) -> PersonStressPredictions:
    with contextlib.redirect_stderr(io.StringIO()):
        loop.train_task(task, out)
    saved = torch.load(out / "state.pt", weights_only=True)
    net = BodyNet(task.recipe.hidden, task.recipe.dropout)
    net.load_state_dict(saved["ema"])
    predictions = PersonStressPredictions(one.person, predict_probabilities(net, one.whole), one.stress)
    print(f"S{one.person:02d}  balanced accuracy {balanced_accuracy([predictions]):.3f}", file=sys.stderr, flush=True)
    return predictions


def _forest_predictions(
    folder: Path, people: Sequence[PersonTrainingWindows], cache: Path
) -> list[PersonStressPredictions]:
    """Predictions of the baseline's random forest in the same folds, cached in the file `kept`; empty if the forest
    cannot run.
    """
    if not cache.is_file():
        if not (folder / BASELINE).is_file() or importlib.util.find_spec("sklearn") is None:
            print(f"skipped the forest: it needs {folder / BASELINE} and scikit-learn", file=sys.stderr)
            return []
        _train_forest(folder, [one.person for one in people], cache)
    verdicts = np.load(cache)
    return [PersonStressPredictions(one.person, verdicts[f"S{one.person:02d}"], one.stress) for one in people]


def _train_forest(folder: Path, people: Sequence[int], cache: Path) -> None:
    spec = importlib.util.spec_from_file_location("reference_baseline", folder / BASELINE)
    assert spec is not None
    assert spec.loader is not None
    baseline = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(baseline)
    x, y = baseline.load(folder / "stress_predict.npz", WINDOW_S)
    verdicts = {}
    for person in people:
        rest = [other for other in people if other != person]
        forest = baseline.forest(TREES).fit(np.vstack([x[o] for o in rest]), np.concatenate([y[o] for o in rest]))
        verdicts[f"S{person:02d}"] = forest.predict_proba(x[person])[:, 1].astype(np.float32)
        print(f"S{person:02d}  forest", file=sys.stderr, flush=True)
    np.savez(cache, **verdicts)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value
