"""Copies the scores of a cross-validated run into the settings of the model with the same recipe."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.data import DataMissingError
from models.serving.spec import ModelFileError, ModelSpec
from models.voice.folds import NOBODY
from models.voice.recipe import shared_settings

KEY = "cross_validation"
"""Key in `metrics` under which the gate of a voice model finds the scores to check."""


def fitted_thresholds(spec: ModelSpec, figures: Mapping[str, Any]) -> Mapping[str, float]:
    """Thresholds of a model: its own thresholds, or those of the cross-validation if no people were held out for
    fitting them.
    """
    thresholds: Mapping[str, float] = figures["thresholds"] if spec.recipe.get("without") == NOBODY else spec.thresholds
    return thresholds


def cross_validation(spec: ModelSpec, path: Path) -> dict[str, Any]:
    """Scores that `models.evaluate voice-folds --run` wrote, in the format of `metrics`.

    Raises ModelFileError if the models of that run had a different recipe or different training data than this model.
    They may have been trained for fewer epochs; `epochs` is their number of epochs.
    """
    if spec.task != "voice":
        raise ModelFileError(f"model: {spec.name} is for {spec.task}. Remove --cross-validated.")
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
        recipe, data, epochs = figures.pop("recipe"), figures.pop("trained_on"), int(figures["epochs"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise DataMissingError(
            f"data: {path} contains no results of a cross-validated run ({wrong!r}). Write them: vitrina"
            " models evaluate voice-folds --split train --run RUN --json FILE"
        ) from wrong
    own = spec.recipe["schedule"]["epochs"]
    if recipe != shared_settings(spec.recipe) or epochs > own:
        raise ModelFileError(
            f"model: {path} contains the results of models that were trained with a different recipe from {spec.name}, "
            "so they do not apply to this model. Use the results of a run with the same recipe."
        )
    if data != spec.trained_on:
        raise ModelFileError(
            f"model: {path} contains the results of models that were trained on different data from {spec.name}, so "
            "they do not apply to this model. Use the results of a run on the same data."
        )
    return {KEY: {**figures, "epochs_of_network": own, "epochs_share": round(epochs / own, 4)}}
