"""Deletes expired messages from the outbox, and the oldest ones when the outbox is full."""

import shutil
import sqlite3
from pathlib import Path

_AT_ONCE = 200  # expired in one call: about 10 ms, and fits in the reserved part of the log
_BATCH = 10
_MOST = 1000  # most messages dropped for one new message: a lowered limit needs many
_PAGES = 16  # pages for one change of the tables and their indexes, with a margin
_SPARE_BYTES = 256 * 1024  # below this a disk counts as full

_OLDEST = (
    "SELECT seq FROM messages WHERE sent_s IS NOT NULL ORDER BY sent_seen_s, sent_s LIMIT ?",
    "SELECT seq FROM messages WHERE aside_s IS NOT NULL ORDER BY aside_seen_s, aside_s LIMIT ?",
    "SELECT seq FROM messages WHERE sent_s IS NULL AND aside_s IS NULL ORDER BY seq LIMIT ?",
)
"""Order in which messages are deleted: first sent, then rejected by the broker, then waiting to be sent."""


def drop_oldest_messages(db: sqlite3.Connection, max_bytes: int, max_rows: int, more_bytes: int) -> None:
    """Drop the oldest messages until `more_bytes` fit into the limits. Must run within a transaction."""
    pages, max_pages = _PAGES + more_bytes // _page_bytes(db), max_bytes // _page_bytes(db)
    for _ in range(0, _MOST, _BATCH):
        (rows,) = db.execute("SELECT rows FROM counts").fetchone()
        excess = rows - max_rows
        if _used(db) + pages > max_pages or (_free(db) < pages and page_count(db) + pages > max_pages):
            excess = _BATCH  # second condition: a file of the maximum size cannot grow, and needs free pages inside
        if excess <= 0 or not _drop(db, min(excess, _BATCH)):
            return


def has_disk_space(db: sqlite3.Connection, path: Path, more_bytes: int) -> bool:
    """True if `more_bytes` can be written to the disk. Call this before each insert. Raises OSError.

    A page in the write-ahead log without space in the file blocks the log's checkpoint, and then nothing can be deleted
    either.
    """
    pages = _PAGES + more_bytes // _page_bytes(db)
    return _free(db) >= pages or not is_disk_full(path, pages * _page_bytes(db))


def is_disk_full(path: Path, more_bytes: int = 0) -> bool:
    """True if the disk has too little space for `more_bytes` plus a reserve of 256 KiB. Raises OSError."""
    return shutil.disk_usage(path.parent).free < _SPARE_BYTES + more_bytes


def delete_expired_messages(db: sqlite3.Connection, passed_s: float, unsent_s: float, sent_s: float) -> int:
    """Delete expired messages, at most 200 per call. Returns the number of messages.

    `passed_s` is added to the counted time. The function deletes messages that were sent or set aside more than
    `sent_s` of that time ago, and unsent messages that were stored more than `unsent_s` ago. It must run within a
    transaction.
    """
    if passed_s > 0.0:
        db.execute("UPDATE counts SET seen_s = seen_s + ?", (passed_s,))
    (seen_s,) = db.execute("SELECT seen_s FROM counts").fetchone()
    deleted = 0
    for which, before_s in (
        ("sent_s IS NOT NULL AND sent_seen_s < ? ORDER BY sent_seen_s", seen_s - sent_s),
        ("aside_s IS NOT NULL AND aside_seen_s < ? ORDER BY aside_seen_s", seen_s - sent_s),
        ("sent_s IS NULL AND seen_s < ? ORDER BY seen_s", seen_s - unsent_s),
    ):
        deleted += _delete(db, f"SELECT seq FROM messages WHERE {which} LIMIT ?", (before_s, _AT_ONCE - deleted))
    return deleted


def page_count(db: sqlite3.Connection) -> int:
    """Size of the file in pages, once the write-ahead log is moved into the file."""
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    return int(pages)


def size_bytes(db: sqlite3.Connection) -> int:
    """Size of the file in bytes, once the write-ahead log is moved into the file."""
    return page_count(db) * _page_bytes(db)


def _drop(db: sqlite3.Connection, count: int) -> int:
    return next((deleted for which in _OLDEST if (deleted := _delete(db, which, (count,)))), 0)


def _delete(db: sqlite3.Connection, which: str, values: tuple[float, ...]) -> int:
    return db.execute(f"DELETE FROM messages WHERE seq IN ({which})", values).rowcount


def _used(db: sqlite3.Connection) -> int:
    return page_count(db) - _free(db)


def _free(db: sqlite3.Connection) -> int:
    (pages,) = db.execute("PRAGMA freelist_count").fetchone()
    return int(pages)


def _page_bytes(db: sqlite3.Connection) -> int:
    (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
    return int(page_bytes)
