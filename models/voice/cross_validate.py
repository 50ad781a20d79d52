"""Trains and exports one voice network without each fold of people and rooms.

`python -m models.evaluate voice-folds --run RUN` judges them, through the code of the kiosk, which training knows not.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from models import loop
from models.voice.export import JUDGE_FOLDS, export
from models.voice.folds import FOLDS, fold_name
from models.voice.task import VoiceTrainingTask


def cross_validate(task: VoiceTrainingTask, out: Path) -> dict[str, Any]:
    """Trains a network without each fold; returns their files. A run of its own below `out` for each, so a stopped
    cross-validation resumes."""
    networks = []
    for fold in range(FOLDS):
        folder = out / fold_name(fold)
        loop.run(replace(task, without=fold_name(fold)), folder)
        networks.append(str(export(folder, task.folder, folder).path))
    print(f"judge them: {JUDGE_FOLDS.replace('RUN', str(out))}", file=sys.stderr)
    return {"networks": networks}
