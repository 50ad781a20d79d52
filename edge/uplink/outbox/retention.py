"""Room in the outbox: which messages go when their time is over, or when there are too many."""

import os
import sqlite3
from pathlib import Path

_AT_ONCE = 200  # expired in one call: some 10 ms, and no more of the log than is reserved
_BATCH = 10
_MOST = 1000  # dropped for one message: after a limit was lowered it takes many
_PAGES = 16  # for one change of the tables and their indexes, with some to spare
_SPARE_BYTES = 256 * 1024  # below this a disk counts as full

_OLDEST = (
    "SELECT seq FROM messages WHERE sent_s IS NOT NULL ORDER BY sent_s LIMIT ?",
    "SELECT seq FROM messages WHERE aside_s IS NOT NULL ORDER BY aside_s LIMIT ?",
    "SELECT seq FROM messages WHERE sent_s IS NULL AND aside_s IS NULL ORDER BY seq LIMIT ?",
)
"""What is missed least first: the broker has it, the broker does not want it, it waits."""


def free_space(db: sqlite3.Connection, max_bytes: int, max_rows: int, more_bytes: int) -> None:
    """Within a transaction: drops the oldest until so many bytes can be written within the limits."""
    pages, max_pages = _PAGES + more_bytes // _page_bytes(db), max_bytes // _page_bytes(db)
    for _ in range(0, _MOST, _BATCH):
        (rows,) = db.execute("SELECT rows FROM counts").fetchone()
        excess = rows - max_rows
        if _used(db) + pages > max_pages or (_free(db) < pages and page_count(db) + pages > max_pages):
            excess = _BATCH  # the second: a file that is as large as it may be needs no disk any more, and finds none
        if excess <= 0 or not _drop(db, min(excess, _BATCH)):
            return


def has_disk_space(db: sqlite3.Connection, path: Path, more_bytes: int) -> bool:
    """Whether so many bytes can be written. Asked before: a page that is in the log and has no place in the file keeps
    the log from being emptied, and then not even what is old can be deleted. Raises OSError."""
    pages = _PAGES + more_bytes // _page_bytes(db)
    return _free(db) >= pages or not is_disk_full(path, pages * _page_bytes(db))


def is_disk_full(path: Path, more_bytes: int = 0) -> bool:
    """Whether the disk has too little for this and for what else there is to do. Raises OSError."""
    disk = os.statvfs(path.parent)
    return disk.f_bavail * disk.f_frsize < _SPARE_BYTES + more_bytes


def expire(db: sqlite3.Connection, unsent_before_s: float, sent_before_s: float) -> int:
    """Within a transaction: deletes what was sent or set aside, and what was made and never sent, before these times;
    how many. One call deletes no more than 200."""
    gone = 0
    for which, before_s in (
        ("sent_s IS NOT NULL AND sent_s < ? ORDER BY sent_s", sent_before_s),
        ("aside_s IS NOT NULL AND aside_s < ? ORDER BY aside_s", sent_before_s),
        ("sent_s IS NULL AND at_s < ? ORDER BY at_s", unsent_before_s),
    ):
        gone += _delete(db, f"SELECT seq FROM messages WHERE {which} LIMIT ?", (before_s, _AT_ONCE - gone))
    return gone


def page_count(db: sqlite3.Connection) -> int:
    """The size of the file, once the log has been moved into it."""
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    return int(pages)


def size_bytes(db: sqlite3.Connection) -> int:
    """The same in bytes."""
    return page_count(db) * _page_bytes(db)


def _drop(db: sqlite3.Connection, count: int) -> int:
    return next((gone for which in _OLDEST if (gone := _delete(db, which, (count,)))), 0)


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
