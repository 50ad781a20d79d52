"""document.py: a card starts with the licence and shows every number of the spec."""

import dataclasses
from pathlib import Path

import pytest

from models.card import document
from models.card.figures import figure_panels
from models.expression.corruptions import CORRUPTIONS
from models.expression.data import CLASSES
from models.serving.spec import ZOO, ModelSpec
from tests.doubles.measured import smile_figures
from tests.models.card.specs import SHIPPED, measured_spec

DAY = "2026-11-24"


def test_first_sentence_is_about_the_licence() -> None:
    """The licence comes before facts, numbers and use."""
    first = document.card_text(SHIPPED, DAY).splitlines()[2]
    assert first.startswith("**For evaluation only.** The pictures of FER2013 are not cleared for commerce")


def test_shipped_card_is_made_from_its_spec() -> None:
    """No number of the shipped card was edited by hand or is out of date."""
    shipped = SHIPPED.path.with_suffix(".md").read_text(encoding="utf-8")
    date = next(line for line in shipped.splitlines() if line.startswith("| made |")).split()[3].rstrip(",")
    assert shipped == document.card_text(SHIPPED, date, figure=bool(figure_panels(SHIPPED)))
    assert SHIPPED.path.with_suffix(".svg").is_file() == bool(figure_panels(SHIPPED))


PASSED = {
    "median": {"laughter_recall": 0.65, "false_per_hour": 20.0},
    "worst": {"laughter_recall": 0.5},
    "networks": 5,
    "epochs_share": 1.0,
}


def test_a_card_says_where_its_network_runs(tmp_path: Path) -> None:
    """As the kiosk decides: by licence, by the gate of a voice network, and by the figures of a smile detector."""
    voice, body = (ModelSpec.load(ZOO / f"{name}.json") for name in ("voice-0.4m", "body-1k"))
    runs = document.uses_sentence
    assert runs(SHIPPED) == 'only with `[models] use = "research"`'
    assert runs(dataclasses.replace(voice, metrics={})) == f"{runs(SHIPPED)}: 8 rules of its gate are not met"
    slow = {**voice.metrics, "cross_validation": PASSED, "voice": {"real_time_factor": 0.02}}
    assert runs(dataclasses.replace(voice, metrics=slow)) == f"{runs(SHIPPED)}: one rule of its gate is not met"
    assert runs(body) == "in a shop and in research"
    commercial = dataclasses.replace(SHIPPED, licence="commercial", metrics={"gates": {"surprise": {"auc": 0.95}}})
    assert runs(commercial) == f"{runs(SHIPPED)}: its smiles were not measured, or a score is too low"
    commercial = dataclasses.replace(commercial, metrics={**commercial.metrics, **smile_figures()})
    assert runs(commercial) == "in a shop, where it reports smiles only; in research, where it reports everything"
    assert f"| where it runs | {runs(SHIPPED)} |" in document.card_text(measured_spec(tmp_path), DAY)


def test_every_class_group_and_corruption_has_its_row(tmp_path: Path) -> None:
    """Rows with bad or missing values are shown too."""
    spec = measured_spec(tmp_path)
    shown = document.card_text(spec, DAY)
    assert "| contempt | 37 | 20.0% | 10.0 to 95.0 |" in shown
    for name in CLASSES:
        assert f"| {name} | " in shown
    for name in CORRUPTIONS:
        assert f"| {name.replace('_', ' ')} | " in shown
    assert "| gender | female | 40 | 100.0% (90.0 to 100.0) | 50.0% (40.0 to 60.0) | 10.0% (5.0 to 15.0) | – |" in shown
    assert "| mean negative | 12.0 | 1.0 to 23.0 | gender: female above male |" in shown


def test_smaller_files_have_size_difference_and_scores(tmp_path: Path) -> None:
    """Scores are shown only for measured files."""
    spec = measured_spec(tmp_path)
    row = f"| int8 | `tiny.int8.onnx` | 1,000 | 0.08 | 85.8% | 96.9% | 0.0130 | 0.0030 | `{'0' * 64}` |"
    assert row in document.card_text(spec, DAY)
    unknown = dataclasses.replace(spec, metrics={"parity": {}})
    assert f"| int8 | `tiny.int8.onnx` | 1,000 | – | `{'0' * 64}` |" in document.card_text(unknown, DAY)


def test_errors_of_the_pose_head_stand_beside_the_keypoints(tmp_path: Path) -> None:
    """The card has the fitted tiles, both errors and the command; nothing of it for a network without the head."""
    spec = measured_spec(tmp_path)
    shown = document.card_text(spec, DAY)
    assert "| from the model's head | 2.4 | 4.7 | 2.7 |" in shown
    assert "| from the detector's keypoints | 4.9 | 8.8 | 5.6 |" in shown
    assert "FaceLandmarker for 4,985 tiles" in " ".join(shown.split())
    assert "python -m models.labelling.pose runs/expression" in shown
    metrics = {name: value for name, value in spec.metrics.items() if name != "pose"}
    without = dataclasses.replace(spec, metrics=metrics, outputs={"probabilities": (8,), "affect": (2,)})
    before_tried = document.card_text(without, DAY).split("## What was tried")[0]
    assert "FaceLandmarker" not in before_tried
    assert "expression.pose" not in before_tried


