"""Opens a store: connects to its database, and migrates the schema."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from central.errors import CentralError
from central.store.faults import RowsAtFaultError, translate_driver_errors
from central.store.location import Location
from central.store.migrating import MigrationRules, migrate
from central.store.revisions import newest_revision, schema_revision
from central.store.store import Store


def open_store(location: Location, patience_s: float | None = None, *, is_only_server: bool = False) -> Store:
    """Open a store, and create or migrate it if needed.

    Raises UsageError, DatabaseError, or an error of `migrate`. `patience_s`: seconds to wait for each response of
    PostgreSQL. A migration may take longer. `is_only_server`: this process knows that no server uses the store.
    """
    dialect = location.build_dialect(patience_s)
    store = Store(dialect.build_engine(), dialect)
    rules = MigrationRules(location.is_migrated_by_hand, is_only_server)
    try:
        with translate_driver_errors():
            if patience_s is None:
                migrate(store.engine, dialect, rules=rules)
            else:
                _migrate_without_limit(location, store.engine, rules)
    except BaseException:
        store.close()
        raise
    return store


def _migrate_without_limit(location: Location, engine: Engine, rules: MigrationRules) -> None:
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
        migrate(unlimited, dialect, rules=rules)
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
