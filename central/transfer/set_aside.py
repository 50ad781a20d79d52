"""Rows of a backup that a database cannot store. They are reported, and kept in a file beside the backup."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Table

from central.errors import SourceError
from central.store.dialect import Dialect, Rows
from central.store.savepoints import try_in_savepoint

Report = Callable[[str], None]
"""Function that receives the name of a row that the database cannot store, and the reason."""


class SetAside:
    """Rows that the database cannot store, as one JSON object per line in a file that only its owner can read.

    The file is created for the first such row. It gets its final name when the restore is committed.
    """

    def __init__(self, backup: Path, as_json: Callable[[Any], Any], report: Report) -> None:
        self.file = backup.with_name(f"{backup.name}.set-aside.jsonl")
        self._part = self.file.with_name(f"{self.file.name}.part")
        self._as_json, self._report = as_json, report
        self._out: TextIO | None = None
        self.rows = 0

    def insert_rows(self, connection: Connection, dialect: Dialect, table: Table, rows: Rows) -> None:
        """Insert rows into a table.

        Rows that the database cannot store are set aside. Raises DatabaseError or SourceError.
        """
        why = try_in_savepoint(connection, lambda: dialect.insert_rows(connection, table, rows))
        if why is None:
            return
        if len(rows) == 1:
            self._add(table, rows[0], why)
            return
        middle = len(rows) // 2
        self.insert_rows(connection, dialect, table, rows[:middle])
        self.insert_rows(connection, dialect, table, rows[middle:])

    def commit(self) -> None:
        """Give the file its final name, if a file was created."""
        if self._out is not None:
            self._out.close()
            self._part.replace(self.file)

    def close(self) -> None:
        """Close the file, and remove it if it was not committed."""
        if self._out is not None:
            self._out.close()
            self._part.unlink(missing_ok=True)

    def _add(self, table: Table, row: Sequence[Any], why: str) -> None:
        values = {column.name: value for column, value in zip(table.columns, row, strict=True)}
        line = {"table": table.name, "why": why, "row": {name: self._as_json(value) for name, value in values.items()}}
        self._write(json.dumps(line))
        self.rows += 1
        key = ", ".join(f"{column.name} {values[column.name]!r}" for column in table.primary_key)
        self._report(f"{table.name}, {key}: {why}")

    def _write(self, line: str) -> None:
        try:
            if self._out is None:
                descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                self._out = os.fdopen(descriptor, "w", encoding="utf-8")
            self._out.write(line + "\n")
            self._out.flush()
        except OSError as error:
            raise SourceError(
                f"restore: a row does not fit this database, and {self.file} cannot be written"
                f" ({error.strerror}). Copy the backup to a writable folder with enough space. Nothing was"
                " restored."
            ) from None
