"""Durable store for outgoing messages: one SQLite file with limits (transactional outbox).

Each message is numbered and stored before it is sent. Afterwards it stays stored, byte for byte, so that a subscriber
can request it again.

A committed message survives a power cut. A corrupt file is set aside. While the disk is full, each new message triggers
another attempt to store.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from edge.messages.build import Message
from edge.uplink.outbox import play_journal, retention
from edge.uplink.outbox.database import OutboxDatabase, last_seq
from edge.uplink.outbox.file import OutboxFileError
from edge.uplink.outbox.file_watch import OutboxFileLosses
from edge.uplink.outbox.play_journal import ProvenPlay, ReportedPlay
from edge.uplink.outbox.sequence import MessageNumberReservation, SequenceFileError

_T = TypeVar("_T")
_DAY_S = 86400.0
_AT_ONCE = 1000
RECENT = 20_000  # messages: more than a day of a busy screen
_COLUMNS = "kind, topic, payload, id, seq, at_s"


class OutboxError(Exception):
    """The outbox cannot be opened or written. The message states what happened, where, and what to do."""


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """Limits on the size of the outbox and the age of its messages. Only time in which the kiosk runs counts.

    `unsent_s` counts from the storing of a message, `sent_s` from its sending. A message that the broker rejected is
    kept for `sent_s` after it was set aside.
    """

    max_bytes: int = 256 * 1024 * 1024
    max_rows: int = 1_000_000
    unsent_s: float = 30 * _DAY_S
    sent_s: float = 7 * _DAY_S


@dataclass(frozen=True, slots=True)
class KeptMessageRange:
    """Range of the stored message numbers. In an empty outbox, `first_seq` is `last_seq` + 1."""

    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class OutboxUsage:
    """Fill level of the outbox. `rows`: number of all messages. `unsent`: number that wait to be sent.

    `aside`: number that the broker rejected. `bytes`: size of the file. `dropped`: number of messages deleted unsent
    since the file was created.
    """

    rows: int
    unsent: int
    bytes: int
    dropped: int = 0
    aside: int = 0


class Outbox:
    """Stores messages, returns unsent messages oldest first, and marks them as sent.

    Calls from several threads run one after the other.
    """

    def __init__(self, path: Path, limits: OutboxLimits = OutboxLimits(), *, keeps_tables: bool = False) -> None:
        """Open or create the outbox file, and `<path>.seq` beside it. `keeps_tables`: upgrade no tables that this
        program can write as they are.

        Raises OutboxError for problems that a person must fix. A full or faulty disk does not raise it, because each
        message tries again.
        """
        self._path = path
        self._limits = limits
        self._on_append: list[Callable[[], None]] = []
        self._is_restore_due = False
        self._expired_s: float | None = None  # time of the last `delete_expired_messages`
        with _as_outbox_errors(path):
            self._seqs = MessageNumberReservation(path.with_name(path.name + ".seq"))
            self._kept, self._usage = self._empty_values()
            self._db = OutboxDatabase(path, limits.max_bytes, self._seqs, self._reset_values, keeps_tables=keeps_tables)
            self._db.open_database()

    @property
    def set_aside_files(self) -> list[Path]:
        """Paths of corrupt files that were set aside since the start, oldest first."""
        return list(self._db.set_aside_files)

    @property
    def losses(self) -> OutboxFileLosses:
        """Number of times since the start that somebody deleted, replaced or truncated the outbox file."""
        return self._db.losses

    def append(self, build: Callable[[int], Message]) -> Message:
        """Store one message, as `append_all` does."""
        return self.append_all([build])[0]

    def append_all(
        self, builds: Sequence[Callable[[int], Message]], proven: Sequence[ProvenPlay] = ()
    ) -> list[Message]:
        """Number and store the messages that `builds` make. Return the messages once they are on disk.

        All messages and the mark of the `proven` plays are stored in one transaction. At the limits, the oldest
        messages are deleted first. If this fails, no message is stored, and the next message gets the number. Raises
        OutboxError, and any exception of a build. If the file is corrupt, each build is called a second time.
        """

        def insert(db: sqlite3.Connection) -> list[Message]:
            messages = [self._insert_message(db, build) for build in builds]
            play_journal.mark_proven(db, proven, self._limits.max_bytes)
            return messages

        messages = self._write(insert)
        for callback in self._on_append:
            callback()
        return messages

    def add_plays(self, plays: Sequence[ReportedPlay], now_s: float) -> list[ReportedPlay]:
        """Store plays that commands reported, in one transaction.

        Returns only the plays that were not reported before. Raises OutboxError.
        """
        return self._write(lambda db: play_journal.add_new_plays(db, plays, now_s, self._limits.max_bytes))

    def unproven_plays(self) -> list[ReportedPlay]:
        """Plays that commands reported and that have no proof yet, oldest first.

        Empty while the file cannot be read.
        """
        return self._db.run_read(play_journal.read_unproven_plays) or []

    def add_append_callback(self, callback: Callable[[], None]) -> None:
        """Register a callback that runs after every append, in the thread that appends."""
        self._on_append.append(callback)

    def unsent_messages(self, limit: int, without: Collection[str] = ()) -> list[Message]:
        """Messages that wait to be sent, at most `limit` and oldest first, except for the kinds `without`.

        Empty while the file cannot be read.
        """
        others = f"kind NOT IN ({', '.join('?' * len(without))})"
        where = f"WHERE sent_s IS NULL AND aside_s IS NULL AND {others} ORDER BY seq LIMIT ?"
        return self._select(where, (*without, limit))

    def sent_messages(self, from_seq: int, to_seq: int, limit: int) -> list[Message]:
        """Messages `from_seq` to `to_seq` (inclusive) that were sent or set aside, at most `limit` and oldest first.

        They are byte for byte as they were first sent. Empty while the file cannot be read.
        """
        where = "WHERE seq BETWEEN ? AND ? AND (sent_s IS NOT NULL OR aside_s IS NOT NULL) ORDER BY seq LIMIT ?"
        return self._select(where, (from_seq, to_seq, limit))

    def sent_messages_since(self, at_s: float, limit: int, kind: str | None = None) -> list[Message]:
        """Messages made at or after `at_s` that the broker has received, at most `limit` and newest first.

        They are of one kind, or of all kinds. Only the newest RECENT messages are read. Empty while the file cannot be
        read.
        """
        where = (
            "WHERE sent_s IS NOT NULL AND at_s >= ? AND (? IS NULL OR kind = ?) "
            "AND seq > (SELECT max(seq) FROM messages) - ? ORDER BY seq DESC LIMIT ?"
        )
        return self._select(where, (at_s, kind, kind, RECENT, limit))

    def mark_sent(self, seqs: Iterable[int], sent_s: float) -> None:
        """Mark messages that the broker has received. An earlier mark is kept. Raises OutboxError."""
        update = "UPDATE messages SET sent_s = ?, aside_s = NULL, aside_why = NULL WHERE seq = ? AND sent_s IS NULL"
        marks = [(sent_s, seq) for seq in seqs]
        self._write(lambda db: self._finish_change(db.executemany(update, marks)))

    def set_message_aside(self, seq: int, reason: str, at_s: float) -> None:
        """Mark a message that the broker rejects. It no longer waits to be sent, but stays stored.

        Raises OutboxError.
        """
        update = "UPDATE messages SET aside_s = ?, aside_why = ? WHERE seq = ? AND sent_s IS NULL AND aside_s IS NULL"
        self._write(lambda db: self._finish_change(db.execute(update, (at_s, reason, seq))))

    def restore_messages_set_aside(self) -> int:
        """Put all messages that were set aside back into the queue. Returns the number of messages.

        If the disk fails, `delete_expired_messages` restores the rest later.
        """
        update = """UPDATE messages SET aside_s = NULL, aside_why = NULL WHERE seq IN (
            SELECT seq FROM messages WHERE aside_s IS NOT NULL ORDER BY aside_s LIMIT ?)"""
        self._is_restore_due, restored = True, 0
        try:
            while count := self._write(lambda db: self._finish_change(db.execute(update, (_AT_ONCE,)))):
                restored += count
        except OutboxError:
            return restored
        self._is_restore_due = False
        return restored

    def delete_expired_messages(self, now_s: float) -> int:
        """Delete messages that are older than the limits, at most 200 per call. Returns the number of messages.

        The owner must call this regularly, because the time between two calls is added to the time that the outbox has
        counted. `now_s` may come from any clock that never jumps. Raises OutboxError.
        """
        if self._is_restore_due:
            self.restore_messages_set_aside()
        passed_s = 0.0 if self._expired_s is None else max(0.0, now_s - self._expired_s)
        limits = self._limits
        deleted = self._write(
            lambda db: retention.delete_expired_messages(db, passed_s, limits.unsent_s, limits.sent_s)
        )
        self._expired_s = now_s
        return deleted

    def kept_range(self) -> KeptMessageRange:
        """Range of the stored message numbers, for `state` and `health`.

        While the file cannot be read, this is the last known range.
        """

        def read(db: sqlite3.Connection) -> KeptMessageRange:
            last = last_seq(db)
            (first,) = db.execute("SELECT min(seq) FROM messages").fetchone()
            return KeptMessageRange(last + 1 if first is None else first, last)

        self._kept = self._db.run_read(read) or self._kept
        return self._kept

    def outbox_usage(self) -> OutboxUsage:
        """Fill level of the outbox. While the file cannot be read, the last known values."""

        def read(db: sqlite3.Connection) -> OutboxUsage:
            rows, unsent, dropped, aside = db.execute("SELECT rows, waiting, dropped, aside FROM counts").fetchone()
            return OutboxUsage(rows, unsent, retention.size_bytes(db), dropped, aside)

        self._usage = self._db.run_read(read) or self._usage
        return self._usage

    def close(self) -> None:
        """Close the outbox file permanently."""
        self._db.close()

    def _reset_values(self) -> None:
        """Forget the last known values, which belong to the previous outbox file."""
        self._kept, self._usage = self._empty_values()

    def _empty_values(self) -> tuple[KeptMessageRange, OutboxUsage]:
        return KeptMessageRange(self._seqs.up_to + 1, self._seqs.up_to), OutboxUsage(0, 0, 0)

    def _insert_message(self, db: sqlite3.Connection, build: Callable[[int], Message]) -> Message:
        seq = last_seq(db) + 1
        self._seqs.reserve(seq)
        message = build(seq)
        if message.seq != seq:
            raise ValueError(f"the message built for seq {seq} has seq {message.seq}")
        size = len(message.payload)
        retention.drop_oldest_messages(db, self._limits.max_bytes, self._limits.max_rows - 1, size)
        if not retention.has_disk_space(db, self._path, size):
            raise sqlite3.OperationalError("database or disk is full")
        values = (message.kind, message.topic, message.payload, message.id, seq, message.at_s)
        db.execute(f"INSERT INTO messages ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values)
        return message

    def _finish_change(self, cursor: sqlite3.Cursor) -> int:
        """Drop the oldest messages if the outbox exceeds its limits. Return the number of changed rows.

        The indexes may have grown, and the next change also needs room.
        """
        retention.drop_oldest_messages(cursor.connection, self._limits.max_bytes, self._limits.max_rows, 0)
        return cursor.rowcount

    def _select(self, where: str, values: tuple[float | str | None, ...]) -> list[Message]:
        def read(db: sqlite3.Connection) -> list[Message]:
            return [Message(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM messages {where}", values)]

        return self._db.run_read(read) or []

    def _write(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        with _as_outbox_errors(self._path):
            return self._db.run_write(work)


@contextmanager
def _as_outbox_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and the disk into OutboxError with a readable message."""
    try:
        yield
    except (SequenceFileError, OutboxFileError) as error:
        raise OutboxError(str(error)) from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise OutboxError(f"outbox: {path}: {error}. {_cure_text(str(error))}") from error


def _cure_text(fault: str) -> str:
    if "unable to open" in fault or "readonly" in fault:
        return "Its folder must exist and be writable. To use another one, set [outbox] path."
    if "malformed" in fault or "not a database" in fault:
        return "The file is corrupt again and again. Check the disk, and replace it if needed."
    if "full" in fault:
        return "Free some disk space. Messages made meanwhile are lost."
    if "locked" in fault:
        return "Another program is using it. Check whether a second Vitrina runs on this outbox."
    return "Messages made meanwhile are lost."
