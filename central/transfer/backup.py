"""Backup of a whole store in one file, for both SQLite and PostgreSQL. It contains neither the quarantine nor sessions,
so users sign in again after a restore.

The file is gzipped JSON lines: first a header, then the rows of each table as lists, with bytes in Base64.
"""

import base64
import gzip
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Table, func, select, text, tuple_

from central import VERSION
from central.clock import now_ms
from central.errors import CentralError, DatabaseError, SourceError, UsageError
from central.store import backups, client_ids
from central.store.database import read_view, translate_database_errors
from central.store.duplicates import note_newest_ids
from central.store.faults import translate_driver_errors
from central.store.former_columns import OF_SCALE, RENAMED, SCALE
from central.store.migrating import migrate
from central.store.revisions import known_revisions, newest_revision, schema_revision
from central.store.store import Store
from central.store.sums import mark_every_day
from central.store.tables.administration import EPHEMERAL, alert_deliveries, playlist_sent, users
from central.store.tables.messages import devices, facts, metadata, quarantine, quarantine_days, reactions
from central.store.tables.sales import sales_quarantine
from central.store.tables.servers import OF_PROGRAMS
from central.transfer.set_aside import Report, SetAside

FORMAT = "vitrina.backup/1"
AT_ONCE = 1_000
OF_THIS_STORE = (client_ids.FACT, backups.FACT)
"""Prefix of the names of facts that a copy of the store must not contain."""
LEFT_OUT = (quarantine, quarantine_days, sales_quarantine, alert_deliveries, playlist_sent, *EPHEMERAL, *OF_PROGRAMS)


@dataclass(frozen=True, slots=True)
class Restored:
    """Number of restored rows, and number of rows that were set aside in `file`. `file` None: all rows are in the
    store.
    """

    rows: int
    aside: int = 0
    file: Path | None = None


def write_backup(store: Store, file: Path) -> int:
    """Write a backup.

    After an error no partial file remains. Return the number of rows. Raises SourceError or DatabaseError. The store
    records whether the backup was completed, for the alert `server.backup`.
    """
    _note(store, backups.begin_backup)
    try:
        rows = _write_lines(store, file)
    except CentralError:
        _note(store, backups.fail_backup)
        raise
    with translate_driver_errors(), store.engine.begin() as connection:
        backups.end_backup(connection, now_ms())
    return rows


def _note(store: Store, fact: Callable[[Connection, int], None]) -> None:
    """Record a fact about a backup if the database can be written. A full database disk must not prevent a backup to
    another disk.
    """
    with suppress(DatabaseError), translate_driver_errors(), store.engine.begin() as connection:
        fact(connection, now_ms())


