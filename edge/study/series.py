"""Series of a session: rows as TSV in encrypted files, and the same rows read back as columns."""

from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.study.dictionary import MISSING, Column, Series, series_of
from edge.study.record_file import FileContent, RecordFile, read_records

SUFFIX = ".tsv.sealed"
RECORD_S = 0.25
"""Rows of this time go into one record. A process that is killed loses at most so much, and what it holds in queues."""

Value = float | str | bool | None
Row = tuple[Value, ...]
Columns = Mapping[str, NDArray[np.float64] | NDArray[np.str_]]
"""Name of a column to its values: numbers with NaN, or texts, where a missing one is empty."""


def path_of(folder: Path, name: str) -> Path:
    """The file of a series in the folder of a session."""
    return folder / f"{name}{SUFFIX}"


class SeriesWriter:
    """Writes one series. Rows wait for at most RECORD_S; `discard` forgets those that wait."""

    def __init__(self, folder: Path, name: str, key: bytes, session: str) -> None:
        """Raises StudyStorageError, and KeyError for a name that the dictionary has not."""
        self.series = series_of(name)
        self.rows = 0
        self._file = RecordFile(path_of(folder, name), key, f"{session}/{name}")
        self._waiting: list[str] = []
        self._rows: list[Row] = []  # the same, as values
        self._since_s: float | None = None
        self._file.append(("\t".join(self.series.names) + "\n").encode(), 0.0)

    def add(self, *values: Value) -> None:
        """Adds a row, with a value for each column in the order of the dictionary."""
        cells = map(cell, self.series.columns, values)
        self._waiting.append("\t".join(cells))
        self._rows.append(values)
        self.rows += 1

    def is_due(self, now_s: float) -> bool:
        """True if rows wait for long enough."""
        if not self._waiting:
            return False
        if self._since_s is None:
            self._since_s = now_s
        return not self._since_s <= now_s < self._since_s + RECORD_S

    def flush(self, now_s: float) -> list[Row]:
        """Writes all rows that wait, and returns them. Raises StudyStorageError."""
        if self._waiting:
            lines, self._waiting = self._waiting, []
            self._file.append("".join(f"{line}\n" for line in lines).encode(), now_s)
        rows, self._rows = self._rows, []
        self._since_s = None
        return rows

    def discard(self) -> None:
        """Forgets the rows that wait."""
        self._waiting.clear()
        self._rows.clear()
        self._since_s = None

    def close(self, now_s: float) -> list[Row]:
        """Writes what waits, and ends the file. Returns the rows as `flush` does. Raises StudyStorageError."""
        rows = self.flush(now_s)
        self._file.close()
        return rows


def cell(column: Column, value: Value) -> str:
    """One cell of a row: a text without line ends and tabs, a number with the digits of its column, or MISSING."""
    if column.kind == "text":
        text = "".join(letter if letter.isprintable() else " " for letter in str(value or "")).strip()
        return text or MISSING
    if value is None or isinstance(value, str) or not isfinite(value):
        return MISSING
    if column.kind == "flag":
        return str(int(value))
    return f"{value:.{column.digits}f}"


def read_content(folder: Path, name: str, key: bytes, session: str) -> FileContent:
    """The TSV text of a series. Raises StudyStorageError."""
    return read_records(path_of(folder, name), key, f"{session}/{name}")


def parse(series: Series, data: bytes) -> Columns:
    """Columns of a TSV text, by name, in the order of the dictionary."""
    lines = data.decode().splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return {column.name: _column(column, [row[index] for row in cells]) for index, column in enumerate(series.columns)}


def _column(column: Column, cells: Sequence[str]) -> NDArray[np.float64] | NDArray[np.str_]:
    if column.kind == "text":
        return np.array(["" if value == MISSING else value for value in cells], dtype=np.str_)
    return np.array([np.nan if value == MISSING else float(value) for value in cells], dtype=np.float64)
