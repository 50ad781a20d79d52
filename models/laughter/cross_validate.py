"""Trains and exports one laughter model for each fold of people and rooms, without that fold, like
models.voice.cross_validate.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from models.laughter.export import export
from models.laughter.task import STORE, LaughterTrainingTask
from models.voice.cross_validate import train_missing
from models.voice.folds import fold_groups


def cross_validate(
    task: LaughterTrainingTask, out: Path, epochs: int | None = None, leave: int = 1, count: int | None = None
) -> dict[str, Any]:
    """Cross-validate like models.voice.cross_validate. The streams are embedded only once, for all models."""
    if epochs is not None:
        schedule = replace(task.schedule, epochs=epochs, check_every=epochs)
        task = replace(task, recipe=replace(task.recipe, schedule=schedule))
    tasks = {without: replace(task, without=without, store=out / STORE) for without in fold_groups(leave)}
    return train_missing(
        tasks, out, lambda folder: export(folder, task.folder, folder, embedding=task.embedding), count
    )
