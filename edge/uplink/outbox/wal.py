"""SQLite's write-ahead log beside the outbox: reserves disk space for it, and detects a truncated log."""

import os
import sqlite3
from pathlib import Path

# SQLite moves the log into the file at 64 pages. When the log is opened, twice that space is reserved on the disk. So
# even on a full disk the log has room to mark messages, to delete them, and to use the freed pages again.
PAGES = 64
BYTES = 512 * 1024


def log_path(path: Path) -> Path:
    """Path of a database file's write-ahead log."""
    return path.with_name(path.name + "-wal")


def reserve_log_space(log: Path) -> None:
    """Reserve disk space for the write-ahead log. Raises OSError."""
    file = os.open(log, os.O_RDWR)
    try:
        os.posix_fallocate(file, 0, BYTES)
    finally:
        os.close(file)


def is_log_cut(db: sqlite3.Connection, log: Path, *, has_power_stayed: bool) -> bool:
    """True if accepted transactions may be missing from the end of the write-ahead log.

    Two kinds of bytes may follow the last complete transaction: the zeros of `reserve_log_space`, or frames of an
    earlier round of the log. The first salt of an earlier round is lower by the number of rounds, and its second salt
    differs. Anything else was truncated, overwritten, or half written when the power failed. A wrong True only skips
    numbers, which is better than a duplicate number. Without a power failure, no accepted transaction is lost: a
    half-written transaction was never accepted.
    """
    (_, frames, _) = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    content = log.read_bytes()  # safe: SQLite's locks are on the file and the index; closing one of those removes them
    if len(content) < BYTES and version > 1:  # version 1 reserved nothing
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
