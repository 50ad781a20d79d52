"""Each site and day has one row, made of the totals of that day alone."""

from collections.abc import Callable
from typing import Any

import pytest

from central.store.location import Location
from central.store.migrating import migrate
from central.store.migrations.versions import start_page
from central.store.revisions import newest_revision
from central.store.site_days import COLUMNS
from central.store.store import Store
from central.store.sums import sum_all
from central.store.tables.totals import site_days
from tests.central import fleet
from tests.central.rows import one, rows
from tests.central.store.test_sums import OTHER, day_of_messages

FORMER = start_page.down_revision
OLD_MODEL = {"expression": "old-model@sha256:000000000000", "valence": "none"}
FROM_ROWS = {
    "visits": "SELECT site_id, day, sum(visits) FROM windows",
    "looked_1": "SELECT site_id, day, sum(looked_1) FROM windows",
    "span_ms": "SELECT site_id, day, sum(to_ms - from_ms) FROM windows",
    "plays": "SELECT site_id, day, count(*) FROM plays",
    "smile_n": "SELECT site_id, day, sum(n) FROM reactions WHERE smile IS NOT NULL",
    "smile_sum": "SELECT site_id, day, sum(n * smile) FROM reactions WHERE smile IS NOT NULL",
}


def of_column(store: Store, name: str) -> dict[Any, float]:
    return {row[:2]: row[2] for row in rows(store, f"SELECT site_id, day, {name} FROM site_days")}


def test_a_day_of_a_site_is_that_of_its_messages(store: Store) -> None:
    """Counts of rows, whatever the hour, the kiosk, the ad and the arm; a late message changes its day alone."""
    store.write_messages(day_of_messages(1, fleet.DEVICE) + day_of_messages(2, OTHER))
    sum_all(store)
    store.write_messages([fleet.reading("window", fleet.window(90, OTHER, visits=7), OTHER)])
    sum_all(store)
    for name, query in FROM_ROWS.items():
        expected = {row[:2]: float(row[2]) for row in rows(store, f"{query} GROUP BY 1, 2")}
        found = {key: value for key, value in of_column(store, name).items() if value}
        assert found == pytest.approx(expected), name
        assert len(expected) >= 2, name


def test_smiles_are_of_the_model_that_measured_the_most_people(store: Store) -> None:
    """Values of two models are never added."""
    told = [fleet.reaction(seq, n=20, smile=0.5) for seq in (1, 2)]
    told.append(fleet.reaction(3, n=30, smile=0.1) | {"models": OLD_MODEL})
    store.write_messages([fleet.reading("reaction", fields) for fields in told])
    sum_all(store)
    model = told[0]["models"]["expression"]
    assert rows(store, "SELECT model, n, smile_n, smile_sum FROM site_days") == [(model, 40, 40, pytest.approx(20.0))]


def test_a_day_without_smiles_has_its_visits(store: Store) -> None:
    store.write_messages([fleet.reading("window", fleet.window(1, visits=9))])
    sum_all(store)
    assert rows(store, "SELECT model, visits, smile_n, told_of FROM site_days") == [("", 9, 0, 0)]


def test_an_older_store_gets_the_row_of_each_stored_day(
    store: Store, location: Location, empty_location: Callable[[str], Location]
) -> None:
    """The migration makes them from the totals; nothing is marked to be summed again."""
    messages = day_of_messages(1, fleet.DEVICE) + day_of_messages(2, OTHER)
    store.write_messages(messages)
    sum_all(store)
    old = empty_location("postgresql" if location.url else "sqlite")
    dialect = old.build_dialect()
    former = Store(dialect.build_engine(), dialect)
    assert migrate(former.engine, dialect, FORMER) == (None, FORMER)
    with former.engine.begin() as connection:
        site_days.create(connection)  # this version writes it
    former.write_messages(messages)
    sum_all(former)
    with former.engine.begin() as connection:
        site_days.drop(connection)
    assert migrate(former.engine, dialect) == (FORMER, newest_revision())
    query = f"SELECT site_id, day, model, {', '.join(COLUMNS)} FROM site_days ORDER BY 1, 2"
    assert rows(former, query) == rows(store, query) != []
    assert one(former, "SELECT count(*) FROM dirty") == 0
    former.close()
