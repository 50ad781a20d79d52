"""The one connection to the outbox's file: opened again after a fault of the disk, and to a new file where the old one
turns out to be corrupt, then or later.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from edge.uplink.outbox import file, retention
from edge.uplink.outbox.file import OutboxFileError
from edge.uplink.outbox.sequence import SequenceNumbers

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_MOST_ASIDE = 10  # in one run; a disk that spoils more files than this is not cured by another


class OutboxDatabase:
    """Any thread may call; one call is done after the other. To be read at any time: `set_aside_files`."""

    def __init__(self, path: Path, max_bytes: int, seqs: SequenceNumbers, begun: Callable[[], None]) -> None:
        """Opens nothing yet. `begun` is called when a corrupt file has made way for a new one."""
        self.set_aside_files: list[Path] = []
        self._path = path
        self._max_bytes = max_bytes
        self._seqs = seqs
        self._begun = begun
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._is_checked = self._is_closed = self._is_away = self._is_tail_lost = False

    def start(self) -> None:
        """Opens the file, or sees that it must be tried again later. Raises OutboxFileError and SeqFileError."""
        with self._lock, suppress(sqlite3.DatabaseError, OSError):
            self._open()

    def write(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Does it in a transaction, whole or not at all; where the file turns out to be corrupt once more, in a new
        one. Raises sqlite3.DatabaseError, OSError, OutboxFileError and SeqFileError."""
        with self._lock:
            try:
                return self._in_transaction(work)
            except sqlite3.DatabaseError as error:
                if not file.is_corrupt(error):
                    if _is_of_the_disk(error):
                        self._shut(error)
                    raise
                self._begin_anew(error)
                return self._in_transaction(work)

    def read(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """None while the file cannot be read; nothing is opened for it."""
        with self._lock:
            if self._db is None:
                return None
            try:
                return work(self._db)
            except sqlite3.DatabaseError as error:
                if file.is_corrupt(error):
                    with suppress(sqlite3.DatabaseError, OSError, OutboxFileError):
                        self._begin_anew(error)
                else:
                    self._shut(error)
                return None

    def close(self) -> None:
        """Nothing may be called after."""
        with self._lock:
            self._is_closed = True
            if self._db is not None:
                file.close_file(self._db)
                self._db = None

    def _in_transaction(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        db = self._open()
        pages = retention.page_count(db)
        db.execute("BEGIN IMMEDIATE")
        try:
            result = work(db)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # SQLite has already rolled back after some faults, a full disk among them
                db.execute("ROLLBACK")
            raise
        if retention.page_count(db) > pages:  # see `retention.has_disk`
            with suppress(sqlite3.OperationalError):  # it is kept, if only in the log
                db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return result

    def _open(self) -> sqlite3.Connection:
        if self._is_closed:
            raise OutboxFileError(f"outbox: {self._path} was closed.")
        if self._db is None:
            try:
                self._db = self._opened()
            except (sqlite3.DatabaseError, OSError) as error:
                if isinstance(error, sqlite3.DatabaseError) and file.is_corrupt(error):
                    self._db = self._begin_anew(error)
                else:
                    fault = self._told_apart(error)
                    self._shut(fault)
                    raise fault from error
        if self._is_away:
            log.info("outbox: %s can be used again", self._path)
            self._is_away = False
        return self._db

    def _opened(self) -> sqlite3.Connection:
        if not self._is_checked:
            file.check_file(self._path)
            self._is_checked = True  # a disk that stays full is not read again with each message
        opened = file.open_file(self._path, self._max_bytes)
        self._is_tail_lost |= opened.is_tail_lost
        try:
            self._go_on(opened.db)
        except BaseException:
            opened.db.close()  # as one that was not closed, should this be the last that is heard of it
            raise
        return opened.db

    def _told_apart(self, error: Exception) -> Exception:
        """SQLite calls it an I/O error where a full disk has no room for the log's index."""
        if "locked" not in str(error) and retention.is_disk_full(self._path):
            return sqlite3.OperationalError("database or disk is full")
        return error

    def _go_on(self, db: sqlite3.Connection) -> None:
        """The next message gets the first number that nobody has had, even if no message has ever been here."""
        (newest,) = db.execute("SELECT max(seq) FROM messages").fetchone()
        used = max(last_seq(db), newest or 0)  # one byte of junk in the first must not give numbers twice
        first_free = self._seqs.first_free(used, is_tail_lost=self._is_tail_lost)
        if first_free > last_seq(db) + 1:
            with db:
                db.execute("BEGIN IMMEDIATE")
                db.execute("DELETE FROM sqlite_sequence WHERE name = 'messages'")
                db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)", (first_free - 1,))
        self._is_tail_lost = False

    def _begin_anew(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        if len(self.set_aside_files) >= _MOST_ASIDE:
            raise error
        aside = file.set_file_aside(self._path)
        if self._db is not None:  # only now, for it would delete the log
            self._db.close()
            self._db = None
        self.set_aside_files.append(aside)
        log.error("outbox: %s is corrupt (%s); set aside as %s, and a new one begun", self._path, error, aside.name)
        self._begun()
        self._db = self._opened()
        return self._db

    def _shut(self, error: Exception) -> None:
        if not self._is_away:
            log.warning("outbox: %s cannot be used (%s); tried again with the next message", self._path, error)
        self._is_away = True
        if self._db is not None:
            file.close_file(self._db)
            self._db = None
            self._is_checked = False


def last_seq(db: sqlite3.Connection) -> int:
    """The last number given, 0 where there was none."""
    (seq,) = db.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'messages'").fetchone()
    return seq or 0


def _is_of_the_disk(error: sqlite3.DatabaseError) -> bool:
    """Whether another connection may do better; a full disk and a lock leave this one as it is."""
    return any(fault in str(error) for fault in ("I/O", "unable to open", "readonly"))
