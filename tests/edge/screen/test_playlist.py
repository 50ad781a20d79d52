"""Play feeds: plays files and playlists become events, or problems with line numbers."""

from pathlib import Path

import pytest

from edge.events import Experiment, PlayEnded, PlayStarted
from edge.screen.playlist import Playlist, PlaysFileError, read_plays

START_S = 1_767_225_600.0  # 2026-01-01T00:00:00Z


def plays_file(folder: Path, *lines: str) -> Path:
    path = folder / "plays.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def problems_of(path: Path) -> tuple[str, ...]:
    with pytest.raises(PlaysFileError) as caught:
        read_plays(path, START_S)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_plays_come_as_starts_and_ends_on_the_recordings_clock(tmp_path: Path) -> None:
    """Each line becomes a start and an end, counted from the start of the recording."""
    path = plays_file(tmp_path, "creative,start_s,end_s", "spring_a,0,15", "spring_b,15,30.5")
    assert read_plays(path, START_S) == [
        PlayStarted(at_s=START_S, creative="spring_a"),
        PlayEnded(at_s=START_S + 15),
        PlayStarted(at_s=START_S + 15, creative="spring_b"),
        PlayEnded(at_s=START_S + 30.5),
    ]


def test_media_second_and_experiment_are_optional(tmp_path: Path) -> None:
    """The optional columns may be missing, or empty in a line."""
    path = plays_file(
        tmp_path,
        "creative,start_s,end_s,media_from_s,experiment,arm,block",
        "a,0,5,2.5,e12,a,7",
        "b,5,10,,,,",
        "c,10,15,0,e12,b,",
    )
    starts = [event for event in read_plays(path, 0.0) if isinstance(event, PlayStarted)]
    assert [start.media_s for start in starts] == [2.5, 0.0, 0.0]
    assert [start.experiment for start in starts] == [Experiment("e12", "a", 7), None, Experiment("e12", "b", None)]
    short = plays_file(tmp_path, "creative,start_s,end_s,experiment,arm,block", "a,0,5,e12,a,7")
    assert read_plays(short, 0.0)[0] == PlayStarted(at_s=0.0, creative="a", experiment=Experiment("e12", "a", 7))


def test_files_from_spreadsheets_are_read(tmp_path: Path) -> None:
    """A byte order mark, CRLF, quotes, spaces after commas, empty lines and any order of plays are allowed."""
    path = tmp_path / "plays.csv"
    path.write_bytes(b'\xef\xbb\xbfcreative, start_s, end_s\r\n"b", 5, 10\r\n\r\n,,\r\n"a", 0, 5\r\n')
    assert [event.creative for event in read_plays(path, 0.0) if isinstance(event, PlayStarted)] == ["a", "b"]


def test_file_without_plays_gives_no_events(tmp_path: Path) -> None:
    """The first line alone is a valid file."""
    assert read_plays(plays_file(tmp_path, "creative,start_s,end_s"), 0.0) == []


def test_overlapping_plays_name_both_lines_and_both_times(tmp_path: Path) -> None:
    """Two plays cannot be on one screen at once. The problem has the file, both lines and both times."""
    path = plays_file(tmp_path, "creative,start_s,end_s", "a,0,15", "b,14,20", "c,20,25")
    (problem,) = problems_of(path)
    assert problem.startswith("plays.csv line 3: ")
    assert all(fact in problem for fact in ("14.0 s", "line 2", "15.0 s", "overlap"))


def test_long_play_overlaps_all_that_start_within_it(tmp_path: Path) -> None:
    """A play inside another is found even with a shorter play between them."""
    path = plays_file(tmp_path, "creative,start_s,end_s", "c,7,8", "a,0,10", "b,2,3")
    assert [text.split(":")[0] for text in problems_of(path)] == ["plays.csv line 2", "plays.csv line 4"]


