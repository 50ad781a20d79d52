"""The messages that must arrive, on the disk: numbered and kept before anything is sent, and kept after, byte for byte,
so that a subscriber can ask again. One file of SQLite, with limits; a committed message outlives a power cut. A file
that is corrupt is set aside, and a disk that is full waited for.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from edge.messages.build import Message
from edge.uplink.outbox import retention
from edge.uplink.outbox.database import OutboxDatabase, last_seq
from edge.uplink.outbox.file import OutboxFileError
from edge.uplink.outbox.sequence import SequenceFileError, SequenceNumbers

_T = TypeVar("_T")
_DAY_S = 86400.0
_AT_ONCE = 1000
_COLUMNS = "kind, topic, payload, id, seq, at_s"


class OutboxError(Exception):
    """The outbox cannot be opened or written. The text says what happened, where, and what to do."""


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """How much is kept, and for how long: what was not sent, from when it was made; what was, from when it was sent.
    What the broker would not take is kept as long as what it took."""

    max_bytes: int = 256 * 1024 * 1024
    max_rows: int = 1_000_000
    unsent_s: float = 30 * _DAY_S
    sent_s: float = 7 * _DAY_S


@dataclass(frozen=True, slots=True)
class KeptRange:
    """Which messages are kept. With none, `first_seq` is `last_seq` + 1."""

    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class OutboxUsage:
    """How full the outbox is. `rows` counts all, `unsent` those that wait to be sent, `aside` those that the broker
    would not take; `bytes` is the size of the file; `dropped`, since it was made, what went without being sent."""

    rows: int
    unsent: int
    bytes: int
    dropped: int = 0
    aside: int = 0


class Outbox:
    """Append, oldest first, mark as sent, again. Any thread may call; one call is done after the other."""

    def __init__(self, path: Path, limits: OutboxLimits = OutboxLimits()) -> None:
        """Opens the file, or makes it, and beside it `<path>.seq`. Raises OutboxError for what a person must mend; a
        disk that is full or faulty is tried again with each message."""
        self._path = path
        self._limits = limits
        self._on_append: list[Callable[[], None]] = []
        self._is_restore_due = False
        with _faults(path):
            self._seqs = SequenceNumbers(path.with_name(path.name + ".seq"))
            self._kept, self._filling = self._unknown()
            self._db = OutboxDatabase(path, limits.max_bytes, self._seqs, self._forget)
            self._db.start()

    @property
    def set_aside_files(self) -> list[Path]:
        """The corrupt files that made way for a new one since the start, the oldest first."""
        return list(self._db.set_aside_files)

    def append(self, build: Callable[[int], Message]) -> Message:
        """Keeps the message that `build` makes of the next number, and gives it back once it is on the disk. At the
        limits the oldest ones go for it. Where it fails the number is given to the next message. Raises OutboxError,
        and whatever `build` raises; `build` is asked again where the file turns out to be corrupt."""
        message = self._write(lambda db: self._insert(db, build))
        for told in self._on_append:
            told()
        return message

    def on_append(self, told: Callable[[], None]) -> None:
        """From now on `told` is called after every append, in the appending thread."""
        self._on_append.append(told)

    def unsent(self, limit: int, without: Collection[str] = ()) -> list[Message]:
        """The oldest messages that wait to be sent, oldest first, `without` these kinds; none while the file cannot be
        read."""
        others = f"kind NOT IN ({', '.join('?' * len(without))})"
        where = f"WHERE sent_s IS NULL AND aside_s IS NULL AND {others} ORDER BY seq LIMIT ?"
        return self._select(where, (*without, limit))

    def sent(self, from_seq: int, to_seq: int, limit: int) -> list[Message]:
        """Of what is marked as sent or set aside from `from_seq` to `to_seq`, both included, the oldest, as first sent;
        none while the file cannot be read."""
        where = "WHERE seq BETWEEN ? AND ? AND (sent_s IS NOT NULL OR aside_s IS NOT NULL) ORDER BY seq LIMIT ?"
        return self._select(where, (from_seq, to_seq, limit))

    def mark_sent(self, seqs: Iterable[int], sent_s: float) -> None:
        """The broker has these; the first time counts. Raises OutboxError."""
        update = "UPDATE messages SET sent_s = ?, aside_s = NULL, aside_why = NULL WHERE seq = ? AND sent_s IS NULL"
        marks = [(sent_s, seq) for seq in seqs]
        self._write(lambda db: self._change(db.executemany(update, marks)))

    def set_aside(self, seq: int, reason: str, at_s: float) -> None:
        """The broker will not take this one: it waits no more, and is kept. Raises OutboxError."""
        update = "UPDATE messages SET aside_s = ?, aside_why = ? WHERE seq = ? AND sent_s IS NULL AND aside_s IS NULL"
        self._write(lambda db: self._change(db.execute(update, (at_s, reason, seq))))

    def restore_aside(self) -> int:
        """All that was set aside waits to be sent again; how many. What the disk does not take now is left to
        `expire`."""
        update = """UPDATE messages SET aside_s = NULL, aside_why = NULL WHERE seq IN (
            SELECT seq FROM messages WHERE aside_s IS NOT NULL ORDER BY aside_s LIMIT ?)"""
        self._is_restore_due, restored = True, 0
        try:
            while count := self._write(lambda db: self._change(db.execute(update, (_AT_ONCE,)))):
                restored += count
        except OutboxError:
            return restored
        self._is_restore_due = False
        return restored

    def expire(self, now_s: float) -> int:
        """Deletes what has been kept for long enough, no more than 200 at once; how many. To be called now and then.
        Raises OutboxError."""
        if self._is_restore_due:
            self.restore_aside()
        unsent_before_s, sent_before_s = now_s - self._limits.unsent_s, now_s - self._limits.sent_s
        return self._write(lambda db: retention.expire(db, unsent_before_s, sent_before_s))

    def kept_range(self) -> KeptRange:
        """Which messages are kept, as `state` and `health` say; while the file cannot be read, what was so last."""

        def read(db: sqlite3.Connection) -> KeptRange:
            last = last_seq(db)
            (first,) = db.execute("SELECT min(seq) FROM messages").fetchone()
            return KeptRange(last + 1 if first is None else first, last)

        self._kept = self._db.read(read) or self._kept
        return self._kept

    def usage(self) -> OutboxUsage:
        """How full it is; while the file cannot be read, how full it was last."""

        def read(db: sqlite3.Connection) -> OutboxUsage:
            rows, unsent, dropped, aside = db.execute("SELECT rows, waiting, dropped, aside FROM counts").fetchone()
            return OutboxUsage(rows, unsent, retention.size_bytes(db), dropped, aside)

        self._filling = self._db.read(read) or self._filling
        return self._filling

    def close(self) -> None:
        """Nothing may be called after."""
        self._db.close()

    def _forget(self) -> None:
        """What was last known is so no more."""
        self._kept, self._filling = self._unknown()

    def _unknown(self) -> tuple[KeptRange, OutboxUsage]:
        return KeptRange(self._seqs.up_to + 1, self._seqs.up_to), OutboxUsage(0, 0, 0)

    def _insert(self, db: sqlite3.Connection, build: Callable[[int], Message]) -> Message:
        seq = last_seq(db) + 1
        self._seqs.reserve(seq)
        message = build(seq)
        if message.seq != seq:
            raise ValueError(f"the message made for seq {seq} says {message.seq}")
        size = len(message.payload)
        retention.free_space(db, self._limits.max_bytes, self._limits.max_rows - 1, size)
        if not retention.has_disk_space(db, self._path, size):
            raise sqlite3.OperationalError("database or disk is full")
        values = (message.kind, message.topic, message.payload, message.id, seq, message.at_s)
        db.execute(f"INSERT INTO messages ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values)
        return message

    def _change(self, done: sqlite3.Cursor) -> int:
        """How many rows were changed. The indexes may have grown, and the next change must find room too."""
        retention.free_space(done.connection, self._limits.max_bytes, self._limits.max_rows, 0)
        return done.rowcount

    def _select(self, where: str, values: tuple[int | str, ...]) -> list[Message]:
        def read(db: sqlite3.Connection) -> list[Message]:
            return [Message(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM messages {where}", values)]

        return self._db.read(read) or []

    def _write(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        with _faults(self._path):
            return self._db.write(work)


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """What SQLite and the disk say, as a line for people."""
    try:
        yield
    except (SequenceFileError, OutboxFileError) as error:
        raise OutboxError(str(error)) from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise OutboxError(f"outbox: {path}: {error}. {_cure(str(error))}") from error


def _cure(fault: str) -> str:
    if "unable to open" in fault or "readonly" in fault:
        return "Its folder must exist and be writable; another can be named in [outbox] path."
    if "malformed" in fault or "not a database" in fault:
        return "It is spoilt again and again: check the disk, and put in another."
    if "full" in fault:
        return "Free some space: what is told meanwhile is lost."
    if "locked" in fault:
        return "Another program holds it: is a second Vitrina running on this outbox?"
    return "What is told meanwhile is lost."
