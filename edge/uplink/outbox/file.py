"""The file of the outbox: found fit to be opened, brought to today's form, checked; and, where it is corrupt, set aside
whole, so that another can be begun.
"""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from edge.uplink.outbox import wal

_BUSY_S = 5.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PARTS = ("", "-wal", "-shm", "-journal")

_FORM = (
    (
        """CREATE TABLE messages (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            topic TEXT NOT NULL,
            at_s REAL NOT NULL,
            payload BLOB NOT NULL,
            sent_s REAL
        ) STRICT""",
        "CREATE INDEX unsent ON messages (seq) WHERE sent_s IS NULL",
    ),
    (
        "ALTER TABLE messages ADD COLUMN aside_s REAL",
        "ALTER TABLE messages ADD COLUMN aside_why TEXT",
        "DROP INDEX unsent",
        "CREATE INDEX waiting ON messages (seq) WHERE sent_s IS NULL AND aside_s IS NULL",
        "CREATE INDEX unsent_by_age ON messages (at_s) WHERE sent_s IS NULL",
        "CREATE INDEX aside_by_age ON messages (aside_s) WHERE aside_s IS NOT NULL",
        "CREATE INDEX sent_by_age ON messages (sent_s) WHERE sent_s IS NOT NULL",
        # One row, kept by the triggers: counting a million messages once a minute would hold everybody up.
        """CREATE TABLE counts (
            rows INTEGER NOT NULL,
            waiting INTEGER NOT NULL,
            aside INTEGER NOT NULL,
            dropped INTEGER NOT NULL,
            is_open INTEGER NOT NULL,
            boot TEXT NOT NULL
        ) STRICT""",
        "INSERT INTO counts SELECT count(*), count(*) - count(sent_s), 0, 0, 0, '' FROM messages",
        """CREATE TRIGGER appended AFTER INSERT ON messages BEGIN
            UPDATE counts SET rows = rows + 1, waiting = waiting + 1;
        END""",
        """CREATE TRIGGER moved AFTER UPDATE OF sent_s, aside_s ON messages BEGIN
            UPDATE counts SET
                waiting = waiting - (old.sent_s IS NULL AND old.aside_s IS NULL)
                    + (new.sent_s IS NULL AND new.aside_s IS NULL),
                aside = aside - (old.aside_s IS NOT NULL) + (new.aside_s IS NOT NULL);
        END""",
        """CREATE TRIGGER deleted AFTER DELETE ON messages BEGIN
            UPDATE counts SET
                rows = rows - 1,
                waiting = waiting - (old.sent_s IS NULL AND old.aside_s IS NULL),
                aside = aside - (old.aside_s IS NOT NULL),
                dropped = dropped + (old.sent_s IS NULL);
        END""",
    ),
)
"""What makes each version out of the one before; a new file goes through all of them."""

VERSION = len(_FORM)


class OutboxFileError(Exception):
    """A person must see to the file. The text says what happened, where, and what to do."""


@dataclass(frozen=True, slots=True)
class OpenedOutbox:
    """`is_tail_lost`: messages were accepted last, and their numbers given, that are not here any more."""

    db: sqlite3.Connection
    is_tail_lost: bool


def check_file(path: Path) -> None:
    """Reads the whole file, if there is one, and changes nothing. It is done at every start: it is power cuts that
    corrupt, and nothing else tells. An outbox of a week has some 50 MB, 2 s of an SD card at 25 MB/s; one at the limit
    of 256 MiB takes 11 s, in a kiosk that had no broker for weeks. `quick_check` reads as much and saves 0.2 s of
    computing, but does not see a file that lost a part of its last page. Raises OutboxFileError, and
    sqlite3.DatabaseError: see `is_corrupt`."""
    _refuse_what_cannot_be_written(path)
    if not _size(path):
        if _size(_log(path)):  # SQLite would delete it
            raise sqlite3.DatabaseError("malformed: the file is gone and its log is there")
        return
    if _size(_with_end(path, "-journal")):
        return  # it died while it was made, and only a writer may see to that
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=_BUSY_S, uri=True)) as db:
        db.text_factory = _text
        try:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        except UnicodeDecodeError as error:  # SQLite quotes the junk that it found
            raise sqlite3.DatabaseError(f"malformed: {error.reason}") from error
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"malformed: {verdict.splitlines()[-1]}")
    if version == 0 and names:
        raise OutboxFileError(
            f"outbox: {path} is the database of another program and is left alone. Name another file in [outbox] path."
        )
    if version > VERSION:
        raise OutboxFileError(
            f"outbox: {path} was written by a newer Vitrina (form {version}, this one knows {VERSION})."
            " Install that version again, or name another file in [outbox] path."
        )
    if (version > 0 and "messages" not in names) or (version > 1 and "counts" not in names):
        raise sqlite3.DatabaseError("malformed: its tables are gone")


