"""Scenes in exports: each showing at its time, cut to what was shown, in every format."""

import csv
from pathlib import Path

import pytest

from edge.study.export.export import ExportRequest, export_study
from edge.study.scenes import Scene
from tests.doubles.study import START_S, Lab
from tests.edge.study.export.bids_check import STEM
from tests.edge.study.export.shared import SHARED, session

SCENES = (
    Scene("spring", 2.0, 4.5, "dog"),
    Scene("spring", 8.0, 30.0, "logo"),
    Scene("spring", 10.0, 12.0, "never shown"),
    Scene("summer", 3.0, 5.0, "cut"),
    Scene("winter", 0.0, 5.0, "no ad"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of w1, who saw spring from second 6 to 16, and summer without a known end."""
    place = tmp_path_factory.mktemp("scenes")
    lab = Lab(place)
    with lab.open() as study:
        study.participants.add("w1", lab.terms(SHARED))
        session(study, "w1")
        for kind, folder, scenes in (("bids", "bids", SCENES), ("csv", "csv", SCENES), ("csv", "none", ())):
            export_study(study, ExportRequest(kind, place / folder, "w1", scenes=scenes), lambda: lab.now_s)
    return place


def test_scenes_are_events_of_bids_in_order(place: Path) -> None:
    head, *rows = [line.split("\t") for line in (place / "bids" / f"{STEM}_events.tsv").read_text().splitlines()]
    scenes = [dict(zip(head, row, strict=True)) for row in rows if row[2] == "scene"]
    assert [(one["onset"], one["duration"], one["name"], one["scene"]) for one in scenes] == [
        ("8.000000", "2.500000", "spring", "dog"),
        ("14.000000", "2.000000", "spring", "logo"),
    ]
    assert {(one["media_from_s"], one["error_s"], one["origin"]) for one in scenes} == {
        ("2.0000", "1.000000", "scenes"),
        ("8.0000", "1.000000", "scenes"),
    }
    assert [float(row[0]) for row in rows] == sorted(float(row[0]) for row in rows)


def test_other_exports_have_a_table_of_scenes_if_there_are_any(place: Path) -> None:
    with (place / "csv" / "scenes.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["participant"], row["session"], row["creative"], row["scene"]) for row in rows] == [
        ("w1", "01", "spring", "dog"),
        ("w1", "01", "spring", "logo"),
    ]
    assert [float(row["time_s"]) - START_S for row in rows] == [8.0, 14.0]
    assert [float(row["duration_s"]) for row in rows] == [2.5, 2.0]
    assert not (place / "none" / "scenes.csv").exists()


def test_a_scene_counts_from_the_second_at_which_the_ad_was_started(tmp_path: Path) -> None:
    """An ad that starts at its second 2.5 shows a scene of seconds 2 to 4 from its start on, for 1.5 s."""
    lab = Lab(tmp_path)
    with lab.open() as study:
        study.participants.add("w1", lab.terms(SHARED))
        one = session(study, "w1")
        writer = study.stored.open_series_writer(study.stored.add_session("w1", one.info), "events")
        writer.add_row(START_S + 3, "advert_start", "spring", 2.5, None, "player")
        writer.add_row(START_S + 9, "advert_end", "spring", None, None, "player")
        writer.close(START_S + 9)
        request = ExportRequest("csv", tmp_path / "csv", "w1", scenes=(Scene("spring", 2.0, 4.0, "dog"),))
        export_study(study, request, lambda: lab.now_s)
    with (tmp_path / "csv" / "scenes.csv").open() as file:
        row = next(row for row in csv.DictReader(file) if row["session"] == "02")
    assert (float(row["time_s"]) - START_S, row["duration_s"]) == (3.0, "1.500000")
    assert (row["media_s"], row["error_s"]) == ("2.5000", "n/a")
