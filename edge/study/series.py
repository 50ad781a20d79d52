"""Series of a session: writes rows as TSV to encrypted files, and reads them back as columns."""

from collections import deque
from collections.abc import Mapping, Sequence
from math import ceil, isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.study.dictionary import MISSING, STREAM, Column, Series, find_series
from edge.study.record_file import FileContent, RecordFile, has_more_lines_than, read_records

SUFFIX = ".tsv.sealed"
ROW_BYTES = 72
"""Length of the longest usual row of a kit, in bytes."""
CELL_BYTES = 24
"""Length of the longest usual cell of a stream, in bytes. A stream has any number of channels."""

Value = float | str | bool | None
Row = tuple[Value, ...]
Columns = Mapping[str, NDArray[np.float64] | NDArray[np.str_]]
"""Values by column name: numbers or texts. A missing number is NaN, and a missing text is empty."""


def series_path(folder: Path, name: str) -> Path:
    """Path of a series file in the session's folder."""
    return folder / f"{name}{SUFFIX}"


def record_size_bytes(series: Series, rate_hz: float | None) -> int:
    """Size in bytes of a record for one second of a series. `rate_hz`: nominal rate of its device; 0, None: unknown."""
    row_bytes = CELL_BYTES * len(series.columns) if series.name == STREAM.name else ROW_BYTES
    return series.record_bytes * max(1, ceil((rate_hz or 0.0) * row_bytes / series.record_bytes))


class SeriesWriter:
    """Writes one series. Rows wait until their second is over, or longer if earlier rows fill the records.

    `start_s`: start of the session. `rate_hz`: nominal rate of a kit; None: unknown.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        key: bytes,
        session: str,
        start_s: float = 0.0,
        rate_hz: float | None = None,
        channels: Sequence[Column] = (),
    ) -> None:
        """`channels`: columns of the channels of a stream.

        Raises StudyStorageError, and KeyError if the data dictionary does not contain the series."""
        self.series = find_series(name, channels)
        size = record_size_bytes(self.series, rate_hz)
        self._file = RecordFile(series_path(folder, name), key, f"{session}/{name}", size, start_s)
        self._added = 0  # bytes
        self._rows: deque[tuple[int, Row]] = deque()  # that wait, and the number of bytes up to the end of each
        self._add("\t".join(self.series.column_names))

    def add_row(self, *values: Value) -> None:
        """Add a row, with one value per column in the order of the data dictionary."""
        self._add("\t".join(map(format_cell, self.series.columns, values)))
        self._rows.append((self._added, values))

    def write_due_rows(self, now_s: float) -> list[Row]:
        """Write the records that are due, and return the rows that they contain. Raises StudyStorageError."""
        self._file.write_due_records(now_s)
        return self._stored()

    def discard_waiting_rows(self) -> None:
        """Drop the waiting rows, and end the file. Raises StudyStorageError."""
        self._rows.clear()
        self._file.discard_waiting_lines()

    def close(self, now_s: float) -> list[Row]:
        """Write the waiting rows, end the file, and return the rows that were written.

        Raises StudyStorageError.
        """
        self._file.close(now_s)
        return self._stored()

    def _add(self, line: str) -> None:
        data = f"{line}\n".encode()
        self._file.add_line(data)
        self._added += len(data)

    def _stored(self) -> list[Row]:
        written, rows = self._added - self._file.waiting_byte_count, []
        while self._rows and self._rows[0][0] <= written:
            rows.append(self._rows.popleft()[1])
        return rows


def format_cell(column: Column, value: Value) -> str:
    """Text of one cell: a text without line breaks and tabs, a number with the digits of its column, or MISSING."""
    if column.kind == "text":
        text = "".join(letter if letter.isprintable() else " " for letter in str(value or "")).strip()
        return text or MISSING
    if value is None or isinstance(value, str) or not isfinite(value):
        return MISSING
    if column.kind == "flag":
        return str(int(value))
    return repr(value) if column.digits is None else f"{value:.{column.digits}f}"


def read_series_file(folder: Path, name: str, key: bytes, session: str) -> FileContent:
    """The TSV text of a series. Raises StudyStorageError."""
    return read_records(series_path(folder, name), key, f"{session}/{name}")


def has_rows(folder: Path, name: str, key: bytes, session: str) -> bool:
    """True if a series has at least one row. Raises StudyStorageError."""
    return has_more_lines_than(series_path(folder, name), key, f"{session}/{name}", 1)


def parse(series: Series, data: bytes) -> Columns:
    """Parse a TSV text into columns by name, in the order of the data dictionary."""
    lines = data.decode().splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return {column.name: _column(column, [row[index] for row in cells]) for index, column in enumerate(series.columns)}


def _column(column: Column, cells: Sequence[str]) -> NDArray[np.float64] | NDArray[np.str_]:
    if column.kind == "text":
        return np.array(["" if value == MISSING else value for value in cells], dtype=np.str_)
    return np.array([np.nan if value == MISSING else float(value) for value in cells], dtype=np.float64)
