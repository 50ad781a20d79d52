"""body.py: keys of the result, scores of other people, and None for a missing file."""

import json
from pathlib import Path

import pytest

from edge.perception.runtime import InferenceSession
from models.body.data import load_stress
from models.evaluate import body as evaluate_body
from models.evaluate.command import TASKS, main
from models.serving.features.body import HZ
from models.serving.spec import ZOO, ModelSpec
from tests.models.body.drawn_people import write_exams, write_stress

KEYS = {"n", "subjects", "balanced_accuracy", "auc", "control", "on_body_recall", "off_body_recall", "parameters"}


@pytest.fixture(scope="module")
def spec() -> ModelSpec:
    """The shipped network."""
    return ModelSpec.load(ZOO / f"{TASKS['body'][0]}.json")


def result_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, float | None]:
    """JSON object that the command prints."""
    assert main(["body", "--data", str(folder), "--split", "all"]) == 0
    found: dict[str, float | None] = json.loads(capsys.readouterr().out)
    assert set(found) >= KEYS
    return found


def test_people_outside_the_training_data_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two synthetic people with responses during the task are scored well; S01 is not counted."""
    write_exams(write_stress(tmp_path, range(41, 43), seconds=1000))
    found = result_of(tmp_path, capsys)
    assert (found["subjects"], found["n"]) == (2, 2 * 164)
    assert found["auc"] is not None
    assert found["auc"] > 0.7
    assert found["on_body_recall"] == found["off_body_recall"] == 1.0
    assert found["parameters"] is not None
    assert found["parameters"] <= 50_000


def test_missing_file_leaves_nulls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with exams alone has no arousal figures; one with stress alone has no contact figures."""
    exams = result_of(write_exams(tmp_path / "exams"), capsys)
    assert exams["balanced_accuracy"] is exams["control"] is exams["n"] is None
    assert exams["on_body_recall"] == 1.0
    stress = result_of(write_stress(tmp_path / "stress", range(1, 3)), capsys)
    assert stress["on_body_recall"] is stress["off_body_recall"] is None
    assert (stress["subjects"], stress["control"]) == (1, None)


def test_unknown_split_and_missing_folder_have_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["body", "--data", str(write_exams(tmp_path)), "--split", "train"]) == 2
    assert main(["body", "--data", str(tmp_path / "nowhere"), "--split", "all"]) == 3
    assert "--data" in capsys.readouterr().err


def test_predictions_depend_on_the_last_three_minutes_alone(spec: ModelSpec, tmp_path: Path) -> None:
    """A recording that starts 300 s later gives the same predictions from second 180 on."""
    session = InferenceSession(spec)
    (person,) = load_stress(write_stress(tmp_path, range(2, 3)))
    late = type(person)(
        2, person.eda_us[300 * HZ :], person.hr_bpm[300:], person.stress[300:], (0.0, float(person.seconds - 300))
    )
    whole = [one.arousal for one in evaluate_body.observe_recording(session, person)][300:]
    again = [one.arousal for one in evaluate_body.observe_recording(session, late)]
    # The artefact removal uses five seconds before the window too.
    assert again[190:] == pytest.approx(whole[190:], abs=1e-4)
