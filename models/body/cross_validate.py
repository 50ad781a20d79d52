"""Leave one person out: a network for each, judged on whom it never saw, beside the forest of the data's baseline."""

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
from models.body.net import BodyNet, probabilities_of
from models.body.scores import PersonPredictions, balanced_accuracy, control, gain, scores
from models.body.task import BodyTask, PersonWindows, windows
from models.serving.features.body import WINDOW_S

CHOSEN_SEED = 0
"""The recipe was chosen by looking at one half of the people alone; which, is drawn with this seed."""

BASELINE, TREES = "reference_baseline.py", 100


def cross_validate(task: BodyTask, out: Path) -> dict[str, Any]:
    """One fold a person, each a run of its own below `out`, so that what was stopped goes on; writes the figures there.

    Clock-free: every verdict rests on the person's own last 180 s. The forest is that of `reference_baseline.py` beside
    the data, in the same folds; without it, or without scikit-learn, there is no gain.
    """
    out.mkdir(parents=True, exist_ok=True)
    people = windows(task.folder)[: task.recipe.people]
    said = [_fold(replace(task, without=(one.person,)), one, out / f"S{one.person:02d}") for one in people]
    found = figures(said)
    chosen = chosen_by(one.person for one in people)
    found["people_chosen_by"] = figures([one for one in said if one.person in chosen])
    found["people_not_looked_at"] = figures([one for one in said if one.person not in chosen])
    forest = _forest(task.folder, people, out / "forest.npz")
    if forest:
        found["forest"] = figures(forest)
        found["gain"] = gain(said, forest)
        ours, theirs = ([one for one in side if one.person not in chosen] for side in (said, forest))
        if ours:
            found["gain_not_looked_at"] = gain(ours, theirs)
    found = _rounded(found)
    (out / CROSS_VALIDATION).write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def figures(said: Sequence[PersonPredictions]) -> dict[str, Any]:
    """Pooled, by person, and the control."""
    if not said:
        return {}
    stress = np.concatenate([one.stress for one in said])
    by_person = np.array([balanced_accuracy([one]) for one in said])
    return {
        "n": len(stress),
        "subjects": len(said),
        **scores(stress, np.concatenate([one.verdicts for one in said])),
        "person_mean": float(by_person.mean()),
        "person_sd": float(by_person.std()),
        "person_least": float(by_person.min()),
        "control": control(said),
    }


def chosen_by(people: Any) -> set[int]:
    """The half of the people whose figures the recipe was chosen by."""
    drawn = np.random.default_rng(CHOSEN_SEED).permutation(sorted(people))
    return set(drawn[: (len(drawn) + 1) // 2].tolist())


def _fold(task: BodyTask, one: PersonWindows, out: Path) -> PersonPredictions:
    with contextlib.redirect_stderr(io.StringIO()):
        loop.run(task, out)
    saved = torch.load(out / "state.pt", weights_only=True)
    net = BodyNet(task.recipe.hidden, task.recipe.dropout)
    net.load_state_dict(saved["ema"])
    said = PersonPredictions(one.person, probabilities_of(net, one.whole), one.stress)
    print(f"S{one.person:02d}  balanced accuracy {balanced_accuracy([said]):.3f}", file=sys.stderr, flush=True)
    return said


def _forest(folder: Path, people: Sequence[PersonWindows], kept: Path) -> list[PersonPredictions]:
    """What the baseline's forest says in the same folds; nothing where it cannot run. Once done it is kept."""
    if not kept.is_file():
        if not (folder / BASELINE).is_file() or importlib.util.find_spec("sklearn") is None:
            print(f"no forest: it wants {folder / BASELINE} and scikit-learn", file=sys.stderr)
            return []
        _grow(folder, [one.person for one in people], kept)
    verdicts = np.load(kept)
    return [PersonPredictions(one.person, verdicts[f"S{one.person:02d}"], one.stress) for one in people]


def _grow(folder: Path, people: Sequence[int], kept: Path) -> None:
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
    np.savez(kept, **verdicts)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value
