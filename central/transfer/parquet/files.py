"""Writes Parquet files with rows of one kind and month, as the rows arrive. A file appears only when it is complete."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from central.transfer.parquet.kinds import NAMES, Kind, month_text

FILE_BYTES = 128_000_000
"""Size at which a file ends. Each file costs a program some time to open, so smaller files are slow. A larger file can
be read by only one worker.
"""
GROUP_ROWS = 131_072
"""Number of rows in a row group. A group is compressed and skipped as a whole, and is kept in memory while it is
written.
"""

TIMES = ("from_ms", "to_ms", "start_ms", "end_ms")

Rows = Sequence[Sequence[Any]]
NumberedNames = Mapping[str, Mapping[int, Sequence[str]]]
"""Names by their number in the store, for each column listed in NAMES."""


def file_schema(columns: Mapping[str, str], metadata: Mapping[str, str]) -> pa.Schema:
    """Schema of a Parquet file."""
    return pa.schema([(name, pa.type_for_alias(kind)) for name, kind in columns.items()], dict(metadata))


def open_writer(file: Any, schema: pa.Schema) -> pq.ParquetWriter:
    """Open the writer of a file. Times are stored as differences, so that the time of a play takes one byte instead of
    ten.
    """
    times = {name for name in TIMES if name in schema.names}
    others = [name for name in schema.names if name not in times]
    encodings = dict.fromkeys(times, "DELTA_BINARY_PACKED")
    return pq.ParquetWriter(file, schema, compression="zstd", use_dictionary=others, column_encoding=encodings or None)


class MonthWriter:
    """Writes the rows of one kind and month into new files, and then replaces the existing files."""

    def __init__(self, folder: Path, kind: Kind, month: int, names: NumberedNames, metadata: Mapping[str, str]) -> None:
        self._final = folder / f"month={month_text(month)}"
        self._new = folder / f".month={month_text(month)}.new"
        self._kind = kind
        self._names = {column: _Names(of) for column, of in names.items() if column in kind.columns}
        self._schema = file_schema(kind.file_columns, metadata)
        self._waiting: list[pa.RecordBatch] = []
        self._writer: pq.ParquetWriter | None = None
        self._file: pa.NativeFile | None = None
        self._parts = self.rows = self.bytes = 0

    def __enter__(self) -> "MonthWriter":
        shutil.rmtree(self._new, ignore_errors=True)
        self._new.mkdir(parents=True)
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        try:
            if failed is None:
                self._write_group()
            self._end_file()
            if failed is None:
                replace_folder(self._new, self._final, is_empty=self.rows == 0)
        finally:
            shutil.rmtree(self._new, ignore_errors=True)

    def add(self, rows: Rows) -> None:
        """Add rows that the query of the kind has returned."""
        self._waiting.append(self._batch(rows))
        self.rows += len(rows)
        if sum(batch.num_rows for batch in self._waiting) >= GROUP_ROWS:
            self._write_group()

    def _batch(self, rows: Rows) -> pa.RecordBatch:
        arrays: dict[str, pa.Array] = {}
        for name, values in zip(self._kind.columns, zip(*rows, strict=True), strict=True):
            kind = self._schema.field(name).type
            arrays[name] = pa.array(map(_truth, values) if pa.types.is_boolean(kind) else values, kind)
            if name in self._names:
                arrays |= self._names[name].name_arrays(NAMES[name], values)
        return pa.record_batch([arrays[name] for name in self._schema.names], schema=self._schema)

    def _write_group(self) -> None:
        if not self._waiting:
            return
        if self._writer is None:
            self._file = pa.OSFile(str(self._new / f"part-{self._parts}.parquet"), "wb")
            self._writer = open_writer(self._file, self._schema)
            self._parts += 1
        self._writer.write_table(pa.Table.from_batches(self._waiting), row_group_size=2 * GROUP_ROWS)
        self._waiting = []
        assert self._file is not None
        if self._file.tell() >= FILE_BYTES:
            self._end_file()

    def _end_file(self) -> None:
        if self._writer is None or self._file is None:
            return
        try:
            self._writer.close()
            self.bytes += self._file.tell()
        finally:
            with suppress(OSError):
                self._file.close()
            self._writer = self._file = None


class _Names:
    """Names of the store by their number."""

    def __init__(self, of: Mapping[int, Sequence[str]]) -> None:
        self._place = {number: place for place, number in enumerate(of)}
        self._columns = [pa.array(column, pa.string()) for column in zip(*of.values(), strict=True)]

    def name_arrays(self, columns: Sequence[str], numbers: Iterable[int]) -> dict[str, pa.Array]:
        """Columns with the names for the given numbers; null for a number without a name."""
        places = pa.array([None if number is None else self._place[number] for number in numbers], pa.int32())
        return {column: names.take(places) for column, names in zip(columns, self._columns, strict=True)}


def _truth(value: Any) -> bool | None:
    """Convert a value to True or False. SQLite stores 0 and 1."""
    return None if value is None else bool(value)


def replace_folder(new: Path, final: Path, *, is_empty: bool) -> None:
    """Replace the folder `final` with the folder `new`. If `is_empty` is true, only delete `final`."""
    old = final.with_name(f".{final.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if final.exists():
        final.rename(old)
    if not is_empty:
        new.rename(final)
    shutil.rmtree(old, ignore_errors=True)


def recover_interrupted_export(folder: Path) -> None:
    """Delete the unfinished files of an export that was killed, and restore a month that it had moved away."""
    for old in folder.glob("kind=*/.month=*.old"):
        final = old.with_name(old.name.removeprefix(".").removesuffix(".old"))
        if not final.exists():
            old.rename(final)
    for path in (*folder.glob("kind=*/.month=*"), *folder.glob("kind=*/.part-*.new")):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def write_names(folder: Path, columns: Mapping[str, str], rows: Rows, metadata: Mapping[str, str]) -> None:
    """Write a kind that has few rows and no months, such as names."""
    schema = file_schema(columns, metadata)
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(of, field.type) for field, of in zip(schema, values, strict=True)]
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / ".part-0.parquet.new"
    try:
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), new, compression="zstd")
        new.replace(folder / "part-0.parquet")
    finally:
        new.unlink(missing_ok=True)
