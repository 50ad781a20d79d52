"""Inspects an outbox from outside: which process has it open, and how full it is.

It writes no message and creates no file, so it disturbs neither a running kiosk nor one that will run as another user.
"""

import fcntl
import os
import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from edge.uplink.outbox.migrations import VERSION
from edge.uplink.outbox.outbox import OutboxError
from edge.uplink.outbox.sequence import MessageNumberReservation, SequenceFileError

_SHARED = 0x40000002
_SHARED_BYTES = 510
"""Bytes of the file that every process locks while it has an SQLite database open in WAL mode.

Source: os_unix.c in sqlite.org/src.
"""

_FLOCK = struct.Struct("hhqqi4x")  # type, whence, start, length, pid: struct flock of 64-bit Linux
BUSY_S = 2.0


@dataclass(frozen=True, slots=True)
class OutboxFileInfo:
    """Content of an outbox. `form`: version of its tables. `rows`: number of all messages.

    `waiting`: number of messages that are not sent yet. `bytes`: size of the file.
    """

    form: int
    rows: int
    waiting: int
    bytes: int


def owner_pid(path: Path) -> int | None:
    """Id of the process that has this outbox open, or None. Raises OutboxError if the file cannot be read.

    Never call this in the process that has the outbox open: closing the file would remove SQLite's own locks.
    """
    request = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, _SHARED, _SHARED_BYTES, 0)
    try:
        with path.open("rb") as file:
            kind, _, _, _, pid = _FLOCK.unpack(fcntl.fcntl(file, fcntl.F_GETLK, request))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OutboxError(_unreadable(path, error.strerror or "it fails")) from error
    return None if kind == fcntl.F_UNLCK else int(pid)


def inspect(path: Path) -> OutboxFileInfo | None:
    """Read the table version and message counts of an outbox. Returns None if there is no outbox yet.

    Raises OutboxError if the outbox cannot be used.
    """
    try:
        MessageNumberReservation(path.with_name(path.name + ".seq"))
        if not path.exists():
            return None
        with path.open("rb"):
            pass  # gives the reason of a failure; SQLite would only report "unable to open"
        with closing(sqlite3.connect(outbox_address(path), uri=True, timeout=BUSY_S)) as db:
            info = _read_info(db)
    except SequenceFileError as error:
        raise OutboxError(str(error)) from error
    except OSError as error:
        raise OutboxError(_unreadable(path, error.strerror or "it fails")) from error
    except sqlite3.DatabaseError as error:
        raise OutboxError(
            f"outbox: {path} is damaged or is not an outbox ({error}). Move the file away. The kiosk then creates a "
            "new outbox, which continues with the first unused message number."
        ) from error
    if info.form > VERSION:
        raise OutboxError(
            f"outbox: {path} was written by a newer Vitrina (format {info.form}; this version supports up to "
            f"{VERSION}). Install that version again, or name another file in [outbox] path."
        )
    return info


def outbox_address(path: Path) -> str:
    """SQLite URI for reading an outbox.

    If the file has an index of the write-ahead log (`-shm`), a process has it open or was killed, so the file is read
    with locks. Without an index nobody is writing, and `immutable` prevents SQLite from creating its own files.
    """
    is_closed = not path.with_name(path.name + "-shm").exists()
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if is_closed else ''}"


def _read_info(db: sqlite3.Connection) -> OutboxFileInfo:
    (form,) = db.execute("PRAGMA user_version").fetchone()
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
    if not 0 < form <= VERSION:  # another version, or a new file that is still empty
        return OutboxFileInfo(form, 0, 0, pages * page_bytes)
    (rows,) = db.execute("SELECT count(*) FROM messages").fetchone()
    set_aside = "aside_s" in {column[1] for column in db.execute("PRAGMA table_info(messages)")}
    where = "sent_s IS NULL" + (" AND aside_s IS NULL" if set_aside else "")
    (waiting,) = db.execute(f"SELECT count(*) FROM messages WHERE {where}").fetchone()
    return OutboxFileInfo(form, rows, waiting, pages * page_bytes)


def _unreadable(path: Path, reason: str) -> str:
    return f"outbox: {path} cannot be read ({reason}). Try it as the user who runs the kiosk."
