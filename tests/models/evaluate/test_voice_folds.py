"""voice_folds.py: each fold is judged by its own people and rooms, through the kiosk's laughter detector."""

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.evaluate import command, voice_folds
from models.evaluate.voice_folds import (
    VoiceFold,
    fold_sounds,
    fold_summary,
    judge_cross_validated,
    judge_network,
    read_common_data,
    read_common_recipe,
)
from models.serving.spec import ZOO, ModelFileError, ModelSpec
from models.voice.data import is_kept_out, read_sounds
from models.voice.folds import FOLDS, fold_groups, fold_name
from models.voice.recipe import shared_settings
from models.voice.scores import LabelledSoundEvent
from models.voice.thresholds import ScoredStream
from tests.models.voice.made_voices import write_voices

SHIPPED = ModelSpec.load(ZOO / "voice-0.4m.json")
FIGURES = {"laughter_recall", "false_per_hour", "auc_amusement", "auc_amusement_ambience"}


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Synthetic sounds in the layout of data/voice."""
    return write_voices(tmp_path_factory.mktemp("data") / "voice", speakers=15, seconds=6.0)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A cross-validated run, in every fold of which the shipped network lies."""
    for number in range(FOLDS):
        folder = tmp_path / fold_name(number)
        folder.mkdir()
        (folder / SHIPPED.file).write_bytes(SHIPPED.path.read_bytes())
        recipe = {**SHIPPED.recipe, "without": fold_name(number)}
        dataclasses.replace(SHIPPED, folder=folder, variants={}, recipe=recipe).save()
    return tmp_path


def row(recall: float, false: float) -> dict[str, Any]:
    return {
        "laughter_recall": recall,
        "false_per_hour": false,
        "auc_amusement": 0.9,
        "auc_amusement_ambience": None if recall == 0.5 else recall,
    }


def test_each_fold_has_its_own_people_and_all_rows_are_used(voices: Path) -> None:
    """12 speakers of the training part in five folds, with three bursts each, and the seven recordings."""
    parts = fold_sounds(voices, "train")
    speakers = [{one["speaker"] for one, _ in bursts} for bursts, _ in parts]
    assert sum(map(len, speakers)) == len(set().union(*speakers)) == 12
    assert sum(len(bursts) for bursts, _ in parts) == 36
    assert sum(len(ambience) for _, ambience in parts) == 7


def test_unheard_are_the_validation_part_and_who_is_kept_out_of_training(voices: Path) -> None:
    """Of the training part those alone for whom thresholds are fitted, people and rooms."""
    parts = fold_sounds(voices, "unheard")
    rows = [row for bursts, ambience in parts for row, _ in (*bursts, *ambience)]
    assert all(row["split"] == "val" or is_kept_out(row) for row in rows)
    everything = [row for table in ("bursts", "ambience") for row, _ in read_sounds(voices, table, "all")]
    assert len(rows) == sum(row["split"] == "val" or is_kept_out(row) for row in everything)
    assert {row["split"] for row in rows} == {"train", "val"}


def test_one_network_is_judged_in_every_fold_with_its_own_thresholds(voices: Path) -> None:
    """The counts of false stretches by cause add up to the rate; the kiosk's thresholds are those of the spec."""
    found = judge_network(SHIPPED, voices, "all", minutes=1.0)
    assert len(found["folds"]) == FOLDS
    assert set(found["median"]) == set(found["worst"]) == set(found["fitted"]["median"]) == FIGURES
    for fold in found["folds"]:
        assert fold["hours"] == pytest.approx(0.05, rel=0.02)
        assert sum(fold["false_by"].values()) == round(fold["false_per_hour"] * fold["hours"])
        assert (fold["laughter"], fold["laughter_off"]) == (0.74, 0.37)
        assert set(fold["recall_by_snr_db"]) == {"5", "10", "15"}


def test_thresholds_of_a_fold_come_from_the_other_folds(monkeypatch: pytest.MonkeyPatch, run: Path) -> None:
    """Four folds need 0.6 to be rid of false alarms, and the fifth 0.9: it is judged with theirs, and has them all."""
    events = [LabelledSoundEvent("amusement", 10.0, 11.0)]

    def judged(number: int) -> VoiceFold:
        amusement = np.zeros(7200, np.float32)
        amusement[21] = 0.95
        amusement[100::200] = 0.85 if number == 4 else 0.55
        clips = {"auc_amusement": 0.9, "auc_amusement_ambience": 0.9}
        return VoiceFold([ScoredStream(10, amusement, events)], 1, clips)

    numbers = iter(range(FOLDS))
    monkeypatch.setattr(voice_folds, "_judge_fold", lambda *_: judged(next(numbers)))
    monkeypatch.setattr(voice_folds, "fold_sounds", lambda *_: [([], [])] * FOLDS)
    found = judge_cross_validated(run, run, "train")
    assert [fold["laughter"] for fold in found["folds"]][4] < 0.6
    assert found["folds"][4]["false_per_hour"] > voice_folds.FALSE_PER_HOUR
    assert found["folds"][0]["laughter"] > 0.5
    assert found["worst"]["false_per_hour"] == found["folds"][4]["false_per_hour"]
    assert found["median"] == {
        "laughter_recall": 1.0, "false_per_hour": 0.0, "auc_amusement": 0.9, "auc_amusement_ambience": 0.9,
    }  # fmt: skip


