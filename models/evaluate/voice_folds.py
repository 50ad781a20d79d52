"""Scores voice models by folds of people, with the kiosk's code.

Each fold has its own streams, which contain only its speakers and rooms. In a cross-validated run, each model is scored
on the fold that was excluded from its training, with thresholds fitted on the streams of the other folds.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.data import find_data_folder, row_split
from models.evaluate.splits import check_split
from models.evaluate.voice import TimedLaughterDetector, count_false_by_kind, judge_clips
from models.serving.features.voice import Floats
from models.serving.spec import ModelFileError, ModelSpec
from models.voice.data import Row, is_kept_out, read_sounds, table_splits
from models.voice.folds import FOLDS, fold_name, row_folds
from models.voice.recipe import AMUSEMENT, shared_settings
from models.voice.streams import SyntheticStreamSources, compose_stream
from models.voice.thresholds import ScoredStream, fit_thresholds, score_all_loudnesses, score_streams

SNRS_DB = (5, 10, 15)
MINUTES = 20.0  # of stream at each loudness: an hour and about 85 laughs a fold
FALSE_PER_HOUR = 20.0
"""False detections per hour that thresholds may produce on the streams on which they are fitted."""

UNHEARD = "unheard"
"""Split of the people and rooms that a model with a held-out tenth was not trained on: this tenth of the training part,
and the validation part.
"""

Sounds = list[tuple[Row, Floats]]


@dataclass(frozen=True, eq=False)
class VoiceFold:
    """Predictions of a model for the people and rooms of one fold."""

    streams: Sequence[ScoredStream]
    speakers: int
    clips: dict[str, Any]  # of models.evaluate.voice.judge_clips

    def threshold_figures(self, on: float, off: float) -> dict[str, Any]:
        """Recall and false detections per hour over all loudnesses with these thresholds, and the areas under the
        curves.
        """
        total = score_all_loudnesses(self.streams, on, off)
        causes: dict[str, int] = {}
        for stream in self.streams:
            for cause, count in count_false_by_kind(stream.score(on, off), stream.events).items():
                causes[cause] = causes.get(cause, 0) + count
        return {
            "speakers": self.speakers,
            "hours": total.hours,
            "laughs": total.laughs,
            "laughter_recall": total.recall,
            "false_per_hour": total.false_per_hour,
            "auc_amusement": self.clips["auc_amusement"],
            "auc_amusement_ambience": self.clips["auc_amusement_ambience"],
            "laughter": on,
            "laughter_off": off,
            "recall_by_snr_db": {str(snr_db): at.recall for snr_db, at in score_streams(self.streams, on, off).items()},
            "false_by": dict(sorted(causes.items(), key=lambda pair: -pair[1])),
        }


def judge_network(spec: ModelSpec, data: Path, split: str, minutes: float = MINUTES) -> dict[str, Any]:
    """Scores of one model in every fold of a split, with its own thresholds. `fitted`: scores with thresholds that were
    fitted on the streams of the other folds.

    The scores are too good if the model was trained on people of the split.
    """
    on, off = spec.thresholds["laughter"], spec.thresholds["laughter_off"]
    judged = [_judge_fold(spec, *parts, minutes) for parts in fold_sounds(data, split)]
    return {**fold_summary([fold.threshold_figures(on, off) for fold in judged]), "fitted": fitted_figures(judged)}


def judge_cross_validated(run: Path, data: Path, split: str, minutes: float = MINUTES) -> dict[str, Any]:
    """Scores of the models in a cross-validated run, each on the fold that was excluded from its training, with their
    number of epochs, their recipe, and the hashes of their training data.
    """
    specs = [fold_spec(run, number) for number in range(FOLDS)]
    judged = [_judge_fold(spec, *parts, minutes) for spec, parts in zip(specs, fold_sounds(data, split), strict=True)]
    facts = {
        "networks": len({spec.sha256 for spec in specs}),
        "folds_kept_out": max(spec.recipe["without"].count("+") + 1 for spec in specs),
        "epochs": min(spec.recipe["epochs_done"] for spec in specs),
    }
    origin = {"recipe": read_common_recipe(specs), "trained_on": read_common_data(specs)}
    return {**facts, **origin, **fitted_figures(judged)}


def read_common_recipe(specs: Sequence[ModelSpec]) -> dict[str, Any]:
    """The recipe of the models in a run. Raises ModelFileError if the models have different recipes."""
    recipes = [shared_settings(spec.recipe) for spec in specs]
    for spec, recipe in zip(specs, recipes, strict=True):
        if recipe != recipes[0]:
            raise ModelFileError(
                f"model: {spec.path} was trained with another recipe than {specs[0].path}. Delete the folder of the "
                "run and train all folds."
            )
    return recipes[0]


def read_common_data(specs: Sequence[ModelSpec]) -> dict[str, str]:
    """Hashes of the files on which the models in a run were trained. Raises ModelFileError if the models have different
    files.
    """
    for spec in specs:
        if spec.trained_on != specs[0].trained_on:
            raise ModelFileError(
                f"model: {spec.path} was trained on other data than {specs[0].path}. "
                "Delete the folder of the run and train all folds."
            )
    return dict(specs[0].trained_on)


def fitted_figures(judged: Sequence[VoiceFold]) -> dict[str, Any]:
    """Scores of the folds, each with thresholds that were fitted on the streams of the other folds.

    `thresholds`: thresholds fitted on the streams of all folds together.
    """
    rows = []
    for fold in judged:
        others = [stream for other in judged if other is not fold for stream in other.streams]
        rows.append(fold.threshold_figures(*fit_thresholds(others, FALSE_PER_HOUR)))
    on, off = fit_thresholds([stream for fold in judged for stream in fold.streams], FALSE_PER_HOUR)
    return {**fold_summary(rows), "thresholds": {"laughter": on, "laughter_off": off}}


def fold_summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Median and worst fold of each score, and the scores of all folds."""
    worst = {"laughter_recall": min, "false_per_hour": max, "auc_amusement": min, "auc_amusement_ambience": min}
    values = {name: [row[name] for row in rows if row[name] is not None] for name in worst}
    return {
        "median": {name: float(np.median(found)) if found else None for name, found in values.items()},
        "worst": {name: choose(values[name]) if values[name] else None for name, choose in worst.items()},
        "folds": list(rows),
    }


