"""The messages that must arrive, on the disk: numbered and kept before anything is sent, and kept after, byte for byte,
so that a subscriber can ask again. One file of SQLite; a committed message outlives a power cut.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge.uplink.messages import Message
from edge.uplink.seqs import SeqFileError, Seqs

VERSION = 1
_BUSY_S = 5.0
_COLUMNS = "kind, topic, payload, id, seq, at_s"
_TABLES = """
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    topic TEXT NOT NULL,
    at_s REAL NOT NULL,
    payload BLOB NOT NULL,
    sent_s REAL
) STRICT;
CREATE INDEX unsent ON messages (seq) WHERE sent_s IS NULL;
"""


class OutboxError(Exception):
    """The outbox cannot be opened or written. The text says what happened, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Which messages are kept. With none, `first_seq` is `last_seq` + 1."""

    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class Filling:
    """How full the outbox is; sent messages count in `rows` and in `bytes`, the size of the file."""

    rows: int
    unsent: int
    bytes: int


class Outbox:
    """Append, oldest first, mark as sent, again. Any thread may call; one call is done after the other."""

    def __init__(self, path: Path) -> None:
        """Opens the file, or makes it, and beside it `<path>.seq`. Raises OutboxError."""
        self._path = path
        self._lock = threading.RLock()
        self._on_append: list[Callable[[], None]] = []
        with _faults(path):
            self._seqs = Seqs(path.with_name(path.name + ".seq"))
            self._db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def append(self, build: Callable[[int], Message]) -> Message:
        """Keeps the message that `build` makes of the next number, and gives it back once it is on the disk. Where that
        fails the number is given to the next message. Raises OutboxError, and whatever `build` raises."""
        with self._lock, self._transaction():
            seq = self._last_seq() + 1
            self._seqs.reserve(seq)
            message = build(seq)
            if message.seq != seq:
                raise ValueError(f"the message made for seq {seq} says {message.seq}")
            with _faults(self._path):
                self._db.execute(
                    f"INSERT INTO messages ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
                    (message.kind, message.topic, message.payload, message.id, seq, message.at_s),
                )
        for told in self._on_append:
            told()
        return message

    def watch(self, told: Callable[[], None]) -> None:
        """From now on `told` is called after every append, in the appending thread."""
        self._on_append.append(told)

    def unsent(self, limit: int) -> list[Message]:
        """The oldest messages that are not marked as sent, oldest first."""
        return self._select("WHERE sent_s IS NULL ORDER BY seq LIMIT ?", (limit,))

    def sent(self, from_seq: int, to_seq: int, limit: int) -> list[Message]:
        """Of what is marked as sent from `from_seq` to `to_seq`, both included, the oldest, as first sent."""
        where = "WHERE seq BETWEEN ? AND ? AND sent_s IS NOT NULL ORDER BY seq LIMIT ?"
        return self._select(where, (from_seq, to_seq, limit))

    def mark_sent(self, seqs: Iterable[int], sent_s: float) -> None:
        """The broker has these; the first time counts. Raises OutboxError."""
        with self._lock, self._transaction():
            self._db.executemany(
                "UPDATE messages SET sent_s = ? WHERE seq = ? AND sent_s IS NULL", [(sent_s, seq) for seq in seqs]
            )

    def kept(self) -> Kept:
        """Which messages are kept, as `state` and `health` say."""
        with self._lock, _faults(self._path):
            last_seq = self._last_seq()
            (first_seq,) = self._db.execute("SELECT min(seq) FROM messages").fetchone()
            return Kept(last_seq + 1 if first_seq is None else first_seq, last_seq)

    def filling(self) -> Filling:
        """How full it is."""
        with self._lock, _faults(self._path):
            (rows,) = self._db.execute("SELECT count(*) FROM messages").fetchone()
            (unsent,) = self._db.execute("SELECT count(*) FROM messages WHERE sent_s IS NULL").fetchone()
            (pages,) = self._db.execute("PRAGMA page_count").fetchone()
            (page_bytes,) = self._db.execute("PRAGMA page_size").fetchone()
            return Filling(rows, unsent, pages * page_bytes)

    def close(self) -> None:
        """Nothing may be called after."""
        with self._lock:
            self._db.close()

    def _prepare(self) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._db.execute(f"PRAGMA {pragma}")
        with self._transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise OutboxError(
                    f"outbox: {self._path} was written by a newer Vitrina (form {version}, this one knows {VERSION})."
                    " Install that version again, or name another file in [outbox] path."
                )
            if version == 0:
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {VERSION}")
            self._go_on_after(self._seqs.first_free(self._last_seq()) - 1)

    def _go_on_after(self, seq: int) -> None:
        """The next message gets the number after `seq`, even if no message has ever been here."""
        self._db.execute("DELETE FROM sqlite_sequence WHERE name = 'messages'")
        self._db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('messages', ?)", (seq,))

    def _last_seq(self) -> int:
        (seq,) = self._db.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'messages'").fetchone()
        return seq or 0

    def _select(self, where: str, values: tuple[int, ...]) -> list[Message]:
        with self._lock, _faults(self._path):
            return [Message(*row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM messages {where}", values)]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _faults(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite has already rolled back after some faults, a full disk among them
                    self._db.execute("ROLLBACK")
                raise


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """What SQLite and the disk say, as a line for people."""
    try:
        yield
    except SeqFileError as error:
        raise OutboxError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise OutboxError(f"outbox: {path}: {error}. {_cure(str(error))}") from error


def _cure(fault: str) -> str:
    if "unable to open" in fault or "readonly" in fault:
        return "Its folder must exist and be writable; another can be named in [outbox] path."
    if "not a database" in fault or "malformed" in fault:
        return "Move the file away and start again: numbering goes on where no number was given yet."
    if "full" in fault:
        return "Free some space: what is told meanwhile is lost."
    if "locked" in fault:
        return "Another program holds it: is a second Vitrina running on this outbox?"
    return "What is told meanwhile is lost."
