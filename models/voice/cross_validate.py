"""Trains and exports one voice network without each fold of people and rooms.

`python -m models.evaluate voice-folds --run RUN` judges them, through the code of the kiosk, which training knows not.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from models import loop
from models.voice.export import export
from models.voice.folds import fold_groups
from models.voice.task import VoiceTrainingTask

STORE = "clips"
"""Folder of the decoded clips, in that of the run."""


def cross_validate(
    task: VoiceTrainingTask, out: Path, epochs: int | None = None, leave: int = 1, count: int | None = None
) -> dict[str, Any]:
    """Trains networks without `leave` folds each, until every fold has one that never heard it; returns their files.

    `epochs` takes the place of the recipe's, and `count` trains the first networks alone. Each network is a run of its
    own below `out`, so a stopped cross-validation resumes.
    """
    if epochs is not None:
        schedule = replace(task.schedule, epochs=epochs, check_every=epochs)
        task = replace(task, recipe=replace(task.recipe, schedule=schedule))
    networks = []
    for without in fold_groups(leave)[:count]:
        folder = out / without
        loop.run(replace(task, without=without, store=out / STORE), folder)
        networks.append(str(export(folder, task.folder, folder).path))
    print(f"judge them: python -m models.evaluate voice-folds --split train --run {out}", file=sys.stderr)
    return {"networks": networks}