def fold_sounds(data: Path, split: str) -> list[tuple[Sounds, Sounds]]:
    """Bursts and ambience for each fold of a split."""
    folder = find_data_folder(data, "voice", "bursts.csv")
    check_split(split, "bursts.csv", table_splits(folder, "bursts") | {UNHEARD})
    parts: list[tuple[Sounds, Sounds]] = [([], []) for _ in range(FOLDS)]
    for index, table in enumerate(("bursts", "ambience")):
        pairs = list(_unheard(folder, table) if split == UNHEARD else read_sounds(folder, table, split))
        for pair, number in zip(pairs, row_folds([row for row, _ in pairs]), strict=True):
            parts[number][index].append(pair)
    return parts


def _unheard(folder: Path, table: str) -> Iterator[tuple[Row, Floats]]:
    return (pair for pair in read_sounds(folder, table, "all") if row_split(pair[0]) == "val" or is_kept_out(pair[0]))


def fold_spec(run: Path, number: int) -> ModelSpec:
    """Settings of the model in a cross-validated run that was trained without a given fold. Raises ModelFileError."""
    folders = [folder for folder in sorted(run.glob("fold*")) if fold_name(number) in folder.name.split("+")]
    paths = [path for folder in folders[:1] for path in folder.glob("*.json")]
    if len(paths) != 1:
        raise ModelFileError(
            f"model: {folders[0] if folders else run / fold_name(number)} contains {len(paths)} model settings"
            " files, but must contain one. Train the folds first: vitrina models train voice --cross-validate"
            f" --out {run}"
        )
    return ModelSpec.load(paths[0])


def _judge_fold(spec: ModelSpec, bursts: Sounds, ambience: Sounds, minutes: float) -> VoiceFold:
    listener, rng = TimedLaughterDetector(spec), np.random.default_rng(0)
    sources = SyntheticStreamSources.collect_sources(bursts, ambience)
    streams = []
    for snr_db in SNRS_DB:
        samples, events = compose_stream(sources, minutes, snr_db, rng)
        predictions = listener.process(samples)
        amusement = np.array([prediction.probabilities[AMUSEMENT] for prediction in predictions], np.float32)
        streams.append(ScoredStream(snr_db, amusement, events))
        print(f"{spec.name}  {snr_db} dB", file=sys.stderr, flush=True)
    speakers = len({row["speaker"] for row, _ in bursts})
    return VoiceFold(streams, speakers, judge_clips(listener, bursts, ambience))
