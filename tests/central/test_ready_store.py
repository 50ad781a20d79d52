"""Databases that tests use one after another: nothing of a test reaches the next."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from central.store.database import open_store
from central.store.location import Location
from central.store.sites import set_site
from central.store.store import Store
from central.store.sums import sum_all
from tests.central import fleet
from tests.central.rows import one
from tests.doubles.postgres import Postgres
from tests.doubles.ready_store import ReadyDatabases


@pytest.fixture
def ready_databases(postgres: Postgres) -> ReadyDatabases:
    return ReadyDatabases(postgres)


@contextmanager
def opened(url: str) -> Iterator[Store]:
    with open_store(Location(None, url)) as store:
        yield store


def content(store: Store) -> dict[str, int]:
    """Rows of each table and the next number of each sequence."""
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT oid::regclass::text, relkind FROM pg_class WHERE oid >= 16384")
        kinds = {name: kind for name, kind in found if kind in ("r", "p", "S")}
    count = {name: "last_value + is_called::int" if kind == "S" else "count(*)" for name, kind in kinds.items()}
    return {name: one(store, f"SELECT {what} FROM {name}") for name, what in count.items()}


def test_a_database_that_was_used_is_as_a_new_one(ready_databases: ReadyDatabases) -> None:
    """Also one in which somebody still holds a lock, and one with months of their own."""
    url = ready_databases.take()
    with opened(url) as store:
        new = content(store)
        set_site(store, "acme/berlin-7", zone="UTC", parts=None, is_new=True)
        store.write_messages([fleet.reading("play", fleet.play(1)), fleet.reading("reaction", fleet.reaction(2))])
        sum_all(store)
        assert content(store) != new
        with store.engine.connect() as connection:
            connection.exec_driver_sql("LOCK TABLE plays IN ACCESS EXCLUSIVE MODE")
            ready_databases.give_back(url)
            connection.invalidate()
    assert ready_databases.take() == url
    with opened(url) as store:
        assert content(store) == new


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE plays ADD COLUMN more TEXT",
        "ALTER TABLE devices RENAME TO gone",
        "UPDATE alembic_version SET version_num = '9999'",
        "DROP VIEW messages",
        "CREATE INDEX more ON plays (start_ms)",
    ],
)
def test_a_database_of_another_form_is_not_used_again(change: str, ready_databases: ReadyDatabases) -> None:
    url = ready_databases.take()
    with opened(url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql(change)
    ready_databases.give_back(url)
    assert ready_databases.take() != url
