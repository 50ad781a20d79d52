"""Copies of a database before a migration, made with the database's own means: to go back, the former version needs the
former schema.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from sqlalchemy.engine import URL, make_url

from central.errors import SourceError, UsageError
from central.store.location import Location

PROGRAM = "pg_dump"
PAGES_AT_ONCE = 4_096
SPARE_BYTES = 100_000_000
"""Room that must remain on the disk after the copy, because the migration needs some too."""

Show = Callable[[float, str], None]
"""Function that shows the progress: the share that is done, and a text."""


def copy_database(location: Location, target: Path, show: Show) -> int:
    """Copy a database to a file that only its owner can read, and return the size of the file in bytes.

    An SQLite store becomes an SQLite file, a PostgreSQL database an archive for `pg_restore`. After an error no partial
    file remains. Raises SourceError if the file exists or cannot be written, or UsageError if `pg_dump` is missing.
    """
    _require_free(target)
    part = target.with_name(f"{target.name}.{uuid4().hex[:8]}.part")  # another process may copy at the same time
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        if location.url is None:
            _copy_sqlite(location.file, part, show)
        else:
            _dump_postgres(location, part)
        _require_free(target)
        part.replace(target)
        return target.stat().st_size
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise SourceError(
            f"migrate: the backup {target} cannot be written ({why}). Name another file with --backup. Nothing was"
            " changed."
        ) from None
    finally:
        with suppress(OSError):
            part.unlink()


def _require_free(target: Path) -> None:
    """Raise SourceError if a file exists: it may be a backup of before, or the store itself."""
    if os.path.lexists(target):
        raise SourceError(f"migrate: the backup {target} exists. Name another file with --backup. Nothing was changed.")


def _copy_sqlite(file: Path, part: Path, show: Show) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as copy:
        source.execute("BEGIN")  # one view of the data, whatever a server writes meanwhile
        pages = source.execute("PRAGMA page_count").fetchone()[0]
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _require_room(part, pages * source.execute("PRAGMA page_size").fetchone()[0])

        def progress(_status: int, remaining: int, total: int) -> None:
            show(1 - remaining / max(total, 1), "migrate: copying the store")

        source.backup(copy, pages=PAGES_AT_ONCE, progress=progress)


def _require_room(part: Path, size: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if free < size + SPARE_BYTES:
        raise SourceError(
            f"migrate: the backup needs {(size + SPARE_BYTES) / 1e6:,.0f} MB, and {part.parent.resolve()} has"
            f" {free / 1e6:,.0f} MB. Make room, name a file on another disk with --backup FILE, or add --no-backup if"
            " you have a backup. Nothing was changed."
        )


def _dump_postgres(location: Location, part: Path) -> None:
    program = shutil.which(PROGRAM)
    if program is None:
        raise UsageError(
            f"migrate: {PROGRAM} is missing, so no backup can be made. Install it (apt-get install postgresql-client),"
            " or make a backup yourself and add --no-backup. Nothing was changed."
        )
    command = [program, "--format=custom", "--no-password", "--file", str(part)]
    environment = {**os.environ, **connection_variables(make_url(str(location.url)), location)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        why = " ".join(done.stderr.split())[:300]
        raise SourceError(
            f"migrate: {PROGRAM} made no backup ({why}). Correct that, or make a backup yourself and add --no-backup."
            " Nothing was changed."
        )


def connection_variables(url: URL, location: Location) -> dict[str, str]:
    """Environment variables that let PostgreSQL's own programs connect as this program does."""
    socket = url.query.get("unix_sock")
    made = {"PGDATABASE": url.database, "PGHOST": url.host, "PGUSER": url.username, "PGPASSWORD": location.password}
    made["PGPORT"] = None if url.port is None else str(url.port)
    if isinstance(socket, str):  # /var/run/postgresql/.s.PGSQL.5432
        made["PGHOST"], made["PGPORT"] = str(Path(socket).parent), socket.rpartition(".")[2]
    if location.ca_file is not None:
        made |= {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": str(location.ca_file)}
    return {name: value for name, value in made.items() if value is not None}
