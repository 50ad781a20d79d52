"""The log that SQLite keeps beside the outbox: the room that is reserved for it, and whether some of it is lost."""

import os
import sqlite3
from pathlib import Path

# The log is moved into the file proper at 64 pages, and is given the double of that on the disk when it is opened. So
# a full disk leaves room in it to mark, to delete, and to use again what was freed.
PAGES = 64
BYTES = 512 * 1024


def reserve(log: Path) -> None:
    """Gives the log its room on the disk. Raises OSError."""
    file = os.open(log, os.O_RDWR)
    try:
        os.posix_fallocate(file, 0, BYTES)
    finally:
        os.close(file)


def is_cut(db: sqlite3.Connection, log: Path, *, has_power_stayed: bool) -> bool:
    """Whether the log goes on where SQLite stopped reading it. Behind the last whole transaction there may be the zeros
    of `reserve`, or what is left of an earlier round, whose first salt is lower by the number of rounds and whose
    second is another. Anything else was cut or overwritten, or was being written when the power went: then numbers may
    be skipped in vain, which is better than to give one twice. Where the power has stayed, what was accepted has
    stayed, and what is half written was never accepted."""
    (_, frames, _) = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    content = log.read_bytes()  # SQLite's locks are on the other two, which must not be opened and closed here
    if len(content) < BYTES and version > 1:  # the first version reserved nothing
        return True
    if has_power_stayed:
        return False
    if frames == 0:
        return bool(content.strip(b"\0"))
    step = 24 + page_bytes
    salts = [content[at + 8 : at + 16] for at in range(32 + frames * step, len(content) - 24, step)]
    return content[16:24] in salts or not all(_is_earlier(salt, content[16:24]) for salt in salts[:1])


def _is_earlier(salts: bytes, present: bytes) -> bool:
    rounds = int.from_bytes(present[:4], "big") - int.from_bytes(salts[:4], "big")
    return not any(salts) or 0 < rounds % 2**32 < 2**24
