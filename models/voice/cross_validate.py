"""Trains and exports one voice model for each fold of people and rooms, without that fold.

`python -m models.evaluate voice-folds --run RUN` scores the models with the kiosk's code, which the training code does
not use.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from models import loop
from models.loop import TrainingTask
from models.serving.spec import ModelSpec
from models.voice.export import export_network
from models.voice.folds import fold_groups
from models.voice.task import VoiceTrainingTask

STORE = "clips"
"""Name of the folder with the decoded clips, inside the folder of the run."""


def cross_validate(
    task: VoiceTrainingTask, out: Path, epochs: int | None = None, leave: int = 1, count: int | None = None
) -> dict[str, Any]:
    """Train models without `leave` folds each, until every fold has a model that was not trained on it. Return the
    model files.

    `epochs`: number of epochs, instead of the recipe's number.
    """
    if epochs is not None:
        schedule = replace(task.schedule, epochs=epochs, check_every=epochs)
        task = replace(task, recipe=replace(task.recipe, schedule=schedule))
    tasks = {without: replace(task, without=without, store=out / STORE) for without in fold_groups(leave)}
    return train_missing(tasks, out, lambda folder: export_network(folder, task.folder, folder), count)


def train_missing(
    tasks: Mapping[str, TrainingTask], out: Path, export_run: Callable[[Path], ModelSpec], count: int | None
) -> dict[str, Any]:
    """Train and export the tasks whose models are not in `out` yet. Tasks are given by the names of their folders.

    An existing model is kept, and `count` limits the number of new models, so a second call trains the next ones. Each
    model is a separate run, so a run that was stopped resumes after its last complete epoch.
    """
    paths = {name: finished_network(out / name, task) for name, task in tasks.items()}
    for name in [name for name, path in paths.items() if path is None][:count]:
        loop.train_task(tasks[name], out / name)
        paths[name] = export_run(out / name).path
    missing = [name for name, path in paths.items() if path is None]
    print(_next_step(out, missing, len(tasks)), file=sys.stderr)
    return {"networks": [str(path) for path in paths.values() if path is not None], "missing": missing}


def finished_network(folder: Path, task: TrainingTask) -> Path | None:
    """The exported model of a completed run that has the recipe, the seed and all epochs of the task; None if there is
    none.
    """
    wanted = json.loads(json.dumps({**task.config(), "seed": task.seed, "epochs_done": task.schedule.epochs}))
    for path in folder.glob("*.json"):
        spec = ModelSpec.load(path)
        if wanted.items() <= spec.recipe.items() and spec.path.is_file():
            return spec.path
    return None


def _next_step(out: Path, missing: Sequence[str], count: int) -> str:
    if missing:
        return f"{count - len(missing)} of {count} models are trained. The same command trains {missing[0]} next."
    return f"score them: vitrina models evaluate voice-folds --split train --run {out}"
