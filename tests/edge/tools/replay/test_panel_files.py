"""Files of a panel and of adverts: which are taken, in which order, and what is wrong with them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from edge.messages.payloads import CreativeId
from edge.messages.wire import creative_name
from edge.screen.plays_file import PlaysFileError, RecordedPlay, RecordedPlays
from edge.sources.recordings import RecordingError
from edge.tools.replay.advert_plays import plan_plays_from_folder
from edge.tools.replay.panel_files import find_participants, media_files
from tests.doubles.films import cut, write_film, write_jpegs
from tests.doubles.mjpeg import noise

FOR_ALL = RecordedPlays((RecordedPlay(2, "spring", 0.0, 5.0),))


def folder_of(path: Path, *names: str) -> Path:
    for name in names:
        (path / name).touch()
    return path


def test_each_recording_is_one_participant_in_order_of_file_name(tmp_path: Path) -> None:
    """Hidden files, folders, texts and plays files are none. The number counts from 1."""
    folder_of(tmp_path, "bo.MP4", "ada.mkv", ".DS_Store", "notes.txt", "bo.plays.csv", "who.csv", "README.md")
    (tmp_path / "bo.plays.csv").write_text("creative,start_s,end_s\n")
    (tmp_path / "more").mkdir()
    assert [(one.number, one.video.name, one.site_name) for one in find_participants(tmp_path, None)] == [
        (1, "ada.mkv", "panel-1"),
        (2, "bo.MP4", "panel-2"),
    ]


def test_plays_beside_a_recording_count_before_those_for_all(tmp_path: Path) -> None:
    """Bo began at another moment. An empty table of one's own means that nothing was shown."""
    folder_of(tmp_path, "ada.mp4", "bo.mp4", "cy.mp4")
    (tmp_path / "bo.plays.csv").write_text("creative;start_s;end_s\nspring;0:01;0:06,5\n")
    (tmp_path / "cy.plays.csv").write_text("creative,start_s,end_s\n")
    ada, bo, cy = find_participants(tmp_path, FOR_ALL)
    assert ada.plays is FOR_ALL
    assert [(play.start_s, play.end_s) for play in bo.plays.plays] == [(1.0, 6.5)]
    assert cy.plays.plays == ()


def test_problems_of_all_plays_files_are_named_at_once(tmp_path: Path) -> None:
    folder_of(tmp_path, "ada.mp4", "bo.mp4")
    (tmp_path / "ada.plays.csv").write_text("creative,start_s,end_s\nspring,5,1\n")
    (tmp_path / "bo.plays.csv").write_text("creative,start_s\n")
    with pytest.raises(PlaysFileError) as caught:
        find_participants(tmp_path, FOR_ALL)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "ada.plays.csv line 2",
        "bo.plays.csv line 1",
    ]


@pytest.mark.parametrize("kind", ["missing", "empty", "file"])
def test_a_folder_without_recordings_is_an_error(tmp_path: Path, kind: str) -> None:
    """The error names the folder."""
    folder = tmp_path / "panel"
    if kind == "file":
        folder.touch()
    elif kind == "empty":
        folder.mkdir()
    with pytest.raises(RecordingError, match=str(folder)):
        media_files(folder, "videos")


# Adverts ------------------------------------------------------------------------------------------------------------


def test_adverts_follow_each_other_from_second_0_in_order_of_file_name(tmp_path: Path) -> None:
    """Each lasts as long as its film, and its title is the file's name."""
    write_film(tmp_path / "2 Sommer.mp4", frames=50)
    write_film(tmp_path / "1 Frühling.mkv", frames=75)
    plays = plan_plays_from_folder(tmp_path)
    assert [play.creative for play in plays.plays] == ["1-fruhling", "2-sommer"]
    assert [play.start_s for play in plays.plays] == pytest.approx([0.0, 3.0], abs=0.05)
    assert [play.end_s for play in plays.plays] == pytest.approx([3.0, 5.0], abs=0.1)
    assert plays.titles == {"1-fruhling": "1 Frühling", "2-sommer": "2 Sommer"}


def test_a_broken_advert_is_an_error_because_it_would_move_all_later_ones(tmp_path: Path) -> None:
    """Also a film that is cut short, and a still picture, whose length nobody knows."""
    write_film(tmp_path / "a.mp4")
    (tmp_path / "b.mp4").write_text("hello")
    with pytest.raises(RecordingError, match=r"b\.mp4 could not be opened"):
        plan_plays_from_folder(tmp_path)
    (tmp_path / "b.mp4").unlink()
    cut(write_film(tmp_path / "c.avi"), 0.5)
    with pytest.raises(RecordingError, match=r"cut_c\.avi"):
        plan_plays_from_folder(tmp_path)
    (tmp_path / "cut_c.avi").unlink()
    write_jpegs(tmp_path / "d.jpg", [next(iter(noise(64, 48)))])
    with pytest.raises(RecordingError, match=r"d\.jpg is an image, which has no duration"):
        plan_plays_from_folder(tmp_path)


def test_two_adverts_of_one_id_are_an_error_that_names_both(tmp_path: Path) -> None:
    write_film(tmp_path / "Ad A.mp4")
    write_film(tmp_path / "ad-a.mp4")
    with pytest.raises(PlaysFileError, match=r"Ad A\.mp4 and ad-a\.mp4 would both get the id ad-a\. Rename"):
        plan_plays_from_folder(tmp_path)


@pytest.mark.parametrize(
    ("title", "creative"),
    [
        ("spring_a", "spring_a"),
        ("Frühling 2026 (neu)", "fruhling-2026-neu"),
        ("v1.2-final", "v1.2-final"),
        ("..hidden..", "hidden"),
        ("a" * 63 + " b", "a" * 63),
        ("广告", "advert-5f9f1409"),
    ],
)
def test_the_id_of_an_advert_is_its_name_in_plain_letters(title: str, creative: str) -> None:
    assert creative_name(title) == creative


@given(st.text(st.characters(codec=None), min_size=1, max_size=80))
def test_every_title_gives_a_valid_id_that_stays(title: str) -> None:
    """Also one in another script, or with bytes that are no text; and an id is its own id."""
    creative = creative_name(title)
    assert TypeAdapter(CreativeId).validate_python(creative) == creative
    assert creative_name(creative) == creative
