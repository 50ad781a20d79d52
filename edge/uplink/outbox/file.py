"""Checks, opens and upgrades the outbox file. A corrupt file is set aside."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from edge.uplink.outbox import wal
from edge.uplink.outbox.migrations import MIGRATIONS, OLDEST_WRITABLE, VERSION

_BUSY_S = 5.0
_UPGRADE_BYTES = 1024 * 1024
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PARTS = ("", "-wal", "-shm", "-journal")


class OutboxFileError(Exception):
    """Somebody must repair or replace the outbox file. The message states what happened, where, and what to do."""


@dataclass(frozen=True, slots=True)
class OpenedOutbox:
    """An open connection to the outbox.

    `is_tail_lost`: the newest accepted messages are missing from the file, although their numbers were used.
    """

    db: sqlite3.Connection
    is_tail_lost: bool


def check_file(path: Path) -> None:
    """Read and check the whole outbox file, if there is one, without changing it.

    This runs at every start, because power cuts corrupt files and nothing else reveals it.

    An outbox of one week has about 50 MB, which takes 2 s on an SD card at 25 MB/s. At the default limit of 256 MB, in
    a kiosk that had no broker for weeks, the check takes 11 s. At the largest limit of 2,000 MB it takes 80 s,
    including 13 s of computing. The caller asks systemd for that time. `quick_check` reads as much and saves 0.2 s of
    computing, but misses a file that has lost a part of its last page. Raises OutboxFileError, and
    sqlite3.DatabaseError: see `is_corrupt`.
    """
    _require_writable(path)
    if not _size(path):
        if _size(wal.log_path(path)):  # SQLite would delete the log
            raise sqlite3.DatabaseError("malformed: the database file is missing, but its write-ahead log exists")
        return
    if _size(_with_suffix(path, "-journal")):
        return  # a crash interrupted the creation of the file, and only a writing connection can repair that
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=_BUSY_S, uri=True)) as db:
        db.text_factory = _decode_text
        try:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            (result,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        except UnicodeDecodeError as error:  # SQLite quotes the corrupt bytes
            raise sqlite3.DatabaseError(f"malformed: {error.reason}") from error
    if result != "ok":
        raise sqlite3.DatabaseError(f"malformed: {result.splitlines()[-1]}")
    if version == 0 and names:
        raise OutboxFileError(
            f"outbox: {path} is the database of another program, and was not changed. Name another file in [outbox] "
            "path."
        )
    if version > VERSION:
        raise OutboxFileError(
            f"outbox: {path} was written by a newer Vitrina (format {version}; this version supports up to "
            f"{VERSION}). Install that version again, or name another file in [outbox] path."
        )
    tables = ("messages", "counts", "plays")  # by the version that added them
    if any(version > number and name not in names for number, name in enumerate(tables)):
        raise sqlite3.DatabaseError("malformed: tables are missing")


def open_file(path: Path, max_bytes: int, *, keeps_tables: bool = False) -> OpenedOutbox:
    """Open the checked file, or create a new one. `keeps_tables`: upgrade no tables that this program can write as they
    are. Raises sqlite3.DatabaseError.
    """
    log_bytes = _size(wal.log_path(path))
    db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    db.text_factory = _decode_text
    try:
        _set_pragmas(db)
        _limit_size(db, max_bytes + _UPGRADE_BYTES)  # new tables need some pages, also in a full file
        is_log_cut = bool(log_bytes) and wal.is_log_cut(
            db, wal.log_path(path), has_power_stayed=_was_opened_in(db, _boot_id())
        )
        with suppress(OSError):  # a full disk: SQLite reports it later
            wal.reserve_log_space(wal.log_path(path))
        was_open = _upgrade(db, keeps_tables=keeps_tables)
        _limit_size(db, max_bytes)
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")  # moves the mark "open" from the log into the file itself
    except BaseException:
        db.close()
        raise
    return OpenedOutbox(db, is_log_cut or (was_open and not log_bytes))


def close_file(db: sqlite3.Connection) -> None:
    """Mark the file as closed, if the disk allows this, and merge the write-ahead log into the file."""
    with suppress(sqlite3.DatabaseError):
        db.execute("UPDATE counts SET is_open = 0")
    db.close()


def is_corrupt(error: sqlite3.DatabaseError) -> bool:
    """True if the file itself is permanently damaged, which excludes disk errors and locks."""
    text = str(error)  # Python 3.10 has no error code here, and gives no text if it quotes corrupt bytes
    return not text or "malformed" in text or "not a database" in text


def set_file_aside(path: Path, parts: Sequence[str] = _PARTS) -> Path | None:
    """Rename the file, its write-ahead log and its index, or only these `parts`, to `<path>.corrupt-<UTC>`.

    Returns that path, or None if no such part exists. The time in the name is that of the last change. Existing files
    are never overwritten. Close an open connection before you create a new one, because it may delete a write-ahead log
    with the old name. Raises OSError.
    """
    parts = [part for part in parts if _with_suffix(path, part).exists()]
    if not parts:
        return None
    changed_s = max(_with_suffix(path, part).stat().st_mtime for part in parts)
    stamp = datetime.fromtimestamp(changed_s, timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    aside, times = _with_suffix(path, f".corrupt-{stamp}"), 1
    while any(_with_suffix(aside, part).exists() for part in _PARTS):
        times += 1
        aside = _with_suffix(path, f".corrupt-{stamp}.{times}")
    for part in parts:  # the file first: after a crash, the next start recognises a log without its file
        _with_suffix(path, part).rename(_with_suffix(aside, part))
    return aside


def _require_writable(path: Path) -> None:
    """Raise OutboxFileError with the exact reason if the file cannot be written.

    SQLite itself has the same message for a missing folder and a full disk.
    """
    if not path.parent.is_dir():
        problem = f"{path.parent} is not a folder"
    elif not os.access(path.parent, os.W_OK | os.X_OK):
        problem = f"the folder {path.parent} is not writable"
    elif path.exists() and not (path.is_file() and os.access(path, os.R_OK | os.W_OK)):
        problem = f"{path} is not a writable file"
    else:
        return
    raise OutboxFileError(
        f"outbox: {problem}. It must exist and be writable for the user account under which Vitrina runs. To use "
        "another file, set [outbox] path."
    )


def _set_pragmas(db: sqlite3.Connection) -> None:
    """Set the connection's options. Only the first one is stored in the file."""
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"wal_autocheckpoint = {wal.PAGES}",
        f"journal_size_limit = {wal.BYTES}",
        "cell_size_check = ON",  # shows corruption sooner
        "cache_size = -256",  # in KiB; with the default of 2 MB memory grows for hours, and nothing is faster
    ):
        db.execute(f"PRAGMA {pragma}")


