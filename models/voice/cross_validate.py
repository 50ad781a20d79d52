"""Trains and exports one voice network without each fold of people and rooms.

`python -m models.evaluate voice-folds --run RUN` judges them, through the code of the kiosk, which training knows not.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from models import loop
from models.voice.export import export
from models.voice.folds import FOLDS, fold_name
from models.voice.task import VoiceTrainingTask


def cross_validate(task: VoiceTrainingTask, out: Path, count: int = FOLDS) -> dict[str, Any]:
    """Trains a network without each of the first `count` folds; returns their files.

    Each fold is a run of its own below `out`, so a stopped cross-validation resumes.
    """
    networks = []
    for fold in range(count):
        folder = out / fold_name(fold)
        loop.run(replace(task, without=fold_name(fold)), folder)
        networks.append(str(export(folder, task.folder, folder).path))
    print(f"judge them: python -m models.evaluate voice-folds --split train --run {out}", file=sys.stderr)
    return {"networks": networks}
