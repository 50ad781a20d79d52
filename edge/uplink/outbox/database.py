"""SQLite connection to the outbox file. Each outbox file has only one connection.

It reopens the file after a disk error. It creates a new file at any time if the file is corrupt, or if somebody
deleted, replaced or truncated it.
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
from edge.uplink.outbox.file_watch import (
    FileChange,
    OutboxFileLosses,
    OutboxWatch,
    log_loss_text,
    loss_text,
    refused_new_file_text,
)
from edge.uplink.outbox.sequence import MessageNumberReservation, SequenceFileError

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_MAX_SET_ASIDE_FILES = 10  # in one run; a new file does not help on a disk that corrupts more files than this


class OutboxDatabase:
    """Connection to the outbox file. Calls from several threads run one after the other.

    Any thread may read `set_aside_files` and `losses` at any time.
    """

    def __init__(
        self,
        path: Path,
        max_bytes: int,
        seqs: MessageNumberReservation,
        on_new_file: Callable[[], None],
        *,
        keeps_tables: bool = False,
    ) -> None:
        """Prepare the connection without opening the file. `on_new_file` is called when a new file replaces another.
        `keeps_tables`: upgrade no tables that this program can write as they are.
        """
        self._keeps_tables = keeps_tables
        self.set_aside_files: list[Path] = []
        self.losses = OutboxFileLosses()
        self._path = path
        self._max_bytes = max_bytes
        self._seqs = seqs
        self._on_new_file = on_new_file
        self._lock = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._watch: OutboxWatch | None = None
        self._newest_seq = 0  # the last number that this run has given
        self._asides = 0  # files set aside because they were replaced or cut
        self._refusal: OutboxFileError | None = None  # reason not to begin another file
        self._is_checked = self._is_closed = self._is_unavailable = self._is_tail_lost = False

    def open_database(self) -> None:
        """Open the file. If there is a disk error, the next write tries again.

        Raises OutboxFileError or SequenceFileError.
        """
        with self._lock, suppress(sqlite3.DatabaseError, OSError):
            self._open()

    def run_write(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run the function `work` in one transaction.

        If the file is corrupt, it is set aside, and `work` runs once more in a new file. Raises sqlite3.DatabaseError,
        OSError, OutboxFileError and SequenceFileError.
        """
        with self._lock:
            self._replace_lost_file()
            try:
                return self._run_transaction(work)
            except sqlite3.DatabaseError as error:
                if not file.is_corrupt(error):
                    if _is_disk_error(error):
                        self._close_after_error(error)
                    raise
                self._replace_file(error)
                return self._run_transaction(work)

    def run_read(self, work: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """Run the function `work`, which only reads. Returns None if the file is not open or cannot be read.

        This does not open the file, but creates a new file if the old one is lost.
        """
        with self._lock:
            with suppress(sqlite3.DatabaseError, OSError, OutboxFileError, SequenceFileError):
                if self._replace_lost_file():
                    self._open()
            if self._db is None:
                return None
            try:
                return work(self._db)
            except sqlite3.DatabaseError as error:
                if file.is_corrupt(error):
                    with suppress(sqlite3.DatabaseError, OSError, OutboxFileError, SequenceFileError):
                        self._replace_file(error)
                else:
                    self._close_after_error(error)
                return None

    def close(self) -> None:
        """Close the file permanently. Later writes raise OutboxFileError."""
        with self._lock:
            self._is_closed = True
            if self._db is not None:
                file.close_file(self._db)
                self._db = None

    def _run_transaction(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        db = self._open()
        pages = retention.page_count(db)
        db.execute("BEGIN IMMEDIATE")
        try:
            if last_seq(db) < self._newest_seq:  # an older copy was written over the file
                raise sqlite3.DatabaseError("malformed: the last message number is lower than before")
            result = work(db)
            newest_seq = last_seq(db)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # SQLite itself rolls back after some errors, such as a full disk
                db.execute("ROLLBACK")
            raise
        self._newest_seq = newest_seq
        if retention.page_count(db) > pages:  # see `retention.has_disk_space`
            with suppress(sqlite3.OperationalError):  # the change is safe in the log
                db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        if self._watch is not None:
            self._watch.note_growth()
        return result

    def _open(self) -> sqlite3.Connection:
        if self._is_closed:
            raise OutboxFileError(f"outbox: {self._path} was closed.")
        if self._refusal is not None:
            raise self._refusal
        if self._db is None:
            try:
                self._db = self._check_and_open()
            except (sqlite3.DatabaseError, OSError) as error:
                if isinstance(error, sqlite3.DatabaseError) and file.is_corrupt(error):
                    self._db = self._replace_file(error)
                else:
                    fault = self._classify(error)
                    self._close_after_error(fault)
                    raise fault from error
        if self._is_unavailable:
            log.info("outbox: %s is usable again", self._path)
            self._is_unavailable = False
        return self._db

    def _check_and_open(self) -> sqlite3.Connection:
        if not self._is_checked:
            file.check_file(self._path)
            self._is_checked = True  # while the disk stays full, the file is not checked again with each message
        opened = file.open_file(self._path, self._max_bytes, keeps_tables=self._keeps_tables)
        self._is_tail_lost |= opened.is_tail_lost
        try:
            self._set_next_seq(opened.db)
            self._watch = OutboxWatch(self._path)
        except BaseException:
            opened.db.close()  # leaves the mark "open", so that the next start treats it as not properly closed
            raise
        return opened.db

    def _classify(self, error: Exception) -> Exception:
        """Detect a full disk. SQLite reports an I/O error if the disk has no space for the write-ahead log's index."""
        if "locked" not in str(error) and retention.is_disk_full(self._path):
            return sqlite3.OperationalError("database or disk is full")
        return error

    def _set_next_seq(self, db: sqlite3.Connection) -> None:
        """Set the number of the next message to the first number that was never used, even if the file is new."""
        (newest,) = db.execute("SELECT max(seq) FROM messages").fetchone()
        used = max(last_seq(db), newest or 0)  # a corrupt byte in one of them must not cause a duplicate number
        first_free = self._seqs.first_free(used, is_tail_lost=self._is_tail_lost)
        if first_free > last_seq(db) + 1:
            with db:
                db.execute("BEGIN IMMEDIATE")
                db.execute("DELETE FROM sqlite_sequence WHERE name = 'messages'")
                db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)", (first_free - 1,))
        self._is_tail_lost = False

    def _replace_file(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        if len(self.set_aside_files) >= _MAX_SET_ASIDE_FILES:
            raise error
        aside = file.set_file_aside(self._path) or self._path
        self._forget_connection()
        self.set_aside_files.append(aside)
        log.error(
            "outbox: %s is corrupt (%s). It was renamed to %s, and a new outbox was created.",
            self._path,
            error,
            aside.name,
        )
        self._on_new_file()
        self._db = self._check_and_open()
        return self._db

    def _replace_lost_file(self) -> bool:
        """Close a file that was deleted, replaced or truncated, and set aside the file that is now at its path.

        The next use creates a new file. Returns True if there was a loss. Raises OSError, and OutboxFileError after too
        many files.
        """
        if self._db is None or self._watch is None:
            return False
        db = self._db
        if change := self._watch.detect_outbox_change(lambda: retention.size_bytes(db)):
            self._give_up_file(self._watch, change)
        elif change := self._watch.detect_log_change():
            self._watch.set_log_aside(change)
            file.close_file(db)  # writes a log that has no name any more into the file
            self._db, self._is_checked = None, False
            self._report_loss(log_loss_text(self._path, change))
        return change is not None

    def _give_up_file(self, watch: OutboxWatch, change: FileChange) -> None:
        if self._asides < _MAX_SET_ASIDE_FILES:
            aside = watch.set_file_aside()
            self._asides += aside is not None
            text = loss_text(self._path, change, aside)
        else:
            self._refusal = OutboxFileError(refused_new_file_text(self._path, change))
            text = str(self._refusal)
        self._forget_connection()
        self._is_checked = False
        self._report_loss(text)
        self._on_new_file()

    def _forget_connection(self) -> None:
        """Close the connection to a file that was already renamed.

        The order matters, because closing the connection deletes a write-ahead log with the file's former name.
        """
        if self._db is not None:
            self._db.close()
            self._db = None

    def _report_loss(self, text: str) -> None:
        self.losses = OutboxFileLosses(self.losses.count + 1, text)
        log.error("%s", text)

    def _close_after_error(self, error: Exception) -> None:
        if not self._is_unavailable:
            log.warning(
                "outbox: %s cannot be used (%s). The kiosk tries again with the next message.", self._path, error
            )
        self._is_unavailable = True
        if self._db is not None:
            file.close_file(self._db)
            self._db = None
            self._is_checked = False


def last_seq(db: sqlite3.Connection) -> int:
    """The last message number that was used; 0 if there is none."""
    (seq,) = db.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'messages'").fetchone()
    return seq or 0


def _is_disk_error(error: sqlite3.DatabaseError) -> bool:
    """True if a new connection may help. After a full disk or a lock, the current connection stays usable."""
    return any(fault in str(error) for fault in ("I/O", "unable to open", "readonly"))