def test_median_and_worst_fold_of_each_figure() -> None:
    """The worst fold has the lowest recall and the most false stretches; a fold without a figure is left out."""
    found = fold_summary([row(0.7, 5.0), row(0.5, 30.0), row(0.8, 12.0)])
    assert found["median"] == {
        "laughter_recall": 0.7, "false_per_hour": 12.0, "auc_amusement": 0.9, "auc_amusement_ambience": 0.75,
    }  # fmt: skip
    assert found["worst"] == {
        "laughter_recall": 0.5, "false_per_hour": 30.0, "auc_amusement": 0.9, "auc_amusement_ambience": 0.7,
    }  # fmt: skip


def test_command_judges_a_run_and_writes_the_result(
    voices: Path, run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It prints what it writes to the file."""
    monkeypatch.setattr(judge_cross_validated, "__defaults__", (0.5,))  # minutes
    options = ["voice-folds", "--data", str(voices), "--split", "train"]
    assert command.main([*options, "--run", str(run), "--json", str(run / "cross_validation.json")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == json.loads((run / "cross_validation.json").read_text())
    assert set(found["thresholds"]) == {"laughter", "laughter_off"}
    assert (found["networks"], found["folds_kept_out"], found["epochs"]) == (1, 1, SHIPPED.recipe["epochs_done"])
    assert found["recipe"] == shared_settings(SHIPPED.recipe)
    assert found["trained_on"] == SHIPPED.trained_on
    (run / fold_name(3) / "voice-0.4m.json").unlink()
    assert command.main([*options, "--run", str(run)]) == 4
    assert (
        "fold3 contains 0 model settings files, but must contain one. Train the folds first" in capsys.readouterr().err
    )
    with pytest.raises(SystemExit):
        command.main(["voice", "--split", "val", "--run", str(run)])


def test_folds_with_several_recipes_are_an_error(run: Path) -> None:
    """Their figures would be of no recipe; a longer training is another one only if the recipe differs too."""
    specs = [voice_folds.fold_spec(run, number) for number in range(FOLDS)]
    longer = {**SHIPPED.recipe, "epochs_done": 60, "schedule": {**SHIPPED.recipe["schedule"], "epochs": 60}}
    specs[1] = dataclasses.replace(specs[1], recipe=longer)
    assert read_common_recipe(specs) == shared_settings(SHIPPED.recipe)
    specs[2] = dataclasses.replace(specs[2], recipe={**SHIPPED.recipe, "hidden": 64})
    with pytest.raises(
        ModelFileError, match=r"fold2.* was trained with another recipe than .*fold0.*Delete the folder of the run"
    ):
        read_common_recipe(specs)


def test_folds_of_several_sets_of_data_are_an_error(run: Path) -> None:
    specs = [voice_folds.fold_spec(run, number) for number in range(FOLDS)]
    specs[3] = dataclasses.replace(specs[3], trained_on={"bursts.csv": "0" * 64})
    with pytest.raises(ModelFileError, match=r"fold3.* was trained on other data than .*fold0.*Delete the folder"):
        read_common_data(specs)


def test_every_fold_has_a_network_that_never_heard_it(run: Path) -> None:
    """Of networks that are each trained without two folds, three do; the folder says which folds it never heard."""
    groups = fold_groups(2)
    assert len(groups) == 3
    for name, number in zip(groups, (0, 2, 4), strict=True):
        (run / fold_name(number)).rename(run / name)
    shutil.rmtree(run / fold_name(1))
    shutil.rmtree(run / fold_name(3))
    for number in range(FOLDS):
        assert fold_name(number) in voice_folds.fold_spec(run, number).folder.name.split("+")


def test_run_without_folds_is_an_error(tmp_path: Path) -> None:
    """The error names the command that trains them."""
    with pytest.raises(ModelFileError, match=r"vitrina models train voice --cross-validate"):
        voice_folds.fold_spec(tmp_path, 0)
