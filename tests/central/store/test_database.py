"""A store is made, migrated by one process at a time, and never opened by an older version."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine

from central.errors import DatabaseError, UsageError
from central.store.database import open_store, translate_database_errors
from central.store.dialect import Dialect
from central.store.location import Location
from central.store.migrating import migrate
from central.store.revisions import newest_revision
from central.store.store import Store
from central.store.tables.messages import PARTITIONED, metadata
from tests.central import fleet
from tests.central.conftest import DATABASES
from tests.central.rows import one, rows
from tests.doubles.postgres import Postgres


def test_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    """Else a column of the code would be missing in a store."""
    partitions = {f"{table.name}_default" for table in PARTITIONED}

    def is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and name in partitions)

    with store.engine.connect() as connection:
        options = {"include_object": is_ours, "compare_type": False}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
        for table in metadata.sorted_tables:
            columns = list(connection.exec_driver_sql(f"SELECT * FROM {table.name} WHERE 1 = 0").keys())
            assert columns == [column.name for column in table.columns], "rows are inserted in the order of the columns"
    assert differences == []


@pytest.mark.parametrize("database", DATABASES)
def test_a_store_is_migrated_once(database: str, empty_location: Callable[[str], Location]) -> None:
    location = empty_location(database)
    dialect = location.build_dialect()
    engine = dialect.build_engine()
    assert migrate(engine, dialect) == (None, newest_revision())
    assert migrate(engine, dialect) == (newest_revision(), newest_revision())
    engine.dispose()


@pytest.mark.parametrize("database", DATABASES)
def test_several_processes_may_open_a_new_store_at_once(
    database: str, empty_location: Callable[[str], Location]
) -> None:
    """One makes the tables, the others wait for it."""
    location = empty_location(database)
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            open_store(location).engine.dispose()
        except BaseException as error:  # noqa: BLE001 asserted below
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("database", DATABASES)
def test_a_migration_may_take_longer_than_any_other_answer(
    database: str, empty_location: Callable[[str], Location], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of a large table takes minutes; the patience of `serve` would end it at each start."""
    location, patience_s = empty_location(database), 1.0

    def long(engine: Engine, dialect: Dialect, **given: Any) -> tuple[str | None, str]:
        if dialect.name == "postgresql":
            with engine.connect() as connection:
                connection.exec_driver_sql(f"SELECT pg_sleep({1.2 * patience_s})")
        return migrate(engine, dialect, **given)

    monkeypatch.setattr("central.store.database.migrate", long)
    with open_store(location, patience_s) as store:
        assert one(store, "SELECT version_num FROM alembic_version") == newest_revision()
        if database == "postgresql":  # the store itself is as patient as it was asked to be
            with pytest.raises(DatabaseError), translate_database_errors(), store.engine.connect() as connection:
                connection.exec_driver_sql(f"SELECT pg_sleep({1.2 * patience_s})")


def test_the_folder_of_a_store_is_private(tmp_path: Path) -> None:
    """It may hold the whole fleet, and in the quarantine anything."""
    store = open_store(Location(tmp_path / "new" / "data"))
    store.engine.dispose()
    assert (tmp_path / "new" / "data").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be created"):
        open_store(Location(tmp_path / "file" / "data"))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://user@host/name", "not of the form postgresql://"),
        ("postgresql://host", "not of the form postgresql://"),
        ("nonsense", "not of the form postgresql://"),
        ("postgresql://user:secret@host/name", "contains a password"),
        ("postgres://user:secret@host/name", "contains a password"),
        ("postgresql://user@host/name?password=secret", "contains a password"),
        ("user:secret@host/name", "is not of the form"),
        ("postgresql://user:secret@host:port/name", "is not of the form"),
    ],
)
def test_a_wrong_url_is_told_without_its_password(url: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as error:
        Location(None, url).build_dialect()
    assert "secret" not in str(error.value)


def test_a_database_that_cannot_be_reached_is_told(postgres: Postgres) -> None:
    for url, why in (
        ("postgresql://vitrina@127.0.0.1:9/name", "127.0.0.1"),
        (f"postgresql://vitrina@127.0.0.1:{postgres.port}/none", 'database "none" does not exist'),
    ):
        with pytest.raises(DatabaseError, match=why):
            open_store(Location(None, url), 5.0)


def test_months_have_partitions_of_their_own(
    new_location: Callable[[str], Location], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month that is long gone goes to the default partition; so none is made for a wrong clock."""
    monkeypatch.setattr("central.store.store.now_ms", lambda: round(fleet.AT.timestamp() * 1000))
    store = open_store(new_location("postgresql"))
    times = (
        "2026-11-24T10:00:00.000Z",
        "2026-10-31T23:59:59.999Z",
        "2026-11-01T00:00:00.000Z",
        "2019-01-01T00:00:00.000Z",
    )
    store.write_messages(
        [fleet.reading("play", fleet.play(seq, at=at, start=at, end=at)) for seq, at in enumerate(times, 1)]
    )
    found = rows(store, "SELECT tableoid::regclass::text, count(*) FROM plays GROUP BY 1 ORDER BY 1")
    assert found == [("plays_2026_10", 1), ("plays_2026_11", 2), ("plays_default", 1)]
    assert one(store, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'cells'::regclass") == 3
    store.engine.dispose()
