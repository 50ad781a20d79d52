"""Opens a store: connects to its database, and migrates the schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from central.errors import CentralError
from central.store.dialect import Dialect
from central.store.faults import RowsAtFaultError, translate_driver_errors
from central.store.location import Location
from central.store.store import Store

MIGRATIONS = Path(__file__).parent / "migrations"


class NewerStoreError(CentralError):
    """A newer version of central has written the store."""


@cache  # a process may open many stores, and each walk loads every file
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


@cache
def newest_revision() -> str:
    """Newest schema revision that this version supports."""
    revision: str | None = _scripts().get_current_head()
    assert revision is not None
    return revision


def known_revisions() -> set[str]:
    """Schema revisions that this version can migrate."""
    return {script.revision for script in _scripts().walk_revisions()}


def schema_revision(connection: Connection) -> str | None:
    """Schema revision of the database; None for a new database."""
    revision: str | None = MigrationContext.configure(connection).get_current_revision()
    return revision


def migrate(engine: Engine, dialect: Dialect, revision: str = "head") -> tuple[str | None, str]:
    """Migrate to a schema revision, by default the newest. Return the revisions before and after.

    One process migrates at a time; the others wait. Raises NewerStoreError.
    """
    with engine.begin() as connection:
        if dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('vitrina migrate'))")
        before = schema_revision(connection)
        if before == newest_revision() and revision == "head":
            return before, before
        if before is not None and before not in known_revisions():
            raise NewerStoreError(
                f"store: the schema {before} comes from a newer version of central. This version supports up to"
                f" {newest_revision()}. Install the newer version, or restore a backup into another store."
            )
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        after = schema_revision(connection)
    assert after is not None
    return before, after


def open_store(location: Location, patience_s: float | None = None) -> Store:
    """Open a store, and create or migrate it if needed.

    Raises UsageError, DatabaseError or NewerStoreError. `patience_s`: seconds to wait for each response of PostgreSQL.
    A migration may take longer.
    """
    dialect = location.build_dialect(patience_s)
    store = Store(dialect.build_engine(), dialect)
    try:
        with translate_driver_errors():
            if patience_s is None:
                migrate(store.engine, dialect)
            else:
                _migrate_without_limit(location, store.engine)
    except BaseException:
        store.close()
        raise
    return store


def _migrate_without_limit(location: Location, engine: Engine) -> None:
    """Migrate if needed, on a connection without a time limit, because creating an index on a large table takes long.
    With a limit, the migration would fail at each start. `engine` still has a limit, and detects that the database is
    down.
    """
    with engine.connect() as connection:
        if schema_revision(connection) == newest_revision():
            return
    dialect = location.build_dialect()
    unlimited = dialect.build_engine()
    try:
        migrate(unlimited, dialect)
    finally:
        unlimited.dispose()


@contextmanager
def read_view(store: Store) -> Iterator[Connection]:
    """Connection with one consistent view of the store, for reading. Raises DatabaseError."""
    options = {"reader": True} if store.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with translate_database_errors(), store.engine.connect() as connection:
        connection.execution_options(**options)
        with connection.begin():
            yield connection


@contextmanager
def translate_database_errors() -> Iterator[None]:
    """Raise a DatabaseError instead of each database error inside a `with` block."""
    try:
        with translate_driver_errors():
            yield
    except RowsAtFaultError as error:
        raise CentralError(f"database: {error}. Nothing was changed.") from error
