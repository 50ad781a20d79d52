"""Trains and exports one voice network without each fold of people and rooms.

`python -m models.evaluate voice-folds --run RUN` judges them, through the code of the kiosk, which training knows not.
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
"""Folder of the decoded clips, in that of the run."""


def cross_validate(
    task: VoiceTrainingTask, out: Path, epochs: int | None = None, leave: int = 1, count: int | None = None
) -> dict[str, Any]:
    """Trains networks without `leave` folds each, until every fold has one that never heard it; returns their files.

    `epochs` takes the place of the recipe's.
    """
    if epochs is not None:
        schedule = replace(task.schedule, epochs=epochs, check_every=epochs)
        task = replace(task, recipe=replace(task.recipe, schedule=schedule))
    tasks = {without: replace(task, without=without, store=out / STORE) for without in fold_groups(leave)}
    return train_missing(tasks, out, lambda folder: export_network(folder, task.folder, folder), count)


def train_missing(
    tasks: Mapping[str, TrainingTask], out: Path, export_run: Callable[[Path], ModelSpec], count: int | None
) -> dict[str, Any]:
    """Trains and exports the tasks whose networks are not below `out` yet, by the names of their folders.

    A network that is there is kept, and `count` trains no more than so many new ones: the same call again trains the
    next. Each is a run of its own, so one that was stopped resumes after its last whole epoch.
    """
    paths = {name: finished_network(out / name, task) for name, task in tasks.items()}
    for name in [name for name, path in paths.items() if path is None][:count]:
        loop.train_task(tasks[name], out / name)
        paths[name] = export_run(out / name).path
    missing = [name for name, path in paths.items() if path is None]
    print(_next_step(out, missing, len(tasks)), file=sys.stderr)
    return {"networks": [str(path) for path in paths.values() if path is not None], "missing": missing}


def finished_network(folder: Path, task: TrainingTask) -> Path | None:
    """The exported network of a run that ended: with the recipe, the seed and all epochs of the task. Else None."""
    wanted = json.loads(json.dumps({**task.config(), "seed": task.seed, "epochs_done": task.schedule.epochs}))
    for path in folder.glob("*.json"):
        spec = ModelSpec.load(path)
        if wanted.items() <= spec.recipe.items() and spec.path.is_file():
            return spec.path
    return None


def _next_step(out: Path, missing: Sequence[str], count: int) -> str:
    if missing:
        return f"{count - len(missing)} of {count} networks are trained. The same command trains {missing[0]} next."
    return f"judge them: vitrina models evaluate voice-folds --split train --run {out}"
