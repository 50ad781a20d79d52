"""Plays file: a table with the plays of a recording, written by a person or a spreadsheet."""

import csv
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from edge.events import Experiment, PlayEnded, PlayStarted
from edge.files import read_text
from edge.screen.play_feed import PlayEvent
from edge.screen.play_values import (
    BadPlayValueError,
    checked_experiment,
    checked_name,
    checked_seconds,
    checked_title,
    parsed_time,
)

LAST_MEDIA_S = 600
"""Largest media second that a plays file may contain."""

_BASE = ("creative", "start_s", "end_s")
_EXPERIMENT = ("experiment", "arm", "block")
_HEADERS = (_BASE, (*_BASE, "media_from_s"), (*_BASE, *_EXPERIMENT), (*_BASE, "media_from_s", *_EXPERIMENT))
_WANTED = f"{','.join(_BASE)}[,media_from_s][,{','.join(_EXPERIMENT)}][,name]"
_TITLE = "name"

T = TypeVar("T")
_Line = tuple[int, list[str]]  # line number and cells


class PlaysFileError(Exception):
    """The plays file cannot be used. Each of `problems` is a sentence with the file and the line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class RecordedPlay:
    """One play of a recording. Times are in seconds from the start of the recording. `line`: its line in the file."""

    line: int
    creative: str
    start_s: float
    end_s: float
    media_from_s: float = 0.0
    experiment: Experiment | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class RecordedPlays:
    """Plays of a recording in chronological order, and the creatives' titles for people to read."""

    plays: tuple[RecordedPlay, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def play_events(self, start_s: float) -> list[PlayEvent]:
        """The plays as events, for a recording that started at `start_s`."""
        return [event for play in self.plays for event in _events(play, start_s)]


def read_plays(path: Path) -> RecordedPlays:
    """Read the plays from a CSV file with `,` or `;` between the values.

    The first line names the columns: `creative,start_s,end_s[,media_from_s][,experiment,arm,block]`, and in any
    position `name`, the title to show. Times are seconds or minutes:seconds. Plays may be in any order. A file with
    only the first line means that the screen shows nothing. Raises PlaysFileError with all problems.
    """
    header, lines = _read_csv_table(path, _read_text(path))
    plays: list[RecordedPlay] = []
    problems: list[tuple[int, str]] = []
    for line, cells in lines:
        play, faults = _parse_play(line, header, cells)
        problems += [(line, text) for text in faults]
        plays += [play] if play is not None else []
    plays.sort(key=lambda play: (play.start_s, play.line))
    problems += _overlap_problems(plays)
    titles, faults_of_titles = _collect_creative_titles(plays)
    if problems or faults_of_titles:
        raise PlaysFileError([f"{path.name} line {line}: {text}" for line, text in sorted(problems + faults_of_titles)])
    return RecordedPlays(tuple(plays), titles)


def _read_text(path: Path) -> str:
    try:
        return read_text(path, encoding="utf-8-sig")
    except OSError as error:
        raise PlaysFileError([f"plays: {path} cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PlaysFileError(
            [f"{path.name} line {line} is not UTF-8 text. Save the file as CSV UTF-8 in your spreadsheet program."]
        ) from error


def _read_csv_table(path: Path, text: str) -> tuple[tuple[str, ...], list[_Line]]:
    """Read the column names, and the line number and cells of each line that is not empty."""
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise PlaysFileError([f"{path.name} line {reader.line_num} is not valid CSV: {error}."]) from error
    header = tuple(_without_end(rows[0][1], 0)) if rows else ()
    if tuple(column for column in header if column != _TITLE) not in _HEADERS or header.count(_TITLE) > 1:
        wrong = f"this line must name the columns: {_WANTED}. It is: {','.join(header)!r}."
        raise PlaysFileError([f"{path.name} line 1: {wrong}"])
    return header, [(line, _without_end(cells, len(header))) for line, cells in rows[1:] if any(cells)]


def _without_end(cells: list[str], least: int) -> list[str]:
    """The cells without the empty ones that a spreadsheet adds after the last column."""
    count = len(cells)
    while count > least and not cells[count - 1]:
        count -= 1
    return cells[:count]


def _parse_play(line: int, header: tuple[str, ...], cells: list[str]) -> tuple[RecordedPlay | None, list[str]]:
    """Parse the play in one line. Return the play and no problems, or None and all problems of an invalid line."""
    if len(cells) != len(header):
        fault = f"there are {len(cells)} values for {len(header)} columns ({','.join(header)})."
        hint = " If numbers have a decimal comma, write ; between the values." if len(cells) > len(header) else ""
        return None, [fault + hint]
    row = dict(zip(header, cells, strict=True))
    faults: list[str] = []

    def read(value: Callable[[], T]) -> T | None:
        try:
            return value()
        except BadPlayValueError as error:
            faults.append(str(error))
            return None

    def time(text: str, column: str, maximum: float = math.inf) -> float | None:
        return read(lambda: checked_seconds(parsed_time(text, column), column, maximum))

    creative = read(lambda: checked_name(row["creative"], "creative"))
    start_s, end_s = time(row["start_s"], "start_s"), time(row["end_s"], "end_s")
    media_s = time(row.get("media_from_s") or "0", "media_from_s", LAST_MEDIA_S)
    experiment = read(lambda: _experiment_of_row(row))
    title = read(lambda: checked_title(row.get(_TITLE, ""), _TITLE))
    if start_s is not None and end_s is not None and end_s <= start_s:
        faults.append(f"this play ends at {end_s:.1f} s, which is not after its start ({start_s:.1f} s).")
    if faults or creative is None or start_s is None or end_s is None or media_s is None:
        return None, faults
    return RecordedPlay(line, creative, start_s, end_s, media_s, experiment, title or ""), []


def _experiment_of_row(row: Mapping[str, str]) -> Experiment | None:
    if not any(row.get(key) for key in _EXPERIMENT):
        return None
    block = row["block"]
    return checked_experiment(row["experiment"], row["arm"], int(block) if block.isdecimal() else block or None)


def _overlap_problems(plays: Sequence[RecordedPlay]) -> list[tuple[int, str]]:
    """Problems of plays that overlap. The plays must be ordered by start."""
    problems: list[tuple[int, str]] = []
    last: RecordedPlay | None = None  # of the plays so far, the one that ends last
    for play in plays:
        if last is not None and play.start_s < last.end_s:
            text = (
                f"this play starts at {play.start_s:.1f} s, before that of line {last.line} ends ({last.end_s:.1f} s). "
                "Plays must not overlap."
            )
            problems.append((play.line, text))
        if last is None or play.end_s > last.end_s:
            last = play
    return problems


def _collect_creative_titles(plays: Sequence[RecordedPlay]) -> tuple[dict[str, str], list[tuple[int, str]]]:
    """Title of each creative that has one. Several lines may repeat a creative's title, but it must be the same."""
    first: dict[str, RecordedPlay] = {}
    problems = []
    for play in sorted((play for play in plays if play.title), key=lambda play: play.line):
        known = first.setdefault(play.creative, play)
        if known.title != play.title:
            text = f"{play.creative} has the name {play.title!r}, but {known.title!r} in line {known.line}. Keep one."
            problems.append((play.line, text))
    return {creative: play.title for creative, play in first.items()}, problems


def _events(play: RecordedPlay, start_s: float) -> Iterator[PlayEvent]:
    yield PlayStarted(
        at_s=start_s + play.start_s, creative=play.creative, media_s=play.media_from_s, experiment=play.experiment
    )
    yield PlayEnded(at_s=start_s + play.end_s)
