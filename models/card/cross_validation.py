"""Takes the figures of a cross-validated run into the spec of the network that has the recipe of that run."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.data import DataMissingError
from models.serving.spec import ModelFileError, ModelSpec
from models.voice.folds import NOBODY
from models.voice.recipe import shared_settings

KEY = "cross_validation"
"""Key of `metrics` by which the gate of a voice network goes."""


def fitted_thresholds(spec: ModelSpec, figures: Mapping[str, Any]) -> Mapping[str, float]:
    """Thresholds of a network: its own, or those of the cross-validation if nobody was kept out to fit them on."""
    thresholds: Mapping[str, float] = figures["thresholds"] if spec.recipe.get("without") == NOBODY else spec.thresholds
    return thresholds


def cross_validation(spec: ModelSpec, path: Path) -> dict[str, Any]:
    """Figures that `models.evaluate voice-folds --run` wrote, as they are stored in `metrics`.

    Raises ModelFileError if the networks of that run had another recipe than this one, or other training data. They may
    have been trained for fewer epochs; `epochs` says for how many.
    """
    if spec.task != "voice":
        raise ModelFileError(f"model: {spec.name} is for {spec.task}. Leave out --cross-validated.")
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
        recipe, data, epochs = figures.pop("recipe"), figures.pop("trained_on"), int(figures["epochs"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise DataMissingError(
            f"data: {path} holds no figures of a cross-validated run ({wrong!r}). "
            "Write them: python -m models.evaluate voice-folds --split train --run RUN --json FILE"
        ) from wrong
    own = spec.recipe["schedule"]["epochs"]
    if recipe != shared_settings(spec.recipe) or epochs > own:
        raise ModelFileError(
            f"model: {path} is of networks with another recipe than {spec.name}, so it says nothing about it. "
            "Give the figures of a run with the recipe of this network."
        )
    if data != spec.trained_on:
        raise ModelFileError(
            f"model: {path} is of networks that were trained on other data than {spec.name}, so it says nothing about "
            "it. Give the figures of a run on the data of this network."
        )
    return {KEY: {**figures, "epochs_of_network": own, "epochs_share": round(epochs / own, 4)}}
