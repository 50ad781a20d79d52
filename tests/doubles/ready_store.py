"""Stores that are migrated already: a new one goes through all forms of the tables, which takes longer than most tests.

Of SQLite a copy of one, of PostgreSQL a database that a former test has used and that was emptied.
"""

import tempfile
from functools import cache
from pathlib import Path

import pg8000.native

from central.store.database import open_store
from central.store.location import Location
from tests.doubles.postgres import Postgres

_FORM = """
SELECT md5(string_agg(line, ',' ORDER BY line COLLATE "C")) FROM (
    SELECT concat(attrelid::regclass, attname, atttypid, attnotnull) AS line FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT concat(indrelid::regclass, indkey, indisunique, indisvalid) FROM pg_index WHERE indrelid >= 16384
    UNION ALL SELECT concat(conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid >= 16384
    UNION ALL SELECT concat(viewname, definition) FROM pg_views WHERE schemaname = 'public'
    UNION ALL SELECT version_num FROM alembic_version
) AS lines
"""
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR name IN SELECT oid::regclass FROM pg_class
        WHERE relispartition AND relkind = 'r' AND pg_get_expr(relpartbound, oid) <> 'DEFAULT'
    LOOP EXECUTE 'DROP TABLE ' || name; END LOOP;
    SET LOCAL session_replication_role = replica;  -- in any order, whatever refers to a row
    FOR name IN SELECT oid::regclass FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'p') AND NOT relispartition
        AND relname NOT IN ('alembic_version', 'schema_support')
    LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
    FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind = 'S'
    LOOP EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART'; END LOOP;
END $$
"""


def ready(data: Path) -> Location:
    """Place of a new, empty SQLite store in a folder, which is made where needed."""
    location = Location(data)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    assert not location.file.exists()
    location.file.write_bytes(_migrated())
    return location


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory(prefix="vitrina-store-") as folder:
        location = Location(Path(folder))
        open_store(location).close()
        assert not location.file.with_name(f"{location.file.name}-wal").exists()  # all is in the file
        return location.file.read_bytes()


class ReadyDatabases:
    """Databases with the tables and without a row. Each has one user at a time."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._free: list[str] = []
        self._form = ""

    def take(self) -> str:
        """URL of a database."""
        if self._free:
            return self._free.pop()
        url = self._server.new_database()
        open_store(Location(None, url)).close()
        self._form = self._sql(url, _FORM)
        return url

    def give_back(self, url: str) -> None:
        """Empties a database for the next user. One whose tables have another form now is not used again."""
        self._sql(url, _EMPTY)
        if self._sql(url, _FORM) == self._form:
            self._free.append(url)

    def _sql(self, url: str, statement: str) -> str:
        database = url.rpartition("/")[2]
        with pg8000.native.Connection("vitrina", "127.0.0.1", database, self._server.port) as connection:
            found = connection.run(statement)
        return str(found[0][0]) if found else ""
