"""Opens the store of a location: reaches the database, and brings its tables to the form of this version."""

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
    """The store was written by a newer version."""


@cache  # a process may open many stores, and each walk loads every file
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


@cache
def newest_revision() -> str:
    """Form of the tables that this version knows."""
    revision: str | None = _scripts().get_current_head()
    assert revision is not None
    return revision


def known_revisions() -> set[str]:
    """Forms of the tables that this version can bring to the newest."""
    return {script.revision for script in _scripts().walk_revisions()}


def schema_revision(connection: Connection) -> str | None:
    """Form of the tables that are there; None in a new database."""
    revision: str | None = MigrationContext.configure(connection).get_current_revision()
    return revision


def migrate(engine: Engine, dialect: Dialect, revision: str = "head") -> tuple[str | None, str]:
    """Brings the tables to a form, by default the newest. Returns the forms before and after.

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
                f"store: its form {before} is of a newer version of central; this one knows {newest_revision()}."
                " Install that version, or restore a backup into another store."
            )
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        after = schema_revision(connection)
    assert after is not None
    return before, after


def open_store(location: Location, patience_s: float | None = None) -> Store:
    """Opens a store, which is made and migrated where needed. Raises UsageError, DatabaseError, NewerStoreError.

    `patience_s`: seconds to wait for each answer of PostgreSQL; a migration may take longer.
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
    """Migrates where needed, on a connection that waits as long as an index of a large table takes: ended, its
    migration would fail at each start. `engine` finds within its limit that the database is away."""
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
    """Connection with one unchanging view of the store, for reading. Raises DatabaseError."""
    options = {"reader": True} if store.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with translate_database_errors(), store.engine.connect() as connection:
        connection.execution_options(**options)
        with connection.begin():
            yield connection


@contextmanager
def translate_database_errors() -> Iterator[None]:
    """Raises DatabaseError for each error of the database in a command."""
    try:
        with translate_driver_errors():
            yield
    except RowsAtFaultError as error:
        raise CentralError(f"database: {error}. Nothing was changed.") from error