def test_missing_measurements_are_left_out(tmp_path: Path) -> None:
    """The card of a network without measurements has no sections of numbers."""
    shown = document.card_text(dataclasses.replace(measured_spec(tmp_path), metrics={}), DAY)
    assert "### " not in shown
    assert "## Where it fails" in shown


def test_unknown_metrics_get_a_general_table(tmp_path: Path) -> None:
    """Metrics without a text of their own are shown in a table."""
    spec = measured_spec(tmp_path)
    spec = dataclasses.replace(spec, metrics={**spec.metrics, "heads": {"head_ccc_valence": 0.812}})
    assert "| head ccc valence | 0.812 |" in document.card_text(spec, DAY)


@pytest.mark.parametrize("task", ["voice", "body"])
def test_cards_of_other_tasks_have_the_same_order(task: str, tmp_path: Path) -> None:
    """Licence, use, misuse, data, numbers, limits; a commercial licence is the first sentence too."""
    spec = dataclasses.replace(
        measured_spec(tmp_path), task=task, licence="commercial", licence_note="All of it is ours.",
        metrics={task: {"n": 27, "balanced_accuracy": 0.634, "recall": {"amusement": 0.7}}, "parity": {"int8": 0.1}},
    )  # fmt: skip
    shown = document.card_text(spec, DAY)
    order = ("**May be used in a business.**", "## What it is for", "## What it is not", "## Data", "## Numbers",
             "| balanced accuracy | 0.634 |", "| amusement | 0.7 |", "## Smaller files",
             "## Where it fails")  # fmt: skip
    places = [shown.index(part) for part in order]
    assert places == sorted(places)
    assert "train on" not in shown.split("## What it is for")[0]


def test_tried_md_is_copied_unchanged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The text comes from models/TASK/tried.md; without the file there is no such section."""
    monkeypatch.setattr(document, "MODELS", tmp_path)
    assert document.tried_text("body") == ""
    (tmp_path / "body").mkdir()
    (tmp_path / "body" / "tried.md").write_text("- A longer memory: worse.\n", encoding="utf-8")
    assert document.tried_text("body") == "## What was tried and did not help\n\n- A longer memory: worse."


def test_mislabelled_sheet_is_no_score(tmp_path: Path) -> None:
    """The stills' labels are not about the face, so the card has a sentence and no numbers of them."""
    spec = measured_spec(tmp_path)
    stills = {"n": 506, "accuracy": 0.41, "smile_accuracy": 0.77}
    sheets = {**spec.metrics["expression-ood"]["sheets"], "colour": stills}
    metrics = {**spec.metrics, "expression-ood": {"sheets": sheets}}
    shown = document.card_text(dataclasses.replace(spec, metrics=metrics), DAY)
    assert "| grey | 9 | 70.0% | 95.0% |" in shown
    assert "| colour |" not in shown
    assert "follow the story of the film, not the face" in " ".join(shown.split())


@pytest.mark.parametrize("name", ["face-full-range", "face-short-range"])
def test_the_card_of_a_converted_network_is_made_from_its_spec(name: str) -> None:
    """It says that nothing was trained, and lists every face that one of the two detectors found alone."""
    spec = ModelSpec.load(ZOO / f"{name}.json")
    shipped = spec.path.with_suffix(".md").read_text(encoding="utf-8")
    assert shipped == document.card_text(spec, "2026-11-27")
    assert "| made | 2026-11-27, converted, not trained |" in shipped
    assert "seed" not in shipped
    row = {"picture": "a clip, 7", "found by": "served", "score": 0.512, "x": 3, "y": 4, "width": 50}
    clips = {**spec.metrics["faces-clips"], "alone": [row]}
    with_one = dataclasses.replace(spec, metrics={**spec.metrics, "faces-clips": clips})
    assert "| a clip, 7 | served | 0.512 | 3 | 4 | 50 |" in document.card_text(with_one, "2026-11-27")
    assert "Not measured yet." in document.card_text(dataclasses.replace(spec, metrics={}), "2026-11-27")


def test_a_network_with_the_speech_embedding_has_a_card_of_its_own() -> None:
    """Its task is that of the voice network; what made it, and what it keeps in memory, are not."""
    voice = ModelSpec.load(ZOO / "voice-0.4m.json")
    laughter = dataclasses.replace(voice, inputs={"mel": (100, 32), "state": (384,)})
    text = document.card_text(laughter, DAY)
    assert "Google's speech embedding" in text
    assert "models/laughter/recipe.py" in text
    assert "models.train laughter --cross-validate" in text
    assert "Google" not in document.card_text(voice, DAY)
