"""Plays files: plays become events, or problems with line numbers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.events import Experiment, PlayEnded, PlayStarted
from edge.screen.play_feed import PlayEvent
from edge.screen.play_values import BadPlayValueError, parsed_time
from edge.screen.plays_file import PlaysFileError, read_plays

START_S = 1_767_225_600.0  # 2026-01-01T00:00:00Z


def plays_file(folder: Path, *lines: str) -> Path:
    path = folder / "plays.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def events_of(path: Path, start_s: float) -> list[PlayEvent]:
    return read_plays(path).play_events(start_s)


def problems_of(path: Path) -> tuple[str, ...]:
    with pytest.raises(PlaysFileError) as caught:
        read_plays(path)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_plays_come_as_starts_and_ends_on_the_recordings_clock(tmp_path: Path) -> None:
    """Each line becomes a start and an end, counted from the start of the recording."""
    path = plays_file(tmp_path, "creative,start_s,end_s", "spring_a,0,15", "spring_b,15,30.5")
    assert events_of(path, START_S) == [
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
    starts = [event for event in events_of(path, 0.0) if isinstance(event, PlayStarted)]
    assert [start.media_s for start in starts] == [2.5, 0.0, 0.0]
    assert [start.experiment for start in starts] == [Experiment("e12", "a", 7), None, Experiment("e12", "b", None)]
    short = plays_file(tmp_path, "creative,start_s,end_s,experiment,arm,block", "a,0,5,e12,a,7")
    assert events_of(short, 0.0)[0] == PlayStarted(at_s=0.0, creative="a", experiment=Experiment("e12", "a", 7))


def test_files_from_spreadsheets_are_read(tmp_path: Path) -> None:
    """A byte order mark, CRLF, quotes, spaces after commas, empty lines and any order of plays are allowed."""
    path = tmp_path / "plays.csv"
    path.write_bytes(b'\xef\xbb\xbfcreative, start_s, end_s\r\n"b", 5, 10\r\n\r\n,,\r\n"a", 0, 5\r\n')
    assert [event.creative for event in events_of(path, 0.0) if isinstance(event, PlayStarted)] == ["a", "b"]


def test_file_without_plays_gives_no_events(tmp_path: Path) -> None:
    """The first line alone is a valid file."""
    assert events_of(plays_file(tmp_path, "creative,start_s,end_s"), 0.0) == []


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
        ("line 5: ", "media_from_s", "601", "0 or more", "at most 600"),
        ("line 5: ", "start_s", "-1", "0 or more"),
        ("line 6: ", "ends", "6.0 s", "start", "(6.0 s)"),
        ("line 7: ", "3 values", "4 columns", "creative,start_s,end_s,media_from_s"),
        ("line 8: ", "creative", f"'{'e' * 65}'", "1 to 64", "a-z 0-9 _ . -"),
        ("line 8: ", "end_s", "inf", "not a number"),
        ("line 8: ", "media_from_s", "-1", "0 or more", "at most 600"),
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
    named = "creative,start_s,end_s[,media_from_s]"
    assert problem.startswith(f"plays.csv line 1: this line must name the columns: {named}")


def test_unreadable_plays_files_give_their_cause(tmp_path: Path) -> None:
    """The file is missing, is not text, or is not CSV."""
    assert "No such file" in problems_of(tmp_path / "none.csv")[0]
    film = tmp_path / "film.csv"
    film.write_bytes(b"\x00\xff\xfe\x80")
    assert "not UTF-8 text" in problems_of(film)[0]
    assert "line 2 is not valid CSV" in problems_of(plays_file(tmp_path, "creative,start_s,end_s", '"a"b,0,5'))[0]


# What a spreadsheet writes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 12.0), ("12.5", 12.5), ("12,5", 12.5), ("0:05", 5.0), ("1:5", 65.0), ("75:30", 4530.0), ("0:05,5", 5.5)],
)
def test_times_are_seconds_or_minutes_and_seconds(tmp_path: Path, text: str, seconds: float) -> None:
    """With a point or a comma, as the language of the spreadsheet has it."""
    start, end = read_events(tmp_path, "creative;start_s;end_s", f"a;{text};99:00")
    assert (start.at_s, end.at_s) == (seconds, 5940.0)


def read_events(folder: Path, *lines: str) -> list[PlayEvent]:
    return events_of(plays_file(folder, *lines), 0.0)


@given(st.integers(0, 599), st.integers(0, 59_999), st.sampled_from([",", "."]))
def test_every_way_to_write_a_time_gives_its_seconds(minutes: int, ms: int, mark: str) -> None:
    """Minutes and seconds, and seconds alone, are one time."""
    seconds = f"{ms // 1000}{mark}{ms % 1000:03d}"
    assert parsed_time(f"{minutes}:{seconds}", "start_s") == pytest.approx(minutes * 60 + ms / 1000)
    assert parsed_time(seconds, "start_s") == pytest.approx(ms / 1000)


@given(st.text(max_size=12))
def test_any_other_text_is_refused_with_its_column(text: str) -> None:
    """A text is a number or a problem; nothing else comes out."""
    problem = ""
    try:
        parsed_time(text, "end_s")
    except BadPlayValueError as error:
        problem = str(error)
    is_number = any(letter.isdigit() for letter in text) or "n" in text.lower()  # nan and inf are numbers to Python
    assert problem.startswith("end_s is ") or is_number


def test_hours_are_refused_with_the_way_to_write_them(tmp_path: Path) -> None:
    """A spreadsheet shows five seconds, 0:05, as 00:05:00: which of both was meant cannot be known."""
    (problem,) = problems_of(plays_file(tmp_path, "creative;start_s;end_s", "a;0;00:05:00"))
    assert problem.startswith("plays.csv line 2: end_s is '00:05:00'")
    assert "75:30" in problem


@pytest.mark.parametrize("text", ["0:60", "1:", ":05", "1,5,0", "1.000,5", "-0:05"])
def test_a_bad_time_names_its_line_and_both_ways(tmp_path: Path, text: str) -> None:
    (problem,) = problems_of(plays_file(tmp_path, "creative;start_s;end_s", "a;0;5", f"b;{text};99"))
    assert problem.startswith(f"plays.csv line 3: start_s is {text!r}")
    assert "12.5" in problem


def test_a_table_of_a_german_spreadsheet_is_read(tmp_path: Path) -> None:
    """Byte order mark, CRLF, semicolons, decimal commas, a title in quotes, and empty columns at the end."""
    path = tmp_path / "plays.csv"
    path.write_bytes(
        '\ufeffcreative;name;start_s;end_s;;\r\nspring;"Frühling; neu";0:00;0:15,5;;\r\n;;;;;\r\n'.encode()
    )
    plays = read_plays(path)
    assert [event.at_s for event in plays.play_events(0.0)] == [0.0, 15.5]
    assert plays.titles == {"spring": "Frühling; neu"}


def test_decimal_commas_between_commas_are_a_problem_with_its_cure(tmp_path: Path) -> None:
    """0,5 is two values there."""
    (problem,) = problems_of(plays_file(tmp_path, "creative,start_s,end_s", "a,0,5,5"))
    assert problem.startswith("plays.csv line 2: there are 4 values for 3 columns")
    assert "write ; between the values" in problem


def test_a_file_in_another_encoding_names_the_line_and_the_cure(tmp_path: Path) -> None:
    """A spreadsheet's plain CSV on Windows is not UTF-8."""
    path = tmp_path / "plays.csv"
    path.write_bytes("creative,start_s,end_s,name\na,0,5,x\nb,5,9,Frühling\n".encode("cp1252"))
    (problem,) = problems_of(path)
    assert problem == "plays.csv line 3 is not UTF-8 text. Save the file as CSV UTF-8 in your spreadsheet program."


def test_a_title_may_stand_in_any_line_of_its_creative_but_is_one(tmp_path: Path) -> None:
    """Lines without a title follow the one that has one; a second title names both lines."""
    header = "name,creative,start_s,end_s"
    assert read_plays(plays_file(tmp_path, header, ",a,0,5", "Spring,a,5,9", ",b,9,10")).titles == {"a": "Spring"}
    (problem,) = problems_of(plays_file(tmp_path, header, "Spring,a,0,5", "Summer,a,5,9"))
    assert problem == "plays.csv line 3: a has the name 'Summer', but 'Spring' in line 2. Keep one."
    (problem,) = problems_of(plays_file(tmp_path, header, f"{'x' * 201},a,0,5"))
    assert "at most 200 characters" in problem
