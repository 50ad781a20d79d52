"""A look at an outbox from outside: who has it open and how full it is. It writes no message and makes no file, so that
a kiosk that runs is not disturbed, nor one that is to run as another user.
"""

import fcntl
import os
import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from edge.uplink.outbox.file import VERSION
from edge.uplink.outbox.outbox import OutboxError
from edge.uplink.outbox.sequence import SequenceFileError, SequenceNumbers

_SHARED = 0x40000002
_SHARED_BYTES = 510
"""Where whoever has a database of SQLite open in WAL mode holds a lock for as long (sqlite.org/src, os_unix.c)."""

_FLOCK = struct.Struct("hhqqi4x")  # type, whence, start, length, pid: struct flock of 64-bit Linux
_BUSY_S = 2.0


@dataclass(frozen=True, slots=True)
class OutboxInfo:
    """What lies in an outbox. `form` is that of its tables; `bytes` the size of the file."""

    form: int
    rows: int
    waiting: int
    bytes: int


def owner_pid(path: Path) -> int | None:
    """The process that has this outbox open, or None. Raises OutboxError where the file may not be read.

    Not to be asked in the process that has it open: closing the file there would take SQLite's own locks away.
    """
    asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, _SHARED, _SHARED_BYTES, 0)
    try:
        with path.open("rb") as file:
            kind, _, _, _, pid = _FLOCK.unpack(fcntl.fcntl(file, fcntl.F_GETLK, asked))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutboxError(_unreadable(path, error.strerror or "it fails")) from error
    return None if kind == fcntl.F_UNLCK else int(pid)


def inspect(path: Path) -> OutboxInfo | None:
    """What lies in it; None where there is no outbox yet. Raises OutboxError where it cannot be used."""
    try:
        SequenceNumbers(path.with_name(path.name + ".seq"))
        if not path.exists():
            return None
        with path.open("rb"):
            pass  # SQLite would only say that it is unable
        with closing(sqlite3.connect(_address(path), uri=True, timeout=_BUSY_S)) as db:
            seen = _read_info(db)
    except SequenceFileError as error:
        raise OutboxError(str(error)) from error
    except OSError as error:
        raise OutboxError(_unreadable(path, error.strerror or "it fails")) from error
    except sqlite3.DatabaseError as error:
        raise OutboxError(
            f"outbox: {path} is damaged or no outbox ({error}). Move it away: numbering goes on where no number was"
            " given yet."
        ) from error
    if seen.form > VERSION:
        raise OutboxError(
            f"outbox: {path} was written by a newer Vitrina (form {seen.form}, this one knows {VERSION}). Install that"
            " version again, or name another file in [outbox] path."
        )
    return seen


def _address(path: Path) -> str:
    """With the index of its log beside it somebody has it open, or was cut off: it is read with locks. Without, nobody
    writes, and SQLite is kept from making its own files there."""
    is_alone = not path.with_name(path.name + "-shm").exists()
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if is_alone else ''}"


def _read_info(db: sqlite3.Connection) -> OutboxInfo:
    (form,) = db.execute("PRAGMA user_version").fetchone()
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
    if not 0 < form <= VERSION:  # of another time, or made a moment ago and still empty
        return OutboxInfo(form, 0, 0, pages * page_bytes)
    (rows,) = db.execute("SELECT count(*) FROM messages").fetchone()
    set_aside = "aside_s" in {column[1] for column in db.execute("PRAGMA table_info(messages)")}
    where = "sent_s IS NULL" + (" AND aside_s IS NULL" if set_aside else "")
    (waiting,) = db.execute(f"SELECT count(*) FROM messages WHERE {where}").fetchone()
    return OutboxInfo(form, rows, waiting, pages * page_bytes)


def _unreadable(path: Path, why: str) -> str:
    return f"outbox: {path} cannot be read ({why}). Ask as the user who runs the kiosk."
