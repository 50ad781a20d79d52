"""Steps from a folder of images to a judged model: pack, judge by folds, calibrate, train, measure, audit, write."""

import shlex
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from edge.files import replace_file
from models.card.command import write_card
from models.card.measure import measure_network
from models.data import read_table, row_split
from models.evaluate.command import round_floats
from models.expression.export import export_network
from models.expression.task import ExpressionTrainingTask, build_task
from models.expression.teachers import load_spec
from models.labelling.pack import (
    CroppedPicture,
    LabelledPicture,
    check_out_folder,
    crop_faces,
    list_pictures,
    write_pack,
)
from models.loop import train_task
from models.make.audit import audit_groups
from models.make.cross_validation import judge_images, predict_folds
from models.make.page import MadeModel, model_page
from models.make.people import GROUPS_FILE, Groups, assign_folds, read_groups
from models.make.scores import JudgedImages, cross_validation_scores, misread_images
from models.make.verdict import judge_model
from models.serving.gate import VERDICT
from models.serving.spec import ZOO, ModelSpec

MOST_MISREAD = 20
PACKED, RUN, FOLDS_FOLDER = "packed", "run", "folds"
"""Folders in the output folder: the packed images, the run of the model, and the runs of the folds, which are removed
at the end.
"""


@dataclass(frozen=True)
class MakeSettings:
    """Settings of one command. `start_from`: the model from which the training starts, or None. `is_unseen`:
    declares that this model was trained on none of the people. `groups`: file with the groups; None: groups.csv in
    the folder, if it is there. `command`: the words of the command line, for the page.
    """

    folder: Path
    out: Path
    name: str
    start_from: str | None
    is_unseen: bool
    full: bool
    licence: str | None
    licence_note: str
    groups: Path | None
    seed: int
    day: str
    command: Sequence[str]

    def task(self, packed: Path) -> ExpressionTrainingTask:
        """Training task for a folder of packed images. Raises DataMissingError and ModelFileError."""
        return build_task(
            packed,
            self.seed,
            quick=self.start_from is None and not self.full,
            licence=self.licence,
            licence_note=self.licence_note,
            start_from=self.start_from,
        )


def make_model(settings: MakeSettings) -> tuple[MadeModel, Path]:
    """Make and judge a model. Return it and its page. Raises DataMissingError or ModelFileError."""
    begun_s = time.perf_counter()
    pictures, groups = list_pictures(settings.folder), find_groups(settings)
    start = load_spec(settings.start_from) if settings.start_from else None
    check_out_folder(settings.out / PACKED)
    _say(f"finding the faces in {len(pictures)} images")
    cropped, unused = crop_faces(pictures)
    fold_of = assign_folds([own.person for own, _ in cropped])
    write_pack(cropped, settings.out / PACKED)
    task = settings.task(settings.out / PACKED)
    logits = predict_folds(cropped, fold_of, settings.task, settings.out / FOLDS_FOLDER)
    judged, calibration = judge_images(cropped, fold_of, logits, task.config().get("start", {}))
    _say("training the model")
    train_task(task, settings.out / RUN)
    calibration.write(settings.out / RUN)
    spec = export_network(settings.out / RUN, settings.out / PACKED, settings.out, settings.name)
    is_unseen = start is None or start.folder == ZOO or settings.is_unseen
    metrics = {"cross_validation": {**cross_validation_scores(judged), "unseen_start": int(is_unseen)}}
    if groups is not None:
        metrics["audit"] = _audit(judged, cropped, unused, groups)
    spec = write_measured(spec, {**round_floats(metrics), **measure_test_part(spec, settings.out / PACKED)})
    verdict = judge_model(spec)
    spec = write_measured(spec, {VERDICT: verdict.use})
    write_card(spec, settings.day)
    reasons = [(f"{own.expression}/{own.path.name}", reason) for own, reason in unused]
    made = MadeModel(
        spec, verdict, len(pictures), reasons, misread_images(judged, MOST_MISREAD),
        shlex.join(settings.command), settings.day, time.perf_counter() - begun_s,
    )  # fmt: skip
    page = settings.out / f"{settings.name}.html"
    replace_file(page, model_page(made).encode(), is_public=True)
    shutil.rmtree(settings.out / FOLDS_FOLDER)
    return made, page


def find_groups(settings: MakeSettings) -> Groups | None:
    """Groups from the file that the settings name, or from groups.csv in the folder; None without a file. Raises
    DataMissingError.
    """
    path = settings.groups or settings.folder / GROUPS_FILE
    return read_groups(path) if settings.groups or path.is_file() else None


def measure_test_part(spec: ModelSpec, packed: Path) -> dict[str, Any]:
    """Figures of the exported files, on people of the test part. Empty if the test part is empty, as it may be with few
    people.
    """
    if not any(row_split(row) == "public" for row in read_table(packed / "ferplus.csv")):
        return {}
    return measure_network(spec, packed)


def write_measured(spec: ModelSpec, metrics: dict[str, Any]) -> ModelSpec:
    """Add figures to the model settings. Return the settings as they are in the file."""
    return ModelSpec.load(replace(spec, metrics={**spec.metrics, **metrics}).save())


def _audit(
    judged: JudgedImages,
    cropped: Sequence[CroppedPicture],
    unused: Sequence[tuple[LabelledPicture, str]],
    groups: Groups,
) -> dict[str, Any]:
    pictures = [*((own.person, True) for own, _ in cropped), *((own.person, False) for own, _ in unused)]
    return audit_groups(judged, pictures, groups)


def _say(step: str) -> None:
    print(f"make: {step}", file=sys.stderr, flush=True)
