"""Impressions are the same from SQLite, PostgreSQL and a folder of Parquet files."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from central.analysis.duckdb_engine import DuckDbEngine
from central.analysis.folder import Folder
from central.reports.columns import Columns
from central.reports.impression_rows import read_impression_rows
from central.reports.impressions import answer_impressions
from central.reports.selection import Request, build_selection, find_creatives
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from tests.central.analysis.test_engines import assert_same

ALL, TENANT, CREATIVE, NOW_MS = Scope.whole_store(), "acme", "a", 1_796_000_000_000


@pytest.fixture(scope="module")
def duckdb(folder: Path) -> Iterator[DuckDbEngine]:
    opened = DuckDbEngine(Folder.open_folder(folder))
    yield opened
    opened.close()


def assert_columns(found: Columns, expected: Columns) -> None:
    assert list(found.of) == list(expected.of)
    for name, column in expected.of.items():
        assert np.allclose(found[name], column, rtol=1e-9, atol=1e-9, equal_nan=True), name


def test_the_rows_of_impressions_are_the_same_in_each_engine(
    sqlite_store: Store, postgres_store: Store, duckdb: DuckDbEngine
) -> None:
    with read_view(sqlite_store) as connection:
        selection = build_selection(connection, ALL, TENANT, Request(TENANT))
        (creative,) = find_creatives(connection, ALL, [CREATIVE], TENANT)
        expected = read_impression_rows(connection, selection, creative.id)
    with read_view(postgres_store) as connection:
        found = [read_impression_rows(connection, selection, creative.id)]
    found.append(read_impression_rows(duckdb, selection, creative.id))
    assert len(expected.kiosk_days) > 10
    assert len(expected.hours) > 10
    for rows in found:
        assert_columns(rows.kiosk_days, expected.kiosk_days)
        assert_columns(rows.hours, expected.hours)
        assert_columns(rows.exposed, expected.exposed)


def test_the_answer_is_the_same_in_both_databases(sqlite_store: Store, postgres_store: Store) -> None:
    found = []
    for store in (sqlite_store, postgres_store):
        with read_view(store) as connection:
            answer = answer_impressions(connection, ALL, CREATIVE, Request(TENANT), NOW_MS)
            found.append(answer.model_dump(mode="json"))
    assert found[0]["overlapping_visits"] > 0
    assert_same(found[1], found[0])
