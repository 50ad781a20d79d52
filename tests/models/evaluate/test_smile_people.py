"""Figures of a smile detector by person: each person alone, the worst beside all."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.evaluate import command


def row(clip: str, person: str, from_s: float, to_s: float, what: str, note: str = "") -> dict[str, str]:
    return {"clip": clip, "person": person, "from_s": str(from_s), "to_s": str(to_s), "what": what, "note": note}


TRUTH = [
    row("a.mp4", "p1", 0.0, 1.0, "smile"),
    row("a.mp4", "p1", 1.0, 2.0, "neutral"),
    row("b.mp4", "p1", 0.0, 0.6, "smile"),
    row("b.mp4", "p1", 1.0, 2.0, "neutral", "UNSURE"),
    row("crowd.mp4", "p1", 0.0, 1.0, "smile"),
    row("crowd.mp4", "p2", 0.0, 1.0, "smile"),
    row("a_composite.mp4", "p1", 0.0, 1.0, "smile"),
    row("again.mp4", "p1", 0.0, 1.0, "smile"),
    row("again.mp4", "p1", 0.0, 1.0, "faces_camera", "same take as a"),
    row("title.mp4", "none", 0.0, 1.0, "empty"),
]


def test_the_figures_by_person_are_a_measurement() -> None:
    assert "smile-people" in command.TASKS


def test_each_person_counts_once_and_only_where_nobody_else_is() -> None:
    from models.evaluate.smile_people import select_lone_people

    found = dict(select_lone_people(TRUTH))
    assert list(found) == ["a.mp4", "b.mp4"]
    assert [one["what"] for one in found["b.mp4"]] == ["smile"]


def test_a_step_is_the_mean_of_its_looks_and_is_wrong_without_one() -> None:
    from models.evaluate.smile_people import person_figures, step_probabilities

    looks = np.array([[0.0, 0.9], [0.1, 0.5], [0.2, 0.2], [0.4, np.nan], [1.0, 0.1], [1.2, 0.6]])
    steps = step_probabilities([one for one in TRUTH if one["clip"] == "a.mp4"], looks)
    assert steps["smiles"][:2] == pytest.approx([0.7, 0.2])
    assert np.isnan(steps["smiles"][2:]).all()
    told = person_figures({"a": steps})
    assert told["all"]["smiles"] == {"steps": 5, "coverage": 0.4, "right": 0.2}
    assert told["all"]["neutral"] == {"steps": 5, "coverage": 0.4, "right": 0.2}


def test_the_worst_person_stands_beside_the_mean() -> None:
    """Two people who smile as often: of one every smile is found, of the other none. The mean hides it."""
    from models.evaluate.smile_people import person_figures

    told = person_figures({"anna": {"smiles": [0.9] * 10}, "ben": {"smiles": [0.2] * 10, "neutral": [0.1]}})
    assert told["all"]["smiles"]["right"] == 0.5
    assert (told["worst"]["smiles"]["person"], told["worst"]["smiles"]["right"]) == ("ben", 0.0)
    assert told["worst"]["neutral"]["person"] == "ben"


def test_clips_without_their_truth_are_missing_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["smile-people", "--data", str(tmp_path), "--split", "all"]) == 3
    assert "truth.csv does not exist" in capsys.readouterr().err


def test_a_clip_is_read_through_the_detector_and_the_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2 = pytest.importorskip("cv2")
    from edge.perception.vision import drawn_faces

    film = cv2.VideoWriter(str(tmp_path / "a.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), 5.0, (640, 480))
    for _ in range(5):
        film.write(drawn_faces.draw_faces(640, 480, 1))
    film.release()
    (tmp_path / "truth.csv").write_text("clip,person,from_s,to_s,what,note\na.mp4,p1,0,1,neutral,\n", encoding="utf-8")
    assert command.main(["smile-people", "--data", str(tmp_path), "--split", "all"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["people"]["a"]["neutral"]["steps"] == 5
    assert 0.0 <= told["all"]["neutral"]["coverage"] <= 1.0
