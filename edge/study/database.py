"""The SQLite file of a study. Deleted data leaves no bytes in the file or in its write-ahead log."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from edge.study.errors import StudyStorageError

FILE = "study.db"
_T = TypeVar("_T")
_BUSY_S = 10.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS participants (
    name TEXT PRIMARY KEY, number INTEGER NOT NULL, is_withdrawing INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS consents (
    id INTEGER PRIMARY KEY, participant TEXT NOT NULL REFERENCES participants(name), record BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS attributes (
    participant TEXT PRIMARY KEY REFERENCES participants(name), record BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, participant TEXT NOT NULL REFERENCES participants(name), number INTEGER NOT NULL,
    info BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS files (
    session TEXT NOT NULL REFERENCES sessions(id), name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,
    PRIMARY KEY (session, name)
);
CREATE TABLE IF NOT EXISTS exports (
    id INTEGER PRIMARY KEY, made_s REAL NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS exported (
    export INTEGER NOT NULL REFERENCES exports(id), participant TEXT NOT NULL, PRIMARY KEY (export, participant)
);
CREATE TABLE IF NOT EXISTS tombstones (id INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS plans (version INTEGER PRIMARY KEY, record TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS plan_change BEFORE UPDATE ON plans
BEGIN SELECT raise(ABORT, 'a stored plan never changes'); END;
CREATE TRIGGER IF NOT EXISTS plan_deletion BEFORE DELETE ON plans
BEGIN SELECT raise(ABORT, 'a stored plan is never deleted'); END;
"""


class StudyDatabase:
    """Connection to the study's database. Any thread may call it; the calls run one after the other."""

    def __init__(self, folder: Path) -> None:
        """Open the database file, or create it. Raises StudyStorageError."""
        self.path = folder / FILE
        self._lock = threading.RLock()
        try:
            self._db = _open_file(self.path)
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from None

    def run_transaction(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run the function `work` in one transaction. Raises StudyStorageError."""
        with self._lock:
            try:
                with self._db:
                    self._db.execute("BEGIN IMMEDIATE")
                    return work(self._db)
            except sqlite3.Error as error:
                raise self._unusable(error) from None

    def fetch_rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query. Raises StudyStorageError."""
        with self._lock:
            try:
                with closing(self._db.execute(statement, values)) as cursor:
                    return cursor.fetchall()
            except sqlite3.Error as error:
                raise self._unusable(error) from None

    def wipe_deleted_rows(self) -> None:
        """Remove the bytes of deleted rows from the file and its write-ahead log. Raises StudyStorageError.

        `secure_delete` does not cover the write-ahead log, which keeps copies as long as it is open.
        """
        with self._lock:
            try:
                self._db.execute("VACUUM")
                ((is_busy, *_),) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as error:
                raise self._unusable(error) from None
        if is_busy:
            raise StudyStorageError(
                f"study: another program is reading {self.path}, so its write-ahead log still contains deleted rows. "
                "Close that program, then run: vitrina study check"
            )

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _unusable(self, error: Exception) -> StudyStorageError:
        return StudyStorageError(f"study: cannot use {self.path} ({error}). Free disk space, or restore a copy.")


def _open_file(path: Path) -> sqlite3.Connection:
    """Open the file, or create it, with all tables. Raises sqlite3.Error or OSError, and then leaves nothing open."""
    db = sqlite3.connect(path, timeout=_BUSY_S, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA foreign_keys = ON")
        with db:
            db.executescript(_SCHEMA)
        path.chmod(0o600)
    except BaseException:
        db.close()
        raise
    return db
