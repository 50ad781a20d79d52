"""cross_validation.py: figures of other networks stand in a card only if these have its recipe."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from models.card import command
from models.card import cross_validation as folds
from models.data import DataMissingError
from models.serving.gate import VOICE as RULES
from models.serving.gate import rule_results
from models.serving.spec import ZOO, ModelFileError, ModelSpec
from models.voice.card import CARD
from models.voice.recipe import shared_settings

VOICE = ModelSpec.load(ZOO / "voice-0.4m.json")
EPOCHS = VOICE.recipe["schedule"]["epochs"]


def written(path: Path, **changes: Any) -> Path:
    """Figures of a run with the recipe of the shipped network."""
    figures = {
        "networks": 5,
        "folds_kept_out": 1,
        "epochs": EPOCHS,
        "recipe": shared_settings(VOICE.recipe),
        "trained_on": dict(VOICE.trained_on),
        "median": {"laughter_recall": 0.65, "false_per_hour": 20.0},
        "worst": {"laughter_recall": 0.5, "false_per_hour": 31.0},
        **changes,
    }
    path.write_text(json.dumps(figures), encoding="utf-8")
    return path


def test_figures_reach_the_spec_and_the_card(tmp_path: Path) -> None:
    """Nothing else is measured; the gate goes by them, and the text says for how long the networks were trained."""
    for name in (VOICE.file, *(file["file"] for file in VOICE.variants.values())):
        (tmp_path / name).write_bytes((ZOO / name).read_bytes())
    path = dataclasses.replace(VOICE, folder=tmp_path).save()
    figures = written(tmp_path / "figures.json")
    assert command.main([str(path), "--date", "2026-11-25", "--text-only", "--cross-validated", str(figures)]) == 0
    spec = ModelSpec.load(path)
    assert spec.metrics["cross_validation"]["median"] == {"laughter_recall": 0.65, "false_per_hour": 20.0}
    assert "recipe" not in spec.metrics["cross_validation"]
    assert all(line.passed for line in rule_results(spec, RULES) if line.rule.path.startswith("cross_validation"))
    assert {**VOICE.metrics, "cross_validation": spec.metrics["cross_validation"]} == spec.metrics
    card = " ".join(path.with_suffix(".md").read_text("utf-8").split())
    assert f"trained for {EPOCHS} of its {EPOCHS} epochs" in card


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"networks": 3, "folds_kept_out": 2}, "cross_validation.networks"),
        ({"epochs": EPOCHS - 1}, "cross_validation.epochs_share"),
        ({"worst": {"laughter_recall": 0.49}}, "cross_validation.worst.laughter_recall"),
    ],
    ids=["three networks", "short trainings", "one bad fold"],
)
def test_a_shop_wants_five_full_trainings_and_no_bad_fold(tmp_path: Path, changes: dict[str, Any], path: str) -> None:
    """A good median of other networks than the one that ships is not enough."""
    metrics = {**VOICE.metrics, **folds.cross_validation(VOICE, written(tmp_path / "figures.json", **changes))}
    found = rule_results(dataclasses.replace(VOICE, metrics=metrics), RULES)
    assert [result.rule.path for result in found if not result.passed] == [path]


def test_network_that_heard_everybody_takes_the_thresholds_of_the_folds() -> None:
    """Nobody is left to fit its own on. A network that kept people out keeps its own."""
    figures = {"thresholds": {"laughter": 0.4, "laughter_off": 0.2}}
    everybody = dataclasses.replace(VOICE, recipe={**VOICE.recipe, "without": "nobody"})
    assert folds.fitted_thresholds(everybody, figures) == figures["thresholds"]
    assert folds.fitted_thresholds(VOICE, figures) == VOICE.thresholds


def test_card_without_cross_validation_claims_none() -> None:
    spec = dataclasses.replace(VOICE, metrics={})
    assert "cross_validation" not in CARD.data(spec)


@pytest.mark.parametrize(
    "changes",
    [{"recipe": {**shared_settings(VOICE.recipe), "hidden": 64}}, {"epochs": EPOCHS + 1}],
    ids=["recipe", "epochs"],
)
def test_figures_of_another_recipe_are_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    """So are those of networks that were trained for longer."""
    with pytest.raises(ModelFileError, match=r"a different recipe from voice-0\.4m"):
        folds.cross_validation(VOICE, written(tmp_path / "figures.json", **changes))


def test_figures_of_other_training_data_are_refused(tmp_path: Path) -> None:
    """More talkers, say, may make better folds, but not of the network that ships."""
    other = {**VOICE.trained_on, "bursts.csv": "0" * 64}
    with pytest.raises(ModelFileError, match=r"trained on different data from voice-0\.4m"):
        folds.cross_validation(VOICE, written(tmp_path / "figures.json", trained_on=other))


def test_other_files_and_other_networks_are_refused(tmp_path: Path) -> None:
    """A missing file, another JSON, a network for something else."""
    with pytest.raises(DataMissingError, match=r"voice-folds --split train --run RUN"):
        folds.cross_validation(VOICE, tmp_path / "missing.json")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DataMissingError, match="contains no results"):
        folds.cross_validation(VOICE, tmp_path / "list.json")
    with pytest.raises(ModelFileError, match=r"body-1k is for body\. Remove"):
        folds.cross_validation(ModelSpec.load(ZOO / "body-1k.json"), written(tmp_path / "figures.json"))