def _write_lines(store: Store, file: Path) -> int:
    part = file.with_name(f"{file.name}.part")
    try:
        with _private(part) as raw, gzip.open(raw, "wb", compresslevel=6) as out, read_view(store) as connection:
            head = {"format": FORMAT, "form": _schema(connection), "version": VERSION, "made_ms": now_ms()}
            out.write(json.dumps(head).encode() + b"\n")
            rows = 0
            for line in _backup_lines(connection):
                out.write(line)
                rows += 1
            out.write(json.dumps({"rows": rows}).encode() + b"\n")
        part.replace(file)
        return rows
    except OSError as error:
        raise SourceError(
            f"backup: {file} cannot be written ({error.strerror}). Name a file on a disk with enough space."
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _schema(connection: Connection) -> str:
    """Schema of the store. Raises CentralError if it is newer than this version: the backup would lack new tables."""
    revision = schema_revision(connection)
    if revision != newest_revision():
        raise CentralError(
            f"backup: the store has the schema {revision} of a newer version, and this version knows the tables of"
            f" {newest_revision()} only. Run `backup` with the newer version. Nothing was written."
        )
    return revision


def _private(path: Path) -> BinaryIO:
    """Open a file that only its owner can read, because it may contain the data of the whole fleet."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _backup_lines(connection: Connection) -> Iterator[bytes]:
    for table in metadata.sorted_tables:
        if table not in LEFT_OUT:
            yield (
                json.dumps({"table": table.name, "columns": [column.name for column in table.columns]}).encode() + b"\n"
            )
            for row in _table_rows(connection, table):
                if table is facts and row.name.startswith(OF_THIS_STORE):
                    continue
                yield json.dumps([_as_json(value) for value in row], separators=(",", ":")).encode() + b"\n"


def _table_rows(connection: Connection, table: Table) -> Iterator[Any]:
    """All rows of a table, read in pages by key, because a driver may keep all rows of a query in memory."""
    key = list(table.primary_key.columns)
    last: list[Any] | None = None
    while True:
        query = select(table).order_by(*key).limit(AT_ONCE)
        if last is not None:
            query = query.where(_is_after(key, last))
        rows = connection.execute(query).fetchall()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        last = [rows[-1]._mapping[column] for column in key]


def _is_after(key: list[Any], last: list[Any]) -> Any:
    return tuple_(*key) > tuple_(*last)


def _as_json(value: Any) -> Any:
    return {"b": base64.b64encode(bytes(value)).decode()} if isinstance(value, bytes | memoryview) else value


def _from_json(value: Any) -> Any:
    return base64.b64decode(value["b"]) if isinstance(value, dict) else value


def restore_backup(store: Store, file: Path, report: Report = lambda _: None) -> Restored:
    """Restore a backup into an empty store, in one transaction.

    A row that this database cannot store, such as one with a 64-bit number for a 32-bit column, is reported and set
    aside in a file beside the backup. Raises SourceError if the backup is not complete or that file cannot be written.
    Raises UsageError if the store is not empty.
    """
    try:
        with gzip.open(file, "rb") as source:
            head = _read_head(source.readline(), file)
            with closing(SetAside(file, _as_json, report)) as aside:
                rows = _restore_tables(store, source, head, file, aside)
                aside.commit()
                return Restored(rows, aside.rows, aside.file if aside.rows else None)
    except (OSError, EOFError) as error:
        why = getattr(error, "strerror", None) or error
        raise SourceError(f"restore: {file} cannot be read ({why}). Nothing was restored.") from None


def _read_head(line: bytes, file: Path) -> dict[str, Any]:
    try:
        head = json.loads(line)
        is_ours = head["format"] == FORMAT
    except (ValueError, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        raise SourceError(f"restore: {file} is not a backup of vitrina-central ({FORMAT}). Nothing was restored.")
    if head["form"] not in known_revisions():
        raise SourceError(
            f"restore: {file} has schema {head['form']}, but this version needs {newest_revision()}. Restore it"
            f" with version {head.get('version')}. Nothing was restored."
        )
    fields: dict[str, Any] = head
    return fields


def _restore_tables(store: Store, source: Any, head: dict[str, Any], file: Path, aside: SetAside) -> int:
    with translate_database_errors():
        migrate(store.engine, store.dialect)
        with store.engine.connect() as connection:
            if any(
                connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (devices, users)
            ):
                raise UsageError("restore: this store is not empty. Name a new folder or database.")
            connection.rollback()
            months = (at_ms for at_ms in range(head["made_ms"] - 400 * 86_400_000, head["made_ms"], 86_400_000))
            store.dialect.prepare_months(connection, months, head["made_ms"])
            with connection.begin():
                rows = _insert_lines(connection, store, source, file, aside)
                if head["form"] != newest_revision():
                    mark_every_day(connection)  # for sums that the older version did not make
                    note_newest_ids(connection)
                if store.dialect.name == "postgresql":
                    _continue_numbers(connection)
    return rows


def _insert_lines(connection: Connection, store: Store, source: Any, file: Path, aside: SetAside) -> int:
    rows, table, waiting = 0, None, []
    complete: Callable[[Iterable[Any]], tuple[Any, ...]] = tuple
    for line in source:
        value = json.loads(line)
        if isinstance(value, list):
            waiting.append(complete(map(_from_json, value)))
            rows += 1
        if waiting and (not isinstance(value, list) or len(waiting) == AT_ONCE):
            assert table is not None
            aside.insert_rows(connection, store.dialect, table, waiting)
            waiting = []
        if isinstance(value, dict) and "table" in value:
            rows += 1
            table = metadata.tables[value["table"]]
            complete = _row_completer(table, value["columns"])
        elif isinstance(value, dict):
            if value["rows"] == rows:
                return rows
            break
    raise SourceError(f"restore: {file} is cut off or damaged. Nothing was restored.")


def _row_completer(table: Table, columns: list[str]) -> Callable[[Iterable[Any]], tuple[Any, ...]]:
    """Function that turns a row with the given columns into a row of the table.

    A column that an older version did not have is null, or 0 in totals.
    """
    scale = columns.index(SCALE) if table is reactions and SCALE in columns else None
    columns = [RENAMED.get(table.name, {}).get(name, name) for name in columns]
    added = tuple(None if column.nullable else 0 for column in table.columns if column.name not in columns)
    names = [*columns, *(column.name for column in table.columns if column.name not in columns)]
    places = [names.index(column.name) for column in table.columns]

    def complete(values: Iterable[Any]) -> tuple[Any, ...]:
        row = [*values, *added]
        if scale is not None:
            row[scale] *= OF_SCALE
        return tuple(row[place] for place in places)

    return complete


def _continue_numbers(connection: Connection) -> None:
    """Set the counters of the database, so that new rows get numbers after the restored ones."""
    for name in ("sites", "devices", "creatives", "users", "tokens", "audit", "review_imports"):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name} HAVING max(id) > 0")
        )
