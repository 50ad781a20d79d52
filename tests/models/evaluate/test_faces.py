"""faces.py: a converted detector is measured on pictures and films, on the views that the kiosk shows to it."""

from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.perception.vision import drawn_faces
from models.data import DataMissingError
from models.evaluate import faces
from models.evaluate.splits import UnknownDataSplitError
from models.gate import GATES
from models.serving.gate import number_at_path
from models.serving.spec import ZOO, ModelSpec
from tests.models.expression.drawn_faces import write_faces

FULL_RANGE, SHORT_RANGE = (ModelSpec.load(ZOO / f"face-{kind}-range.json") for kind in ("full", "short"))


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of three wide pictures with one, four and no faces."""
    folder = tmp_path_factory.mktemp("films")
    film = cv2.VideoWriter(str(folder / "drawn.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), 5.0, (1280, 720))
    for count in (1, 4, 0):
        film.write(drawn_faces.draw_faces(1280, 720, count))
    film.release()
    return folder


def test_the_full_range_network_sees_each_picture_and_its_squares(films: Path) -> None:
    told = faces.evaluate_clips(FULL_RANGE, films, "all")
    assert (told["pictures"], told["calls"]) == (3, 9)
    assert told["faces"] >= 5
    assert (told["box_within"], told["score_within"], told["alone"]) == (1.0, 1.0, [])


def test_the_short_range_network_sees_a_square_around_each_face(films: Path) -> None:
    told = faces.evaluate_clips(SHORT_RANGE, films, "all")
    assert (told["pictures"], told["calls"]) == (3, 5)
    assert told["faces"] == 5
    assert (told["box_within"], told["score_within"], told["alone"]) == (1.0, 1.0, [])


def test_portraits_have_all_values_of_the_gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Measured on drawn faces; cost of a call included, of few calls."""
    monkeypatch.setattr(faces, "detector_cost", partial(faces.detector_cost, rounds=3, calls=2))
    folder = write_faces(tmp_path / "faces", train=4, public=4)
    told = {"faces": faces.evaluate_portraits(FULL_RANGE, folder, "all")}
    for rule in GATES["faces"]:
        if rule.path.startswith("faces."):
            assert number_at_path(told, rule.path) is not None or told["faces"]["faces"] == 0, rule.path
    assert told["faces"]["cost_ratio"] > 0


def test_a_folder_without_films_and_a_split_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match=r"contains no \.mp4"):
        faces.evaluate_clips(FULL_RANGE, tmp_path, "all")
    with pytest.raises(UnknownDataSplitError):
        faces.evaluate_clips(FULL_RANGE, tmp_path, "public")


def test_a_network_that_finds_other_boxes_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other detector's weights in its place: hardly a box is the same."""
    monkeypatch.setattr(faces, "_original", lambda _: "face_detection_full_range_sparse")
    told = faces.compare_detectors(SHORT_RANGE, [("drawn", np.asarray(drawn_faces.draw_faces(640, 480, 1)))])
    assert told["box_within"] != 1.0 or told["alone"]