def open_file(path: Path, max_bytes: int) -> OpenedOutbox:
    """Opens the file that was checked, or makes it. Raises sqlite3.DatabaseError."""
    log_bytes = _size(_log(path))
    db = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    db.text_factory = _text
    try:
        _set_up(db, max_bytes)
        is_log_cut = bool(log_bytes) and wal.is_cut(db, _log(path), has_power_stayed=_was_opened_in(db, _boot()))
        with suppress(OSError):  # a full disk, and SQLite will say so
            wal.reserve(_log(path))
        was_open = _renew(db)
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")  # so that the file itself says that it is open
    except BaseException:
        db.close()
        raise
    return OpenedOutbox(db, is_log_cut or (was_open and not log_bytes))


def close_file(db: sqlite3.Connection) -> None:
    """Leaves one file, which says that it was closed, as far as the disk takes that."""
    with suppress(sqlite3.DatabaseError):
        db.execute("UPDATE counts SET is_open = 0")
    db.close()


def is_corrupt(error: sqlite3.DatabaseError) -> bool:
    """Whether it is the file that is wrong, for good, and not the disk or the moment."""
    text = str(error)  # Python 3.10 does not tell the code, and loses a text that quotes junk
    return not text or "malformed" in text or "not a database" in text


def set_file_aside(path: Path) -> Path:
    """Renames the file and what belongs to it to `<path>.corrupt-<UTC>`, the time of their last change; where they are
    now. Nothing is overwritten. A connection that is open must be closed before another is made: it may delete a log of
    that name. Raises OSError."""
    parts = [part for part in _PARTS if _with_end(path, part).exists()]
    changed_s = max(_with_end(path, part).stat().st_mtime for part in parts)
    stamp = datetime.fromtimestamp(changed_s, timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    aside, times = _with_end(path, f".corrupt-{stamp}"), 1
    while any(_with_end(aside, part).exists() for part in _PARTS):
        times += 1
        aside = _with_end(path, f".corrupt-{stamp}.{times}")
    for part in parts:  # the file first: a log alone is known for what it is at the next start
        _with_end(path, part).rename(_with_end(aside, part))
    return aside


def _refuse_what_cannot_be_written(path: Path) -> None:
    """SQLite says the same of a folder that is not there and of a disk that has no room for another file."""
    if not path.parent.is_dir():
        what = f"{path.parent} is not a folder"
    elif not os.access(path.parent, os.W_OK | os.X_OK):
        what = f"the folder {path.parent} cannot be written"
    elif path.exists() and not (path.is_file() and os.access(path, os.R_OK | os.W_OK)):
        what = f"{path} is not a file that can be written"
    else:
        return
    raise OutboxFileError(
        f"outbox: {what}. It must be there and be writable by the user that Vitrina runs as; another file can be named"
        " in [outbox] path."
    )


def _set_up(db: sqlite3.Connection, max_bytes: int) -> None:
    """None of it but the first is remembered by the file."""
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"wal_autocheckpoint = {wal.PAGES}",
        f"journal_size_limit = {wal.BYTES}",
        "cell_size_check = ON",  # corruption shows sooner
        "cache_size = -256",  # in KiB; with the 2 MB of the default memory creeps up for hours, and nothing is faster
    ):
        db.execute(f"PRAGMA {pragma}")
    (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
    db.execute(f"PRAGMA max_page_count = {max_bytes // page_bytes}")


def _renew(db: sqlite3.Connection) -> bool:
    """Takes all steps or none, wherever it is interrupted; whether the file was left without being closed."""
    db.execute("BEGIN IMMEDIATE")
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        for step in _FORM[version:]:
            for statement in step:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")
        (was_open,) = db.execute("SELECT is_open FROM counts").fetchone()
        db.execute("UPDATE counts SET is_open = 1, boot = ?", (_boot(),))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return bool(was_open)


def _was_opened_in(db: sqlite3.Connection, boot: str) -> bool:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return version > 1 and bool(boot) and [(boot,)] == db.execute("SELECT boot FROM counts").fetchall()


def _boot() -> str:
    """Another after each start of the machine; no name where the machine gives none."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _text(raw: bytes) -> str:
    """One spoilt byte in a message must not hold up all that come after it."""
    return raw.decode(errors="replace")


def _log(path: Path) -> Path:
    return _with_end(path, "-wal")


def _with_end(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _size(path: Path) -> int | None:
    """In bytes; None where there is no file."""
    return path.stat().st_size if path.exists() else None
