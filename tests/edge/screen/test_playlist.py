"""The play feed says what was on screen, or says line by line why it cannot."""

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
    """Each line is a start and an end, counted from the start of the recording."""
    path = plays_file(tmp_path, "creative,start_s,end_s", "spring_a,0,15", "spring_b,15,30.5")
    assert read_plays(path, START_S) == [
        PlayStarted(at_s=START_S, creative="spring_a"),
        PlayEnded(at_s=START_S + 15),
        PlayStarted(at_s=START_S + 15, creative="spring_b"),
        PlayEnded(at_s=START_S + 30.5),
    ]


def test_media_second_and_experiment_are_read_where_they_stand(tmp_path: Path) -> None:
    """The optional columns may be there or not, and may be empty in a line."""
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


def test_spreadsheets_way_of_writing_a_file_is_read(tmp_path: Path) -> None:
    """A byte order mark, CRLF, quotes, blanks after commas, empty lines and any order of plays are no faults."""
    path = tmp_path / "plays.csv"
    path.write_bytes(b'\xef\xbb\xbfcreative, start_s, end_s\r\n"b", 5, 10\r\n\r\n,,\r\n"a", 0, 5\r\n')
    assert [event.creative for event in read_plays(path, 0.0) if isinstance(event, PlayStarted)] == ["a", "b"]


def test_file_without_plays_is_a_screen_that_shows_nothing(tmp_path: Path) -> None:
    """The first line alone is a whole file."""
    assert read_plays(plays_file(tmp_path, "creative,start_s,end_s"), 0.0) == []


def test_overlapping_plays_name_both_lines_and_both_times(tmp_path: Path) -> None:
    """Two plays cannot be on one screen; the text is that of the style guide."""
    path = plays_file(tmp_path, "creative,start_s,end_s", "a,0,15", "b,14,20", "c,20,25")
    assert problems_of(path) == (
        "plays.csv line 3: this play starts at 14.0 s, before that of line 2 ends (15.0 s). Plays may not overlap.",
    )


def test_long_play_overlaps_all_that_start_within_it(tmp_path: Path) -> None:
    """A play inside another is found even when a shorter one stands between the two."""
    path = plays_file(tmp_path, "creative,start_s,end_s", "c,7,8", "a,0,10", "b,2,3")
    assert [text.split(":")[0] for text in problems_of(path)] == ["plays.csv line 2", "plays.csv line 4"]


def test_all_problems_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    """Whoever mends the file sees everything that is wrong with it, several in one line included."""
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
    assert [text.removeprefix("plays.csv line ") for text in problems_of(path)] == [
        "3: creative is 'Bad Name'; it must be 1 to 64 of a-z 0-9 _ . -.",
        "3: this play ends at 4.0 s, which is not after its start (5.0 s).",
        "4: end_s is nan, which is not a number of seconds.",
        "4: start_s is 'x', which is not a number of seconds.",
        "5: media_from_s is 601; it must be 0 or more, 600 at most.",
        "5: start_s is -1; it must be 0 or more.",
        "6: this play ends at 6.0 s, which is not after its start (6.0 s).",
        "7: there are 3 values for 4 columns (creative,start_s,end_s,media_from_s).",
        f"8: creative is '{'e' * 65}'; it must be 1 to 64 of a-z 0-9 _ . -.",
        "8: end_s is inf, which is not a number of seconds.",
        "8: media_from_s is -1; it must be 0 or more, 600 at most.",
    ]


@pytest.mark.parametrize("row", ["a,0,5,,x,", "a,0,5,e1,,", "a,0,5,e1,a,-1", "a,0,5,e1,a,1.5", "a,0,5,E 1,a,1"])
def test_half_an_experiment_is_a_problem(tmp_path: Path, row: str) -> None:
    """An experiment needs its name and its arm; a block is a whole number."""
    (problem,) = problems_of(plays_file(tmp_path, "creative,start_s,end_s,experiment,arm,block", row))
    assert problem.startswith("plays.csv line 2: ")


@pytest.mark.parametrize(
    "header", ["", "a,0,5", "creative,start_s", "start_s,creative,end_s", "creative,start_s,end_s,arm"]
)
def test_columns_that_are_not_ours_are_a_problem_of_line_1(tmp_path: Path, header: str) -> None:
    """The first line must name the columns; what they may be is said."""
    (problem,) = problems_of(plays_file(tmp_path, header, "a,0,5"))
    assert problem.startswith("plays.csv line 1: this must name the columns: creative,start_s,end_s[,media_from_s]")


def test_what_is_no_plays_file_is_told_by_its_cause(tmp_path: Path) -> None:
    """Missing, not text, not CSV."""
    assert "No such file" in problems_of(tmp_path / "none.csv")[0]
    film = tmp_path / "film.csv"
    film.write_bytes(b"\x00\xff\xfe\x80")
    assert "not text in UTF-8" in problems_of(film)[0]
    assert "line 2: this is not CSV" in problems_of(plays_file(tmp_path, "creative,start_s,end_s", '"a"b,0,5'))[0]


def test_playlist_goes_round_and_never_drifts() -> None:
    """Starts come once each, at exact times, however seldom one asks and however long it runs."""
    playlist = Playlist([("a", 0.1), ("b", 0.2)], start_s=START_S)
    assert playlist.until(START_S - 1) == []
    assert playlist.until(START_S) == [PlayStarted(START_S, "a", duration_s=0.1, feed="playlist")]
    assert playlist.until(START_S) == []
    starts = playlist.until(START_S + 30_000.0)
    assert len(starts) == 200_000
    assert starts[-1].at_s - START_S == pytest.approx(30_000.0, abs=1e-6)
    assert {event.creative for event in starts[1::2] if isinstance(event, PlayStarted)} == {"a"}


def test_playlist_that_is_stopped_ends_its_play_and_stays_silent() -> None:
    """A stop gives the starts up to it and one end; a playlist that never began has nothing to end."""
    playlist = Playlist([("a", 10.0), ("b", 10.0)], start_s=0.0)
    events = playlist.stop(15.0)
    assert [type(event).__name__ for event in events] == ["PlayStarted", "PlayStarted", "PlayEnded"]
    assert events[-1].at_s == 15.0
    assert playlist.until(100.0) == []
    assert playlist.stop(100.0) == []
    assert Playlist([("a", 10.0)], start_s=50.0).stop(15.0) == []


@pytest.mark.parametrize("items", [[], [("a", 0.0)], [("a", -1.0)], [("a", float("nan"))], [("Ä", 5.0)]])
def test_playlist_that_cannot_be_shown_is_refused(items: list[tuple[str, float]]) -> None:
    """Empty, without length, or without a name."""
    with pytest.raises(ValueError, match=r"^playlist: "):
        Playlist(items, start_s=0.0)