def test_all_problems_are_reported_at_once_with_their_lines(tmp_path: Path) -> None:
    """Every problem is reported, also several in one line."""
    path = plays_file(
        tmp_path,
        "creative,start_s,end_s,media_from_s",
        "good,0,5,0",
        "Bad Name,5,4,0",
        "a,x,nan,0",
        "b,-1,2,601",
        "c,6,6,0",
        "d,7,8",
        f"{'e' * 65},8,inf,-1",
    )
    facts_by_problem = [
        ("line 3: ", "creative", "'Bad Name'", "1 to 64", "a-z 0-9 _ . -"),
        ("line 3: ", "ends", "4.0 s", "start", "5.0 s"),
        ("line 4: ", "end_s", "nan", "not a number"),
        ("line 4: ", "start_s", "'x'", "not a number"),
        ("line 5: ", "media_from_s", "601", "0 or more", "600 at most"),
        ("line 5: ", "start_s", "-1", "0 or more"),
        ("line 6: ", "ends", "6.0 s", "start", "(6.0 s)"),
        ("line 7: ", "3 values", "4 columns", "creative,start_s,end_s,media_from_s"),
        ("line 8: ", "creative", f"'{'e' * 65}'", "1 to 64", "a-z 0-9 _ . -"),
        ("line 8: ", "end_s", "inf", "not a number"),
        ("line 8: ", "media_from_s", "-1", "0 or more", "600 at most"),
    ]
    for problem, facts in zip(problems_of(path), facts_by_problem, strict=True):
        assert problem.startswith(f"plays.csv {facts[0]}")
        assert all(fact in problem for fact in facts)


@pytest.mark.parametrize("row", ["a,0,5,,x,", "a,0,5,e1,,", "a,0,5,e1,a,-1", "a,0,5,e1,a,1.5", "a,0,5,E 1,a,1"])
def test_half_an_experiment_is_a_problem(tmp_path: Path, row: str) -> None:
    """An experiment needs a name and an arm. A block is a whole number."""
    (problem,) = problems_of(plays_file(tmp_path, "creative,start_s,end_s,experiment,arm,block", row))
    assert problem.startswith("plays.csv line 2: ")


@pytest.mark.parametrize(
    "header", ["", "a,0,5", "creative,start_s", "start_s,creative,end_s", "creative,start_s,end_s,arm"]
)
def test_wrong_columns_are_a_problem_of_line_1(tmp_path: Path, header: str) -> None:
    """The problem names the allowed columns."""
    (problem,) = problems_of(plays_file(tmp_path, header, "a,0,5"))
    assert problem.startswith("plays.csv line 1: this must name the columns: creative,start_s,end_s[,media_from_s]")


def test_unreadable_plays_files_give_their_cause(tmp_path: Path) -> None:
    """The file is missing, is not text, or is not CSV."""
    assert "No such file" in problems_of(tmp_path / "none.csv")[0]
    film = tmp_path / "film.csv"
    film.write_bytes(b"\x00\xff\xfe\x80")
    assert "not text in UTF-8" in problems_of(film)[0]
    assert "line 2: this is not CSV" in problems_of(plays_file(tmp_path, "creative,start_s,end_s", '"a"b,0,5'))[0]


def test_playlist_loops_without_drift() -> None:
    """Each start comes once, at its exact time, for any interval of calls and any length of run."""
    playlist = Playlist([("a", 0.1), ("b", 0.2)], start_s=START_S)
    assert playlist.poll(START_S - 1) == []
    assert playlist.poll(START_S) == [PlayStarted(START_S, "a", duration_s=0.1, feed="playlist")]
    assert playlist.poll(START_S) == []
    starts = playlist.poll(START_S + 30_000.0)
    assert len(starts) == 200_000
    assert starts[-1].at_s - START_S == pytest.approx(30_000.0, abs=1e-6)
    assert {event.creative for event in starts[1::2] if isinstance(event, PlayStarted)} == {"a"}


def test_stopped_playlist_ends_its_play_and_gives_no_more_events() -> None:
    """A stop gives the starts up to its time and one end. Before the first start there is no play to end."""
    playlist = Playlist([("a", 10.0), ("b", 10.0)], start_s=0.0)
    events = playlist.stop(15.0)
    assert [type(event).__name__ for event in events] == ["PlayStarted", "PlayStarted", "PlayEnded"]
    assert events[-1].at_s == 15.0
    assert playlist.poll(100.0) == []
    assert playlist.stop(100.0) == []
    assert Playlist([("a", 10.0)], start_s=50.0).stop(15.0) == []


@pytest.mark.parametrize("items", [[], [("a", 0.0)], [("a", -1.0)], [("a", float("nan"))], [("Ä", 5.0)]])
def test_unusable_playlist_is_refused(items: list[tuple[str, float]]) -> None:
    """A playlist without items, durations or valid names is refused."""
    with pytest.raises(ValueError, match=r"^playlist: "):
        Playlist(items, start_s=0.0)