def _limit_size(db: sqlite3.Connection, max_bytes: int) -> None:
    (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
    db.execute(f"PRAGMA max_page_count = {max_bytes // page_bytes}")


def _upgrade(db: sqlite3.Connection, *, keeps_tables: bool) -> bool:
    """Upgrade the tables in one transaction, and mark the file as open.

    Returns True if the file was not closed properly before.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        wanted = version if keeps_tables and version >= OLDEST_WRITABLE else VERSION
        for migration in MIGRATIONS[version:wanted]:
            for statement in migration:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {wanted}")
        (was_open,) = db.execute("SELECT is_open FROM counts").fetchone()
        db.execute("UPDATE counts SET is_open = 1, boot = ?", (_boot_id(),))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return bool(was_open)


def _was_opened_in(db: sqlite3.Connection, boot_id: str) -> bool:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return version > 1 and bool(boot_id) and [(boot_id,)] == db.execute("SELECT boot FROM counts").fetchall()


def _boot_id() -> str:
    """Id that changes with each boot of the system; empty if the system has none."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _decode_text(raw: bytes) -> str:
    """Decode a text without ever failing: one corrupt byte in a message must not block all later messages."""
    return raw.decode(errors="replace")


def _with_suffix(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _size(path: Path) -> int | None:
    """Size of a file in bytes; None if there is no file."""
    return path.stat().st_size if path.exists() else None
