"""Play feeds: events of the plays on screen, from a plays file or a playlist of durations. Nothing is guessed."""

import csv
import io
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from edge.alerts import Alert
from edge.events import Experiment, PlayEnded, PlayStarted
from edge.files import read_text
from edge.screen.play_feed import PlayEvent

LAST_MEDIA_S = 600
"""Last media second."""

_NAME = re.compile(r"[a-z0-9_.-]{1,64}")
_NAME_RULE = "1 to 64 of a-z 0-9 _ . -"

_BASE = ("creative", "start_s", "end_s")
_EXPERIMENT = ("experiment", "arm", "block")
_HEADERS = (_BASE, (*_BASE, "media_from_s"), (*_BASE, *_EXPERIMENT), (*_BASE, "media_from_s", *_EXPERIMENT))

T = TypeVar("T")


# A plays file -------------------------------------------------------------------------------------------------------


class PlaysFileError(Exception):
    """Unusable plays file. Each of `problems` is a sentence with the file and the line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _BadPlayValueError(Exception):
    """Invalid value. The text names the value and the reason."""


@dataclass(frozen=True, slots=True)
class _PlaysRow:
    line: int
    creative: str
    start_s: float
    end_s: float
    media_from_s: float
    experiment: Experiment | None


def read_plays(path: Path, start_s: float) -> list[PlayEvent]:
    """Reads the plays of a CSV file as events in order of time. The file's times count from `start_s`.

    Columns, named by the first line: `creative,start_s,end_s[,media_from_s][,experiment,arm,block]`. Plays may stand in
    any order. A file with only the first line means a screen that shows nothing. Raises PlaysFileError with all
    problems.
    """
    header, lines = _read(path)
    plays: list[_PlaysRow] = []
    problems: list[tuple[int, str]] = []
    for line, cells in lines:
        play, faults = _play(line, header, cells)
        problems += [(line, text) for text in faults]
        plays += [play] if play is not None else []
    plays.sort(key=lambda play: (play.start_s, play.line))
    problems += _overlaps(plays)
    if problems:
        raise PlaysFileError([f"{path.name} line {line}: {text}" for line, text in sorted(problems)])
    return [event for play in plays for event in _events(play, start_s)]


def _read(path: Path) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """Reads the column names, and the cells of each line that is not empty, with its number."""
    try:
        text = read_text(path, encoding="utf-8-sig")
    except OSError as error:
        raise PlaysFileError([f"plays: {path} cannot be read: {error.strerror}."]) from error
    except UnicodeDecodeError as error:
        raise PlaysFileError([f"plays: {path} is not text in UTF-8."]) from error
    reader = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True, strict=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise PlaysFileError([f"{path.name} line {reader.line_num}: this is not CSV: {error}."]) from error
    header = tuple(rows[0][1]) if rows else ()
    if header not in _HEADERS:
        wanted = f"{','.join(_BASE)}[,media_from_s][,{','.join(_EXPERIMENT)}]"
        raise PlaysFileError(
            [f"{path.name} line 1: this must name the columns: {wanted}. It is: {','.join(header)!r}."]
        )
    return header, [(line, cells) for line, cells in rows[1:] if any(cells)]


def _play(line: int, header: tuple[str, ...], cells: list[str]) -> tuple[_PlaysRow | None, list[str]]:
    """Parses the play of one line. Returns None for a bad line, and all its problems."""
    if len(cells) != len(header):
        return None, [f"there are {len(cells)} values for {len(header)} columns ({','.join(header)})."]
    row = dict(zip(header, cells, strict=True))
    faults: list[str] = []

    def read(value: Callable[[], T]) -> T | None:
        try:
            return value()
        except _BadPlayValueError as error:
            faults.append(str(error))
            return None

    creative = read(lambda: _name(row["creative"], "creative"))
    start_s = read(lambda: _seconds(_number(row["start_s"], "start_s"), "start_s"))
    end_s = read(lambda: _seconds(_number(row["end_s"], "end_s"), "end_s"))
    from_text = row.get("media_from_s") or "0"
    media_s = read(lambda: _seconds(_number(from_text, "media_from_s"), "media_from_s", LAST_MEDIA_S))
    experiment = read(lambda: _experiment_of_row(row))
    if start_s is not None and end_s is not None and end_s <= start_s:
        faults.append(f"this play ends at {end_s:.1f} s, which is not after its start ({start_s:.1f} s).")
    if faults or creative is None or start_s is None or end_s is None or media_s is None:
        return None, faults
    return _PlaysRow(line, creative, start_s, end_s, media_s, experiment), []


def _experiment_of_row(row: Mapping[str, str]) -> Experiment | None:
    if not any(row.get(key) for key in _EXPERIMENT):
        return None
    block = row["block"]
    return _experiment(row["experiment"], row["arm"], int(block) if block.isdecimal() else block or None)


def _overlaps(plays: Sequence[_PlaysRow]) -> list[tuple[int, str]]:
    """Problems between plays that are in order of their start."""
    problems: list[tuple[int, str]] = []
    last: _PlaysRow | None = None  # the play so far that ends last
    for play in plays:
        if last is not None and play.start_s < last.end_s:
            text = (
                f"this play starts at {play.start_s:.1f} s, before that of line {last.line} ends ({last.end_s:.1f} s). "
                "Plays may not overlap."
            )
            problems.append((play.line, text))
        if last is None or play.end_s > last.end_s:
            last = play
    return problems


def _events(play: _PlaysRow, start_s: float) -> Iterator[PlayEvent]:
    yield PlayStarted(
        at_s=start_s + play.start_s, creative=play.creative, media_s=play.media_from_s, experiment=play.experiment
    )
    yield PlayEnded(at_s=start_s + play.end_s)


# A playlist ---------------------------------------------------------------------------------------------------------


class Playlist:
    """Play feed: an endless loop of creatives from `start_s` on. `items` are (creative, duration_s)."""

    def __init__(self, items: Sequence[tuple[str, float]], start_s: float) -> None:
        """Raises ValueError for an empty list, a bad creative name, or a duration that is not above zero."""
        if not items:
            raise ValueError("playlist: there is no creative in it.")
        try:
            self._items = [(_name(creative, "creative"), _positive(length, "duration_s")) for creative, length in items]
        except _BadPlayValueError as error:
            raise ValueError(f"playlist: {error}") from error
        self.alerts: tuple[Alert, ...] = ()
        self._start_s = start_s
        self._loop_s = math.fsum(duration_s for _, duration_s in self._items)
        self._next = 0
        self._is_stopped = False

    def poll(self, now_s: float) -> list[PlayEvent]:
        """New starts up to and including `now_s`. A start ends the play before it."""
        events: list[PlayEvent] = []
        while not self._is_stopped and self._start_of(self._next) <= now_s:
            creative, duration_s = self._items[self._next % len(self._items)]
            start_s = self._start_of(self._next)
            events.append(PlayStarted(at_s=start_s, creative=creative, duration_s=duration_s, feed="playlist"))
            self._next += 1
        return events

    def close(self) -> None:
        """Nothing is open."""

    def stop(self, at_s: float) -> list[PlayEvent]:
        """New starts up to `at_s`, and the end of the current play there. No events come after it."""
        events = self.poll(at_s)
        if self._next > 0 and not self._is_stopped:
            events.append(PlayEnded(at_s=at_s))
        self._is_stopped = True
        return events

    def _start_of(self, index: int) -> float:
        # Computed from the start for each play, so that a playlist of weeks does not drift.
        loops, place = divmod(index, len(self._items))
        return self._start_s + loops * self._loop_s + math.fsum(length for _, length in self._items[:place])


# Values -------------------------------------------------------------------------------------------------------------


def _name(value: object, label: str) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise _BadPlayValueError(f"{label} is {value!r}; it must be {_NAME_RULE}.")
    return value


def _number(text: str, label: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _BadPlayValueError(f"{label} is {text!r}, which is not a number of seconds.") from None


def _seconds(value: object, label: str, maximum: float = math.inf) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _BadPlayValueError(f"{label} is {value!r}, which is not a number of seconds.")
    if not 0 <= value <= maximum:
        raise _BadPlayValueError(
            f"{label} is {value:g}; it must be 0 or more" + (f", {maximum:g} at most." if maximum < math.inf else ".")
        )
    return float(value)


def _positive(value: object, label: str) -> float:
    seconds = _seconds(value, label)
    if seconds == 0:
        raise _BadPlayValueError(f"{label} is 0; it must be more.")
    return seconds


def _experiment(name: object, arm: object, block: object) -> Experiment:
    if block is not None and (isinstance(block, bool) or not isinstance(block, int) or block < 0):
        raise _BadPlayValueError(f"block is {block!r}; it must be a whole number from 0 on.")
    return Experiment(id=_name(name, "experiment"), arm=_name(arm, "arm"), block=block)
